package import ConfigModel
internal import Documents
internal import Primitives

/// JSON as Terraform's `jsonencode` and `jsondecode` write and read it.
package enum JSONText {
    /// Compact, keys sorted; `<`, `>` and `&` escaped as Go does.
    package static func encoded(_ value: Value) -> String {
        switch value {
        case .null, .unknown: "null"
        case .bool, .int, .double: Conversion.string(value) ?? "null"
        case .string(let text): quoted(text, escapesHTML: true)
        case .list(let items): "[" + items.map { encoded($0.value) }.joined(separator: ",") + "]"
        case .map(let mapping):
            "{"
                + mapping.sortedEntries.map { quoted($0.key, escapesHTML: true) + ":" + encoded($0.value.value) }
                .joined(separator: ",") + "}"
        }
    }

    /// Over several lines with two spaces, keys in their own order.
    package static func indented(_ value: Value, _ margin: String = "") -> String {
        let inner = margin + "  "
        switch value {
        case .list(let items) where !items.isEmpty:
            return "[\n" + items.map { inner + indented($0.value, inner) }.joined(separator: ",\n") + "\n\(margin)]"
        case .map(let mapping) where !mapping.isEmpty:
            let lines = mapping.entries.map { inner + quoted($0.key, escapesHTML: true) + ": " + indented($0.value.value, inner) }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(margin)}"
        default: return encoded(value)
        }
    }

    /// A JSON string (RFC 8259, section 7), quotes included; control characters, U+2028 and U+2029 are escaped.
    /// - Parameter escapesHTML: also escapes `<`, `>` and `&`, as Go's `encoding/json` does.
    package static func quoted(_ text: String, escapesHTML: Bool) -> String {
        QuotedText.quoted(text) { scalar in
            switch scalar {
            case "<", ">", "&": escapesHTML
            case "\u{2028}", "\u{2029}": true
            default: QuotedText.isControl(scalar)
            }
        }
    }

    /// The value of a JSON text, or nil when it is none.
    package static func decoded(_ text: String) -> Value? {
        var reader = JSONReader(bytes: Array(text.utf8))
        return reader.wholeValue()
    }
}

/// Reads one JSON text (RFC 8259) into a value without places, since the text was made by an expression.
private struct JSONReader {
    let bytes: [UInt8]
    private var at = 0
    private var depth = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func wholeValue() -> Value? {
        guard let result = value() else { return nil }
        skipSpace()
        return at == bytes.count ? result : nil
    }

    private mutating func skipSpace() {
        while at < bytes.count, [32, 9, 10, 13].contains(bytes[at]) { at += 1 }
    }

    private mutating func takes(_ byte: UInt8) -> Bool {
        skipSpace()
        guard at < bytes.count, bytes[at] == byte else { return false }
        at += 1
        return true
    }

    private mutating func takes(word: StaticString) -> Bool {
        let length = word.utf8CodeUnitCount
        guard at + length <= bytes.count, word.withUTF8Buffer({ $0.elementsEqual(bytes[at..<(at + length)]) }) else {
            return false
        }
        at += length
        return true
    }

    private mutating func value() -> Value? {
        skipSpace()
        guard at < bytes.count, depth < 100 else { return nil }
        depth += 1
        defer { depth -= 1 }
        switch bytes[at] {
        case UInt8(ascii: "{"): return object()
        case UInt8(ascii: "["): return array()
        case UInt8(ascii: "\""): return string().map { .string($0) }
        case UInt8(ascii: "t"): return takes(word: "true") ? .bool(true) : nil
        case UInt8(ascii: "f"): return takes(word: "false") ? .bool(false) : nil
        case UInt8(ascii: "n"): return takes(word: "null") ? .null : nil
        default: return number()
        }
    }

    private mutating func object() -> Value? {
        at += 1
        var mapping = Mapping()
        if takes(UInt8(ascii: "}")) { return .map(mapping) }
        repeat {
            skipSpace()
            guard let key = string(), takes(UInt8(ascii: ":")), let element = value() else { return nil }
            mapping.set(Mapping.Entry(key: key, value: .new(element)))
        } while takes(UInt8(ascii: ","))
        return takes(UInt8(ascii: "}")) ? .map(mapping) : nil
    }

    private mutating func array() -> Value? {
        at += 1
        var items: [Value] = []
        if takes(UInt8(ascii: "]")) { return .newList(items) }
        repeat {
            guard let element = value() else { return nil }
            items.append(element)
        } while takes(UInt8(ascii: ","))
        return takes(UInt8(ascii: "]")) ? .newList(items) : nil
    }

    private mutating func number() -> Value? {
        let start = at
        while at < bytes.count, (48...57).contains(bytes[at]) || "+-.eE".utf8.contains(bytes[at]) { at += 1 }
        return Conversion.number(.string(String(decoding: bytes[start..<at], as: UTF8.self)))
    }

    private mutating func string() -> String? {
        guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") else { return nil }
        at += 1
        var result: [UInt8] = []
        while at < bytes.count {
            let byte = bytes[at]
            at += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: result, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard let scalar = escape() else { return nil }
                result += Array(String(Character(scalar)).utf8)
            case 0..<32: return nil
            default: result.append(byte)
            }
        }
        return nil
    }

    private mutating func escape() -> Unicode.Scalar? {
        guard at < bytes.count else { return nil }
        let letter = bytes[at]
        at += 1
        switch letter {
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
        case UInt8(ascii: "u"):
            guard let high = codeUnit() else { return nil }
            guard (0xD800...0xDBFF).contains(high) else { return Unicode.Scalar(UInt32(high)) ?? "\u{FFFD}" }
            guard takes(word: "\\u"), let low = codeUnit(), (0xDC00...0xDFFF).contains(low) else { return nil }
            return Unicode.Scalar(0x10000 + (UInt32(high) - 0xD800) << 10 + UInt32(low) - 0xDC00)
        default: return nil
        }
    }

    private mutating func codeUnit() -> UInt16? {
        guard at + 4 <= bytes.count else { return nil }
        let digits = String(decoding: bytes[at..<(at + 4)], as: UTF8.self)
        at += 4
        return UInt16(digits, radix: 16)
    }
}
