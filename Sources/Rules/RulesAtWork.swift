package import ConfigModel
internal import Projects

/// A rule that looks at a resource, and at how many parts of it.
package struct RuleAtWork: Sendable {
    package let rule: Rule
    package let subjects: Int
}

/// The rules that select something in a resource, whether they fire or not, by id.
package func rulesAtWork(on resource: Resource, in ruleset: Ruleset) -> [RuleAtWork] {
    let compiled = ruleset.rules(for: resource.id.system)
    let counts = compiled.selectors.map { $0.subjects(of: resource).count }
    var found: [String: RuleAtWork] = [:]
    for (rule, place) in zip(compiled.rules, compiled.selectorOfRule) where counts[place] > 0 {
        found[rule.rule.id] = RuleAtWork(rule: rule.rule, subjects: counts[place] + (found[rule.rule.id]?.subjects ?? 0))
    }
    return found.values.sorted { $0.rule.id < $1.rule.id }
}
