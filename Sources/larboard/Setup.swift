import ArgumentParser
internal import Reports
internal import Rules
internal import Workspace

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
}

/// The severity from which on a run fails, as `--fail-on` or else the configuration says; nil for never.
func threshold(_ failOn: String?, _ configuration: Configuration) throws(UsageFailure) -> Severity? {
    guard let failOn else { return configuration.failOn ?? .high }
    if failOn == "never" { return nil }
    guard let severity = Severity(rawValue: failOn) else {
        throw UsageFailure("--fail-on '\(failOn)' is none of low, medium, high, critical, never")
    }
    return severity
}

extension ReportFormat: ExpressibleByArgument {}

extension CommonOptions {
    /// The rules that were named, or those that ship with the binary.
    func rules(_ environment: [String: String]) throws(WorkspaceError) -> RulePack {
        if let rulesFolder { return try RulePack(folder: rulesFolder) }
        return try RulePack.bundled(environment: environment)
    }

    func settings(_ environment: [String: String]) -> WorkspaceSettings {
        WorkspaceSettings(configurationFile: config, pinsFile: pins, plans: plan, environment: environment)
    }

    /// What was named on the command line, opened.
    func open(_ paths: [String], _ environment: [String: String]) throws(WorkspaceError) -> Workspace {
        try Workspace(folders: paths, rules: try rules(environment), settings: settings(environment))
    }
}

extension Workspace {
    func reportSettings(colour: Bool) -> ReportSettings {
        ReportSettings(
            version: Larboard.version, allowsColour: colour, checks: ruleset.rules.map(\.check), safety: ruleset.configuration.safety)
    }
}
