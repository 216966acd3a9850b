import Engine
import Remediation
import Rules
import SourceText
import Synchronization
import Testing

@Suite struct FileCheckTests {
    private let ruleset = rules(escalation)

    @Test func `a file that is refused gets its next site`() throws {
        let overlay = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - name: web\n      image: web:2\n"
        let tree = MemoryTree(texts: [
            "base/kustomization.yaml": "resources: [pod.yaml]\n", "base/pod.yaml": pod,
            "prod/kustomization.yaml": "resources: [../base]\npatches: [{path: web.yaml}]\n", "prod/web.yaml": overlay,
        ])
        let free = remediate(tree, with: ruleset, policy: FixPolicy())
        let first = try #require(free.fixes.first?.sites.first)
        let asked = Mutex<Set<String>>([])
        let checked = remediate(
            tree, with: ruleset, policy: FixPolicy(),
            fileCheck: { system, path, _, _ in
                asked.withLock { _ = $0.insert("\(system) \(path)") }
                return path == first.path ? "the product says no" : nil
            })
        let fix = try #require(checked.fixes.first)
        #expect(!fix.sites.contains { $0.path == first.path })
        #expect(fix.rejected.contains { $0.site.path == first.path && $0.reason == "the product says no" })
        #expect(!asked.withLock { $0 }.isEmpty)
    }

    @Test(arguments: [true, false])
    func `what is refused everywhere stays, with the reason of the product`(_ inGroups: Bool) {
        let tree = MemoryTree(texts: ["pod.yaml": pod])
        let refuse: FileCheck = { _, _, before, after in before == after ? nil : "the product says no" }
        let unfixed =
            inGroups
            ? remediate(tree, with: ruleset, policy: FixPolicy(), fileCheck: refuse).unfixed
            : fix(tree, with: ruleset, policy: FixPolicy(), fileCheck: refuse).unfixed
        #expect(unfixed.map(\.reason) == ["the product says no"])
    }
}
