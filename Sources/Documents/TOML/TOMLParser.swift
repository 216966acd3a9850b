internal import ConfigModel
internal import SourceText

/// Reads a TOML file into its tree. Stops at the first error, with a diagnostic.
struct TOMLParser {
    let bytes: [UInt8]
    let path: String
    var at: Int
    var tree = TOMLTree()
    var diagnostics: [Diagnostic] = []
    /// The header statement above, and its table.
    private var section = -1
    private var current = 0

    static let deepest = 100

    init(_ bytes: [UInt8], from start: Int, path: String) {
        self.bytes = bytes
        self.path = path
        at = start
    }

    struct Failure: Error {
        let id: String
        let message: String
        let span: Span
    }

    mutating func run() {
        do throws(Failure) {
            while true {
                try skipLines()
                if at >= bytes.count { return }
                if bytes[at] == UInt8(ascii: "[") { try header() } else { try pair() }
                try endOfLine()
            }
        } catch {
            diagnostics.append(Diagnostic(.error, error.id, error.message, path: path, span: error.span))
        }
    }

    func failure(_ message: String, at start: Int? = nil, id: String = "toml-syntax") -> Failure {
        let place = min(start ?? at, bytes.count)
        return Failure(id: id, message: message, span: Span(place, min(place + 1, bytes.count)))
    }

    // MARK: - Lines

    mutating func skipBlanks() { while at < bytes.count, bytes[at] == 0x20 || bytes[at] == 0x09 { at += 1 } }

    /// Blanks, line breaks and comments.
    mutating func skipLines() throws(Failure) {
        while at < bytes.count {
            switch bytes[at] {
            case 0x20, 0x09, 0x0A: at += 1
            case 0x0D:
                guard at + 1 < bytes.count, bytes[at + 1] == 0x0A else { throw failure("a carriage return needs a line feed") }
                at += 2
            case UInt8(ascii: "#"): try comment()
            default: return
            }
        }
    }

    private mutating func comment() throws(Failure) {
        let start = at
        while at < bytes.count, bytes[at] != 0x0A {
            if bytes[at] == 0x0D, at + 1 < bytes.count, bytes[at + 1] == 0x0A { break }
            if (bytes[at] < 0x20 && bytes[at] != 0x09) || bytes[at] == 0x7F { throw failure("a comment holds a control character") }
            at += 1
        }
        tree.comments.append(Span(start, at))
    }

    private mutating func endOfLine() throws(Failure) {
        skipBlanks()
        if at >= bytes.count { return }
        if bytes[at] == UInt8(ascii: "#") { try comment() }
        if at >= bytes.count || bytes[at] == 0x0A || (bytes[at] == 0x0D && at + 1 < bytes.count && bytes[at + 1] == 0x0A) { return }
        throw failure("a line holds one key or one header")
    }

    // MARK: - Headers and keys

    private mutating func header() throws(Failure) {
        let start = at
        let isArray = at + 1 < bytes.count && bytes[at + 1] == UInt8(ascii: "[")
        at += isArray ? 2 : 1
        let keys = try keyPath()
        guard bytes[at...].starts(with: isArray ? "]]".utf8 : "]".utf8) else { throw failure("the header does not close") }
        at += isArray ? 2 : 1
        let span = Span(start, at)
        let parent = try descend(keys.dropLast())
        let table = try open(keys[keys.count - 1], in: parent, isArray: isArray, span)
        section = tree.statements.count
        tree.statements.append(TOMLTree.Statement(keys: keys, span: span, opens: table, section: section))
        if case .table(var opened) = tree.nodes[table].content {
            opened.header = section
            tree.nodes[table].content = .table(opened)
        }
        current = table
    }

    /// The table that headers below `keys` belong to; in an array of tables the last one.
    private mutating func descend(_ keys: ArraySlice<TOMLTree.KeyPart>) throws(Failure) -> Int {
        var node = 0
        for key in keys {
            guard let entry = tree.entry(node, key.name) else {
                let made = tree.add(.table(TOMLTree.Table(form: .implied)), key.span)
                tree.add(TOMLTree.Entry(key: key.name, keySpan: key.span, node: made, statement: -1), to: node)
                node = made
                continue
            }
            switch tree.nodes[entry.node].content {
            case .array(let items, isTables: true): node = items[items.count - 1]
            case .table(let table):
                if case .inline = table.form { throw failure("the table '\(key.name)' is complete where it is written", at: key.span.start) }
                node = entry.node
            default: throw failure("'\(key.name)' is no table", at: key.span.start)
            }
        }
        return node
    }

