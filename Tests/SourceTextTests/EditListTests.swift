import SourceText
import Testing

@Suite struct EditListTests {
    private let bytes = Array("abcdef".utf8)

    private func made(_ edits: [Edit]) -> String? {
        (try? EditList(edits)).map { String(decoding: $0.applied(to: bytes), as: UTF8.self) }
    }

    @Test(arguments: [
        ([Edit(Span(0, 2), "x"), Edit(Span(2, 4), "y")], "xyef"), ([Edit(Span(2, 4), "y"), Edit(Span(0, 2), "x")], "xyef"),
        ([Edit(Span(0, 2), ""), Edit(Span.at(2), "y")], "ycdef"), ([Edit(Span.at(0), "x"), Edit(Span(0, 2), "y")], "xycdef"),
        ([Edit(Span.at(3), "1"), Edit(Span.at(3), "2"), Edit(Span.at(3), "2")], "abc122def"),
        ([Edit(Span(1, 2), "x"), Edit(Span(1, 2), "x")], "axcdef"),
        ([Edit(Span.at(6), "x")], "abcdefx"), ([], "abcdef"),
    ])
    func `edits that touch are made together, in the order of their places`(_ edits: [Edit], _ expected: String) {
        #expect(made(edits) == expected)
    }

    @Test(arguments: [
        [Edit(Span(0, 3), "x"), Edit(Span(2, 4), "y")], [Edit(Span(2, 4), "y"), Edit(Span(0, 3), "x")],
        [Edit(Span(0, 6), "x"), Edit(Span(2, 3), "y")],
        [Edit(Span(1, 2), "x"), Edit(Span(1, 2), "y")], [Edit(Span(0, 6), "x"), Edit(Span.at(3), "y")],
    ])
    func `edits of the same bytes are refused`(_ edits: [Edit]) {
        #expect(made(edits) == nil)
    }

    @Test func `a list that cannot be added whole leaves the other as it was`() throws {
        var list = try EditList([Edit(Span(2, 3), "x")])
        let other = try EditList([Edit(Span(0, 1), "y"), Edit(Span(2, 4), "z")])
        #expect(throws: EditConflict(first: Span(2, 3), second: Span(2, 4))) { try list.add(contentsOf: other) }
        #expect(list.edits == [Edit(Span(2, 3), "x")])
    }
}
