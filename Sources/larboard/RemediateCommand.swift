import ArgumentParser
internal import Engine
internal import FoundationEssentials
internal import Publishing
internal import Rules
internal import SourceControl
internal import SourceText
internal import Validation
internal import Workspace

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

    @Flag(help: "Let the product itself check each fixed file where its tool is installed: nginx -t, haproxy -c, sshd -t and others.")
    var validate = false

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
        let environment = ProcessInfo.processInfo.environment
        let workspace = try Workspace(
            repository: repository, ref: ref, rules: try common.rules(environment), settings: common.settings(environment))
        let judge = validate ? workspace.productJudge() : nil
        let policy = try workspace.policy(includesReview: !safeOnly, only: only)
        let progress = ProgressLine(quiet: common.quiet)
        let record = workspace.remediate(policy, judge: judge, progress: { progress.update($0, $1) })
        progress.clear()
        if !common.quiet { writeMissingTools(judge?.missingTools ?? []) }
        try publish(record, of: workspace)
        writeOutput(summary(record, base: workspace.base?.id.short ?? ""))
    }

    private func publish(_ record: RemediationRecord, of workspace: Workspace) throws {
        let settings = workspace.ruleset.configuration.remediate
        if dryRun {
            for group in record.groups { writeOutput("would make   \(settings.branchPrefix)/\(group.name)  \(group.title) (\(group.fixes.count))\n") }
            return
        }
        if let advice { try workspace.writeAdvice(for: record, version: Larboard.version, to: advice) }
        if let formatPatch {
            for patch in try workspace.patches(for: record, version: Larboard.version) {
                try writeFile(patch.bytes, to: formatPatch + "/" + patch.fileName)
                writeOutput("wrote        \(formatPatch)/\(patch.fileName)\n")
            }
            return
        }
        let outcomes = try workspace.ensureBranches(for: record, version: Larboard.version, prunes: prune)
        for outcome in outcomes { writeOutput(line(outcome)) }
        if record.groups.count > outcomes.count(where: { $0.group != nil }) {
            writeOutput("the limit of \(settings.maxBranches ?? 0) branches is reached; run again after merging some\n")
        }
        if outcomes.contains(where: { if case .failed = $0.state { true } else { false } }) { exitProcess(ExitStatus.unreadable) }
    }

    private func line(_ outcome: BranchOutcome) -> String {
        let word: String
        var remark = outcome.group.map { "  \($0.title) (\($0.fixes.count))" } ?? ""
        switch outcome.state {
        case .created: word = "created     "
        case .regenerated: word = "regenerated "
        case .unchanged: word = "unchanged   "
        case .obsolete: (word, remark) = ("obsolete    ", "  no finding needs it; --prune removes it")
        case .removed: word = "removed     "
        case .foreign(let commits): (word, remark) = ("left alone  ", "  somebody else committed to it: \(commits.first ?? "")")
        case .failed(let reason): (word, remark) = ("failed      ", "  \(reason)")
        }
        return "\(word) \(outcome.branch)\(remark)\n"
    }

    private func summary(_ record: RemediationRecord, base: String) -> String {
        let unread = record.diagnostics.count { $0.severity == .error }
        let trouble = unread == 0 ? "" : ", \(unread) files with errors"
        return
            "\(record.groups.count) groups fix \(record.fixes.count) findings of \(base), \(record.unfixed.count) findings stay\(trouble)\n"
    }
}
