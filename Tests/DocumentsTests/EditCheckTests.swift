import ConfigModel
import SourceText
import Testing

@testable import Documents

/// An edit whose outcome reads otherwise than was meant is refused, whatever the editor did.
@Suite struct EditCheckTests {
    /// Plans one change where the edited file is read with a difference.
    private func planned(_ misread: (String) -> String) -> PlannedEdits {
        let document = YAMLDocument.parse(SourceFile(path: "a.yaml", text: "a: 1 # kept\nb: 2\n"))
        let change = DocumentChange(path: ValuePath.root.key("b"), action: .set(.int(3)))
        return planEdits(of: document, tree: document.tree, dialect: .yaml, [change]) { bytes in
            let after = YAMLDocument.parse(SourceFile(path: "a.yaml", text: misread(String(decoding: bytes, as: UTF8.self))))
            return Reading(document: after, tree: after.tree)
        }
    }

    @Test func `an edit that reads as meant is made`() {
        let planned = planned { $0 }
        #expect(planned.refused.isEmpty)
        #expect(planned.edits.edits.map(\.replacement) == [Array("3".utf8)])
    }

    @Test(arguments: [
        ("another new value", "b: 3", "b: 4"), ("the same of another type", "b: 3", "b: \"3\""), ("another value elsewhere", "a: 1", "a: 0"),
        ("a key more", "b: 3", "b: 3\nc: 3"), ("a key less", "a: 1", ""), ("a document more", "b: 3", "b: 3\n---\nc: 3"),
        ("a comment less", "# kept", ""), ("another comment", "# kept", "# else"), ("a syntax error", "b: 3", "b: [3"),
    ])
    func `an edit that reads otherwise is refused`(_ name: String, _ old: String, _ new: String) {
        let planned = planned { $0.replacing(old, with: new) }
        #expect(planned.edits.isEmpty)
        #expect(planned.refused.map(\.reason) == ["the edited file would not hold exactly the intended values"], "\(name)")
    }
}
