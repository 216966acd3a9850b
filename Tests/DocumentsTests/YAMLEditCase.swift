import ConfigModel
import Documents
import SourceText
import Testing

/// One row of an edit table: a file, changes in a short notation, and the file afterwards.
///
///     set spec.replicas = 3      append drop = ALL      remove a[0]      rename a.b = c      insert l[0] = {x: 1}      merge a = {b: 1}
///
/// A reason stands for the refusal of all changes: the file stays as it is.
struct EditCase: Sendable, CustomTestStringConvertible {
    let name: String
    let before: String
    let changes: [String]
    let after: String
    let reason: String?

    init(_ name: String, _ before: String, _ changes: String..., after: String) {
        self.name = name
        self.before = before
        self.changes = changes
        self.after = after
        reason = nil
    }

    init(_ name: String, _ before: String, _ changes: String..., refused reason: String) {
        self.name = name
        self.before = before
        self.changes = changes
        after = before
        self.reason = reason
    }

    var testDescription: String { name }
}

/// Reads one change; the value is YAML, so that the notation needs no other syntax.
func documentChange(_ text: String, root: Int = 0) throws -> DocumentChange {
    let sides = text.split(separator: " = ", maxSplits: 1)
    let words = sides[0].split(separator: " ", maxSplits: 1)
    let path = words.count > 1 && words[1] != "." ? try ValuePath(parsing: String(words[1])) : .root
    let right = sides.count > 1 ? String(sides[1]) : ""
    func value() throws -> NewValue {
        let document = YAMLDocument.parse(SourceFile(path: "value", text: right))
        return try #require(NewValue(document.roots.first?.value ?? .null))
    }
    let action: DocumentChange.Action =
        switch words[0] {
        case "set": .set(try value())
        case "express": .set(.expression(right))
        case "append": .append(try value())
        case "insert": .insert(try value())
        case "merge": .merge(try value())
        case "rename": .rename(to: right)
        default: .remove
        }
    return DocumentChange(root: root, path: path, action: action)
}

func check(_ example: EditCase, as format: Format, _ place: SourceLocation = #_sourceLocation) throws {
    let source = SourceFile(path: "web.yaml", text: example.before)
    let document = parseDocument(source, as: format)
    let root = document.roots.count > 1 ? 1 : 0
    let planned = document.edits(for: try example.changes.map { try documentChange($0, root: root) })
    let after = String(decoding: planned.edits.applied(to: source.bytes), as: UTF8.self)
    #expect(after == example.after, "\(example.name)", sourceLocation: place)
    #expect(
        planned.refused.map(\.reason) == (example.reason.map { reason in example.changes.map { _ in reason } } ?? []),
        sourceLocation: place)
    if example.reason != nil { return }
    // What was asked for is there, so asking again changes nothing. Insertions are not of that kind, nor is the removal of an element.
    let again = parseDocument(SourceFile(path: "web.yaml", text: after), as: format)
    let repeatable = try example.changes.filter {
        !$0.hasPrefix("insert") && !($0.hasPrefix("remove") && $0.hasSuffix("]"))
    }.map { try documentChange($0, root: root) }
    #expect(again.edits(for: repeatable).edits.isEmpty, "a second run of \(example.name)", sourceLocation: place)
}
