import Primitives

/// Writes values as Go's encoding/json does: keys sorted bytewise, HTML characters escaped unless told otherwise.
struct JSONWriter {
    private var builder: TextBuilder
    private let table: TraceTable
    private let escapesHTML: Bool
    /// Spaces of each level, or nil for the compact form.
    private let indent: Int?
    private var depth = 0

    private static let maximumDepth = 500

    /// - Throws: `CallFailure` for what JSON cannot say.
    static func text(of value: GoValue, in table: TraceTable, escapesHTML: Bool = true, indent: Int? = nil) throws
        -> Text
    {
        var writer = JSONWriter(builder: TextBuilder(table), table: table, escapesHTML: escapesHTML, indent: indent)
        try writer.write(value)
        return writer.builder.finish()
    }

    private init(builder: TextBuilder, table: TraceTable, escapesHTML: Bool, indent: Int?) {
        self.builder = builder
        self.table = table
        self.escapesHTML = escapesHTML
        self.indent = indent
    }

    private mutating func newline(_ trace: TraceID) {
        guard let indent else { return }
        builder.append(byte: 0x0A, trace)
        builder.append(repeating: 0x20, count: indent * depth, trace)
    }

    private mutating func write(_ value: GoValue) throws {
        if depth > JSONWriter.maximumDepth { throw CallFailure("json: unsupported value: encountered a cycle") }
        switch value {
        case .invalid(let trace), .null(let trace): builder.append("null", trace)
        case .bool(let flag, let trace): builder.append(flag ? "true" : "false", trace)
        case .int(let number, let trace): builder.append(String(number), trace)
        case .int64(let number, let trace): builder.append(String(number), trace)
        case .float(let number, let trace):
            guard number.isFinite else { throw CallFailure("json: unsupported value: \(goFormatFloat(number))") }
            builder.append(goJSONNumber(number), trace)
        case .string(let text): write(text)
        case .bytes(let text): builder.append("\"" + Base64.encoded(text.bytes) + "\"", text.summary(in: table))
        case .list(let list, let trace): try write(list.elements, trace)
        case .map(let map, let trace):
            builder.append(byte: UInt8(ascii: "{"), trace)
            depth += 1
            for (index, entry) in map.entries.enumerated() {
                if index > 0 { builder.append(byte: UInt8(ascii: ","), trace) }
                newline(trace)
                write(Text(entry.key, entry.keyTrace))
                builder.append(indent == nil ? ":" : ": ", trace)
                try write(entry.value)
            }
            depth -= 1
            if map.count > 0 { newline(trace) }
            builder.append(byte: UInt8(ascii: "}"), trace)
        case .object(let object, let trace): try write(object.encoded ?? .text(object.description, trace))
        }
    }

    private mutating func write(_ elements: [GoValue], _ trace: TraceID) throws {
        builder.append(byte: UInt8(ascii: "["), trace)
        depth += 1
        for (index, element) in elements.enumerated() {
            if index > 0 { builder.append(byte: UInt8(ascii: ","), trace) }
            newline(trace)
            try write(element)
        }
        depth -= 1
        if !elements.isEmpty { newline(trace) }
        builder.append(byte: UInt8(ascii: "]"), trace)
    }

    private mutating func write(_ text: Text) {
        let bytes = text.bytes
        builder.append(byte: UInt8(ascii: "\""), text.runs == nil ? text.trace : .none)
        var start = 0
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            let escape: String?
            var length = 1
            switch byte {
            case UInt8(ascii: "\""): escape = "\\\""
            case UInt8(ascii: "\\"): escape = "\\\\"
            case 0x0A: escape = "\\n"
            case 0x0D: escape = "\\r"
            case 0x09: escape = "\\t"
            case 0x08: escape = "\\b"
            case 0x0C: escape = "\\f"
            case 0..<0x20: escape = "\\u00" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            case UInt8(ascii: "<"): escape = escapesHTML ? "\\u003c" : nil
            case UInt8(ascii: ">"): escape = escapesHTML ? "\\u003e" : nil
            case UInt8(ascii: "&"): escape = escapesHTML ? "\\u0026" : nil
            case 0x80...:
                let (scalar, scalarLength) = bytes.scalar(at: index)
                length = scalarLength
                escape =
                    length == 1
                    ? "\\ufffd" : scalar.value == 0x2028 ? "\\u2028" : scalar.value == 0x2029 ? "\\u2029" : nil
            default: escape = nil
            }
            if let escape {
                builder.append(text, start..<index)
                builder.append(escape, text.summary(index..<index + length, in: table))
                start = index + length
            }
            index += length
        }
        builder.append(text, start..<bytes.count)
        builder.append(byte: UInt8(ascii: "\""), text.runs == nil ? text.trace : .none)
    }
}

/// A float as Go's JSON spells it: exponents only below 1e-6 and from 1e21.
func goJSONNumber(_ number: Double) -> String {
    let text = goFormatFloat(number, exponentFrom: 21, smallest: -6)
    if text.contains("e-0") { return text.replacing("e-0", with: "e-") }
    return text
}
