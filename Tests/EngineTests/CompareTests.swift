import Engine
import Remediation
import Rules
import SourceText
import Testing

@Suite struct CompareTests {
    private let ruleset = rules(escalation, imageOld)

    private func compared(_ base: [String: String], _ head: [String: String]) -> ScanComparison {
        compare(base: (MemoryTree(texts: base), ruleset), head: (MemoryTree(texts: head), ruleset))
    }

    private func names(_ findings: [Finding]) -> [String] { findings.map { "\($0.check.id) \($0.path)" } }

    @Test func `what a tree has in common with itself is kept`() {
        let result = compared(["a.yaml": pod], ["a.yaml": pod])
        #expect(names(result.kept).sorted() == ["escalation a.yaml", "image-old a.yaml"])
        #expect(result.introduced.isEmpty && result.fixed.isEmpty && result.allowed.isEmpty)
    }

    @Test func `lines that move introduce nothing, and what is mended is fixed`() {
        let result = compared(["a.yaml": pod], ["a.yaml": "# moved\n\n" + pod.replacing("nginx", with: "other")])
        #expect(names(result.kept) == ["escalation a.yaml"])
        #expect(names(result.fixed) == ["image-old a.yaml"])
        #expect(result.introduced.isEmpty)
    }

    @Test func `a new file introduces its findings`() {
        let result = compared(["a.yaml": pod], ["a.yaml": pod, "b.yaml": pod.replacing("name: a", with: "name: b")])
        #expect(names(result.introduced) == ["escalation b.yaml", "image-old b.yaml"])
        #expect(result.fixed.isEmpty)
    }

    @Test func `a file that was moved takes its findings along`() {
        let result = compared(["a.yaml": pod], ["deploy/a.yaml": pod])
        #expect(names(result.kept) == ["escalation deploy/a.yaml", "image-old deploy/a.yaml"])
        #expect(result.introduced.isEmpty && result.fixed.isEmpty)
    }

    @Test func `equal findings are counted, not merged`() {
        let two = pod + "    - name: job\n      image: nginx\n"
        let result = compared(["a.yaml": pod], ["a.yaml": two])
        #expect(result.kept.count == 2)
        #expect(names(result.introduced) == ["escalation a.yaml", "image-old a.yaml"])
        let back = compared(["a.yaml": two], ["a.yaml": pod])
        #expect(back.kept.count == 2 && back.fixed.count == 2 && back.introduced.isEmpty)
    }

    @Test func `what is allowed now is neither fixed nor kept, and what is allowed no more is introduced`() {
        let allowed = pod.replacing("image: nginx ", with: "image: nginx # larboard: allow image-old -- agreed until 2099-01-31 ")
        let result = compared(["a.yaml": pod], ["a.yaml": allowed])
        #expect(names(result.allowed) == ["image-old a.yaml"])
        #expect(names(result.kept) == ["escalation a.yaml"])
        let back = compared(["a.yaml": allowed], ["a.yaml": pod])
        #expect(names(back.introduced) == ["image-old a.yaml"])
        #expect(back.fixed.isEmpty)
    }
}
