import ArgumentParser
internal import Engine
internal import FoundationEssentials
internal import Glibc
internal import Reports
internal import Rules
internal import SourceText
internal import Validation
internal import Workspace

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
        let workspace = try common.open(paths, environment)
        let judge = validate ? workspace.productJudge() : nil
        let policy = try workspace.policy(includesReview: review, only: only)
        let threshold = try threshold(failOn, workspace.ruleset.configuration)
        let progress = ProgressLine(quiet: common.quiet)
        let result = workspace.fix(policy, judge: judge, progress: { progress.update($0, $1) })
        progress.clear()
        // The report shows files as they were, so it is made before anything is written.
        let report = render(
            result, as: format, policy: policy,
            settings: workspace.reportSettings(colour: format == .text && allowsColour(STDOUT_FILENO, environment: environment)),
            withDiff: diff, bytes: workspace.bytes)
        if !common.quiet { writeMissingTools(judge?.missingTools ?? []) }
        var trouble: WorkspaceError?
        if !diff { do throws(WorkspaceError) { try workspace.write(result) } catch { trouble = error } }
        writeOutput(report)
        if let trouble {
            writeError("larboard: \(trouble)")
            exitProcess(ExitStatus.unreadable)
        }
        if strict, result.diagnostics.contains(where: { $0.severity == .error }) { exitProcess(ExitStatus.unreadable) }
        if let threshold, result.unfixed.contains(where: { $0.finding.severity >= threshold }) { exitProcess(ExitStatus.findings) }
    }
}

extension FixReportFormat: ExpressibleByArgument {}
