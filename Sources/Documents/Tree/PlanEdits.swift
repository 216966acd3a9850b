internal import ConfigModel
internal import SourceText

/// A file as it reads at one moment of planning.
struct Reading {
    let document: any Document
    let tree: NodeTree
}

/// Plans the edits of a YAML or JSON file and checks each outcome by reading it.
///
/// Changes are tried together; when the edited file does not hold exactly the intended values, each half is tried by itself, down to the
/// single change that is refused.
/// - Parameter read: parses the bytes of the edited file.
func planEdits(
    of document: any Document, tree: NodeTree, dialect: Dialect, _ changes: [DocumentChange], read: ([UInt8]) -> Reading
) -> PlannedEdits {
    guard document.isSound else {
        let reason = "the file has syntax errors; nothing in it is edited"
        return PlannedEdits(refused: changes.map { PlannedEdits.Refusal(change: $0, reason: reason) })
    }
    var session = EditSession(Reading(document: document, tree: tree), dialect: dialect, changes)
    session.make(Array(changes.indices)[...], read)
    let refused = session.refused.sorted { $0.key < $1.key }.map {
        PlannedEdits.Refusal(change: changes[$0.key], reason: $0.value)
    }
    return PlannedEdits(edits: session.text.edits, refused: refused)
}

private struct EditSession {
    private let changes: [DocumentChange]
    private let dialect: Dialect
    private var current: Reading
    private(set) var text: SplicedText
    private(set) var refused: [Int: String] = [:]

    private enum Outcome {
        case made(EditList, Reading?)
        /// Without these the others may go.
        case refused([Int: String])
        case wrong(String)
    }

    init(_ reading: Reading, dialect: Dialect, _ changes: [DocumentChange]) {
        self.changes = changes
        self.dialect = dialect
        current = reading
        text = SplicedText(reading.document.source.bytes)
    }

    mutating func make(_ indexes: ArraySlice<Int>, _ read: ([UInt8]) -> Reading) {
        if indexes.isEmpty { return }
        switch attempt(indexes, read) {
        case .made(let edits, let reading):
            text.apply(edits)
            if let reading { current = reading }
        case .refused(let reasons):
            refused.merge(reasons) { first, _ in first }
            make(indexes.filter { reasons[$0] == nil }[...], read)
        case .wrong(let reason):
            if indexes.count == 1 {
                refused[indexes[indexes.startIndex]] = reason
            } else {
                let middle = indexes.startIndex + indexes.count / 2
                make(indexes[..<middle], read)
                make(indexes[middle...], read)
            }
        }
    }

    private func attempt(_ indexes: ArraySlice<Int>, _ read: ([UInt8]) -> Reading) -> Outcome {
        let before = current.document.source.bytes
        var models: [Int: ValueModel] = [:]
        let isBlank = dialect == .yaml && current.tree.roots.isEmpty
        for index in indexes {
            let change = changes[index]
            guard current.tree.roots.indices.contains(change.root) || (isBlank && change.root == 0) else {
                return .refused([index: "the file has no document number \(change.root + 1)"])
            }
            let model =
                models[change.root]
                ?? (isBlank ? ValueModel(.scalar(.null)) : ValueModel.read(current.tree, root: change.root, before, isYAML: dialect == .yaml))
            models[change.root] = model
            do {
                try model.make(change) { evaluate($0, read) }
            } catch {
                return .refused([index: error.reason])
            }
        }
        let edits: EditList
        if isBlank {
            guard let written = models[0].flatMap(firstDocument) else { return .wrong("the new document cannot be written") }
            edits = written
        } else {
            var editor = TreeEditor(current, dialect: dialect)
            for index in indexes { editor.add(changes[index], index: index) }
            editor.finish()
            if !editor.refused.isEmpty { return .refused(editor.refused) }
            guard let made = try? EditList(editor.edits.map(\.edit)) else {
                return .wrong("the change would touch the same bytes twice")
            }
            edits = made
        }
        let after = edits.isEmpty ? nil : read(edits.applied(to: before))
        return isIntended(after ?? current, edits, models)
            ? .made(edits, after) : .wrong("the edited file would not hold exactly the intended values")
    }

    /// Writes the first document of a file that has none yet, below its comments.
    private func firstDocument(_ model: ValueModel) -> EditList? {
        if model.isNull { return EditList() }
        let before = current.document.source.bytes
        let style = TextStyle(current.tree, TextLines(before), dialect)
        guard let value = NewValue(model.value), let lines = try? ValueWriter(style: style, dialect: dialect).block(value, column: 0) else {
            return nil
        }
        let separator = before.isEmpty || before.last == 0x0A ? "" : style.newline
        return try? EditList([Edit(Span.at(before.count), separator + lines.joined(separator: style.newline) + style.newline)])
    }

    private func evaluate(_ text: String, _ read: ([UInt8]) -> Reading) -> Value? {
        let reading = read(Array(text.utf8))
        guard reading.document.isSound, reading.document.roots.count == 1, reading.document.comments.allSatisfy(\.isTrailing) else {
            return nil
        }
        return reading.document.roots[0].value
    }

    /// Whether the edited file holds the intended values, no other, and every comment that was not removed with its value.
    private func isIntended(_ after: Reading, _ edits: EditList, _ models: [Int: ValueModel]) -> Bool {
        let before = current.document
        let count = before.roots.isEmpty && !edits.isEmpty ? 1 : before.roots.count
        guard after.document.isSound, after.document.roots.count == count else { return false }
        for (index, root) in after.document.roots.enumerated() {
            guard root.value == models[index]?.value ?? before.roots[index].value else { return false }
        }
        let kept = before.comments.filter { comment in !edits.edits.contains { $0.span.contains(comment.span) } }.map(\.text)
        let found = after.document.comments.map(\.text)
        if found.count == kept.count { return kept == found }
        // New ones are those that the edits write.
        let written = edits.edits.map { String(decoding: $0.replacement, as: UTF8.self) }
        var rest = kept[...]
        for comment in found {
            if comment == rest.first { rest = rest.dropFirst() } else if !written.contains(where: { $0.contains("# \(comment)") }) { return false }
        }
        return rest.isEmpty
    }
}
