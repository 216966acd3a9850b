import ArgumentParser
internal import Engine
internal import FoundationEssentials
internal import Glibc
internal import Remediation
internal import Reports
internal import Rules
internal import SourceText

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Explains a rule, or a finding by its fingerprint: why it fires, where it is fixed, what could break.")

    @Argument(help: "A rule's id, what another tool calls it, or the fingerprint of a finding (8 digits or more).")
    var subject: String

    @Argument(help: "Where to look for the finding; the default is the current folder.")
    var paths: [String] = []

    @OptionGroup var common: CommonOptions

    func run() throws {
        let environment = ProcessInfo.processInfo.environment
        let colour = allowsColour(STDOUT_FILENO, environment: environment)
        let rules = try loadRuleFolder(common, environment: environment)
        let wanted = subject.lowercased()
        let named = rules.filter { $0.id == wanted || $0.aliases.contains { $0.lowercased() == wanted } }
        if !named.isEmpty {
            for rule in named { writeOutput(explanation(of: rule, allowsColour: colour)) }
            return
        }
        guard subject.count >= 8, subject.allSatisfy(\.isHexDigit) else {
            throw UsageFailure(
                "'\(subject)' is neither a rule nor a fingerprint; 'larboard rules' lists the rules, 'larboard scan' shows fingerprints")
        }
        let tree = try workTree(paths)
        let ruleset = try loadRuleset(common, tree: tree, environment: environment)
        let policy = FixPolicy(includesReview: true, safety: ruleset.configuration.rules.compactMapValues(\.safety))
        for project in selectedProjects(tree, ruleset, []) {
            let scanned = scan(project, in: tree, with: ruleset)
            let matching = scanned.findings.filter { $0.fingerprint.hasPrefix(wanted) }
            if matching.isEmpty { continue }
            for finding in matching {
                let settlement = settle(scanned, findings: [finding], in: tree, with: ruleset, policy: policy)
                writeOutput(explanation(of: finding, settlement: settlement, allowsColour: colour, bytes: { try? tree.read($0) }))
            }
            return
        }
        throw UsageFailure("no finding has the fingerprint '\(subject)' here; it may be fixed, or name the folder that was scanned")
    }
}
