import ArgumentParser
internal import Engine
internal import FoundationEssentials
internal import Glibc
internal import Reports
internal import Rules
internal import SourceText
internal import Workspace

struct ScanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan", abstract: "Reports findings; changes nothing.",
        discussion: "Reads directories and files, honours .gitignore and .larboard.yaml, and needs no network.")

    @Argument(help: "Files or folders; the default is the current folder.")
    var paths: [String] = []

    @OptionGroup var common: CommonOptions
    @OptionGroup var report: ReportOptions

    func run() throws {
        let environment = ProcessInfo.processInfo.environment
        let workspace = try common.open(paths, environment)
        let outputs = try report.outputs()
        let threshold = try threshold(report.failOn, workspace.ruleset.configuration)
        let progress = ProgressLine(quiet: common.quiet)
        let result = workspace.scan(progress: { progress.update($0, $1) })
        progress.clear()
        let edits = workspace.findingEdits()
        func text(_ format: ReportFormat, colour: Bool = false) -> String {
            render(
                result, as: format, settings: workspace.reportSettings(colour: colour), edits: format == .sarif ? edits : { _ in nil },
                bytes: workspace.bytes)
        }
        for (format, file) in outputs { try writeReport(Array(text(format).utf8), to: file) }
        writeOutput(text(report.format, colour: report.format == .text && allowsColour(STDOUT_FILENO, environment: environment)))
        if report.strict, result.diagnostics.contains(where: { $0.severity == .error }) { exitProcess(ExitStatus.unreadable) }
        if let threshold, result.active.contains(where: { $0.severity >= threshold }) { exitProcess(ExitStatus.findings) }
    }
}
