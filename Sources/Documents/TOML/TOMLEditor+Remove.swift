internal import ConfigModel
internal import SourceText

extension TOMLEditor {
    /// Removes a value with its line, and tables that are left empty.
    mutating func remove(_ path: [ValuePath.Element]) throws(Refusal) {
        let found = reach(path)
        guard found.rest.isEmpty, let place = found.way.last else { throw Refusal("there is nothing at the path") }
        // The outermost table that holds nothing else goes as a whole.
        var target = found.way.count - 1
        while target > 0, found.way[target].entry != nil, found.way[target - 1].entry != nil, count(found.way[target - 1].node) == 1 { target -= 1 }
        let chosen = found.way[target]
        if let index = chosen.index { return try removeElement(chosen, index) }
        guard let entry = chosen.entry else { throw Refusal("there is nothing at the path") }
        if let table = tree.table(chosen.parent), case .inline = table.form { return try removeInline(entry, chosen, table) }
        if entry.statement >= 0, isWhole(entry.statement, chosen.node) {
            removeLine(entry.statement)
            return
        }
        try removeTable(chosen.node, place)
    }

    private func count(_ node: Int) -> Int {
        switch tree.nodes[node].content {
        case .scalar: 0
        case .array(let items, _): items.count
        case .table(let table): table.entries.count
        }
    }

    /// Whether the line writes nothing but the value.
    private func isWhole(_ statement: Int, _ node: Int) -> Bool {
        if case .table(let table) = tree.nodes[node].content, case .dotted = table.form { return false }
        return true
    }

    /// The line with its own comment; a comment above stays, it may speak of more.
    private mutating func removeLine(_ statement: Int) {
        let span = tree.statements[statement].span
        let start = lines.lineStart(span.start)
        let next = lines.nextLine(span.end)
        if next == bytes.count, bytes.last != 0x0A, start > lines.bodyStart {
            let before = start - (lines.usesCRLF && start > 1 && bytes[start - 2] == 0x0D ? 2 : 1)
            edits.append(Edit(Span(before, next), ""))
        } else {
            edits.append(Edit(Span(start, next), ""))
        }
    }

    /// Every line of a table: its header, its keys, the tables in it.
    private mutating func removeTable(_ node: Int, _ place: Place) throws(Refusal) {
        let inside = tree.nodes(below: node)
        for (index, statement) in tree.statements.enumerated() {
            if let table = statement.opens {
                if inside.contains(table) { removeLine(index) }
            } else if inside.contains(statement.section >= 0 ? tree.statements[statement.section].opens ?? -1 : -1) || leads(statement, into: inside)
            {
                removeLine(index)
            }
        }
    }

    private func leads(_ statement: TOMLTree.Statement, into tables: Set<Int>) -> Bool {
        var node = statement.section >= 0 ? tree.statements[statement.section].opens ?? 0 : 0
        for part in statement.keys.dropLast() {
            guard let entry = tree.entry(node, part.name) else { return false }
            node = entry.node
            if tables.contains(node) { return true }
        }
        return false
    }

    private mutating func removeElement(_ place: Place, _ index: Int) throws(Refusal) {
        guard case .array(let items, let isTables) = tree.nodes[place.parent].content else { throw Refusal("there is nothing at the path") }
        if isTables { return try removeTable(place.node, place) }
        removeItem(items.map { tree.nodes[$0].span }, index)
    }

    private mutating func removeInline(_ entry: TOMLTree.Entry, _ place: Place, _ table: TOMLTree.Table) throws(Refusal) {
        guard bytes[tree.nodes[place.parent].span.start] == UInt8(ascii: "{"),
            let index = table.entries.firstIndex(where: { $0.key == entry.key }),
            table.entries.allSatisfy({ bytes[tree.nodes[$0.node].span.range].count > 0 && $0.keySpan.start < tree.nodes[$0.node].span.start })
        else { throw Refusal("the key is part of a dotted key of an inline table") }
        let spans = table.entries.map { Span($0.keySpan.start, tree.nodes[$0.node].span.end) }
        if spans.count == 1 {
            edits.append(Edit(Span(tree.nodes[place.parent].span.start + 1, tree.nodes[place.parent].span.end - 1), ""))
        } else {
            removeItem(spans, index)
        }
    }

    /// One of several items parted by commas, with the comma that parted it.
    private mutating func removeItem(_ spans: [Span], _ index: Int) {
        let span = spans[index]
        if index + 1 < spans.count {
            let next = spans[index + 1].start
            let isOwnLine = lines.isFirstOnLine(span.start) && lines.isFirstOnLine(next)
            edits.append(Edit(isOwnLine ? Span(lines.lineStart(span.start), lines.lineStart(next)) : Span(span.start, next), ""))
        } else if index > 0 {
            let before = spans[index - 1].end
            if let comma = commaAfter(span.end) {
                let isOwnLine = lines.isFirstOnLine(span.start) && lines.isBlankToLineEnd(comma + 1)
                edits.append(Edit(isOwnLine ? Span(lines.lineStart(span.start), lines.nextLine(comma)) : Span(before, comma), ""))
            } else {
                edits.append(Edit(Span(before, span.end), ""))
            }
        } else {
            edits.append(Edit(Span(span.start, commaAfter(span.end).map { $0 + 1 } ?? span.end), ""))
        }
    }
}