    private mutating func open(_ key: TOMLTree.KeyPart, in parent: Int, isArray: Bool, _ span: Span) throws(Failure) -> Int {
        guard let entry = tree.entry(parent, key.name) else {
            let table = tree.add(.table(TOMLTree.Table(form: .header)), span)
            let node = isArray ? tree.add(.array([table], isTables: true), span) : table
            tree.add(TOMLTree.Entry(key: key.name, keySpan: key.span, node: node, statement: -1), to: parent)
            return table
        }
        switch tree.nodes[entry.node].content {
        case .array(let items, isTables: true) where isArray:
            let table = tree.add(.table(TOMLTree.Table(form: .header)), span)
            tree.nodes[entry.node].content = .array(items + [table], isTables: true)
            return table
        case .table(var table) where !isArray:
            guard case .implied = table.form else {
                throw failure("the table '\(key.name)' is there already", at: key.span.start, id: "toml-duplicate")
            }
            table.form = .header
            tree.nodes[entry.node] = TOMLTree.Node(content: .table(table), span: span)
            return entry.node
        default: throw failure("'\(key.name)' is there already", at: key.span.start, id: "toml-duplicate")
        }
    }

    private mutating func pair() throws(Failure) {
        let start = at
        let keys = try keyPath()
        guard at < bytes.count, bytes[at] == UInt8(ascii: "=") else { throw failure("a key needs '=' and a value") }
        at += 1
        skipBlanks()
        let statement = tree.statements.count
        let parent = try dotted(keys.dropLast(), from: current, section: section, statement: statement)
        let last = keys[keys.count - 1]
        if tree.entry(parent, last.name) != nil {
            throw failure("the key '\(last.name)' is there already", at: last.span.start, id: "toml-duplicate")
        }
        let node = try value(depth: 0)
        tree.add(TOMLTree.Entry(key: last.name, keySpan: last.span, node: node, statement: statement), to: parent)
        tree.statements.append(TOMLTree.Statement(keys: keys, span: Span(start, tree.nodes[node].span.end), opens: nil, section: section))
    }

    /// The tables that a dotted key makes. Those of a header, or of dotted keys elsewhere, take no more keys this way.
    mutating func dotted(_ keys: ArraySlice<TOMLTree.KeyPart>, from start: Int, section: Int, statement: Int) throws(Failure) -> Int {
        var node = start
        for key in keys {
            guard let entry = tree.entry(node, key.name) else {
                let made = tree.add(.table(TOMLTree.Table(form: .dotted(section: section))), key.span)
                tree.add(TOMLTree.Entry(key: key.name, keySpan: key.span, node: made, statement: statement), to: node)
                node = made
                continue
            }
            guard case .table(let table) = tree.nodes[entry.node].content, case .dotted(let other) = table.form, other == section else {
                throw failure("'\(key.name)' is there already", at: key.span.start, id: "toml-duplicate")
            }
            node = entry.node
        }
        return node
    }

    /// Key parts with the blanks behind them skipped.
    mutating func keyPath() throws(Failure) -> [TOMLTree.KeyPart] {
        var parts: [TOMLTree.KeyPart] = []
        while true {
            skipBlanks()
            parts.append(try keyPart())
            if parts.count > TOMLParser.deepest { throw failure("the key has too many parts") }
            skipBlanks()
            guard at < bytes.count, bytes[at] == UInt8(ascii: ".") else { return parts }
            at += 1
        }
    }

    private mutating func keyPart() throws(Failure) -> TOMLTree.KeyPart {
        let start = at
        guard at < bytes.count else { throw failure("a key is missing") }
        if bytes[at] == UInt8(ascii: "\"") || bytes[at] == UInt8(ascii: "'") {
            if bytes[at...].starts(with: [bytes[at], bytes[at], bytes[at]]) { throw failure("a key stands on one line") }
            let name = try text()
            return TOMLTree.KeyPart(name: name, span: Span(start, at))
        }
        while at < bytes.count, isWordByte(bytes[at]) || bytes[at] == UInt8(ascii: "-") { at += 1 }
        guard at > start else { throw failure("a key is missing") }
        return TOMLTree.KeyPart(name: String(decoding: bytes[start..<at], as: UTF8.self), span: Span(start, at))
    }
}
