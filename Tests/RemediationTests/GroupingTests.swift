import Engine
import Remediation
import Rules
import SourceText
import Testing

@Suite struct GroupingTests {
    private let ruleset = rules(
        containerRule(
            "escalation", require: "container.?securityContext.?allowPrivilegeEscalation.orValue(true) == false",
            set: "container.securityContext.allowPrivilegeEscalation", to: "false"),
        containerRule(
            "root", require: "container.?securityContext.?runAsNonRoot.orValue(false)", set: "container.securityContext.runAsNonRoot", to: "true",
            safety: "review"))

    @Test func `safe and review fixes have branches of their own, each proven alone`() {
        let tree = MemoryTree(texts: ["shop/api/pod.yaml": pod, "shop/web/pod.yaml": pod])
        let groups = remediate(tree, with: ruleset, policy: FixPolicy(includesReview: true)).groups
        #expect(groups.map(\.name) == ["escalation/shop-api", "escalation/shop-web", "root-review/shop-api", "root-review/shop-web"])
        for group in groups {
            #expect(group.files.count == 1)
            #expect(group.changes.allSatisfy { $0.proof.findingsAfter == $0.proof.findingsBefore - 1 })
        }
    }

    @Test func `what is allowed is no finding that stays`() throws {
        let allowed = pod.replacing("    - name: web", with: "    # larboard: allow root -- agreed\n    - name: web")
        let tree = MemoryTree(texts: ["pod.yaml": allowed])
        let group = try #require(remediate(tree, with: ruleset, policy: FixPolicy()).groups.first)
        #expect(group.others.total == 0 && group.unfixed.isEmpty)
        #expect(group.suppressedCount == 1)
        let open = try #require(remediate(MemoryTree(texts: ["pod.yaml": pod]), with: ruleset, policy: FixPolicy()).groups.first)
        #expect(open.others.total == 1 && open.suppressedCount == 0)
    }

    @Test func `without review fixes only the safe branches are made`() {
        let tree = MemoryTree(texts: ["pod.yaml": pod])
        let found = remediate(tree, with: ruleset, policy: FixPolicy())
        #expect(found.groups.map(\.name) == ["escalation/root"])
        #expect(found.unfixed.count == 1)
    }

    @Test(arguments: [("Größe/x y", "gr-e-x-y"), (".", "root"), ("a--b", "a-b"), ("...", "x"), ("charts/Web_1", "charts-web_1")])
    func `names become parts of references`(_ text: String, _ expected: String) {
        #expect(slug(text) == expected)
    }

    @Test func `names that differ only in punctuation get numbers`() {
        let tree = MemoryTree(texts: ["a.b/pod.yaml": pod, "a-b/pod.yaml": pod])
        let names = remediate(tree, with: ruleset, policy: FixPolicy()).groups.map(\.name)
        #expect(names == ["escalation/a-b", "escalation/a-b-2"])
    }
}
