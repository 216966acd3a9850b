import ConfigModel
import SourceText

/// Finds the edits of one simple change in one state of a file.
///
/// Composite changes (merging a map, setting a whole block) are split before they come here; see `HCLWorkingCopy`.
struct HCLEditor {
    let document: HCLDocument
    let writer: HCLWriter

    init(_ document: HCLDocument) {
        self.document = document
        writer = HCLWriter(indentUnit: document.indentUnit, newline: document.newline)
    }

    var tree: HCLTree { document.tree }
    var newline: String { writer.newline }

    func edits(for path: ValuePath, _ action: DocumentChange.Action) throws(HCLRefusal) -> [Edit] {
        switch action {
        case .set(let value), .merge(let value): return try set(path, value)
        case .remove: return try remove(path)
        case .append(let value): return try append(path, value)
        case .rename(let name): return try rename(path, name)
        case .insert(let value): return try insert(path, value)
        case .add: throw HCLRefusal("a related resource is no part of a value")
        }
    }

    private func set(_ path: ValuePath, _ value: NewValue) throws(HCLRefusal) -> [Edit] {
        let target = try document.target(path)
        let rest = path.elements[target.depth...]
        guard rest.isEmpty else { return try create(rest, value, at: target) }
        guard let expression = target.expression else { throw HCLRefusal("a block cannot be replaced by a value") }
        if let reason = document.refusal(toReplace: expression) { throw HCLRefusal(reason) }
        let edit = replacing(expression, with: value, inline: isInsideOneLine(target))
        guard case .attribute(let attribute, let place) = target.node, edit.replacement.contains(UInt8(ascii: "\n")) else { return [edit] }
        return [edit] + leavingGroup(attribute, place)
    }

    /// A value over several lines is aligned with nothing: its name goes up to its `=`, and the neighbours close ranks.
    private func leavingGroup(_ attribute: HCLAttribute, _ place: HCLBodyPlace) -> [Edit] {
        let all = document.assignments(in: place.body)
        guard let index = all.firstIndex(where: { $0.name == attribute.name }),
            document.isOnOneLine(HCLOffsets(all[index].name.start, all[index].value.end)),
            let group = document.alignment(of: index, in: all), group.members.count > 1
        else { return [] }
        let own = all[index]
        let others = group.members.filter { $0.name != own.name }
        let longest = others.map { document.text($0.name).count }.max() ?? 0
        let edits = own.assign.start - own.name.end == 1 ? [] : [Edit(Span(own.name.end, own.assign.start), " ")]
        // Neighbours on both sides are no longer one group; only the simple case is brought together.
        guard group.members.first?.name == own.name || group.members.last?.name == own.name, group.column > longest + 1 else { return edits }
        return edits + group.moved(to: longest + 1, in: document, except: own.name)
    }

    /// Adds what is missing at the end of a path.
    private func create(
        _ rest: ArraySlice<ValuePath.Element>, _ value: NewValue, at target: HCLTarget
    ) throws(HCLRefusal) -> [Edit] {
        guard let first = rest.first else { return [] }
        let value = try HCLEditor.wrapped(value, in: rest.dropFirst())
        switch (target.node, first) {
        case (.body(let place), .key(let name)): return try inserting(name, value, into: place)
        case (.blocks(let type, let blocks, let place), .index):
            guard case .map(let entries) = value else {
                throw HCLRefusal("'\(type)' is a list of blocks; only a map makes another")
            }
            return try insertingBlocks(type, [entries], into: place, after: blocks.last)
        default: return try createInside(target, first, value)
        }
    }

    private func createInside(_ target: HCLTarget, _ step: ValuePath.Element, _ value: NewValue) throws(HCLRefusal)
        -> [Edit]
    {
        guard let outer = target.expression else { throw HCLRefusal("there is nothing to add to") }
        let id = document.unwrapped(outer)
        switch (tree[id], step) {
        case (.object(let entries), .key(let name)):
            return addingEntry(name, value, to: id, entries, inline: isInsideOneLine(target))
        case (.tuple(let elements), .index):
            return addingElement(value, to: id, elements, inline: isInsideOneLine(target))
        default: throw HCLRefusal("the value is neither a list nor an object")
        }
    }

    /// The value with the maps and lists around it that the missing steps name.
    static func wrapped(_ value: NewValue, in steps: ArraySlice<ValuePath.Element>) throws(HCLRefusal) -> NewValue {
        var value = value
        for step in steps.reversed() {
            switch step {
            case .key(let name): value = .map([NewValue.Entry(name, value)])
            case .index(0): value = .list([value])
            case .index: throw HCLRefusal("the list that the path names is not there")
            }
        }
        return value
    }

