import ArgumentParser
internal import Engine
internal import FoundationEssentials
internal import Glibc
internal import Remediation
internal import Reports
internal import Rules
internal import SourceText
internal import Validation

struct FixCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fix", abstract: "Writes safe fixes in place, each proven by rendering and judging the result again.",
        discussion: "Bytes that a fix does not mean to change stay as they are. Files are replaced whole or not at all.")

    @Argument(help: "Files or folders; the default is the current folder.")
    var paths: [String] = []

    @Flag(help: "Show the changes as a unified diff and write nothing.")
    var diff = false

    @Flag(help: "Take fixes of class review too: those that may change behaviour.")
    var review = false

    @Flag(help: "Let the product itself check each fixed file where its tool is installed: nginx -t, haproxy -c, sshd -t and others.")
    var validate = false

    @Option(help: ArgumentHelp("Only these rules; may be repeated.", valueName: "rule"))
    var only: [String] = []

    @Option(help: "Format of the report: text, json, markdown.")
    var format: FixReportFormat = .text

    @Option(
        name: .customLong("fail-on"),
        help: "End with status 1 when a finding of this severity or worse stays: low, medium, high (default), critical, never.")
    var failOn: String?

    @Flag(help: "End with status 3 when something could not be read.")
    var strict = false

    @OptionGroup var common: CommonOptions

    func run() throws {
        let environment = ProcessInfo.processInfo.environment
        let tree = try workTree(paths)
        let ruleset = try loadRuleset(common, tree: tree, environment: environment)
        let judge =
            validate ? ProductJudge(searchPath: environment["PATH"] ?? "/usr/bin:/bin", temporary: environment["TMPDIR"] ?? "/tmp") : nil
        let policy = FixPolicy(
            includesReview: review, only: try chosenRules(only, ruleset), safety: ruleset.configuration.safety)
        var options = ReportOptions.parseOrExit([])
        options.failOn = failOn
        let threshold = try options.threshold(ruleset.configuration)
        let progress = ProgressLine(quiet: common.quiet)
        let result = fix(tree, with: ruleset, policy: policy, fileCheck: judge.map(fileCheck), progress: { progress.update($0, $1) })
        progress.clear()
        // The report shows files as they were, so it is made before anything is written.
        let report = render(
            result, as: format, policy: policy,
            settings: reportSettings(ruleset, colour: format == .text && allowsColour(STDOUT_FILENO, environment: environment)),
            withDiff: diff, bytes: { try? tree.read($0) })
        if let missing = judge?.missingTools, !missing.isEmpty, !common.quiet {
            writeError("not installed, so that its files were not checked: \(missing.joined(separator: ", "))\n")
        }
        if !diff { try write(result.files, in: tree) }
        writeOutput(report)
        if strict, result.diagnostics.contains(where: { $0.severity == .error }) { exitProcess(ExitStatus.unreadable) }
        if let threshold, result.unfixed.contains(where: { $0.finding.severity >= threshold }) { exitProcess(ExitStatus.findings) }
    }

    private func fileCheck(_ judge: ProductJudge) -> FileCheck {
        { system, path, before, after in judge.objection(system: system, path: path, before: before, after: after) }
    }

    /// Writes the changed files one by one, each atomically; says which are written when one fails.
    private func write(_ files: [String: [UInt8]], in tree: DirectoryTree) throws(UsageFailure) {
        var written: [String] = []
        for (path, bytes) in files.sorted(by: { $0.key < $1.key }) {
            do { try writeAtomically(bytes, to: path, inside: tree.root) } catch {
                let rest = written.isEmpty ? "nothing was written" : "written before: \(written.joined(separator: ", "))"
                throw UsageFailure("\(error); \(rest)")
            }
            written.append(path)
        }
    }
}

extension FixReportFormat: ExpressibleByArgument {}

/// Rule ids from what people type: ids or the names that other tools use.
func chosenRules(_ names: [String], _ ruleset: Ruleset) throws(UsageFailure) -> Set<String>? {
    guard !names.isEmpty else { return nil }
    var ids: Set<String> = []
    for name in names {
        let found = ruleset.ruleIDs(named: name)
        if found.isEmpty { throw UsageFailure("no rule is called '\(name)'; 'larboard rules' lists all") }
        ids.formUnion(found)
    }
    return ids
}
