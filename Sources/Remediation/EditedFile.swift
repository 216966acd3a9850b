internal import ConfigModel
internal import Documents
internal import Projects
internal import SourceText

/// One file before and after its edits, where the places of a change are found again.
struct EditedFile {
    let moves: MovedBytes
    let before: (any Document)?
    let after: (any Document)?

    typealias Regions = (written: [Span], removed: [Span])

    /// The bytes that a change wrote, in the file after it, and those that it took away, in the file before it.
    func regions(of change: DocumentChange) -> Regions {
        if let anchor = change.anchor { return regions(of: anchor) }
        if let place = change.embedded { return within(place.span) }
        let roots = (root(before, change.root), root(after, change.root))
        if case .add(let relatedResource) = change.action { return (written(relatedResource, behind: place(change.path, roots).before), []) }
        switch change.action {
        case .set(let value): return regions(at: change.path, value, roots)
        case .merge(let value): return regions(at: change.path, value, roots, isMerged: true)
        case .append(let value): return regions(ofNew: value, in: change.path, roots)
        case .insert(let value): return regions(ofNew: value, in: change.path.parent ?? .root, roots)
        case .remove: return (removedBeside(change.path, roots), place(change.path, roots).before.spans)
        case .rename(let name):
            let old = place(change.path, roots).before.spans
            guard let parent = change.path.parent else { return ([], old) }
            return (place(parent.key(name), roots).after.spans, old)
        case .add: return ([], [])
        }
    }

    private func root(_ document: (any Document)?, _ number: Int) -> Traced? {
        guard let document, document.roots.indices.contains(number) else { return nil }
        return document.roots[number]
    }

    /// Leaf by leaf, so that what else stands in a map or list is no part of the change.
    private func regions(
        at path: ValuePath, _ value: NewValue, _ roots: (before: Traced?, after: Traced?), isMerged: Bool = false
    ) -> Regions {
        let here = place(path, roots)
        let old = isMerged ? [] : here.before.spans
        switch value {
        case .map(let entries) where !entries.isEmpty:
            let parts = entries.map { regions(at: path.key($0.key), $0.value, roots, isMerged: isMerged) }
            let all = (parts.flatMap(\.written) + here.after.key, parts.flatMap(\.removed) + old)
            return all.0.isEmpty ? edits(around: here) : all
        case .list(let items) where !items.isEmpty && !isMerged:
            let parts = items.indices.compactMap { here.after.value?[$0] }.flatMap { spans($0) }
            return parts.isEmpty ? edits(around: here, old) : (parts + here.after.key, old)
        default:
            let new = here.after.spans
            return new.isEmpty ? edits(around: here, old) : (new, isMerged ? here.before.spans : old)
        }
    }

    /// Elements of a list that were not there before.
    private func regions(ofNew value: NewValue, in path: ValuePath, _ roots: (before: Traced?, after: Traced?)) -> Regions {
        let here = place(path, roots)
        guard let new = here.after.value?.value.list else { return edits(around: here) }
        let pairs = matchedByPlace(here.before.value?.value.list ?? [], new, movesByPath(new))
        let added = pairs.map { $0.filter { $0.0 == nil }.compactMap { $0.1.map { new[$0] } } } ?? new
        let wanted = added.filter { $0.value == value.value }
        let found = (wanted.isEmpty ? added : wanted).flatMap(spans)
        let isNew = here.before.value == nil
        return found.isEmpty ? edits(around: here) : (found + (isNew ? here.after.key : []), [])
    }

    private func movesByPath(_ items: [Traced]) -> [String: MovedBytes] {
        items.first?.provenance.nearest.map { [$0.path: moves] } ?? [:]
    }

    /// What is inserted at the first place behind a resource where one of the companion's type is.
    private func written(_ relatedResource: RelatedResource, behind subject: Place) -> [Span] {
        let end = subject.spans.map(\.end).max() ?? 0
        let type = Array((relatedResource.type.split(separator: "/").last ?? "").utf8)
        let inserted = zip(moves.edits, moves.written).filter { edit, _ in
            edit.span.isEmpty && edit.span.start >= end && edit.replacement.firstRange(of: type) != nil
        }
        return inserted.filter { $0.0.span.start == inserted[0].0.span.start }.map(\.1)
    }

