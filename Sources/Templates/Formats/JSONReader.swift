/// Reads JSON as Go's encoding/json does into untyped values: every number is a float64.
struct JSONReader {
    private let text: Text
    private let table: TraceTable
    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    private static let maximumDepth = 1000

    struct Failure: Error {
        let message: String
    }

    /// - Throws: `Failure` with Go's message.
    static func read(_ text: Text, in table: TraceTable) throws -> GoValue {
        var reader = JSONReader(text, table)
        reader.skipSpace()
        let value = try reader.value()
        reader.skipSpace()
        if let extra = reader.peek {
            throw Failure(message: "invalid character \(reader.quoted(extra)) after top-level value")
        }
        return value
    }

    private init(_ text: Text, _ table: TraceTable) {
        self.text = text
        self.table = table
        bytes = text.bytes
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let next = peek, next == 0x20 || next == 0x0A || next == 0x0D || next == 0x09 { position += 1 }
    }

    private func quoted(_ byte: UInt8) -> String {
        if byte == UInt8(ascii: "'") { return "'\\''" }
        if byte == UInt8(ascii: "\"") { return "'\"'" }
        let inner = String(decoding: goQuoted([byte]), as: UTF8.self).dropFirst().dropLast()
        return "'\(inner)'"
    }

    private func unexpected(_ context: String) -> Failure {
        guard let next = peek else { return Failure(message: "unexpected end of JSON input") }
        return Failure(message: "invalid character \(quoted(next)) \(context)")
    }

    private mutating func value() throws -> GoValue {
        depth += 1
        defer { depth -= 1 }
        if depth > JSONReader.maximumDepth { throw Failure(message: "exceeded max depth") }
        let start = position
        guard let first = peek else { throw Failure(message: "unexpected end of JSON input") }
        switch first {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"):
            try literal("true")
            return .bool(true, trace(start))
        case UInt8(ascii: "f"):
            try literal("false")
            return .bool(false, trace(start))
        case UInt8(ascii: "n"):
            try literal("null")
            return .null(trace(start))
        case UInt8(ascii: "-"), 48...57: return try number()
        default: throw unexpected("looking for beginning of value")
        }
    }

    private func trace(_ start: Int) -> TraceID { text.summary(start..<max(position, start + 1), in: table) }

    private mutating func literal(_ word: String) throws {
        for (index, byte) in word.utf8.enumerated() {
            guard peek == byte else {
                let expected = Array(word.utf8)[index]
                throw unexpected("in literal \(word) (expecting \(quoted(expected)))")
            }
            position += 1
        }
    }

    private mutating func digits() throws {
        guard let next = peek, (48...57).contains(next) else { throw unexpected("in numeric literal") }
        while let next = peek, (48...57).contains(next) { position += 1 }
    }

    private mutating func number() throws -> GoValue {
        let start = position
        if peek == UInt8(ascii: "-") { position += 1 }
        if peek == 48 { position += 1 } else { try digits() }
        if peek == UInt8(ascii: ".") {
            position += 1
            try digits()
        }
        if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
            position += 1
            if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { position += 1 }
            try digits()
        }
        let spelling = String(decoding: bytes[start..<position], as: UTF8.self)
        guard let number = goParseFloat(spelling) else {
            throw Failure(message: "json: cannot unmarshal number \(spelling) into Go value of type float64")
        }
        return .float(number, trace(start))
    }

    private mutating func string() throws -> Text {
        position += 1
        let start = position
        while let next = peek, next != UInt8(ascii: "\""), next != UInt8(ascii: "\\"), next >= 0x20 { position += 1 }
        if peek == UInt8(ascii: "\"") {
            position += 1
            return text.slice(start..<position - 1, in: table)
        }
        var result = Array(bytes[start..<position])
        while let next = peek {
            position += 1
            if next == UInt8(ascii: "\"") { return Text(result, trace(start)) }
            if next < 0x20 { throw Failure(message: "invalid character \(quoted(next)) in string literal") }
            guard next == UInt8(ascii: "\\") else {
                result.append(next)
                continue
            }
            guard let escape = peek else { break }
            position += 1
            switch escape {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(escape)
            case UInt8(ascii: "b"): result.append(0x08)
            case UInt8(ascii: "f"): result.append(0x0C)
            case UInt8(ascii: "n"): result.append(0x0A)
            case UInt8(ascii: "r"): result.append(0x0D)
            case UInt8(ascii: "t"): result.append(0x09)
            case UInt8(ascii: "u"):
                var scalar = try hexadecimal()
                if (0xD800..<0xDC00).contains(scalar), bytes[position...].starts(with: "\\u".utf8) {
                    let saved = position
                    position += 2
                    let low = try hexadecimal()
                    if (0xDC00..<0xE000).contains(low) {
                        scalar = 0x10000 + (scalar - 0xD800) << 10 + (low - 0xDC00)
                    } else {
                        position = saved
                    }
                }
                result += String(Character(Unicode.Scalar(scalar) ?? "\u{FFFD}")).utf8
            default: throw Failure(message: "invalid character \(quoted(escape)) in string escape code")
            }
        }
        throw Failure(message: "unexpected end of JSON input")
    }

    private mutating func hexadecimal() throws -> UInt32 {
        guard position + 4 <= bytes.count,
            let value = UInt32(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
        else {
            throw Failure(message: "invalid character in \\u hexadecimal character escape")
        }
        position += 4
        return value
    }

    private mutating func array() throws -> GoValue {
        let start = position
        position += 1
        var elements: [GoValue] = []
        skipSpace()
        if peek == UInt8(ascii: "]") {
            position += 1
            return .list(GoList([]), trace(start))
        }
        while true {
            skipSpace()
            elements.append(try value())
            skipSpace()
            if peek == UInt8(ascii: "]") { break }
            guard peek == UInt8(ascii: ",") else { throw unexpected("after array element") }
            position += 1
        }
        position += 1
        return .list(GoList(elements), text.summary(start..<start + 1, in: table))
    }

    private mutating func object() throws -> GoValue {
        let start = position
        position += 1
        let map = GoMap()
        let origin = text.summary(start..<start + 1, in: table)
        skipSpace()
        if peek == UInt8(ascii: "}") {
            position += 1
            return .map(map, origin)
        }
        while true {
            skipSpace()
            guard peek == UInt8(ascii: "\"") else { throw unexpected("looking for beginning of object key string") }
            let key = try string()
            skipSpace()
            guard peek == UInt8(ascii: ":") else { throw unexpected("after object key") }
            position += 1
            skipSpace()
            map.set(key.string, try value(), keyTrace: key.summary(in: table))
            skipSpace()
            if peek == UInt8(ascii: "}") { break }
            guard peek == UInt8(ascii: ",") else { throw unexpected("after object key:value pair") }
            position += 1
        }
        position += 1
        return .map(map, origin)
    }
}

/// JSON text that is no template's value, such as what `--set-json` gives.
package enum UntypedJSON {
    package static func read(_ text: String, _ table: TraceTable) throws -> GoValue {
        try JSONReader.read(Text(text, table.add(.named(text))), in: table)
    }
}
