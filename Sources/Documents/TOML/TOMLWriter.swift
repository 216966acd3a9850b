internal import ConfigModel

/// Writes values and keys as TOML.
struct TOMLWriter {
    func key(_ name: String) -> String {
        let isBare = !name.isEmpty && name.utf8.allSatisfy { isWordByte($0) || $0 == UInt8(ascii: "-") }
        return isBare ? name : quoted(name)
    }

    func path(_ names: [String]) -> String { names.map { key($0) }.joined(separator: ".") }

    /// A value on one line.
    /// - Parameter old: how the value is written that is replaced; its quotes are kept where they can be.
    func value(_ value: NewValue, like old: ArraySlice<UInt8> = []) throws(Refusal) -> String {
        switch value {
        case .null: throw Refusal("TOML has no null")
        case .bool(let flag): return flag ? "true" : "false"
        case .int(let number): return String(number)
        case .double(let number):
            if number.isNaN { return "nan" }
            if number.isInfinite { return number < 0 ? "-inf" : "inf" }
            return "\(number)"
        case .string(let text):
            let isLiteral = old.first == UInt8(ascii: "'") && !text.utf8.contains { $0 < 0x20 || $0 == 0x27 || $0 == 0x7F }
            return isLiteral ? "'\(text)'" : quoted(text)
        case .list(let items):
            var parts: [String] = []
            for item in items { parts.append(try self.value(item)) }
            return "[" + parts.joined(separator: ", ") + "]"
        case .map(let entries):
            var parts: [String] = []
            for entry in entries { parts.append("\(key(entry.key)) = \(try self.value(entry.value))") }
            return parts.isEmpty ? "{}" : "{ " + parts.joined(separator: ", ") + " }"
        case .expression(let text):
            if text.utf8.contains(0x0A) || text.isEmpty { throw Refusal("source text of several lines cannot be inserted") }
            return text
        }
    }

    /// The lines of a new section; maps in it become sections of their own.
    func section(_ names: [String], _ entries: [NewValue.Entry], isArray: Bool) throws(Refusal) -> [String] {
        var lines = [isArray ? "[[\(path(names))]]" : "[\(path(names))]"]
        var inner: [String] = []
        for entry in entries {
            if case .map(let below) = entry.value, !below.isEmpty {
                inner.append("")
                inner += try section(names + [entry.key], below, isArray: false)
            } else {
                lines.append("\(key(entry.key)) = \(try value(entry.value))")
            }
        }
        // A section that only holds others needs no header.
        if lines.count == 1, !inner.isEmpty, !isArray { return Array(inner.dropFirst()) }
        return lines + inner
    }

    private func quoted(_ text: String) -> String { doubleQuoted(text) { $0.value < 0x20 || $0.value == 0x7F } }
}
