import ArgumentParser
internal import Engine
internal import FoundationEssentials
internal import Publishing
internal import Remediation
internal import Reports
internal import Rules
internal import SourceControl
internal import SourceText

struct RemediateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remediate", abstract: "Makes verified fix branches in a Git repository, one for each root cause.",
        discussion: """
            Reads a commit straight from the object database of a local or bare repository. HEAD, the index and the work tree stay as they \
            are. Run again on the same commit it changes nothing; on a newer one it makes its branches anew; a branch that somebody else \
            committed to is left alone and reported.
            """)

    @Argument(help: "The repository.")
    var repository: String

    @Option(help: "Branch, tag or commit to start from; the default is the repository's default branch.")
    var ref: String?

    @Flag(name: .customLong("safe-only"), help: "Leave out fixes of class review.")
    var safeOnly = false

    @Option(help: ArgumentHelp("Only these rules; may be repeated.", valueName: "rule"))
    var only: [String] = []

    @Option(
        name: .customLong("format-patch"), help: ArgumentHelp("Write the changes as patch files for 'git am' instead of branches.", valueName: "dir"))
    var formatPatch: String?

    @Option(help: ArgumentHelp("Also write the advice of each branch as a Markdown file.", valueName: "dir"))
    var advice: String?

    @Flag(name: .customLong("dry-run"), help: "Say what would be done and write nothing.")
    var dryRun = false

    @Flag(help: "Remove branches made earlier that no finding needs any more.")
    var prune = false

    @OptionGroup var common: CommonOptions

    func run() throws {
        do { try remediate() } catch let error as GitError { throw UsageFailure("\(error)") }
    }

    private func remediate() throws {
        let environment = ProcessInfo.processInfo.environment
        let git = try Repository.open(repository)
        let base = try git.resolve(try ref ?? git.defaultBranch())
        let tree = try git.tree(at: base)
        let ruleset = try loadRuleset(common, tree: tree, environment: environment)
        let policy = FixPolicy(
            includesReview: !safeOnly, only: try chosenRules(only, ruleset), safety: ruleset.configuration.safety)
        let progress = ProgressLine(quiet: common.quiet)
        let found = Engine.remediate(tree, with: ruleset, policy: policy, progress: { progress.update($0, $1) })
        progress.clear()
        let settings = ruleset.configuration.remediate
        let identity = Identity(name: "Larboard", email: "larboard@localhost")
        let options = PublishingOptions(
            prefix: settings.branchPrefix, identity: identity, signer: dryRun ? nil : try git.configuredSigner(committer: identity), prunes: prune,
            limit: settings.maxBranches)
        let text: (RemediationGroup) -> PublishedText = { group in
            let written = Reports.advice(for: group, base: base.hex, version: Larboard.version, bytes: { try? tree.read($0) })
            return PublishedText(message: written.message, advice: written.markdown)
        }
        if let advice, !dryRun { try writeAdvice(found.groups, to: advice, text) }
        if dryRun {
            for group in found.groups { writeOutput("would make   \(settings.branchPrefix)/\(group.name)  \(group.title) (\(group.fixes.count))\n") }
        } else if let formatPatch {
            for patch in try patches(for: found.groups, on: base, in: git, options: options, text: text) {
                try writeFile(patch.bytes, formatPatch + "/" + patch.fileName)
                writeOutput("wrote        \(formatPatch)/\(patch.fileName)\n")
            }
        } else {
            let outcomes = try ensureBranches(for: found.groups, on: base, in: git, options: options, text: text)
            for outcome in outcomes { writeOutput(line(outcome)) }
            if found.groups.count > outcomes.filter({ $0.group != nil }).count {
                writeOutput("the limit of \(settings.maxBranches ?? 0) branches is reached; run again after merging some\n")
            }
            if outcomes.contains(where: { if case .failed = $0.state { true } else { false } }) { exitProcess(ExitStatus.unreadable) }
        }
        writeOutput(summary(found, base: base))
    }

    private func line(_ outcome: BranchOutcome) -> String {
        let word: String
        var note = outcome.group.map { "  \($0.title) (\($0.fixes.count))" } ?? ""
        switch outcome.state {
        case .created: word = "created     "
        case .regenerated: word = "regenerated "
        case .unchanged: word = "unchanged   "
        case .obsolete: (word, note) = ("obsolete    ", "  no finding needs it; --prune removes it")
        case .removed: word = "removed     "
        case .foreign(let commits): (word, note) = ("left alone  ", "  somebody else committed to it: \(commits.first ?? "")")
        case .failed(let reason): (word, note) = ("failed      ", "  \(reason)")
        }
        return "\(word) \(outcome.branch)\(note)\n"
    }

    private func summary(_ found: RemediationRecord, base: CommitID) -> String {
        let fixes = found.groups.reduce(0) { $0 + $1.fixes.count }
        let unread = found.diagnostics.filter { $0.severity == .error }.count
        let trouble = unread == 0 ? "" : ", \(unread) files with errors"
        return "\(found.groups.count) groups fix \(fixes) findings of \(base.short), \(found.unfixed.count) findings stay\(trouble)\n"
    }

    private func writeAdvice(_ groups: [RemediationGroup], to folder: String, _ text: (RemediationGroup) -> PublishedText) throws {
        for group in groups { try writeFile(Array(text(group).advice.utf8), "\(folder)/\(slug(group.name)).md") }
    }

    private func writeFile(_ bytes: [UInt8], _ path: String) throws {
        do {
            let folder = URL(filePath: path).deletingLastPathComponent()
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch { throw UsageFailure("cannot make the folder of '\(path)'") }
        try writeReport(bytes, to: path)
    }
}
