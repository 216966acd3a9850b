internal import ConfigModel
internal import SourceText

/// Turns one change of values into edits of bytes. Whether the outcome is right is judged by `TOMLDocument.edits`.
struct TOMLEditor {
    let document: TOMLDocument
    let lines: TextLines
    let writer: TOMLWriter
    var edits: [Edit] = []

    var tree: TOMLTree { document.tree }
    var bytes: [UInt8] { document.source.bytes }
    var newline: String { lines.usesCRLF ? "\r\n" : "\n" }

    init(_ document: TOMLDocument) {
        self.document = document
        lines = TextLines(document.source.bytes)
        writer = TOMLWriter()
    }

    mutating func plan(_ change: DocumentChange) throws(Refusal) {
        try make(change.action, change.path.elements)
    }

    private mutating func make(_ action: DocumentChange.Action, _ path: [ValuePath.Element]) throws(Refusal) {
        if case .merge(.map(let entries)) = action {
            // Entries of one new table are written together.
            if reach(path).rest.isEmpty {
                for entry in entries { try make(.merge(entry.value), path + [.key(entry.key)]) }
            } else {
                try make(.set(.map(entries)), path)
            }
            return
        }
        if case .merge(let value) = action { return try make(.set(value), path) }
        if case .remove = action { return try remove(path) }
        let found = reach(path)
        guard found.rest.isEmpty else { return try add(action, found.way, found.rest) }
        guard let place = found.way.last else { throw Refusal("a whole document cannot be replaced") }
        switch action {
        case .set(let value): try replace(place, value, path)
        case .append(let value): try append(value, place, key: path)
        case .rename(let name): try rename(place, name)
        case .insert(let value): try insert(value, place, found.way)
        case .add: throw Refusal("a TOML file holds no other resources")
        case .merge, .remove: break
        }
    }

    /// A step of a path that is there.
    struct Place {
        let node: Int
        /// The table or array that holds it.
        let parent: Int
        let entry: TOMLTree.Entry?
        let index: Int?
    }

    /// How far the file has what a path names.
    func reach(_ path: [ValuePath.Element]) -> (way: [Place], rest: ArraySlice<ValuePath.Element>) {
        var way: [Place] = []
        var node = 0
        for (position, step) in path.enumerated() {
            switch step {
            case .key(let key):
                guard let entry = tree.entry(node, key) else { return (way, path[position...]) }
                way.append(Place(node: entry.node, parent: node, entry: entry, index: nil))
                node = entry.node
            case .index(let index):
                guard case .array(let items, _) = tree.nodes[node].content, items.indices.contains(index) else { return (way, path[position...]) }
                way.append(Place(node: items[index], parent: node, entry: nil, index: index))
                node = items[index]
            }
        }
        return (way, [])
    }

    private mutating func replace(_ place: Place, _ value: NewValue, _ path: [ValuePath.Element]) throws(Refusal) {
        switch tree.nodes[place.node].content {
        case .scalar, .array(_, isTables: false): edits.append(Edit(tree.nodes[place.node].span, try writer.value(value, like: written(place.node))))
        case .array(_, isTables: true): throw Refusal("the tables of an array cannot be replaced as a whole")
        case .table(let table):
            if case .inline = table.form, bytes[tree.nodes[place.node].span.start] == UInt8(ascii: "{") {
                edits.append(Edit(tree.nodes[place.node].span, try writer.value(value)))
                return
            }
            guard case .map(let entries) = value else { throw Refusal("a table cannot be replaced by a value") }
            guard table.entries.allSatisfy({ old in entries.contains { $0.key == old.key } }) else {
                throw Refusal("a table cannot be replaced as a whole")
            }
            for entry in entries { try make(.set(entry.value), path + [.key(entry.key)]) }
        }
    }

    private func written(_ node: Int) -> ArraySlice<UInt8> { bytes[tree.nodes[node].span.range] }

    private mutating func rename(_ place: Place, _ name: String) throws(Refusal) {
        guard let entry = place.entry, case .scalar = tree.nodes[place.node].content, entry.statement >= 0 || isInlineKey(entry) else {
            throw Refusal("only keys of values can be renamed")
        }
        let span = entry.statement >= 0 ? entry.keySpan : entry.keySpan
        edits.append(Edit(span, writer.key(name)))
    }

    /// Whether the key of an inline table is one word.
    private func isInlineKey(_ entry: TOMLTree.Entry) -> Bool { !bytes[entry.keySpan.range].contains(UInt8(ascii: ".")) }

    // MARK: - Arrays

    private mutating func append(_ value: NewValue, _ place: Place, key path: [ValuePath.Element]) throws(Refusal) {
        guard case .array(let items, let isTables) = tree.nodes[place.node].content else { throw Refusal("only a list can be appended to") }
        if isTables {
            guard case .map(let entries) = value, let last = items.last else { throw Refusal("an array of tables takes tables only") }
            let names = path.compactMap { if case .key(let key) = $0 { key } else { nil } }
            let end = endOfSections(below: last)
            insertLines(try writer.section(names, entries, isArray: true), afterLine: end, blankLine: true)
            return
        }
        try insertElement(value, items, at: items.count, in: place.node)
    }

    private mutating func insert(_ value: NewValue, _ place: Place, _ way: [Place]) throws(Refusal) {
        guard let index = place.index, case .array(let items, isTables: false) = tree.nodes[place.parent].content else {
            throw Refusal("only elements of a list have a place to insert before")
        }
        try insertElement(value, items, at: index, in: place.parent)
    }

    mutating func insertElement(_ value: NewValue, _ items: [Int], at index: Int, in array: Int) throws(Refusal) {
        let text = try writer.value(value)
        let span = tree.nodes[array].span
        if items.isEmpty {
            edits.append(Edit(.at(span.start + 1), text))
        } else if index < items.count {
            let next = tree.nodes[items[index]].span.start
            edits.append(Edit(.at(next), text + (lines.isFirstOnLine(next) ? "," + newline + lines.indentText(next) : ", ")))
        } else {
            let last = tree.nodes[items[items.count - 1]].span
            let parts = lines.isFirstOnLine(last.start) && lines.lineStart(last.start) != lines.lineStart(span.start)
            let joint = parts ? newline + lines.indentText(last.start) : " "
            let comma = commaAfter(last.end)
            edits.append(comma.map { Edit(.at($0 + 1), joint + text + (parts ? "," : "")) } ?? Edit(.at(last.end), "," + joint + text))
        }
    }

    /// The comma behind an element, past blanks, line breaks and comments.
    func commaAfter(_ end: Int) -> Int? {
        let at = lines.skipToToken(end, .yaml)
        return at < bytes.count && bytes[at] == UInt8(ascii: ",") ? at : nil
    }
}
