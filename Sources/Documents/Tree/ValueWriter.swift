internal import SourceText

/// Which of the two formats that share the tree is written.
enum Dialect { case yaml, json }

/// Writes new values as lines of text in the style of the file.
///
/// Lines come without the indentation of the first, which the caller knows, and with that of all others.
struct ValueWriter {
    let style: TextStyle
    let dialect: Dialect

    /// `key: value` with the key in `column`.
    func entry(_ key: String, _ value: NewValue, column: Int) throws(Refusal) -> [String] {
        let name = try scalar(.string(key), inFlow: false)
        switch value {
        case .map(let entries) where !entries.isEmpty:
            let inner = column + style.step
            return [name + ":"] + indented(try block(value, column: inner), inner)
        case .list(let items) where !items.isEmpty:
            let inner = column + style.listStep
            return [name + ":"] + indented(try block(value, column: inner), inner)
        default:
            var lines = try block(value, column: column)
            lines[0] = name + ": " + lines[0]
            return lines
        }
    }

    /// `- value` with the dash in `column` and the value `width` columns behind it.
    func item(_ value: NewValue, column: Int, width: Int = 2) throws(Refusal) -> [String] {
        var lines: [String]
        switch value {
        case .map, .list: lines = try block(value, column: column + width)
        default: lines = try block(value, column: column)
        }
        lines[0] = "-" + pad(width - 1) + lines[0]
        return lines
    }

    /// The value alone, in block style where it is a collection, in `column`.
    func block(_ value: NewValue, column: Int) throws(Refusal) -> [String] {
        switch value {
        case .map(let entries) where !entries.isEmpty:
            var lines: [String] = []
            for next in entries {
                lines += try part(entry(next.key, next.value, column: column), lines.isEmpty ? 0 : column)
            }
            return lines
        case .list(let items) where !items.isEmpty:
            var lines: [String] = []
            for next in items { lines += try part(item(next, column: column), lines.isEmpty ? 0 : column) }
            return lines
        case .string(let text) where text.utf8.contains(0x0A):
            return literal(text, column: column + style.step) ?? [doubleQuoted(text)]
        default: return [try flow(value, inFlow: false)]
        }
    }

    private func part(_ lines: [String], _ column: Int) -> [String] {
        var lines = lines
        lines[0] = pad(column) + lines[0]
        return lines
    }

    /// The same lines with the first indented too.
    func indented(_ lines: [String], _ column: Int) -> [String] { part(lines, column) }

    /// The value on one line, collections in brackets.
    func flow(_ value: NewValue, inFlow: Bool = true, like old: NodeTree.Node.Style? = nil) throws(Refusal) -> String {
        switch value {
        case .list(let items):
            var parts: [String] = []
            for item in items { parts.append(try flow(item)) }
            return "[" + parts.joined(separator: style.comma) + "]"
        case .map(let entries):
            var parts: [String] = []
            for entry in entries { parts.append(try flowEntry(entry.key, entry.value)) }
            return "{" + parts.joined(separator: style.comma) + "}"
        default: return try scalar(value, inFlow: inFlow, like: old)
        }
    }

    func flowEntry(_ key: String, _ value: NewValue) throws(Refusal) -> String {
        try scalar(.string(key), inFlow: true) + style.colon + flow(value)
    }

    /// JSON over several lines; `indent` is that of the line on which the value begins.
    func json(_ value: NewValue, indent: String) throws(Refusal) -> String {
        let inner = indent + style.jsonIndent
        var parts: [String] = []
        let brackets: (open: String, close: String)
        switch value {
        case .list(let items) where !items.isEmpty:
            for item in items { parts.append(try inner + json(item, indent: inner)) }
            brackets = ("[", "]")
        case .map(let entries) where !entries.isEmpty:
            for entry in entries {
                parts.append(try inner + doubleQuoted(entry.key) + style.colon + json(entry.value, indent: inner))
            }
            brackets = ("{", "}")
        default: return try flow(value)
        }
        return brackets.open + style.newline + parts.joined(separator: "," + style.newline) + style.newline + indent
            + brackets.close
    }

    /// - Parameter old: the style of the scalar that is replaced; its quotes are kept where they can be.
    func scalar(_ value: NewValue, inFlow: Bool, like old: NodeTree.Node.Style? = nil) throws(Refusal) -> String {
        switch value {
        case .null: return "null"
        case .bool(let flag): return flag ? "true" : "false"
        case .int(let number): return String(number)
        case .double(let number):
            guard let text = numberText(number, dialect) else { throw Refusal("JSON cannot write \(number)") }
            return text
        case .expression(let text):
            guard !text.utf8.contains(where: { $0 == 0x0A || $0 == 0x0D }), !text.isEmpty else {
                throw Refusal("source text of several lines cannot be inserted")
            }
            return text
        case .string(let text):
            if dialect == .json || old == .doubleQuoted { return doubleQuoted(text) }
            if old == .singleQuoted, let quoted = singleQuoted(text) { return quoted }
            if isPlainSafe(text, inFlow: inFlow) { return text }
            if style.prefersSingleQuotes, let quoted = singleQuoted(text) { return quoted }
            return doubleQuoted(text)
        case .list, .map: return try flow(value)
        }
    }

    /// `|` and the lines of the text, or nil where the text would not survive.
    func literal(_ text: String, column: Int) -> [String]? {
        let hasFinalBreak = text.hasSuffix("\n")
        let body = hasFinalBreak ? String(text.dropLast()) : text
        let lines = body.split(separator: "\n", omittingEmptySubsequences: false)
        guard let first = lines.first, let last = lines.last, !first.isEmpty, !last.isEmpty else { return nil }
        let isWritable = text.unicodeScalars.allSatisfy { $0 == "\n" || $0 == "\t" || !isUnprintable($0) }
        let hasOddLine = lines.contains { !$0.isEmpty && $0.allSatisfy { $0 == " " || $0 == "\t" } }
        guard isWritable, !hasOddLine, first.first != " ", first.first != "\t", dialect == .yaml else { return nil }
        return [hasFinalBreak ? "|" : "|-"] + lines.map { $0.isEmpty ? "" : pad(column) + $0 }
    }

    func pad(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }
}

/// Why a change cannot be made: lower case, without final period.
struct Refusal: Error {
    let reason: String

    init(_ reason: String) { self.reason = reason }
}
