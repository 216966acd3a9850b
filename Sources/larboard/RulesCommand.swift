import ArgumentParser
internal import FoundationEssentials
internal import Reports
internal import Rules
internal import Workspace

struct RulesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "rules", abstract: "Lists the rules.")

    @Option(help: "Format: \(CatalogueFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
    var format: CatalogueFormat = .text

    @OptionGroup var common: CommonOptions

    func run() throws {
        writeOutput(render(try common.rules(ProcessInfo.processInfo.environment).rules, as: format))
    }
}

extension CatalogueFormat: ExpressibleByArgument {}
