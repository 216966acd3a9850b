import BuiltInTechnologies
import Rules
import SourceText
import Testing
import Projects

/// How a rule file says the same in other languages, and which of the engine's names a variant gets.
@Suite struct RuleVariantTests {
    private func rule(_ key: String, more: String = "") -> (rule: Rule?, diagnostics: [Diagnostic]) {
        loadRule(
            SourceFile(
                path: "test/bucket-open.yaml",
                text: """
                    id: bucket-open
                    title: Bucket is open
                    severity: high
                    confidence: high
                    why: Everybody reads it.
                    select: {kind: terraform.resource, types: [aws_s3_bucket]}
                    require: "!isTrue(resource.?open.orValue(false))"
                    message: "{self.address} is open"
                    \(key):
                      - select: {kind: cloudformation.resource, types: ["AWS::S3::Bucket"]}
                        require: "!isTrue(properties.?Open.orValue(false))"
                    \(more)
                    advice: Close it.

                    """), .builtIn())
    }

    @Test func `variants are read`() throws {
        let read = rule("variants")
        #expect(read.diagnostics.isEmpty)
        #expect(try #require(read.rule).variants.map { $0.selectors.map(\.kind.system) } == [["terraform"], ["cloudformation"]])
    }

    @Test func `the old key is read with a warning that names the file and the new key`() throws {
        let read = rule("also")
        let old = try #require(read.rule)
        #expect(old.variants.count == 2)
        #expect(read.diagnostics.map(\.severity) == [.warning] && read.diagnostics.map(\.id) == ["old-rule-key"])
        let message = try #require(read.diagnostics.first?.message)
        #expect(message.contains("test/bucket-open.yaml") && message.contains("'variants'"))
        let ruleset = Ruleset(rules: [old], technologies: .builtIn(), today: testDay)
        #expect(ruleset.diagnostics.map(\.id) == ["old-rule-key"], "a run tells it too")
    }

    @Test func `both keys at once are refused`() {
        let both = rule("variants", more: "also: []")
        #expect(both.rule == nil)
        #expect(both.diagnostics.contains { $0.severity == .error && $0.message.contains("'also' is the old name of 'variants'") })
    }

    @Test func `a variant gets the names that it mentions, and those that these need`() throws {
        let found = try #require(allRules.rules.first { $0.id == "capabilities-not-dropped" })
        #expect(found.variants[0].lets.map(\.name).prefix(2) == ["self.inKubeSystem", "pod.onNode"])
        let module = try #require(allRules.rules.first { $0.id == "module-cluster-deletable" })
        #expect(module.variants[0].lets.map(\.name) == ["self.module.rds_aurora"])
        let plain = try #require(allRules.rules.first { $0.id == "apiserver-always-admit-used" })
        #expect(plain.variants[0].lets.map(\.name) == ["container.words", "container.programs", "runs"])
    }

    @Test(arguments: [
        ("self.module.rds || x", "self.module.rds", true), ("self.module.rds_aurora", "self.module.rds", false),
        ("grant.verbs.exists(v, v == '*')", "grant.verbs", true), ("other.grant.verbs", "grant.verbs", false),
        ("{self.inKubeSystem}", "self.inKubeSystem", true), ("user.orValue(0) > 0", "user", true), ("users", "user", false),
    ])
    func `names are told apart as wholes`(_ text: String, _ name: String, _ expected: Bool) {
        #expect(mentions(text, name) == expected)
    }
}
