import ArgumentParser
internal import FoundationEssentials
internal import Reports
internal import Rules

struct RulesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "rules", abstract: "Lists the rules.")

    @Option(help: "Format: \(CatalogueFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
    var format: CatalogueFormat = .text

    @OptionGroup var common: CommonOptions

    func run() throws {
        let rules = try loadRuleFolder(common, environment: ProcessInfo.processInfo.environment).rules
        writeOutput(render(rules, as: format))
    }
}

extension CatalogueFormat: ExpressibleByArgument {}
