internal import ConfigModel
internal import SourceText

/// What a TOML file says, with the bytes of each part: its tables, and the lines that write them.
///
/// Invariant: node 0 is the root table; entries and elements are indexes into `nodes`.
struct TOMLTree: Sendable {
    struct Node: Sendable {
        var content: Content
        /// The bytes of a value; of a table that has a header, the header.
        var span: Span
    }

    enum Content: Sendable {
        case scalar(Value)
        /// `[1, 2]`, or the tables of `[[name]]` headers.
        case array([Int], isTables: Bool)
        case table(Table)
    }

    struct Table: Sendable {
        var entries: [Entry] = []
        var places: [String: Int] = [:]
        var form: Form
        /// The statement that opens the table: its header; -1 for the root and for tables without one.
        var header = -1
    }

    enum Form: Sendable {
        case root, header, inline
        /// Named by the header of a table inside it only.
        case implied
        /// Made by `a.b = 1`, in the section that wrote it.
        case dotted(section: Int)
    }

    struct Entry: Sendable {
        let key: String
        let keySpan: Span
        let node: Int
        /// The line that writes it, for keys of sections; -1 elsewhere.
        let statement: Int
    }

    /// `key = value`, `[header]` or `[[header]]`.
    struct Statement: Sendable {
        let keys: [KeyPart]
        let span: Span
        /// The table whose section begins here; nil for a pair.
        var opens: Int?
        /// The statement of the header that the line stands below; -1 before the first.
        let section: Int
    }

    struct KeyPart: Sendable {
        let name: String
        let span: Span
    }

    var nodes: [Node] = [Node(content: .table(Table(form: .root)), span: Span(0, 0))]
    var statements: [Statement] = []
    var comments: [Span] = []

    func table(_ node: Int) -> Table? { if case .table(let table) = nodes[node].content { table } else { nil } }

    func entry(_ node: Int, _ key: String) -> Entry? {
        guard let table = table(node), let place = table.places[key] else { return nil }
        return table.entries[place]
    }

    mutating func add(_ entry: Entry, to node: Int) {
        guard case .table(var table) = nodes[node].content else { return }
        // Left out of the tree meanwhile, so that the table is not copied.
        nodes[node].content = .scalar(.null)
        table.places[entry.key] = table.entries.count
        table.entries.append(entry)
        nodes[node].content = .table(table)
    }

    mutating func add(_ content: Content, _ span: Span) -> Int {
        nodes.append(Node(content: content, span: span))
        return nodes.count - 1
    }

    /// The value of a node with the places of all its parts.
    func value(_ index: Int, path: String) -> Traced {
        let node = nodes[index]
        let provenance = Provenance(Origin(path: path, span: node.span))
        switch node.content {
        case .scalar(let value): return Traced(value, provenance)
        case .array(let items, _): return Traced(.list(items.map { value($0, path: path) }), provenance)
        case .table(let table):
            let entries = table.entries.map {
                Mapping.Entry(
                    key: $0.key, keyProvenance: Provenance(Origin(path: path, span: $0.keySpan)), value: value($0.node, path: path))
            }
            return Traced(.map(Mapping(entries)), provenance)
        }
    }
}

extension TOMLTree {
    /// A node and all that it holds.
    func nodes(below node: Int) -> Set<Int> {
        var inside: Set<Int> = []
        func visit(_ node: Int, _ depth: Int) {
            guard depth < TOMLParser.deepest else { return }
            inside.insert(node)
            switch nodes[node].content {
            case .scalar: break
            case .array(let items, _): for item in items { visit(item, depth + 1) }
            case .table(let table): for entry in table.entries { visit(entry.node, depth + 1) }
            }
        }
        visit(node, 0)
        return inside
    }
}
