internal import ConfigModel
package import SourceText

/// A document that is the text of a scalar of another one: an nginx.conf in a ConfigMap.
package struct EmbeddedPlace: Hashable, Sendable {
    /// The scalar in the file.
    package let span: Span
    package let format: Format

    package init(span: Span, format: Format) {
        self.span = span
        self.format = format
    }
}

/// Makes the changes of documents within scalars, each document as its own format does and checked by reading the file again,
/// beside the edits of the others.
func withEmbedded(
    _ changes: [DocumentChange], in document: any Document, others: ([DocumentChange]) -> PlannedEdits, read: ([UInt8]) -> any Document
) -> PlannedEdits {
    var plain: [DocumentChange] = []
    var groups: [(place: EmbeddedPlace, changes: [DocumentChange])] = []
    for change in changes {
        guard let place = change.embedded else {
            plain.append(change)
            continue
        }
        if let known = groups.firstIndex(where: { $0.place == place }) {
            groups[known].changes.append(change)
        } else {
            groups.append((place, [change]))
        }
    }
    if groups.isEmpty { return others(changes) }
    var planned = plain.isEmpty ? PlannedEdits() : others(plain)
    for (place, wanted) in groups {
        func refuse(_ changes: [DocumentChange], _ reason: String) {
            planned.refused += changes.map { PlannedEdits.Refusal(change: $0, reason: reason) }
        }
        guard document.isSound, let scalar = EmbeddedScalar(document, span: place.span) else {
            refuse(wanted, "the text is written in a way that is not edited in place")
            continue
        }
        let inner = parseDocument(SourceFile(path: document.source.path, bytes: scalar.text), as: place.format)
        let made = inner.edits(for: wanted.map(\.withinText))
        for refusal in made.refused { refuse(wanted.filter { $0.withinText == refusal.change }, refusal.reason) }
        if made.edits.isEmpty { continue }
        let rest = wanted.filter { change in !made.refused.contains { $0.change == change.withinText } }
        let text = String(decoding: made.edits.applied(to: scalar.text), as: UTF8.self)
        guard let edits = scalar.edits(for: made.edits), let list = try? EditList(edits),
            holds(read(list.applied(to: document.source.bytes)), document, place.span, text), (try? planned.edits.add(contentsOf: list)) != nil
        else {
            refuse(rest, "the style of the text does not allow the change")
            continue
        }
    }
    return planned
}

extension DocumentChange {
    /// The change as the document within the scalar sees it.
    fileprivate var withinText: DocumentChange { DocumentChange(path: path, action: action, anchor: anchor) }
}

/// Whether the file holds the new text in the scalar and is the same otherwise.
private func holds(_ after: any Document, _ before: any Document, _ span: Span, _ text: String) -> Bool {
    guard after.isSound, after.roots.count == before.roots.count, after.comments.map(\.text) == before.comments.map(\.text) else { return false }
    return zip(before.roots, after.roots).allSatisfy { isSame($0, $1.value, span, text) }
}

private func isSame(_ old: Traced, _ new: Value, _ span: Span, _ text: String) -> Bool {
    switch (old.value, new) {
    case (.string(let before), .string(let after)): return old.provenance.nearest?.span == span ? after == text : before == after
    case (.list(let a), .list(let b)): return a.count == b.count && zip(a, b).allSatisfy { isSame($0, $1.value, span, text) }
    case (.map(let a), .map(let b)):
        return a.count == b.count && zip(a.entries, b.entries).allSatisfy { $0.key == $1.key && isSame($0.value, $1.value.value, span, text) }
    default: return old.value == new
    }
}
