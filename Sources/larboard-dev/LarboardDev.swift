import ArgumentParser
internal import SourceText

@main
struct LarboardDev: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "larboard-dev",
        abstract: "Tools for people who work on Larboard itself.",
        subcommands: [
            GenerateCommand.self, NewRuleCommand.self, BlessCommand.self, BenchCommand.self, CorpusCommand.self,
            PerturbCommand.self, KustomizeCorpusCommand.self, TerraformCommand.self, AgreementCommand.self,
        ])

    static func main() {
        tuneAllocator()
        main(nil)
    }
}

/// Wrong usage or a failed run, said in one line.
struct DevFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
