import Primitives
import Testing

@testable import Reports

@Suite struct InertTextTests {
    @Test(arguments: [
        ("container 'web' may run as root", "container 'web' may run as root"),
        ("\u{1B}[31mred\u{1B}[0m\u{7}", "·[31mred·[0m·"),
        ("one\ntwo\tthree\r", "one two three·"),
        ("a\u{202E}gpj.exe\u{2066}", "a·gpj.exe·"),
        ("\u{9B}31m zero\u{200B}width", "·31m zero·width"),
        ("größe 漢字 😀", "größe 漢字 😀"),
    ])
    func `control and formatting characters are shown, not obeyed`(_ text: String, _ expected: String) {
        #expect(oneLine(text) == expected)
    }

    @Test(arguments: [
        ("plain words, 2 of them.", "plain words, 2 of them."),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("a | b", "a \\| b"),
        ("**bold** _it_ `code` ~x~", "\\*\\*bold\\*\\* \\_it\\_ \\`code\\` \\~x\\~"),
        ("![x](http://evil.example)", "!\\[x\\](http:&#8203;//evil.example)"),
        ("ask @admin", "ask @&#8203;admin"),
        ("fixes #12 and !7", "fixes #&#8203;12 and !&#8203;7"),
        ("www.evil.example", "www&#8203;.evil.example"),
        ("a & b, &12", "a &amp; b, &amp;&#8203;12"),
        ("line\nbreak", "line break"),
    ])
    func `text in Markdown stays text`(_ text: String, _ expected: String) {
        #expect(markdownText(text) == expected)
    }

    @Test(arguments: [
        ("web.yaml:3", "`web.yaml:3`"),
        ("a`b", "``a`b``"),
        ("`a", "`` `a ``"),
        ("a|b", "`a\\|b`"),
        ("", "` `"),
    ])
    func `code in a line keeps its backticks and pipes`(_ text: String, _ expected: String) {
        #expect(markdownCode(text) == expected)
    }

    @Test func `a code block cannot be closed from within`() {
        let block = markdownBlock("```\n@admin\n````")
        #expect(block.hasPrefix("`````\n") && block.hasSuffix("\n`````"))
    }

    @Test(arguments: [
        ("closes #12", "closes # 12"),
        ("owner/repository#7", "owner/repository# 7"),
        ("cc @admin", "cc @ admin"),
        ("nginx@sha256:abc", "nginx@sha256:abc"),
        ("see https://github.com/o/r/issues/1", "see https: //github.com/o/r/issues/1"),
        ("[skip ci] [ci skip] [no ci]", "(skip ci] (ci skip] (no ci]"),
        ("ports[http]", "ports[http]"),
    ])
    func `a commit message triggers nothing on a forge`(_ text: String, _ expected: String) {
        #expect(commitText(text) == expected)
    }

    @Test(arguments: [
        ("deploy/web.yaml", "deploy/web.yaml"),
        ("a b/ü#1?.yaml", "a%20b/%C3%BC%231%3F.yaml"),
        ("c:/x", "c%3A/x"),
        ("100%", "100%25"),
    ])
    func `paths become relative references`(_ path: String, _ expected: String) {
        #expect(relativeReference(path) == expected)
    }

    @Test func `only plain web addresses become links`() {
        #expect(markdownReference("https://nginx.org/en/docs/") == "<https://nginx.org/en/docs/>")
        #expect(markdownReference("javascript:alert(1)") == "javascript:alert(1)")
        #expect(markdownReference("https://x.example/<b>") == "https:&#8203;//x.example/&lt;b&gt;")
    }

    @Test func `wrapping keeps words and indents`() {
        let text = wrapped("aaa bbb ccc ddd", width: 9, first: "- ", rest: "  ")
        #expect(text == "- aaa bbb\n  ccc ddd")
        #expect(wrapped("unbreakable", width: 4) == "unbreakable")
        #expect(wrapped("") == "")
        #expect(cut("Set runAsNonRoot everywhere", to: 20) == "Set runAsNonRoot…")
    }
}

@Suite struct JSONTests {
    @Test func `members keep their order and strings are escaped`() {
        let value = JSON.object([
            "b": 1, "a": .array([.null, true, "x\"\\\n\u{1B}\u{202E}😀"]), "gone": nil, "empty": .array([]),
        ])
        #expect(value.compact == #"{"b":1,"a":[null,true,"x\"\\\n\u001b\u202e😀"],"empty":[]}"#)
        #expect(value.pretty.hasPrefix("{\n  \"b\": 1,\n  \"a\": [\n    null,\n"))
        #expect(value.pretty.hasSuffix("\"empty\": []\n}\n"))
    }

    @Test func `another reader gets the same text back`() throws {
        var random = SplitMix64(7)
        for _ in 0..<200 {
            let text = String(
                String.UnicodeScalarView(
                    (0..<30).compactMap { _ in Unicode.Scalar(UInt32.random(in: 0..<0x2_0000, using: &random)) }))
            let parsed = try Parsed(JSON.object(["text": .string(text)]).pretty)
            #expect(parsed["text"]?.text.map { Array($0.unicodeScalars) } == Array(text.unicodeScalars))
        }
    }

    @Test(arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")])
    func `base 64 follows the examples of RFC 4648`(_ text: String, _ expected: String) {
        #expect(Base64.encoded(Array(text.utf8)) == expected)
    }
}
