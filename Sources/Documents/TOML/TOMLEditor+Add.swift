internal import ConfigModel
internal import SourceText

extension TOMLEditor {
    /// Writes what a path names and the file does not have.
    mutating func add(_ action: DocumentChange.Action, _ way: [Place], _ rest: ArraySlice<ValuePath.Element>) throws(Refusal) {
        var value: NewValue
        switch action {
        case .set(let new), .merge(let new): value = new
        case .append(let new): value = .list([new])
        case .insert(let new):
            value = new
            if case .index? = rest.first, rest.count == 1 { break }
            throw Refusal("an insertion needs an index of a list")
        case .rename, .remove, .add: throw Refusal("there is nothing at the path")
        }
        let host = way.last?.node ?? 0
        if case .index(let index)? = rest.first {
            guard case .array(let items, let isTables) = tree.nodes[host].content, index == items.count, !isTables else {
                throw Refusal("the list has no element \(index)")
            }
            for step in rest.dropFirst().reversed() {
                guard case .key(let key) = step else { throw Refusal("the list has no such element") }
                value = .map([NewValue.Entry(key, value)])
            }
            return try insertElement(value, items, at: index, in: host)
        }
        var keys: [String] = []
        for step in rest {
            guard case .key(let key) = step else { throw Refusal("the list on the way is not there") }
            keys.append(key)
        }
        guard let table = tree.table(host) else { throw Refusal("the path goes through a value that is no table") }
        let names = names(of: way)
        switch table.form {
        case .inline: try addInline(keys, value, host, table)
        case .dotted: try addDotted(keys, value, host)
        case .root, .header, .implied:
            if keys.count == 1, !isTable(value) {
                try addLine(keys[0], value, host, table, names)
            } else {
                try addSection(keys, value, host, names, isInArray: way.contains { $0.index != nil })
            }
        }
    }

    private func isTable(_ value: NewValue) -> Bool { if case .map(let entries) = value { !entries.isEmpty } else { false } }

    private func names(of way: [Place]) -> [String] { way.compactMap { $0.entry?.key } }

    /// `key = value` behind the last line of a section.
    private mutating func addLine(_ key: String, _ value: NewValue, _ host: Int, _ table: TOMLTree.Table, _ names: [String]) throws(Refusal) {
        let line = "\(writer.key(key)) = \(try writer.value(value))"
        if case .implied = table.form {
            // A table that only its inner tables name gets a header above the first of them.
            guard let first = tree.statements.firstIndex(where: { $0.opens != nil && starts($0, with: names) }) else {
                throw Refusal("the table has no place in the file")
            }
            let start = lines.lineStart(tree.statements[first].span.start)
            let above = lines.ownCommentsStart(start, column: 0, .yaml)
            edits.append(Edit(.at(above), "[\(writer.path(names))]" + newline + line + newline + newline))
            return
        }
        let section = table.header
        let pairs = tree.statements.indices.filter { tree.statements[$0].section == section && tree.statements[$0].opens == nil }
        if let last = pairs.last {
            let indent = lines.indentText(tree.statements[last].span.start)
            insertLines([indent + line], afterLine: tree.statements[last].span.end, blankLine: false)
        } else if section >= 0 {
            insertLines(
                [lines.indentText(tree.statements[section].span.start) + line], afterLine: tree.statements[section].span.end, blankLine: false)
        } else if let first = tree.statements.first {
            let start = lines.lineStart(first.span.start)
            edits.append(Edit(.at(lines.ownCommentsStart(start, column: 0, .yaml)), line + newline + newline))
        } else {
            insertLines([line], afterLine: bytes.count, blankLine: false)
        }
    }

    /// A `[header]` with its lines, behind the sections of the table that holds it.
    private mutating func addSection(_ keys: [String], _ value: NewValue, _ host: Int, _ names: [String], isInArray: Bool) throws(Refusal) {
        var entries: [NewValue.Entry]
        var path = names + keys
        if case .map(let own) = value, !own.isEmpty {
            entries = own
        } else {
            entries = [NewValue.Entry(path.removeLast(), value)]
        }
        let end = host == 0 && !isInArray ? lastStatementEnd() : endOfSections(below: host)
        insertLines(try writer.section(path, entries, isArray: false), afterLine: end, blankLine: true)
    }

