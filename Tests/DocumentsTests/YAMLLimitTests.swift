import ConfigModel
import Documents
import SourceText
import Testing

@Suite struct YAMLLimitTests {
    private func diagnose(_ bytes: [UInt8], _ format: Format = .yaml) -> [String] {
        let document = parseDocument(SourceFile(path: "a", bytes: bytes), as: format)
        return document.diagnostics.map(\.id)
    }

    @Test(arguments: [Format.yaml, .json]) func `deep nesting is an error and no stack overflow`(format: Format) {
        #expect(diagnose(Array(repeating: UInt8(ascii: "["), count: 200_000), format) == ["too-deep"])
        let pairs = Array(String(repeating: "{\"a\":", count: 200_000).utf8)
        #expect(diagnose(pairs, format) == ["too-deep"])
        let allowed = String(repeating: "[", count: 200) + String(repeating: "]", count: 200)
        #expect(diagnose(Array(allowed.utf8), format) == [])
        #expect(diagnose(Array(("[" + allowed + "]").utf8), format) == ["too-deep"])
    }

    @Test func `deep block nesting is an error`() {
        #expect(diagnose(Array(String(repeating: "- ", count: 50_000).utf8)) == ["too-deep"])
        #expect(diagnose(Array(String(repeating: "? ", count: 50_000).utf8)) == ["too-deep"])
    }

    @Test func `an alias bomb is an error`() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...12 {
            let alias = "*a\(level - 1)"
            text += "a\(level): &a\(level) [" + Array(repeating: alias, count: 10).joined(separator: ", ") + "]\n"
        }
        #expect(diagnose(Array(text.utf8)) == ["yaml-alias-limit"])
    }

    @Test func `many harmless aliases are none`() {
        let text = "a: &a 1\nl:\n" + String(repeating: "- *a\n", count: 50_000)
        #expect(diagnose(Array(text.utf8)) == [])
    }

    @Test func `other encodings and damage are named`() {
        for format in [Format.yaml, .json] {
            #expect(diagnose([0xFF, 0xFE, 0x61, 0x00], format) == ["not-utf8"])
            #expect(diagnose([0xFE, 0xFF, 0x00, 0x61], format) == ["not-utf8"])
            #expect(diagnose([0x61, 0x00, 0x3A, 0x00], format) == ["not-utf8"])
            #expect(diagnose(Array("a: x".utf8) + [0] + Array("y\n".utf8), format) == ["nul-byte"])
            #expect(diagnose([0], format) == ["nul-byte"])
            for damage: [UInt8] in [[0xC3], [0x80], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82]] {
                #expect(diagnose(Array("a: ".utf8) + damage, format) == ["not-utf8"])
            }
        }
        let document = parseDocument(SourceFile(path: "a", bytes: Array("aé: ".utf8) + [0xFF]), as: .yaml)
        #expect(document.diagnostics.first?.span == Span(5, 6))
    }

    @Test func `a file beyond the limit is not read`() {
        #expect(diagnose(Array(repeating: 0x20, count: 64 << 20 + 1)) == ["file-too-large"])
    }

    @Test func `huge scalars, maps and lists of directives end in bounded time`() {
        let scalar = "a: " + String(repeating: "x", count: 4 << 20) + "\n"
        #expect(parseDocument(SourceFile(path: "a", text: scalar), as: .yaml).roots[0]["a"]?.value.string?.utf8.count == 4 << 20)
        let keys = (0..<30_000).map { "k\($0): 1\n" }.joined()
        #expect(diagnose(Array(keys.utf8)) == [])
        let directives = (0..<5_000).map { "%TAG !a\($0)! x\n" }.joined() + "---\na\n"
        #expect(diagnose(Array(directives.utf8)) == ["yaml-syntax"])
    }
}
