import ArgumentParser
internal import Engine
internal import FoundationEssentials
internal import Glibc
internal import Remediation
internal import Projects
internal import Reports
internal import Rules
internal import SourceText

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
        let colour = allowsColour(STDOUT_FILENO, environment: environment)
        let rules = try loadRuleFolder(common, environment: environment).rules
        let wanted = subject.lowercased()
        let named = rules.filter { $0.id == wanted || $0.aliases.contains { $0.lowercased() == wanted } }
        if !named.isEmpty {
            for rule in named { writeOutput(explanation(of: rule, allowsColour: colour)) }
            return
        }
        if FileManager.default.fileExists(atPath: subject), try explainFile(environment, colour) { return }
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

    /// False when the argument is a folder.
    private func explainFile(_ environment: [String: String], _ colour: Bool) throws -> Bool {
        let named = try workTree([subject])
        // The whole tree is discovered, since a chart or a kustomization elsewhere may take the file in.
        guard let inner = named.paths.first(where: { $0 != Configuration.fileName }), named.paths.count <= 2 else { return false }
        let whole = named.root + "/" + inner
        let here = try workTree([])
        let tree = whole.hasPrefix(here.root + "/") ? here : try workTree([named.root])
        let path = String(whole.dropFirst(tree.root.count + 1))
        let ruleset = try loadRuleset(common, tree: tree, environment: environment)
        let projects = selectedProjects(tree, ruleset, []).filter { $0.files.contains(path) }
        let index = ruleset.index(of: tree)
        let tested = ruleset.technologies.testFiles(tree.paths, in: tree)
        let scanned = projects.map { scan($0, in: tree, with: ruleset, index: index) }
        writeOutput(explanation(ofFile: path, in: scanned, ruleset: ruleset, isTested: tested.contains(path), allowsColour: colour))
        return true
    }
}