    private func lastStatementEnd() -> Int { tree.statements.last?.span.end ?? bytes.count }

    /// The end of the last line that belongs to a table or to one inside it.
    func endOfSections(below table: Int) -> Int {
        let inside = tree.nodes(below: table)
        var end = tree.nodes[table].span.end
        for statement in tree.statements {
            let opener = statement.opens ?? (statement.section >= 0 ? tree.statements[statement.section].opens : 0)
            if let opener, inside.contains(opener) { end = max(end, statement.span.end) }
        }
        return end
    }

    private func starts(_ statement: TOMLTree.Statement, with names: [String]) -> Bool {
        statement.keys.map(\.name).starts(with: names)
    }

    private mutating func addInline(_ keys: [String], _ value: NewValue, _ host: Int, _ table: TOMLTree.Table) throws(Refusal) {
        let span = tree.nodes[host].span
        guard bytes[span.start] == UInt8(ascii: "{") else { throw Refusal("the table is written as dotted keys of an inline table") }
        var inner = value
        for key in keys.dropFirst().reversed() { inner = .map([NewValue.Entry(key, inner)]) }
        let text = "\(writer.key(keys[0])) = \(try writer.value(inner))"
        var last = span.end - 1
        while last > span.start + 1, bytes[last - 1] == 0x20 || bytes[last - 1] == 0x09 { last -= 1 }
        if table.entries.isEmpty {
            edits.append(Edit(Span(span.start + 1, span.end - 1), " \(text) "))
        } else {
            edits.append(Edit(.at(last), ", " + text))
        }
    }

    /// Another line beside those that make a table by their dotted keys.
    private mutating func addDotted(_ keys: [String], _ value: NewValue, _ host: Int) throws(Refusal) {
        guard let last = tree.statements.lastIndex(where: { statement in statement.opens == nil && passes(statement, through: host) }) else {
            throw Refusal("the table has no line of its own")
        }
        let statement = tree.statements[last]
        let depth = depth(of: host, in: statement)
        let prefix = statement.keys.prefix(depth).map { writer.key($0.name) } + keys.map { writer.key($0) }
        let line = prefix.joined(separator: ".") + " = " + (try writer.value(value))
        insertLines([lines.indentText(statement.span.start) + line], afterLine: statement.span.end, blankLine: false)
    }

    private func passes(_ statement: TOMLTree.Statement, through table: Int) -> Bool { depth(of: table, in: statement) > 0 }

    /// How many parts of a dotted key lead to the table; 0 when they do not.
    private func depth(of table: Int, in statement: TOMLTree.Statement) -> Int {
        var node = statement.section >= 0 ? tree.statements[statement.section].opens ?? 0 : 0
        for (position, part) in statement.keys.dropLast().enumerated() {
            guard let entry = tree.entry(node, part.name) else { return 0 }
            node = entry.node
            if node == table { return position + 1 }
        }
        return 0
    }

    /// Whole lines behind the line of `offset`, with a blank line before them where asked.
    mutating func insertLines(_ text: [String], afterLine offset: Int, blankLine: Bool) {
        let joined = text.joined(separator: newline)
        let end = lines.lineEnd(min(offset, bytes.count))
        if end >= bytes.count, bytes.last != 0x0A, bytes.count > lines.bodyStart {
            edits.append(Edit(.at(bytes.count), newline + (blankLine ? newline : "") + joined))
        } else if bytes.count <= lines.bodyStart || end >= bytes.count {
            edits.append(Edit(.at(bytes.count), (blankLine && bytes.count > lines.bodyStart ? newline : "") + joined + newline))
        } else {
            edits.append(Edit(.at(end), newline + (blankLine ? newline : "") + joined))
        }
    }
}
