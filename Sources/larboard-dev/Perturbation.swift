internal import ConfigModel
internal import Projects
internal import Templates

/// Changes that show whether an origin is true.
enum Perturbation {
    /// Another value of the same type, or nil where there is no harmless one.
    static func sentinel(_ value: GoValue) -> GoValue? {
        switch value {
        case .bool(let flag, _): return GoValue.bool(!flag, .none)
        case .float(let number, _): return GoValue.float(number + 1, .none)
        case .string(let text):
            if text.bytes.count > 400 { return nil }
            let isNumber = text.bytes.last.map { (48...57).contains($0) } ?? false
            return GoValue.string(Text(text.bytes + [isNumber ? UInt8(ascii: "7") : UInt8(ascii: "z")]))
        case .map(let map, _) where map.count == 0: return GoValue.map(GoMap([GoMap.Entry(key: "zz", value: .text("zz"))]), .none)
        default: return nil
        }
    }

    /// Another value, for what looks at a part only, such as the major version of a tag: every digit is another one, or the text another text.
    static func secondSentinel(_ value: GoValue) -> GoValue? {
        guard case .string(let text) = value, !text.isEmpty, text.bytes.count <= 400 else { return nil }
        let bytes = text.bytes.map { (48...57).contains($0) ? ($0 - 48 + 3) % 10 + 48 : $0 }
        return GoValue.string(Text(bytes == text.bytes ? Array("zz".utf8) + bytes : bytes))
    }

    /// The bytes of a literal, changed, or nil where that is no literal of a scalar.
    static func sentinel(literal bytes: ArraySlice<UInt8>) -> [UInt8]? {
        let text = String(decoding: bytes, as: UTF8.self)
        switch text {
        case "true": return Array("false".utf8)
        case "false": return Array("true".utf8)
        default: break
        }
        guard let last = bytes.last, let first = bytes.first, bytes.count <= 80 else { return nil }
        if bytes.allSatisfy({ (48...57).contains($0) }) { return Array(bytes) + [UInt8(ascii: "1")] }
        if first == last, [UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`")].contains(first), bytes.count >= 2 {
            return Array(bytes.dropLast()) + [UInt8(ascii: "z"), last]
        }
        let plain = bytes.allSatisfy { byte in
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || [0x2D, 0x2E, 0x2F, 0x5F].contains(byte)
        }
        guard plain, (97...122).contains(last) || (65...90).contains(last) else { return nil }
        return Array(bytes) + [UInt8(ascii: "z")]
    }

    /// A values document that sets what is at `path` to `value`; lists on the way are repeated whole, as Helm replaces them.
    static func overlay(_ path: [ValuePath.Element], in values: GoValue, _ value: GoValue) -> GoValue? {
        guard let first = path.first else { return value }
        switch first {
        case .key(let key):
            var child = GoValue.nothing
            if case .map(let map, _) = values { child = map[key] ?? .nothing }
            guard let inner = overlay(Array(path.dropFirst()), in: child, value) else { return nil }
            return GoValue.map(GoMap([GoMap.Entry(key: key, value: inner)]), .none)
        case .index(let index):
            guard case .list(let list, _) = values, index < list.elements.count,
                let inner = replaced(Array(path.dropFirst()), in: list.elements[index], value)
            else { return nil }
            var elements = list.elements
            elements[index] = inner
            return GoValue.list(GoList(elements), .none)
        }
    }

    /// The value with another one at `path`, everything else kept.
    private static func replaced(_ path: [ValuePath.Element], in values: GoValue, _ value: GoValue) -> GoValue? {
        guard let first = path.first else { return value }
        switch (first, values) {
        case (.key(let key), .map(let map, _)):
            guard let inner = replaced(Array(path.dropFirst()), in: map[key] ?? .nothing, value) else { return nil }
            let copy = map.copy()
            copy.set(key, inner)
            return GoValue.map(copy, .none)
        case (.index(let index), .list(let list, _)):
            guard index < list.elements.count, let inner = replaced(Array(path.dropFirst()), in: list.elements[index], value)
            else { return nil }
            var elements = list.elements
            elements[index] = inner
            return GoValue.list(GoList(elements), .none)
        default: return nil
        }
    }

    /// The value at a path of keys and indices.
    static func value(at path: [ValuePath.Element], in values: GoValue) -> GoValue? {
        var current = values
        for step in path {
            switch (step, current) {
            case (.key(let key), .map(let map, _)):
                guard let next = map[key] else { return nil }
                current = next
            case (.index(let index), .list(let list, _)) where index < list.elements.count: current = list.elements[index]
            default: return nil
            }
        }
        return current
    }

    /// The paths of all scalars and empty maps.
    static func leaves(_ value: GoValue, _ path: [ValuePath.Element] = []) -> [[ValuePath.Element]] {
        switch value {
        case .map(let map, _) where map.count > 0: return map.entries.flatMap { leaves($0.value, path + [.key($0.key)]) }
        case .list(let list, _): return list.elements.enumerated().flatMap { leaves($0.element, path + [.index($0.offset)]) }
        case .null, .invalid: return []
        default: return [path]
        }
    }
}
