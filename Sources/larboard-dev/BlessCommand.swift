internal import BuiltInTechnologies
import ArgumentParser
internal import ConfigModel
internal import Documents
internal import Engine
internal import FoundationEssentials
internal import Remediation
internal import Rules
internal import SourceText
internal import Projects

/// Shows or writes what a rule's fix makes of each `fires` case, so that goldens are never written by hand.
struct BlessCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bless", abstract: "Writes the 'fixed' texts of a rule's tests from what the fix does; review the diff.")

    @Argument(help: "AREA/ID of the rule.")
    var name: String

    @Option(help: "The repository's root.")
    var root = "."

    func run() throws {
        let rules = try rulesOf(root)
        guard let rule = rules.first(where: { $0.path == name + ".yaml" }) else { throw DevFailure("there is no rule '\(name)'") }
        let source = try DirectoryTree(root + "/rules").file(rule.path)
        let loaded = loadRuleCases(source, fileName: TechnologySet.builtIn().exampleFile(of: rule.selectors))
        let document = parseDocument(source, as: .yaml)
        var changes: [DocumentChange] = []
        for (index, example) in loaded.cases.enumerated() where example.fixed != nil && example.files.count == 1 {
            var configuration = Configuration()
            configuration.parameters = example.parameters
            let ruleset = Ruleset(rules: rules, technologies: .builtIn(), configuration: configuration, today: Day(year: 2026, month: 6, day: 1)!)
            let result = fix(
                MemoryTree(texts: example.files), with: ruleset, policy: FixPolicy(includesReview: true, only: [rule.id]))
            guard let bytes = result.files.values.first else {
                print("\(example.name): not fixed: \(result.unfixed.map(\.reason).joined(separator: "; "))")
                continue
            }
            let path = ValuePath([.key("tests"), .index(index), .key("fixed")])
            changes.append(DocumentChange(path: path, action: .set(.string(String(decoding: bytes, as: UTF8.self)))))
        }
        let planned = document.edits(for: changes)
        for refusal in planned.refused { print("\(refusal.change.path): \(refusal.reason)") }
        let path = "\(root)/rules/\(rule.path)"
        try Data(planned.edits.applied(to: source.bytes)).write(to: URL(filePath: path), options: .atomic)
        print("wrote \(changes.count - planned.refused.count) texts to \(path)")
    }
}
