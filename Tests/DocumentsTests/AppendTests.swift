import ConfigModel
import Documents
import SourceText
import Testing

@Suite struct AppendTests {
    private func appended(_ text: String, _ format: Format, _ value: NewValue) -> String {
        let document = parseDocument(SourceFile(path: "a", text: text), as: format)
        let planned = document.edits(for: [DocumentChange(path: ValuePath.root.key("l"), action: .append(value))])
        #expect(planned.refused.isEmpty)
        return String(decoding: planned.edits.applied(to: Array(text.utf8)), as: UTF8.self)
    }

    @Test(arguments: [
        ("l:\n  - a\n  - b\n", NewValue.string("a"), "l:\n  - a\n  - b\n"), ("l:\n  - a\n  - b\n", .string("c"), "l:\n  - a\n  - b\n  - c\n"),
        ("l:\n  - {n: a, v: 1}\n", .map([.init("n", .string("a")), .init("v", .int(1))]), "l:\n  - {n: a, v: 1}\n"),
    ])
    func `an element that is there is enough in YAML`(_ text: String, _ value: NewValue, _ expected: String) {
        #expect(appended(text, .yaml, value) == expected)
    }

    @Test(arguments: [("{\"l\": [\"a\", \"b\"]}\n", "b", "{\"l\": [\"a\", \"b\"]}\n"), ("{\"l\": [\"a\"]}\n", "b", "{\"l\": [\"a\", \"b\"]}\n")])
    func `an element that is there is enough in JSON`(_ text: String, _ value: String, _ expected: String) {
        #expect(appended(text, .json, .string(value)) == expected)
    }
}
