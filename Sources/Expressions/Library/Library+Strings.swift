extension Library {
    /// The strings extension of cel-go; positions count code points.
    static let strings: [Function] = [
        .member("charAt") { (value: CELValue, place: CELValue) in
            guard case .string(let text) = value, case .int(let place) = place else { return nil }
            let scalars = Array(text.unicodeScalars)
            guard place >= 0, place <= scalars.count else { return outOfRange(place) }
            return .string(place == scalars.count ? "" : String(scalars[Int(place)]))
        },
        .member("indexOf", 2...3) { frame, values in
            guard case .string(let text) = values[0], case .string(let part) = values[1] else {
                return values.count == 2 ? Library.indexOf(&frame, values[0], values[1]) : nil
            }
            guard values.count == 3 else { return position(of: part, in: text, from: 0) }
            guard case .int(let start) = values[2] else { return nil }
            return position(of: part, in: text, from: start)
        },
        .member("lastIndexOf", 2...3) { frame, values in
            guard case .string(let text) = values[0], case .string(let part) = values[1] else {
                return values.count == 2 ? Library.lastIndexOf(&frame, values[0], values[1]) : nil
            }
            guard values.count == 3 else { return lastPosition(of: part, in: text, upTo: nil) }
            guard case .int(let start) = values[2] else { return nil }
            return lastPosition(of: part, in: text, upTo: start)
        },
        .member("substring") { (value: CELValue, start: CELValue) in
            guard case .string(let text) = value, case .int(let start) = start else { return nil }
            let scalars = Array(text.unicodeScalars)
            guard start >= 0, start <= scalars.count else { return outOfRange(start) }
            return .string(String(scalars[Int(start)...]))
        },
        .member("substring") { (value: CELValue, start: CELValue, end: CELValue) in
            guard case .string(let text) = value, case .int(let start) = start, case .int(let end) = end else {
                return nil
            }
            let scalars = Array(text.unicodeScalars)
            guard start >= 0, start <= scalars.count else { return outOfRange(start) }
            guard end >= 0, end <= scalars.count else { return outOfRange(end) }
            guard start <= end else { return .failure("invalid substring range: start \(start), end \(end)") }
            return .string(String(scalars[Int(start)..<Int(end)]))
        },
        .member("lowerAscii") { mapped($0) { $0 >= 0x41 && $0 <= 0x5A ? $0 + 32 : $0 } },
        .member("upperAscii") { mapped($0) { $0 >= 0x61 && $0 <= 0x7A ? $0 - 32 : $0 } },
        .member("trim") { value in
            guard case .string(let text) = value else { return nil }
            let scalars = text.unicodeScalars
            guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
                let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
            else { return .string("") }
            return .string(String(scalars[first...last]))
        },
        .member("reverse") { value in
            switch value {
            case .string(let text): return .string(String(text.unicodeScalars.reversed()))
            case .list(let list): return .list(list.values.reversed())
            default: return nil
            }
        },
        .member("replace") { (value: CELValue, old: CELValue, new: CELValue) in replace(value, old, new, -1) },
        .member("replace", 4...4) { _, values in
            guard case .int(let limit) = values[3] else { return nil }
            return replace(values[0], values[1], values[2], limit)
        },
        .member("split") { (value: CELValue, separator: CELValue) in split(value, separator, -1) },
        .member("split") { (value: CELValue, separator: CELValue, limit: CELValue) in
            guard case .int(let limit) = limit else { return nil }
            return split(value, separator, limit)
        },
        .member("join") { (value: CELValue) in join(value, "") }.overKnownElements,
        .member("join") { (value: CELValue, separator: CELValue) in
            guard case .string(let separator) = separator else { return nil }
            return join(value, separator)
        }.overKnownElements,
        .member("format") { (value: CELValue, arguments: CELValue) in
            guard case .string(let text) = value, case .list(let list) = arguments else { return nil }
            return Format.apply(text, list.values)
        }.overKnownElements,
        .global("strings.quote") { value in
            guard case .string(let text) = value else { return nil }
            return .string(quoted(text))
        },
    ]

    private static func outOfRange(_ place: Int64) -> CELValue { .failure("index out of range: \(place)") }

    private static func mapped(_ value: CELValue, _ change: (UInt8) -> UInt8) -> CELValue? {
        guard case .string(let text) = value else { return nil }
        return .string(String(decoding: text.utf8.map(change), as: UTF8.self))
    }

    /// Where the code point number `place` starts in bytes, or nil beyond the end.
    private static func byteOffset(_ place: Int64, in bytes: [UInt8]) -> Int? {
        guard place >= 0 else { return nil }
        var left = place
        for (offset, byte) in bytes.enumerated() where byte & 0xC0 != 0x80 {
            if left == 0 { return offset }
            left -= 1
        }
        return left == 0 ? bytes.count : nil
    }

    private static func scalars(in bytes: some Sequence<UInt8>) -> Int64 {
        bytes.reduce(0) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 }
    }

    private static func position(of part: String, in text: String, from start: Int64) -> CELValue {
        let bytes = text.utf8Bytes
        guard let first = byteOffset(start, in: bytes) else { return outOfRange(start) }
        guard let found = bytes.firstRange(of: part.utf8Bytes, from: first) else { return .int(-1) }
        return .int(scalars(in: bytes[..<found]))
    }

    private static func lastPosition(of part: String, in text: String, upTo start: Int64?) -> CELValue {
        let (bytes, part) = (text.utf8Bytes, part.utf8Bytes)
        var end = bytes.count
        if let start {
            guard let last = byteOffset(start, in: bytes) else { return outOfRange(start) }
            end = min(bytes.count, last + part.count)
        }
        // Searching both reversed keeps the time linear.
        guard let distance = Array(bytes[..<end].reversed()).firstRange(of: part.reversed(), from: 0) else {
            return .int(-1)
        }
        return .int(scalars(in: bytes[..<(end - distance - part.count)]))
    }

    private static func replace(_ value: CELValue, _ old: CELValue, _ new: CELValue, _ limit: Int64) -> CELValue? {
        guard case .string(let text) = value, case .string(let old) = old, case .string(let new) = new else {
            return nil
        }
        let (bytes, part, replacement) = (text.utf8Bytes, old.utf8Bytes, new.utf8Bytes)
        var result: [UInt8] = []
        var at = 0
        var left = limit < 0 ? Int64.max : limit
        while left > 0, let place = bytes.firstRange(of: part, from: at) {
            guard result.count + replacement.count + bytes.count <= CELValue.maximumTextBytes else { return .tooLarge }
            result += bytes[at..<place]
            result += replacement
            at = place + part.count
            left -= 1
            // An empty part lies between all code points and at both ends.
            if part.isEmpty {
                guard place < bytes.count else { break }
                repeat {
                    result.append(bytes[at])
                    at += 1
                } while at < bytes.count && bytes[at] & 0xC0 == 0x80
            }
        }
        result += bytes[at...]
        return .string(String(decoding: result, as: UTF8.self))
    }

    private static func split(_ value: CELValue, _ separator: CELValue, _ limit: Int64) -> CELValue? {
        guard case .string(let text) = value, case .string(let separator) = separator else { return nil }
        if limit == 0 { return .list([]) }
        if limit == 1 { return .list([value]) }
        let most = limit < 0 ? Int.max : Int(limit)
        if separator.isEmpty {
            let scalars = Array(text.unicodeScalars)
            guard scalars.count > most else { return .list(scalars.map { .string(String($0)) }) }
            return .list(scalars[..<(most - 1)].map { .string(String($0)) } + [.string(String(scalars[(most - 1)...]))])
        }
        let (bytes, part) = (text.utf8Bytes, separator.utf8Bytes)
        var result: [CELValue] = []
        var at = 0
        while result.count < most - 1, let place = bytes.firstRange(of: part, from: at) {
            result.append(.string(String(decoding: bytes[at..<place], as: UTF8.self)))
            at = place + part.count
        }
        return .list(result + [.string(String(decoding: bytes[at...], as: UTF8.self))])
    }

    private static func join(_ value: CELValue, _ separator: String) -> CELValue? {
        guard case .list(let list) = value else { return nil }
        var result = ""
        for index in 0..<list.count {
            guard case .string(let text) = list[index] else { return nil }
            if index > 0 { result += separator }
            result += text
            if result.utf8.count > CELValue.maximumTextBytes { return .tooLarge }
        }
        return .string(result)
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\u{07}": result += "\\a"
            case "\u{08}": result += "\\b"
            case "\u{0C}": result += "\\f"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{0B}": result += "\\v"
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

extension String {
    init(_ scalars: some Sequence<UnicodeScalar>) {
        var view = UnicodeScalarView()
        view.append(contentsOf: scalars)
        self.init(view)
    }
}
