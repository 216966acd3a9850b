import ArgumentParser
internal import FoundationEssentials
internal import BuiltInTechnologies
internal import Projects
internal import Reports
internal import Rules
internal import SourceText

/// Options that every command takes.
struct CommonOptions: ParsableArguments {
    @Option(name: .customLong("rules"), help: ArgumentHelp("Folder of rules to use instead of the built-in ones.", valueName: "dir"))
    var rulesFolder: String?

    @Option(help: ArgumentHelp("Configuration file; the default is .larboard.yaml at the root of the scanned tree.", valueName: "file"))
    var config: String?

    @Option(help: ArgumentHelp("YAML file with commits for actions: owner/action@tag to 40 hex digits.", valueName: "file"))
    var pins: String?

    @Option(
        help: ArgumentHelp(
            "A plan or state of a Terraform root module, as 'terraform show -json' prints it; may be repeated. The folder of the module is needed only where several are alike.",
            valueName: "[folder=]file"))
    var plan: [String] = []

    @Flag(name: .shortAndLong, help: "Print nothing but the report.")
    var quiet = false
}

/// Options of commands that report findings.
struct ReportOptions: ParsableArguments {
    @Option(help: "Format of the report on standard output: \(ReportFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
    var format: ReportFormat = .text

    @Option(help: ArgumentHelp("Also write a report to a file; may be repeated.", valueName: "format=file"))
    var output: [String] = []

    @Option(name: .customLong("fail-on"), help: "End with status 1 from this severity on: low, medium, high (default), critical, never.")
    var failOn: String?

    @Flag(help: "End with status 3 when something could not be read.")
    var strict = false

    func outputs() throws(UsageFailure) -> [(format: ReportFormat, file: String)] {
        var result: [(format: ReportFormat, file: String)] = []
        for text in output {
            let parts = text.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, let format = ReportFormat(rawValue: String(parts[0])) else {
                throw UsageFailure(
                    "--output '\(text)' is not FORMAT=FILE with one of \(ReportFormat.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            result.append((format, String(parts[1])))
        }
        return result
    }

    func threshold(_ configuration: Configuration) throws(UsageFailure) -> Severity? {
        guard let failOn else { return configuration.failOn ?? .high }
        if failOn == "never" { return nil }
        guard let severity = Severity(rawValue: failOn) else {
            throw UsageFailure("--fail-on '\(failOn)' is none of low, medium, high, critical, never")
        }
        return severity
    }
}

extension ReportFormat: ExpressibleByArgument {}

/// The rules of this run with the configuration of a tree applied.
/// - Throws: `UsageFailure` with every trouble that the configuration or a rule file has: a broken configuration never means defaults.
func loadRuleset(_ options: CommonOptions, tree: any WorkTree, environment: [String: String]) throws -> Ruleset {
    let loaded = try loadRuleFolder(options, environment: environment)
    var configuration = Configuration()
    let chosen: SourceFile? =
        if let path = options.config {
            SourceFile(path: path, bytes: try readFile(path))
        } else if tree.size(Configuration.fileName) != nil {
            try tree.file(Configuration.fileName)
        } else {
            nil
        }
    if let chosen {
        let read = loadConfiguration(chosen)
        let errors = read.diagnostics.filter { $0.severity == .error }
        if !errors.isEmpty { throw UsageFailure(errors.map { $0.rendered(bytes: chosen.bytes) }.joined(separator: "\n")) }
        configuration = read.configuration
    }
    if let path = options.pins {
        let file = SourceFile(path: path, bytes: try readFile(path))
        let read = loadPins(file)
        if !read.diagnostics.isEmpty { throw UsageFailure(read.diagnostics.map { $0.rendered(bytes: file.bytes) }.joined(separator: "\n")) }
        configuration.add(read.pins)
    }
    let plans = try options.plan.map { try loadPlan($0, tree: tree) }
    let date = try today(environment: environment)
    guard let day = Day(year: date.year, month: date.month, day: date.day) else { throw UsageFailure("the clock shows no valid date") }
    let ruleset = Ruleset(
        rules: loaded.rules, technologies: .builtIn(charts: configuration.chartCases, plans: plans), configuration: configuration,
        replacements: loaded.replacements, today: day)
    let errors = ruleset.diagnostics.filter { $0.severity == .error }
    if !errors.isEmpty { throw UsageFailure(errors.map { $0.rendered(bytes: chosen?.bytes) }.joined(separator: "\n")) }
    return ruleset
}

func loadRuleFolder(_ options: CommonOptions, environment: [String: String]) throws -> (rules: [Rule], replacements: ReplacementTable) {
    guard let folder = options.rulesFolder ?? bundledRulesFolder(executable: executablePath(), environment: environment) else {
        throw UsageFailure("the rules are not beside the binary; name their folder with --rules or LARBOARD_RULES")
    }
    do {
        let tree = try DirectoryTree(folder)
        let loaded = loadRules(tree, .builtIn())
        let errors = loaded.diagnostics.filter { $0.severity == .error }
        if !errors.isEmpty { throw UsageFailure(errors.map { $0.rendered() }.joined(separator: "\n")) }
        if loaded.rules.isEmpty { throw UsageFailure("the folder '\(folder)' holds no rules") }
        return (loaded.rules, loadReplacements(tree))
    } catch let error as WorkTreeError {
        throw UsageFailure("\(error)")
    }
}

func readFile(_ path: String) throws(UsageFailure) -> [UInt8] {
    do { return Array(try Data(contentsOf: URL(filePath: path))) } catch {
        throw UsageFailure("cannot read '\(path)'")
    }
}

func writeReport(_ bytes: [UInt8], to path: String) throws(UsageFailure) {
    do { try Data(bytes).write(to: URL(filePath: path), options: .atomic) } catch {
        throw UsageFailure("cannot write the report '\(path)'; is the folder there and writable?")
    }
}
