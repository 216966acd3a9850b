import ConfigModel
import Documents
import SourceText
import Testing

@Suite struct JSONParseTests {
    private func parse(_ text: String) -> JSONDocument { JSONDocument.parse(SourceFile(path: "a.json", text: text)) }

    @Test func `values are read with their bytes`() throws {
        let document = parse("\u{FEFF}{\"ä\": [1, -2.5e1, true, null], \"b\": {\"c\": \"\\u00e9\\n\\ud83d\\ude00\\/\"}}\n")
        #expect(document.diagnostics.isEmpty)
        #expect(document.roots[0].value == .newMap(["ä": .newList([1, .double(-25), true, .null]), "b": .newMap(["c": "é\n😀/"])]))
        let place = try #require(document.roots[0].at(try ValuePath(parsing: "b.c"))?.provenance.nearest)
        #expect(document.source.text(place.span) == "\"\\u00e9\\n\\ud83d\\ude00\\/\"")
        #expect(spanTrouble(document.tree, document.roots, document.comments, document.source.bytes) == nil)
    }

    @Test(arguments: [
        "", " ", "{", "[", "[1", "[1 2]", "[,]", "[1,,2]", "{a: 1}", "{'a': 1}", "{\"a\" 1}", "{\"a\":}", "01", "1.", ".5", "+1", "1e", "-", "0x1",
        "tru", "truex", "NaN", "\"", "\"\\x\"", "\"\\u12\"", "\"\n\"", "\"\t\"", "1 2", "{} {}", "nul", "/", "/* open", "[1]]", "\"a",
        "{\"a\": 1,, }",
    ])
    func `what is no JSON is an error`(text: String) {
        let document = parse(text)
        #expect(document.diagnostics.filter { $0.severity == .error }.map(\.id) == ["json-syntax"])
        #expect(document.roots.isEmpty)
    }

    @Test(arguments: ["0", "-0", "1.5", "1E+2", "\"\"", "[]", "{}", "[[],{}]", " \t\r\n[ 1 , 2 ] ", "\"\\ud800\"", "12345678901234567890"])
    func `what is JSON is not`(text: String) {
        #expect(parse(text).diagnostics.isEmpty)
        #expect(parse(text).roots.count == 1)
    }

    @Test func `comments and final commas are read with one note`() {
        let document = parse("// top\n{\n  \"a\": 1, /* inner */\n  \"b\": [1,], // end\n}\n")
        #expect(document.diagnostics.map(\.id) == ["json-comments"])
        #expect(document.isSound)
        #expect(document.comments.map(\.text) == ["top", "inner", "end"])
        #expect(document.comments.map(\.isTrailing) == [false, true, true])
    }

    @Test func `a key written twice is a warning`() {
        let document = parse("{\"a\": 1, \"a\": 2, \"<<\": {\"b\": 1}}")
        #expect(document.diagnostics.map(\.id) == ["json-duplicate-key"])
        #expect(document.roots[0].value == .newMap(["a": 2, "<<": .newMap(["b": 1])]))
    }
}