    private func append(_ path: ValuePath, _ value: NewValue) throws(HCLRefusal) -> [Edit] {
        let target = try document.target(path)
        let rest = path.elements[target.depth...]
        guard rest.isEmpty else { return try create(rest, .list([value]), at: target) }
        if case .blocks(let type, let blocks, let place) = target.node {
            if case .expression(let text) = value { return try insertingRaw(text, type, place, after: blocks.last) }
            guard case .map(let entries) = value else {
                throw HCLRefusal("'\(type)' is a list of blocks; only a map makes another")
            }
            return try insertingBlocks(type, [entries], into: place, after: blocks.last)
        }
        guard let expression = target.expression, case .tuple(let elements) = tree[document.unwrapped(expression)]
        else {
            let reason = target.expression.flatMap { document.refusal(toReplace: $0) }
            throw HCLRefusal(reason ?? "the value is not a list literal")
        }
        return addingElement(value, to: document.unwrapped(expression), elements, inline: isInsideOneLine(target))
    }

    private func rename(_ path: ValuePath, _ name: String) throws(HCLRefusal) -> [Edit] {
        let target = try document.target(path)
        guard target.depth == path.count else { throw HCLRefusal("there is nothing to rename") }
        switch target.node {
        case .attribute(let attribute, let place):
            try check(name, isFreeIn: place)
            let all = document.assignments(in: place.body)
            return renaming(all, attribute.name, to: name)
        case .blocks(_, let blocks, let place):
            try check(name, isFreeIn: place)
            return blocks.map { Edit($0.type.span, name) }
        case .entry(let index, let object):
            guard case .object(let entries) = tree[object] else { return [] }
            for entry in tree.entries[entries.range] where document.literalKey(entry.key) == name {
                throw HCLRefusal("there is a '\(name)' already")
            }
            let key = document.expressionOffsets(tree.entries[entries.range.lowerBound + index].key)
            return renaming(document.assignments(in: entries), key, to: HCLWriter.key(name))
        default: throw HCLRefusal("an element of a list has no name")
        }
    }

    private func check(_ name: String, isFreeIn place: HCLBodyPlace) throws(HCLRefusal) {
        guard HCLWriter.isIdentifier(name) else { throw HCLRefusal("'\(name)' is not a valid name") }
        if document.attribute(named: name, in: place.body) != nil || !document.blocks(of: name, in: place.body).isEmpty {
            throw HCLRefusal("there is a '\(name)' already")
        }
    }

    private func renaming(_ all: [HCLAssignment], _ old: HCLOffsets, to name: String) -> [Edit] {
        guard let index = all.firstIndex(where: { $0.name == old }), let group = document.alignment(of: index, in: all)
        else {
            return [Edit(old.span, name)]
        }
        let widths = group.members.map { $0.name == old ? name.count : document.text($0.name).count }
        let before = group.members.map { document.text($0.name).count }.max() ?? 0
        let longest = widths.max() ?? 0
        let column = group.column == before + 1 || longest >= group.column ? longest + 1 : group.column
        let own = all[index]
        let edit = Edit(
            Span(own.name.start, own.assign.start), name + String(repeating: " ", count: max(1, column - name.count)))
        return [edit] + group.moved(to: column, in: document, except: old)
    }

    private func insert(_ path: ValuePath, _ value: NewValue) throws(HCLRefusal) -> [Edit] {
        guard let (parent, last) = path.splitLast, case .index(let index) = last else {
            throw HCLRefusal("an insertion needs an index")
        }
        let target = try document.target(parent)
        let rest = parent.elements[target.depth...]
        if case .blocks(let type, let blocks, let place) = target.node, rest.isEmpty {
            guard index <= blocks.count else { throw HCLRefusal("there are only \(blocks.count) such blocks") }
            let text = try blockText(type, value, indent: innerIndent(place))
            if index == blocks.count { return insertingText(text, type: type, into: place, after: blocks.last) }
            return insertingText(text, before: blocks[index], in: place)
        }
        if rest.count == 1, index == 0, case .body(let place) = target.node, case .key(let type)? = rest.first {
            return insertingText(
                try blockText(type, value, indent: innerIndent(place)), type: type, into: place, after: nil)
        }
        guard rest.isEmpty, let expression = target.expression,
            case .tuple(let elements) = tree[document.unwrapped(expression)]
        else {
            throw HCLRefusal("there is no list to insert into")
        }
        let list = document.unwrapped(expression)
        if index == elements.count { return addingElement(value, to: list, elements, inline: isInsideOneLine(target)) }
        guard index < elements.count else { throw HCLRefusal("the list has only \(elements.count) elements") }
        return insertingElement(value, before: index, in: list, elements)
    }

    /// Whether the place of a target lies in a literal or block that is written on one line, so that additions stay on it.
    private func isInsideOneLine(_ target: HCLTarget) -> Bool {
        switch target.node {
        case .element(_, let outer), .entry(_, let outer):
            return document.isOnOneLine(document.expressionOffsets(outer))
        case .attribute(_, let place):
            guard let block = place.block else { return false }
            return document.isOnOneLine(HCLOffsets(block.openBrace.start, block.closeBrace.end))
        default: return false
        }
    }
}
