/// One replacement of bytes: an insertion when `span` is empty, a deletion when `replacement` is.
package struct Edit: Hashable, Sendable {
    package let span: Span
    package let replacement: [UInt8]

    package init(_ span: Span, _ replacement: [UInt8]) {
        self.span = span
        self.replacement = replacement
    }

    package init(_ span: Span, _ replacement: String) { self.init(span, Array(replacement.utf8)) }
}

/// Edits of one file that can all be made at once.
///
/// Invariant: sorted by place and disjoint. Overlap is refused, never merged; insertions at one place keep
/// the order in which they were added.
package struct EditList: Hashable, Sendable {
    package private(set) var edits: [Edit] = []

    package init() {}

    package init(_ edits: [Edit]) throws(EditConflict) {
        for edit in edits { try add(edit) }
    }

    package var isEmpty: Bool { edits.isEmpty }

    /// Adds one edit. An equal edit that is there already is not added twice, unless it is an insertion.
    /// - Throws: `EditConflict` when the bytes are already taken; the list is then unchanged.
    package mutating func add(_ edit: Edit) throws(EditConflict) {
        if !edit.span.isEmpty, edits.contains(edit) { return }
        var index = edits.count
        while index > 0, edits[index - 1].span > edit.span { index -= 1 }
        for neighbour in [index - 1, index] where edits.indices.contains(neighbour) {
            let other = edits[neighbour]
            let overlap = other.span.start < edit.span.end && edit.span.start < other.span.end
            if overlap { throw EditConflict(first: other.span, second: edit.span) }
        }
        edits.insert(edit, at: index)
    }

    /// Adds all edits of another list, or none.
    package mutating func add(contentsOf other: EditList) throws(EditConflict) {
        var copy = self
        for edit in other.edits { try copy.add(edit) }
        self = copy
    }

    /// The bytes with every edit made. Precondition: the edits lie within `bytes`.
    package func applied(to bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + edits.reduce(0) { $0 + $1.replacement.count })
        var copied = 0
        for edit in edits {
            result.append(contentsOf: bytes[copied..<edit.span.start])
            result.append(contentsOf: edit.replacement)
            copied = edit.span.end
        }
        result.append(contentsOf: bytes[copied...])
        return result
    }
}

/// Two edits want the same bytes.
package struct EditConflict: Error, Hashable, Sendable, CustomStringConvertible {
    package let first: Span
    package let second: Span

    package init(first: Span, second: Span) {
        self.first = first
        self.second = second
    }

    package var description: String {
        "edits of bytes \(first.start)..<\(first.end) and \(second.start)..<\(second.end) overlap"
    }
}
