internal import BuiltInTechnologies
import ArgumentParser
internal import FoundationEssentials
internal import Reports
internal import Rules
internal import SourceText

/// Writes the files that are made from others: the rule catalogue.
struct GenerateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate", abstract: "Writes rules/CATALOG.md from the rule files.")

    @Option(help: "The repository's root.")
    var root = "."

    @Flag(help: "Change nothing; fail when a file is stale.")
    var check = false

    func run() throws {
        let rules = try rulesOf(root)
        let path = root + "/rules/CATALOG.md"
        let wanted = catalogue(rules)
        let present = (try? Data(contentsOf: URL(filePath: path))).map { String(decoding: $0, as: UTF8.self) }
        if wanted == present { return print("\(path) is fresh") }
        if check { throw DevFailure("\(path) is stale; run 'larboard-dev generate'") }
        try Data(wanted.utf8).write(to: URL(filePath: path), options: .atomic)
        print("wrote \(path): \(rules.count) rules")
    }
}

/// All rules of the repository.
/// - Throws: `DevFailure` listing what does not load.
func rulesOf(_ root: String) throws -> [Rule] {
    let loaded = loadRules(try DirectoryTree(root + "/rules"), .builtIn())
    if !loaded.diagnostics.isEmpty { throw DevFailure(loaded.diagnostics.map { $0.rendered() }.joined(separator: "\n")) }
    return loaded.rules
}
