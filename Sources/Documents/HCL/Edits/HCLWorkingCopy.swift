import ConfigModel
import SourceText

/// A file while changes are made to it one after the other, each checked before the next.
///
/// Invariant: `document` is sound and is what `pieces` spells.
struct HCLWorkingCopy {
    private(set) var document: HCLDocument
    private(set) var pieces: HCLPieces

    init(_ document: HCLDocument) {
        self.document = document
        pieces = HCLPieces(originalCount: document.source.bytes.count)
    }

    /// Makes a change, or throws and stays as it was.
    mutating func make(_ path: ValuePath, _ action: DocumentChange.Action) throws(HCLRefusal) {
        let before = self
        do throws(HCLRefusal) {
            try makeParts(path, action, depth: 0)
        } catch {
            self = before
            throw error
        }
    }

    private mutating func makeParts(_ path: ValuePath, _ action: DocumentChange.Action, depth: Int) throws(HCLRefusal) {
        guard depth < 50 else { throw HCLRefusal("the new value is nested too deeply") }
        guard let parts = try split(path, action) else { return try makeOne(path, action) }
        for (path, action) in parts { try makeParts(path, action, depth: depth + 1) }
    }

    /// The simpler changes that a composite one consists of; nil for a simple one, empty when all is well already.
    private func split(
        _ path: ValuePath, _ action: DocumentChange.Action
    ) throws(HCLRefusal) -> [(ValuePath, DocumentChange.Action)]? {
        let present = document.roots[0].at(path)?.value
        switch action {
        case .set(let value):
            if let present, !present.isUnknown, present == (try? HCLIntended.plain(value)) { return [] }
            if case .expression(let text) = value, let old = try document.target(path).expression,
                try document.target(path).depth == path.count, document.text(old) == text
            {
                return []
            }
            return try splitSet(path, value)
        case .merge(let value):
            guard case .map(let entries) = value else { throw HCLRefusal("only a map can be merged") }
            guard let present else { return [(path, .set(value))] }
            if case .list = present, case .blocks = try document.target(path).node { return [(path.index(0), action)] }
            return entries.map { entry in
                if case .map = entry.value, present.mapping?[entry.key] != nil {
                    return (path.key(entry.key), .merge(entry.value))
                }
                return (path.key(entry.key), .set(entry.value))
            }
        case .append(let value):
            let new = try? HCLIntended.plain(value)
            if let new, case .list(let items)? = present, items.contains(where: { $0.value == new }) { return [] }
            return nil
        case .remove:
            if case .list(let items)? = present, case .blocks = try document.target(path).node {
                return items.indices.reversed().map { (path.index($0), .remove) }
            }
            let whole = try wholeOfLast(path)
            return whole == path ? nil : [(whole, .remove)]
        case .rename(let name):
            guard case .key(name)? = path.elements.last else { return nil }
            return []
        case .insert, .add: return nil
        }
    }

    private func splitSet(_ path: ValuePath, _ value: NewValue) throws(HCLRefusal) -> [(
        ValuePath, DocumentChange.Action
    )]? {
        let target = try document.target(path)
        guard target.depth == path.count else { return nil }
        switch (target.node, value) {
        case (.blocks, .map): return [(path.index(0), .set(value))]
        case (.blocks(_, let blocks, _), .list(let items)):
            let extra = blocks.indices.dropFirst(items.count).reversed().map {
                (path.index($0), DocumentChange.Action.remove)
            }
            return items.enumerated().map { (path.index($0.offset), .set($0.element)) } + extra
        case (.body, .map(let entries)):
            let keys = Set(entries.map(\.key))
            let present = document.roots[0].at(path)?.value.mapping?.keys ?? []
            return entries.map { (path.key($0.key), .set($0.value)) }
                + present.filter { !keys.contains($0) }.map { (path.key($0), .remove) }
        default: return nil
        }
    }

    /// The block or object that would be left empty by a removal, else the path itself. Blocks of the file itself stay.
    private func wholeOfLast(_ path: ValuePath) throws(HCLRefusal) -> ValuePath {
        var path = path
        while let parent = path.parent, !parent.isRoot {
            guard try document.target(path).depth == path.count else { return path }
            let outer = try document.target(parent)
            switch outer.node {
            case .body(let place):
                guard place.depth >= 2, place.body.items.count == 1 else { return path }
            case .blocks:
                // The last block of a type leaves no key behind; whether its own body is then empty decides the next step.
                guard let grand = parent.parent, case .body(let place) = try document.target(grand).node,
                    place.depth >= 2,
                    place.body.items.count == 1
                else { return path }
                path = grand
                continue
            case .attribute, .entry:
                guard let id = outer.expression, case .object(let entries) = document.tree[document.unwrapped(id)],
                    entries.count == 1
                else { return path }
            case .element: return path
            }
            path = parent
        }
        return path
    }

    private mutating func makeOne(_ path: ValuePath, _ action: DocumentChange.Action) throws(HCLRefusal) {
        let edits = try HCLEditor(document).edits(for: path, action)
        guard let list = try? EditList(edits) else { throw HCLRefusal("the edits of this change overlap") }
        let file = SourceFile(path: document.source.path, bytes: list.applied(to: document.source.bytes))
        let after = HCLDocument.parse(file)
        var intended = try HCLIntended.value(document.roots[0].value, path, action)
        if case .remove = action { intended = withoutEmptyBlocks(intended, path) }
        // The edits were made from the syntax and the intention from the values: that both agree is the proof.
        guard after.isSound, after.roots[0].value == intended else {
            throw HCLRefusal("the edited file would not read as intended")
        }
        if case .remove = action {
        } else {
            guard after.comments.map(\.text) == document.comments.map(\.text) else {
                throw HCLRefusal("a comment would be lost")
            }
        }
        pieces.apply(list)
        document = after
    }

    /// A list of blocks that is left empty has no key any more.
    private func withoutEmptyBlocks(_ value: Value, _ path: ValuePath) -> Value {
        guard let parent = path.parent, case .index? = path.elements.last,
            case .blocks(_, let blocks, _)? = try? document.target(parent).node,
            blocks.count == 1, let intended = try? HCLIntended.value(value, parent, .remove)
        else { return value }
        return intended
    }
}
