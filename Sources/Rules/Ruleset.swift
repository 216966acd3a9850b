package import Projects
package import SourceText
internal import Synchronization

/// The rules of one run with the configuration applied.
///
/// Rules are compiled per system on first use: a repository without Terraform never pays for Terraform rules.
package final class Ruleset: Sendable {
    package let rules: [Rule]
    package let configuration: Configuration
    /// What cannot be changed in place.
    package let replacements: ReplacementTable
    package let today: Day
    /// What finds, renders and knows the resources that the rules judge.
    package let technologies: TechnologySet
    /// Trouble with the configuration that does not stop the run, such as an expired waiver.
    package let diagnostics: [Diagnostic]
    private let names: [String: Set<String>]
    private let compiled = Mutex<[String: Compiled]>([:])

    struct Compiled: Sendable {
        let rules: [CompiledRule]
        let diagnostics: [Diagnostic]
        /// The distinct selectors of `rules`, so that subjects are looked for once for all rules that share one.
        let selectors: [Selector]
        /// For each rule its place in `selectors`.
        let selectorOfRule: [Int]

        init(rules: [CompiledRule], diagnostics: [Diagnostic]) {
            self.rules = rules
            self.diagnostics = diagnostics
            var places: [Selector: Int] = [:]
            var selectors: [Selector] = []
            selectorOfRule = rules.map { rule in
                if let place = places[rule.selector] { return place }
                places[rule.selector] = selectors.count
                selectors.append(rule.selector)
                return selectors.count - 1
            }
            self.selectors = selectors
        }
    }

    /// - Parameter today: decides which suppressions and waivers have ended.
    package init(
        rules: [Rule], technologies: TechnologySet, configuration: Configuration = Configuration(), replacements: ReplacementTable = .none, today: Day
    ) {
        self.technologies = technologies
        self.replacements = replacements
        self.rules = rules.filter { configuration.rules[$0.id]?.enabled ?? true }.sorted { $0.id < $1.id }
        self.configuration = configuration
        self.today = today
        var names: [String: Set<String>] = [:]
        for rule in rules {
            for name in [rule.id] + rule.aliases { names[name.lowercased(), default: []].insert(rule.id) }
        }
        self.names = names
        let known = Set(rules.map(\.id))
        let mentioned = configuration.rules.keys.map { $0 } + configuration.waivers.map(\.rule)
        let unknown = Set(mentioned).subtracting(known).sorted().map {
            Diagnostic(
                .error, "unknown-rule", "the configuration names the rule '\($0)', which does not exist", path: Configuration.fileName,
                help: "'larboard rules' lists all rules")
        }
        let expired = configuration.waivers.filter { $0.until < today }.map {
            Diagnostic(
                .warning, "waiver-expired", "the waiver of \($0.rule) by \($0.owner) ended on \($0.until)", path: Configuration.fileName,
                span: $0.span,
                help: "fix the finding or renew the waiver")
        }
        diagnostics = unknown + expired
    }

    /// The rules that a name means: an id, or what other tools call the same check.
    package func ruleIDs(named name: String) -> Set<String> { names[name.lowercased()] ?? [] }

    func rules(for system: String) -> Compiled {
        compiled.withLock { cache in
            if let found = cache[system] { return found }
            var result: [CompiledRule] = []
            var diagnostics: [Diagnostic] = []
            for rule in rules where rule.selectors.contains(where: { $0.kind.system == system }) {
                do throws(DiagnosticError) {
                    result += try CompiledRule.compile(rule, configuration, for: system)
                } catch {
                    diagnostics.append(error.diagnostic)
                }
            }
            let entry = Compiled(rules: result, diagnostics: diagnostics)
            cache[system] = entry
            return entry
        }
    }

    /// The kinds that rules look for in the whole work tree, beside what they judge.
    package var relatedKinds: Set<String> {
        let systems = Set(technologies.all.filter { $0.relations?.looksAtTree == true }.flatMap(\.systems))
        return Set(rules.flatMap(\.relations).filter { systems.contains($0.system) }.flatMap(\.kinds))
    }

    /// The same work tree's objects for rules that look beyond a project.
    package func index(of tree: any WorkTree) -> RepositoryIndex { RepositoryIndex(tree, kinds: relatedKinds, technologies: technologies) }

    /// Expressions that do not compile: our own mistakes or those of a rule pack.
    package func compileDiagnostics(for system: String) -> [Diagnostic] { rules(for: system).diagnostics }

    /// Waivers that covered nothing, once everything was scanned.
    package func unusedWaiverDiagnostics(after findings: [Finding]) -> [Diagnostic] {
        let used = Set(findings.compactMap(\.suppression).filter { $0.source == .waiver }.map(\.span))
        return configuration.waivers.filter { $0.until >= today && !used.contains($0.span) }.map {
            Diagnostic(
                .warning, "waiver-unused", "the waiver of \($0.rule) covers no finding", path: Configuration.fileName, span: $0.span,
                help: "remove it")
        }
    }
}
