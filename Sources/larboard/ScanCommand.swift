import ArgumentParser
internal import ConfigModel
internal import Engine
internal import FoundationEssentials
internal import Glibc
internal import Remediation
internal import Projects
internal import Reports
internal import Rules
internal import SourceText

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
        let tree = try workTree(paths)
        let ruleset = try loadRuleset(common, tree: tree, environment: environment)
        let outputs = try report.outputs()
        let threshold = try report.threshold(ruleset.configuration)
        let progress = ProgressLine(quiet: common.quiet)
        let result = scan(tree, with: ruleset, progress: { progress.update($0, $1) })
        progress.clear()
        try emit(result, tree: tree, ruleset: ruleset, outputs: outputs, environment: environment)
        if report.strict, result.diagnostics.contains(where: { $0.severity == .error }) { exitProcess(ExitStatus.unreadable) }
        if let threshold, result.active.contains(where: { $0.severity >= threshold }) { exitProcess(ExitStatus.findings) }
    }

    private func emit(
        _ result: ScanResult, tree: DirectoryTree, ruleset: Ruleset, outputs: [(format: ReportFormat, file: String)], environment: [String: String]
    ) throws {
        let bytes: FileBytes = { try? tree.read($0) }
        let editsOf = findingEdits(tree, ruleset)
        func text(_ format: ReportFormat, colour: Bool) -> String {
            render(
                result, as: format, settings: reportSettings(ruleset, colour: colour), edits: format == .sarif ? editsOf : { _ in nil }, bytes: bytes)
        }
        for (format, file) in outputs { try writeReport(Array(text(format, colour: false).utf8), to: file) }
        writeOutput(text(report.format, colour: report.format == .text && allowsColour(STDOUT_FILENO, environment: environment)))
    }
}

func reportSettings(_ ruleset: Ruleset, colour: Bool) -> ReportSettings {
    ReportSettings(
        version: Larboard.version, allowsColour: colour, rules: ruleset.rules,
        safety: ruleset.configuration.rules.compactMapValues(\.safety))
}

/// The edits of single findings for reports that carry them: planned and verified one by one, projects scanned once.
func findingEdits(_ tree: any WorkTree, _ ruleset: Ruleset) -> FindingEdits {
    let policy = FixPolicy(includesReview: true, safety: ruleset.configuration.rules.compactMapValues(\.safety))
    let projects = selectedProjects(tree, ruleset, [])
    let cache = ProjectCache()
    return { finding in
        guard finding.suppression == nil, finding.fix.edits != nil,
            let project = projects.first(where: { $0.files.contains(finding.home.path) })
        else { return nil }
        let scanned = cache.scanned(project) { scan(project, in: tree, with: ruleset) }
        let settlement = settle(scanned, findings: [finding], in: tree, with: ruleset, policy: policy)
        let files = settlement.verified.flatMap(\.change.files)
        return files.isEmpty ? nil : files.reduce(into: [:]) { $0[$1.path] = $1.edits }
    }
}

/// Remembers the last project, since findings come sorted by file.
private final class ProjectCache {
    private var last: ScannedProject?

    func scanned(_ project: Project, _ make: () -> ScannedProject) -> ScannedProject {
        if let last, last.rendered.project == project { return last }
        let made = make()
        last = made
        return made
    }
}
