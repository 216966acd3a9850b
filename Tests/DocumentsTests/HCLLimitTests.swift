import ConfigModel
import Documents
import Primitives
import SourceText
import TestSupport
import Testing

struct HCLLimitTests {
    private func parse(_ bytes: [UInt8]) -> HCLDocument { HCLDocument.parse(SourceFile(path: "main.tf", bytes: bytes)) }

    @Test(arguments: [
        ("[", "]", "expression is nested too deeply (the limit is 100)"),
        ("(", ")", "expression is nested too deeply (the limit is 100)"),
        ("{a=", "}", "expression is nested too deeply (the limit is 100)"),
        ("f(", ")", "expression is nested too deeply (the limit is 100)"),
        ("!", "", "expression is nested too deeply (the limit is 100)"),
        ("\"${", "}\"", "expression is nested too deeply (the limit is 100)"),
        ("true ? 1 : ", "", "expression is nested too deeply (the limit is 100)"),
        ("a[*]", "", "expression has too many levels (the limit is 400)"),
        ("1 + ", "", "expression has too many levels (the limit is 400)"),
        ("a.", "a", "expression has too many levels (the limit is 400)"),
        ("a[", "]", "expression is nested too deeply (the limit is 100)"),
        ("[for x in ", ": x]", "expression is nested too deeply (the limit is 100)"),
    ])
    func `deep expressions are refused, not followed`(open: String, close: String, message: String) {
        let times = 100_000
        let text =
            "a = " + String(repeating: open, count: times) + (open == "a." ? "" : "1")
            + String(repeating: close, count: open == "a." ? 1 : times) + "\nb = 2\n"
        let document = HCLDocument.parse(SourceFile(path: "main.tf", text: text))
        if open == "a[*]" {
            #expect(!document.isSound)
        } else {
            #expect(document.diagnostics.map(\.message) == [message])
        }
        #expect(document.roots[0].value.mapping?.keys.contains("a") == true)
    }

    @Test func `deep blocks are refused, not followed`() {
        let text = String(repeating: "a {\n", count: 100_000) + String(repeating: "}\n", count: 100_000)
        let document = HCLDocument.parse(SourceFile(path: "main.tf", text: text))
        #expect(document.diagnostics.first?.message == "blocks are nested too deeply (the limit is 100)")
        #expect(document.diagnostics.count <= 60)
    }

    @Test func `a huge file is not read`() {
        let document = parse([UInt8](repeating: UInt8(ascii: "#"), count: 100_000_000))
        #expect(document.diagnostics.map(\.id) == ["file-too-large"])
        #expect(document.roots.count == 1)
        #expect(!document.isSound)
    }

    @Test(arguments: [
        Array("a = \"x".utf8) + [0xFF] + Array("\"\n".utf8),
        Array("a".utf8) + [0xC3] + Array(" = 1\n".utf8),
        Array("a = <<E\n".utf8) + [0x80] + Array("\nE\n".utf8),
    ])
    func `broken UTF-8 is reported`(bytes: [UInt8]) {
        let document = parse(bytes)
        #expect(document.diagnostics.first?.message == "not valid UTF-8")
        #expect(hclTilingFault(document) == nil)
    }

    @Test func `a file of nothing but rubbish has a bounded number of complaints`() {
        #expect(parse([UInt8](repeating: UInt8(ascii: "'"), count: 100_000)).diagnostics.count <= 100)
        let lines = String(repeating: "a = )\n", count: 20_000)
        #expect(HCLDocument.parse(SourceFile(path: "main.tf", text: lines)).diagnostics.count <= 100)
    }

    @Test func `mutations never crash and stay within the file`() {
        let original = Array(hclShowcase.utf8)
        var random = SplitMix64(42)
        let fragments = [
            "{", "}", "\"", "${", "%{", "<<E\n", "\n", "[", "]", "(", "...", "*", "\\", "\u{0}", "é", "for", "~}", "/*",
        ].map { Array($0.utf8) }
        for round in 0..<Tier.rounds(10_000) {
            var bytes = original
            for _ in 0...random.below(4) {
                let at = random.below(bytes.count)
                switch random.below(4) {
                case 0: bytes[at] = UInt8(truncatingIfNeeded: random.next())
                case 1: bytes.removeSubrange(at..<min(bytes.count, at + 1 + random.below(20)))
                case 2: bytes.insert(contentsOf: fragments[random.below(fragments.count)], at: at)
                default: bytes.removeSubrange(at...)
                }
                if bytes.isEmpty { bytes = [10] }
            }
            let document = parse(bytes)
            if let fault = hclTilingFault(document) {
                Issue.record("round \(round): \(fault)")
                return
            }
            let outside =
                document.tree.expressions.contains { $0.offsets.start > $0.offsets.end || $0.offsets.end > bytes.count }
                || document.diagnostics.contains { ($0.span?.end ?? 0) > bytes.count }
                || document.comments.contains { $0.span.end > bytes.count }
            if outside {
                Issue.record("round \(round): a span lies outside of the file")
                return
            }
        }
    }
}
