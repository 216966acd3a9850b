import SourceText

/// Writes new values as `terraform fmt` would.
struct HCLWriter {
    let indentUnit: String
    let newline: String

    /// Longer lists of simple values go over several lines.
    private static let maximumWidth = 100

    /// The value as an expression; lines after the first start with `indent`.
    func text(_ value: NewValue, indent: String) -> String {
        switch value {
        case .map(let entries) where !entries.isEmpty:
            let lines = assignments(
                entries.map { (HCLWriter.key($0.key), text($0.value, indent: indent + indentUnit)) },
                indent + indentUnit)
            return "{" + newline + lines + indent + "}"
        case .list(let items) where !items.isEmpty:
            let inline = self.inline(value)
            if items.allSatisfy(HCLWriter.isSimple), indent.utf8.count + inline.utf8.count <= HCLWriter.maximumWidth {
                return inline
            }
            let inner = indent + indentUnit
            return "[" + newline + items.map { inner + text($0, indent: inner) + "," + newline }.joined() + indent + "]"
        default: return inline(value)
        }
    }

    /// The value on one line.
    func inline(_ value: NewValue) -> String {
        switch value {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .int(let number): String(number)
        case .double(let number): String(number)
        case .string(let text): HCLWriter.quoted(text)
        case .list(let items): "[" + items.map(inline).joined(separator: ", ") + "]"
        case .map(let entries):
            entries.isEmpty
                ? "{}"
                : "{ " + entries.map { HCLWriter.key($0.key) + " = " + inline($0.value) }.joined(separator: ", ") + " }"
        case .expression(let text): text
        }
    }

    private static func isSimple(_ value: NewValue) -> Bool {
        switch value {
        case .map(let entries): entries.isEmpty
        case .list(let items): items.allSatisfy(isSimple)
        default: true
        }
    }

    /// Lines `name = value`, aligned where neighbours are on one line each, each with indent and line end.
    private func assignments(_ pairs: [(name: String, value: String)], _ indent: String) -> String {
        var result = ""
        var run = pairs[...]
        while !run.isEmpty {
            let group = run.prefix { HCLWriter.isOneLine($0.value) }
            let width = group.map(\.name.count).max() ?? 0
            for (name, value) in group {
                result += indent + name + String(repeating: " ", count: width - name.count) + " = " + value + newline
            }
            run = run.dropFirst(group.count)
            if let (name, value) = run.popFirst() { result += indent + name + " = " + value + newline }
        }
        return result
    }

    /// A whole block, first line included, without the final line end: attributes first, then a blank line and nested blocks.
    func block(_ type: String, _ entries: [NewValue.Entry], indent: String) -> String {
        guard !entries.isEmpty else { return indent + type + " {}" }
        let inner = indent + indentUnit
        let attributes = entries.filter { HCLWriter.blocks($0.value) == nil }
        var body = assignments(attributes.map { ($0.key, text($0.value, indent: inner)) }, inner)
        for entry in entries {
            for nested in HCLWriter.blocks(entry.value) ?? [] {
                body += (body.isEmpty ? "" : newline) + block(entry.key, nested, indent: inner) + newline
            }
        }
        return indent + type + " {" + newline + body + indent + "}"
    }

    /// Whether a text has no line end; asked of bytes, since "\r\n" is a character of its own.
    static func isOneLine(_ text: String) -> Bool { !text.utf8.contains(UInt8(ascii: "\n")) }

    /// The bodies of the blocks that a value stands for: blocks read as a list of maps.
    static func blocks(_ value: NewValue) -> [[NewValue.Entry]]? {
        guard case .list(let items) = value, !items.isEmpty else { return nil }
        let bodies = items.compactMap { if case .map(let entries) = $0 { entries } else { nil } }
        return bodies.count == items.count ? bodies : nil
    }

    /// An object key: bare where that reads as the same name.
    static func key(_ name: String) -> String { isIdentifier(name) && name != "for" ? name : quoted(name) }

    static func isIdentifier(_ name: String) -> Bool {
        guard let first = name.unicodeScalars.first, first == "_" || first.properties.isIDStart else { return false }
        return name.unicodeScalars.allSatisfy { $0 == "-" || $0.properties.isIDContinue }
    }

    static func quoted(_ text: String) -> String {
        var result = "\""
        let scalars = Array(text.unicodeScalars)
        for (index, scalar) in scalars.enumerated() {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "$", "%":
                let opens = index + 1 < scalars.count && scalars[index + 1] == "{"
                result.unicodeScalars.append(scalar)
                if opens { result.unicodeScalars.append(scalar) }
            default:
                if scalar.value < 0x20 || scalar.value == 0x7F {
                    let digits = String(scalar.value, radix: 16)
                    result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result + "\""
    }
}
