import BuiltInTechnologies
import ConfigModel
import Documents
import Engine
import Remediation
import Projects
import Rules
import SourceText
import Testing
import Terraform

/// Runs the tests that every rule file carries, as written and in variants that its format can have: one in `make test`, all in `make test-full`.
@Suite struct RuleTests {
    @Test func `all rule files load`() {
        #expect(allRules.diagnostics.map { $0.rendered() } == [])
        #expect(!allRules.rules.isEmpty)
    }

    @Test func `every expression compiles`() {
        let ruleset = Ruleset(rules: allRules.rules, technologies: .builtIn(), today: testDay)
        for system in Set(allRules.rules.flatMap(\.selectors).map(\.kind.system)) {
            #expect(ruleset.compileDiagnostics(for: system).map { $0.rendered() } == [])
        }
    }

    @Test(arguments: allRules.rules.map(\.id))
    func `a rule does what its tests say`(_ id: String) throws {
        let rule = try #require(allRules.rules.first { $0.id == id })
        let source = try rulesFolder.file(rule.path)
        let loaded = loadRuleCases(source, fileName: TechnologySet.builtIn().exampleFile(of: rule.selectors))
        #expect(loaded.diagnostics.map { $0.rendered(bytes: source.bytes) } == [])
        let fires = loaded.cases.filter { if case .fires = $0.expectation { true } else { false } }
        #expect(!fires.isEmpty, "\(id) has no case that fires")
        #expect(loaded.cases.contains { $0.expectation == .clean }, "\(id) has no clean case")
        if let fix = rule.fix, fix.safety != .none { #expect(fires.contains { $0.fixed != nil }, "\(id) has a fix but no fixed case") }
        for example in loaded.cases {
            for variant in Variant.chosen(for: example, of: id) { check(rule, variant.applied(to: example, rule: id), variant) }
        }
    }
}

private func check(_ rule: Rule, _ example: RuleCase, _ variant: Variant) {
    let label = "\(rule.id) / \(example.name) [\(variant)]"
    let ruleset = rulesetWith(example.parameters, plan: plan(of: example, label))
    let tree = MemoryTree(texts: example.files)
    let result = scan(tree, with: ruleset)
    let mine = result.active.filter { $0.check.id == rule.id }
    for diagnostic in result.diagnostics where diagnostic.severity == .error || diagnostic.id == "rule-not-applicable" {
        Issue.record("\(label): \(diagnostic.rendered(bytes: tree.files[diagnostic.path]))")
    }
    if variant == .suppressed {
        #expect(mine.count == 0, "\(label): a comment that allows the rule is not honoured")
        return
    }
    guard case .fires(let expected) = example.expectation else {
        for finding in mine { Issue.record("\(label): fires on '\(tree.text(finding))'") }
        return
    }
    let found = Dictionary(grouping: mine, by: \.path).mapValues { $0.map(\.span).sorted() }
    if found != expected.mapValues({ $0.sorted() }) {
        let shown = mine.map { "\($0.path): '\(tree.text($0))'" }.joined(separator: ", ")
        let wanted = expected.sorted { $0.key < $1.key }.flatMap { path, spans in
            spans.map { "\(path): '\(SourceFile(path: path, text: example.files[path] ?? "").text($0))'" }
        }.joined(separator: ", ")
        Issue.record("\(label): found [\(shown)], expected [\(wanted)]")
    }
    checkFix(rule, example, tree, ruleset, label)
}

private func plan(of example: RuleCase, _ label: String) -> TerraformPlan? {
    guard let path = example.plan, let text = example.files[path] else { return nil }
    do { return try TerraformPlan(SourceFile(path: path, text: text)) } catch {
        Issue.record("\(label): \(error)")
        return nil
    }
}

private func checkFix(_ rule: Rule, _ example: RuleCase, _ tree: MemoryTree, _ ruleset: Ruleset, _ label: String) {
    let policy = FixPolicy(includesReview: true, only: [rule.id])
    let result = fix(tree, with: ruleset, policy: policy)
    let reasons = result.unfixed.map(\.reason).joined(separator: "; ")
    if let part = example.unfixable {
        #expect(!result.unfixed.isEmpty && reasons.contains(part), "\(label): unfixable because '\(reasons)'")
        if example.fixed == nil { #expect(result.files.isEmpty, "\(label): was fixed nevertheless") }
    }
    guard let fixed = example.fixed else {
        if example.unfixable == nil, let fix = rule.fix, fix.safety != .none {
            Issue.record("\(label): a rule with a fix shows it, or says why this finding is unfixable ('\(reasons)')")
        }
        return
    }
    var wanted = example.files.mapValues { Array($0.utf8) }
    for (path, text) in fixed { wanted[path] = Array(text.utf8) }
    let actual = tree.files.merging(result.files) { _, new in new }
    for (path, bytes) in wanted.sorted(by: { $0.key < $1.key }) where actual[path] != bytes {
        let got = String(decoding: actual[path] ?? [], as: UTF8.self)
        Issue.record("\(label): \(path) became\n\(got)\nexpected\n\(String(decoding: bytes, as: UTF8.self))\nreasons: \(reasons)")
    }
    let again = fix(MemoryTree(actual), with: ruleset, policy: policy)
    #expect(again.files.isEmpty, "\(label): a second run changes something")
    if example.unfixable == nil {
        let left = scan(MemoryTree(actual), with: ruleset).active.filter { $0.check.id == rule.id }
        #expect(left.count == 0, "\(label): still fires after the fix")
    }
}

extension MemoryTree {
    fileprivate func text(_ finding: Finding) -> String {
        String(decoding: (files[finding.path] ?? [])[finding.span.range], as: UTF8.self)
    }
}
