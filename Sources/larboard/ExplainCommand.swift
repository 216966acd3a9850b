import ArgumentParser
internal import FoundationEssentials
internal import Glibc
internal import Workspace

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Explains a rule, a finding by its fingerprint, or a file: what it was taken for and why, and which rules look at it.")

    @Argument(help: "A rule's id, what another tool calls it, the fingerprint of a finding (8 digits or more), or a file.")
    var subject: String

    @Argument(help: "Where to look for the finding; the default is the current folder.")
    var paths: [String] = []

    @OptionGroup var common: CommonOptions

    func run() throws {
        let environment = ProcessInfo.processInfo.environment
        let pages = try explain(
            subject, in: paths, rules: try common.rules(environment), settings: common.settings(environment),
            allowsColour: allowsColour(STDOUT_FILENO, environment: environment))
        for page in pages { writeOutput(page) }
    }
}
