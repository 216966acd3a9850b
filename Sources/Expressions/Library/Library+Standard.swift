import Primitives

extension Library {
    static let standard: [Function] = [
        .global("size") { $0.size },
        .member("size") { $0.size },
        .global("type") { .type($0.type) },
        .global("dyn") { $0 },
        .member("contains") { (value: CELValue, part: CELValue) in
            guard case .string(let text) = value, case .string(let part) = part else { return nil }
            return .bool(text.utf8Bytes.firstRange(of: part.utf8Bytes, from: 0) != nil)
        },
        .member("startsWith") { (value: CELValue, part: CELValue) in
            guard case .string(let text) = value, case .string(let part) = part else { return nil }
            return .bool(text.utf8.starts(with: part.utf8))
        },
        .member("endsWith") { (value: CELValue, part: CELValue) in
            guard case .string(let text) = value, case .string(let part) = part else { return nil }
            return .bool(
                text.utf8.count >= part.utf8.count && text.utf8.suffix(part.utf8.count).elementsEqual(part.utf8))
        },
    ]

    static let encoders: [Function] = [
        .global("base64.encode") { value in
            guard case .bytes(let bytes) = value else { return nil }
            return .string(Base64.encoded(bytes))
        },
        .global("base64.decode") { value in
            guard case .string(let text) = value else { return nil }
            return Base64.decoded(Array(text.utf8), isPaddingOptional: true).map(CELValue.bytes) ?? .failure("not valid base64")
        },
    ]
}

extension CELValue {
    /// Strings count code points.
    var size: CELValue? {
        switch self {
        case .string(let text): .int(Int64(text.unicodeScalars.count))
        case .bytes(let bytes): .int(Int64(bytes.count))
        case .list(let list): .int(Int64(list.count))
        case .map(let map): .int(Int64(map.count))
        default: nil
        }
    }
}

extension String {
    var utf8Bytes: [UInt8] { Array(utf8) }
}

extension [UInt8] {
    /// Where `part` first lies, from `start` on, in linear time.
    func firstRange(of part: [UInt8], from start: Int) -> Int? {
        guard start <= count else { return nil }
        guard let first = part.first else { return start }
        // Comparing at every place costs at most the length of the part each; beyond that the table of Knuth, Morris and Pratt pays.
        guard part.count <= 32 else { return firstRange(ofLong: part, from: start) }
        var at = start
        while at + part.count <= count {
            if self[at] == first, self[at..<at + part.count].elementsEqual(part) { return at }
            at += 1
        }
        return nil
    }

    private func firstRange(ofLong part: [UInt8], from start: Int) -> Int? {
        // How long a prefix of the part is also a suffix of what matched so far.
        var borders = [Int](repeating: 0, count: part.count)
        var length = 0
        for index in 1..<part.count {
            while length > 0, part[index] != part[length] { length = borders[length - 1] }
            if part[index] == part[length] { length += 1 }
            borders[index] = length
        }
        length = 0
        for index in start..<count {
            while length > 0, self[index] != part[length] { length = borders[length - 1] }
            if self[index] == part[length] { length += 1 }
            if length == part.count { return index + 1 - length }
        }
        return nil
    }
}
