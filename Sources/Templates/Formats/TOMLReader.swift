/// Reads TOML 1.0 into template values. Dates stay text.
struct TOMLReader {
    struct Failure: Error {
        let message: String
    }

    private let bytes: [UInt8]
    private var position = 0
    private var line = 1
    private var depth = 0

    static func read(_ text: String) throws -> GoMap {
        var reader = TOMLReader(bytes: Array(text.utf8))
        return try reader.document()
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private func fail(_ message: String) -> Failure { Failure(message: "toml: line \(line): \(message)") }

    private mutating func skipSpace(lines: Bool) {
        while let next = peek {
            if next == 0x20 || next == 0x09 || lines && (next == 0x0A || next == 0x0D) {
                if next == 0x0A { line += 1 }
                position += 1
            } else if next == UInt8(ascii: "#") {
                while let inside = peek, inside != 0x0A { position += 1 }
            } else {
                return
            }
        }
    }

    private mutating func take(_ byte: UInt8) throws {
        guard peek == byte else { throw fail("expected '\(Character(Unicode.Scalar(byte)))'") }
        position += 1
    }

    private mutating func document() throws -> GoMap {
        let root = GoMap()
        var current = root
        while true {
            skipSpace(lines: true)
            guard let next = peek else { return root }
            if next == UInt8(ascii: "[") {
                position += 1
                let isArray = peek == UInt8(ascii: "[")
                if isArray { position += 1 }
                let path = try keys()
                try take(UInt8(ascii: "]"))
                if isArray { try take(UInt8(ascii: "]")) }
                current = try descend(root, path, isArray: isArray)
            } else {
                try pair(into: current)
            }
            skipSpace(lines: false)
            if let next = peek, next != 0x0A, next != 0x0D { throw fail("expected end of line") }
        }
    }

    private mutating func descend(_ root: GoMap, _ path: [String], isArray: Bool) throws -> GoMap {
        var current = root
        for (index, key) in path.enumerated() {
            let isLast = index == path.count - 1
            if isLast, isArray {
                let element = GoMap()
                var elements: [GoValue] = []
                if case .list(let list, _) = current[key] { elements = list.elements }
                current.set(key, .list(GoList(elements + [.record(element)]), .none))
                return element
            }
            switch current[key] {
            case .map(let map, _): current = map
            case .list(let list, _):
                guard case .map(let map, _) = list.elements.last else { throw fail("key '\(key)' is not a table") }
                current = map
            case nil:
                let map = GoMap()
                current.set(key, .record(map))
                current = map
            default: throw fail("key '\(key)' has already been defined")
            }
        }
        return current
    }

    private mutating func keys() throws -> [String] {
        var result: [String] = []
        while true {
            skipSpace(lines: false)
            if peek == UInt8(ascii: "\"") || peek == UInt8(ascii: "'") {
                result.append(try string())
            } else {
                let start = position
                while let next = peek,
                    (48...57).contains(next) || (65...90).contains(next) || (97...122).contains(next)
                        || next == UInt8(ascii: "-")
                        || next == UInt8(ascii: "_")
                { position += 1 }
                guard position > start else { throw fail("invalid key") }
                result.append(String(decoding: bytes[start..<position], as: UTF8.self))
            }
            skipSpace(lines: false)
            guard peek == UInt8(ascii: ".") else { return result }
            position += 1
        }
    }

    private mutating func pair(into map: GoMap) throws {
        let path = try keys()
        try take(UInt8(ascii: "="))
        skipSpace(lines: false)
        let target = path.count > 1 ? try descend(map, Array(path.dropLast()), isArray: false) : map
        guard let key = path.last, target[key] == nil else {
            throw fail("key '\(path.joined(separator: "."))' has already been defined")
        }
        target.set(key, try value())
    }

    private mutating func value() throws -> GoValue {
        depth += 1
        defer { depth -= 1 }
        if depth > 200 { throw fail("nested too deep") }
        switch peek {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return .text(try string())
        case UInt8(ascii: "["):
            position += 1
            var elements: [GoValue] = []
            while true {
                skipSpace(lines: true)
                if peek == UInt8(ascii: "]") { break }
                elements.append(try value())
                skipSpace(lines: true)
                if peek == UInt8(ascii: ",") {
                    position += 1
                } else if peek != UInt8(ascii: "]") {
                    throw fail("expected ',' or ']'")
                }
            }
            position += 1
            return .items(elements)
        case UInt8(ascii: "{"):
            position += 1
            let map = GoMap()
            while true {
                skipSpace(lines: false)
                if peek == UInt8(ascii: "}") { break }
                try pair(into: map)
                skipSpace(lines: false)
                if peek == UInt8(ascii: ",") {
                    position += 1
                } else if peek != UInt8(ascii: "}") {
                    throw fail("expected ',' or '}'")
                }
            }
            position += 1
            return .record(map)
        default: return try bare()
        }
    }

    private mutating func bare() throws -> GoValue {
        let start = position
        while let next = peek, next > 0x20, next != UInt8(ascii: ","), next != UInt8(ascii: "]"),
            next != UInt8(ascii: "}"), next != UInt8(ascii: "#")
        {
            position += 1
        }
        let word = String(decoding: bytes[start..<position], as: UTF8.self)
        switch word {
        case "true": return .flag(true)
        case "false": return .flag(false)
        case "inf", "+inf": return .real(.infinity)
        case "-inf": return .real(-.infinity)
        case "nan", "+nan", "-nan": return .real(.nan)
        default: break
        }
        if let number = goParseInteger(word) { return .number64(number) }
        if let number = goParseFloat(word.replacing("_", with: "")) { return .real(number) }
        if word.count >= 8, word.utf8.contains(UInt8(ascii: "-")) || word.utf8.contains(UInt8(ascii: ":")) {
            return .text(word)
        }
        throw fail("expected value but found \(goQuoted(word)) instead")
    }

    private mutating func string() throws -> String {
        guard let quote = peek else { throw fail("expected string") }
        if bytes[position...].starts(with: [quote, quote, quote]) {
            position += 3
            if peek == 0x0D { position += 1 }
            if peek == 0x0A { position += 1 }
            var content: [UInt8] = []
            while position < bytes.count {
                if bytes[position...].starts(with: [quote, quote, quote]),
                    !(position + 3 < bytes.count && bytes[position + 3] == quote)
                {
                    position += 3
                    return String(decoding: content, as: UTF8.self)
                }
                try character(quote, &content, isMultiline: true)
            }
            throw fail("unterminated string")
        }
        position += 1
        var content: [UInt8] = []
        while let next = peek, next != 0x0A {
            if next == quote {
                position += 1
                return String(decoding: content, as: UTF8.self)
            }
            try character(quote, &content, isMultiline: false)
        }
        throw fail("strings cannot contain newlines")
    }

    private mutating func character(_ quote: UInt8, _ content: inout [UInt8], isMultiline: Bool) throws {
        let byte = bytes[position]
        position += 1
        if byte == 0x0A { line += 1 }
        guard byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\""), let escape = peek else {
            content.append(byte)
            return
        }
        position += 1
        switch escape {
        case UInt8(ascii: "n"): content.append(0x0A)
        case UInt8(ascii: "t"): content.append(0x09)
        case UInt8(ascii: "r"): content.append(0x0D)
        case UInt8(ascii: "b"): content.append(0x08)
        case UInt8(ascii: "f"): content.append(0x0C)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): content.append(escape)
        case UInt8(ascii: "u"), UInt8(ascii: "U"):
            let length = escape == UInt8(ascii: "u") ? 4 : 8
            guard position + length <= bytes.count,
                let value = UInt32(String(decoding: bytes[position..<position + length], as: UTF8.self), radix: 16),
                let scalar = Unicode.Scalar(value)
            else { throw fail("invalid escape") }
            position += length
            content += String(Character(scalar)).utf8
        case 0x0A where isMultiline, 0x20 where isMultiline, 0x0D where isMultiline:
            while let next = peek, next == 0x20 || next == 0x09 || next == 0x0A || next == 0x0D { position += 1 }
        default: throw fail("invalid escape character")
        }
    }
}
