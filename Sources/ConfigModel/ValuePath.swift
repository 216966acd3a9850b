/// The way from the root of a value to one of its parts: `spec.containers[0].securityContext`.
package struct ValuePath: Hashable, Sendable {
    package enum Element: Hashable, Sendable {
        case key(String)
        case index(Int)
    }

    package var elements: [Element]

    package init(_ elements: [Element] = []) { self.elements = elements }

    package static let root = ValuePath()

    package var isRoot: Bool { elements.isEmpty }
    package var count: Int { elements.count }

    /// The path of the enclosing value and the last step, or nil at the root.
    package var splitLast: (parent: ValuePath, last: Element)? {
        guard let last = elements.last else { return nil }
        return (ValuePath(Array(elements.dropLast())), last)
    }

    package var parent: ValuePath? { splitLast?.parent }

    package func appending(_ element: Element) -> ValuePath { ValuePath(elements + [element]) }
    package func key(_ key: String) -> ValuePath { appending(.key(key)) }
    package func index(_ index: Int) -> ValuePath { appending(.index(index)) }
    package func appending(_ other: ValuePath) -> ValuePath { ValuePath(elements + other.elements) }

    /// Whether `other` is this path or lies below it.
    package func contains(_ other: ValuePath) -> Bool { other.elements.starts(with: elements) }
}

extension ValuePath: CustomStringConvertible {
    /// The spelling that `init(parsing:)` reads: keys that are no identifiers are quoted in brackets.
    package var description: String {
        var text = ""
        for element in elements {
            switch element {
            case .index(let index): text += "[\(index)]"
            case .key(let key) where ValuePath.isIdentifier(key): text += text.isEmpty ? key : ".\(key)"
            case .key(let key):
                let escaped = key.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
                text += "[\"\(escaped)\"]"
            }
        }
        return text
    }

    private static func isIdentifier(_ key: String) -> Bool {
        guard let first = key.utf8.first, first < 48 || first > 57 else { return false }
        return key.utf8.allSatisfy { byte in
            byte == 95 || byte == 45 || (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
        }
    }
}

extension ValuePath {
    /// Reads `a.b[0]["odd.key"]`.
    /// - Throws: `ValuePathError` with the offset of the byte that does not fit.
    package init(parsing text: String) throws(ValuePathError) {
        var elements: [Element] = []
        let bytes = Array(text.utf8)
        var at = 0
        func expect(_ byte: UInt8) throws(ValuePathError) {
            guard at < bytes.count, bytes[at] == byte else { throw ValuePathError(text: text, offset: at) }
            at += 1
        }
        while at < bytes.count {
            if bytes[at] == UInt8(ascii: "[") {
                at += 1
                guard at < bytes.count else { throw ValuePathError(text: text, offset: at) }
                if bytes[at] == UInt8(ascii: "\"") {
                    var key: [UInt8] = []
                    at += 1
                    while at < bytes.count, bytes[at] != UInt8(ascii: "\"") {
                        if bytes[at] == UInt8(ascii: "\\") { at += 1 }
                        guard at < bytes.count else { throw ValuePathError(text: text, offset: at) }
                        key.append(bytes[at])
                        at += 1
                    }
                    at += 1
                    elements.append(.key(String(decoding: key, as: UTF8.self)))
                } else {
                    let start = at
                    while at < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[at]) { at += 1 }
                    guard let index = Int(String(decoding: bytes[start..<at], as: UTF8.self)) else {
                        throw ValuePathError(text: text, offset: start)
                    }
                    elements.append(.index(index))
                }
                try expect(UInt8(ascii: "]"))
            } else {
                if !elements.isEmpty { try expect(UInt8(ascii: ".")) }
                let start = at
                while at < bytes.count, bytes[at] != UInt8(ascii: "."), bytes[at] != UInt8(ascii: "[") { at += 1 }
                guard at > start else { throw ValuePathError(text: text, offset: at) }
                elements.append(.key(String(decoding: bytes[start..<at], as: UTF8.self)))
            }
        }
        self.elements = elements
    }
}

/// A path that cannot be read.
package struct ValuePathError: Error, Hashable, Sendable, CustomStringConvertible {
    package let text: String
    package let offset: Int

    package init(text: String, offset: Int) {
        self.text = text
        self.offset = offset
    }

    package var description: String { "'\(text)' is not a path: unexpected end or character at offset \(offset)" }
}