    /// What stands in place of what a change removed, such as an empty map.
    private func removedBeside(_ path: ValuePath, _ roots: (before: Traced?, after: Traced?)) -> [Span] {
        let spans = place(path, roots).before.spans
        return zip(moves.edits, moves.written).filter { edit, new in !new.isEmpty && spans.contains { meet($0, edit.span) } }.map(\.1)
    }

    /// Every edit within the deepest value on the way that is there, where the place itself is not found again.
    private func edits(around place: (before: Place, after: Place), _ old: [Span] = []) -> Regions {
        let outer = place.after.enclosing
        let new = outer.map { outer in moves.written.filter { meet($0, outer) } } ?? moves.written
        return (new, old)
    }

    private func regions(of anchor: TextAnchor) -> Regions {
        switch anchor {
        case .scalar(let span), .lines(let span): return within(span)
        case .keys(let offset, _), .items(let offset, _): return within(Span.at(offset))
        case .bytes(let edits): return edits.map { within($0.span) }.reduce(into: ([], [])) { $0 = ($0.0 + $1.written, $0.1 + $1.removed) }
        }
    }

    /// The edits of some bytes of the file before.
    private func within(_ span: Span) -> Regions {
        let found = zip(moves.edits, moves.written).filter { span.contains($0.0.span) }
        return (found.map(\.1).filter { !$0.isEmpty }, found.map(\.0.span).filter { !$0.isEmpty })
    }

    private func meet(_ one: Span, _ other: Span) -> Bool { one.start <= other.end && other.start <= one.end }

    private func spans(_ value: Traced) -> [Span] { value.extent.map { [$0] } ?? [] }

    /// A value as one of the two files has it.
    struct Place {
        var value: Traced?
        var key: [Span] = []
        /// The span of the deepest value on the way that is there.
        var enclosing: Span?

        /// Its bytes and those of its key.
        var spans: [Span] { key + (value?.extent.map { [$0] } ?? []) }

        init(_ root: Traced?) {
            value = root
            enclosing = root?.provenance.nearest?.span
        }

        mutating func step(_ element: ValuePath.Element, at index: Int?) {
            let outer = value
            switch element {
            case .key(let name):
                let entry = outer?.value.mapping?.entry(name)
                value = entry?.value
                key = entry?.keyProvenance.nearest.map { [$0.span] } ?? []
            case .index:
                let items = outer?.value.list ?? []
                value = index.flatMap { items.indices.contains($0) ? items[$0] : nil }
                key = []
            }
            if let span = value?.provenance.nearest?.span { enclosing = span }
        }
    }

    /// Follows a path in both files. Paths count elements as the file before has them; in the file after, an element is found by where it
    /// is written.
    private func place(_ path: ValuePath, _ roots: (before: Traced?, after: Traced?)) -> (before: Place, after: Place) {
        var (old, new) = (Place(roots.before), Place(roots.after))
        for element in path.elements {
            var other: Int?
            if case .index(let index) = element {
                other = partner(of: index, old.value?.value.list ?? [], new.value?.value.list ?? [])
                old.step(element, at: index)
            } else {
                old.step(element, at: nil)
            }
            new.step(element, at: other)
        }
        return (old, new)
    }

    /// Which element of the list after the change is the one at `index` before it; nil where it is gone.
    private func partner(of index: Int, _ old: [Traced], _ new: [Traced]) -> Int? {
        guard old.indices.contains(index) else { return index }
        if new.indices.contains(index), let one = old[index].provenance.nearest, let other = new[index].provenance.nearest,
            moves.moved(one.span.start) == other.span.start
        {
            return index
        }
        guard let pairs = matchedByPlace(old, new, movesByPath(new)) else { return index }
        return pairs.first { $0.0 == index }?.1
    }
}

extension Traced {
    /// From the first to the last byte that the value or a part of it is written with, in the file where it begins.
    fileprivate var extent: Span? {
        guard let own = provenance.nearest else { return nil }
        func joined(_ span: Span, _ part: Traced) -> Span {
            part.provenance.nearest?.path == own.path ? part.extent.map(span.union) ?? span : span
        }
        switch value {
        case .list(let items): return items.reduce(own.span, joined)
        case .map(let mapping): return mapping.entries.reduce(own.span) { joined($0, $1.value) }
        default: return own.span
        }
    }
}
