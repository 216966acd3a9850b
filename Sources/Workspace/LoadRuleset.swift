internal import BuiltInTechnologies
internal import FoundationEssentials
internal import Projects
internal import Rules
internal import SourceText
internal import Terraform

/// The rules of a run with the configuration of a tree applied.
/// - Throws: `WorkspaceError` with every trouble that the configuration has: a broken one never means defaults.
func loadRuleset(_ rules: RulePack, _ settings: WorkspaceSettings, _ tree: any WorkTree) throws(WorkspaceError) -> Ruleset {
    var configuration = Configuration()
    let chosen = try configurationFile(settings, tree)
    if let chosen {
        let read = loadConfiguration(chosen)
        if let error = WorkspaceError(read.diagnostics, bytes: chosen.bytes) { throw error }
        configuration = read.configuration
    }
    if let path = settings.pinsFile {
        let file = SourceFile(path: path, bytes: try readFile(path))
        let read = loadPins(file)
        if !read.diagnostics.isEmpty {
            throw .invalid(diagnostics: read.diagnostics.map { $0.rendered(bytes: file.bytes) }.joined(separator: "\n"))
        }
        configuration.add(read.pins)
    }
    var plans: [TerraformPlan] = []
    for text in settings.plans { plans.append(try loadPlan(text, tree: tree)) }
    let day = if let given = settings.today { given } else { try today(environment: settings.environment) }
    let ruleset = Ruleset(
        rules: rules.rules, technologies: .builtIn(charts: configuration.chartCases, plans: plans), configuration: configuration,
        replacements: rules.replacements, today: day)
    if let error = WorkspaceError(ruleset.diagnostics, bytes: chosen?.bytes) { throw error }
    return ruleset
}

private func configurationFile(_ settings: WorkspaceSettings, _ tree: any WorkTree) throws(WorkspaceError) -> SourceFile? {
    if let path = settings.configurationFile { return SourceFile(path: path, bytes: try readFile(path)) }
    guard tree.size(Configuration.fileName) != nil else { return nil }
    do { return try tree.file(Configuration.fileName) } catch { throw WorkspaceError(error) }
}

func readFile(_ path: String) throws(WorkspaceError) -> [UInt8] {
    do { return Array(try Data(contentsOf: URL(filePath: path))) } catch { throw .unreadable(path: path, reason: nil) }
}
