import Templates
internal import Projects

/// Reads what Helm wants to know of a document without building it, where the document is written in the plain style that nearly all
/// manifests have: block mappings and sequences, scalars that end on their line, block scalars.
///
/// Invariant: gives nothing for whatever else there is, wrong YAML included, which the full reader then judges. So a document that
/// it reads is one that the full reader accepts, with the same fields.
package struct PlainManifest {
    private(set) var kind: String?
    private(set) var hook: String?

    private let bytes: UnsafeBufferPointer<UInt8>
    private var cursor = 0
    private var levels: [Level] = []
    /// Whether the value of the last key or item is still to come, on the next line.
    private var isPending = true

    private struct Level {
        let indent: Int
        let isSequence: Bool
        let role: Role
        /// The role of what the last key holds.
        var child: Role
    }

    /// The places that Helm looks at.
    private enum Role { case root, metadata, annotations, field, other }

    private static let maximumDepth = 100

    /// Nil when the document is not plain.
    static func read(_ bytes: [UInt8]) -> PlainManifest? {
        bytes.withUnsafeBufferPointer { buffer in
            var manifest = PlainManifest(bytes: buffer)
            return manifest.scan() ? manifest : nil
        }
    }

    private init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    private mutating func scan() -> Bool {
        guard isPlainText() else { return false }
        while cursor < bytes.count {
            let start = cursor
            while cursor < bytes.count, bytes[cursor] == 0x20 { cursor += 1 }
            let end = lineEnd(cursor)
            if cursor == end || bytes[cursor] == UInt8(ascii: "#") {
                cursor = end + 1
                continue
            }
            if cursor == start, isMarker(start) { return false }
            guard line(start, end) else { return false }
        }
        return !levels.isEmpty
    }

    /// Whether there are no characters that YAML forbids or treats as line breaks.
    private func isPlainText() -> Bool {
        var isASCII = true
        for byte in bytes {
            if byte >= 0x20, byte < 0x7F { continue }
            if byte == 0x0A || byte == 0x09 { continue }
            if byte < 0x80 { return false }
            isASCII = false
        }
        if isASCII { return true }
        guard let text = String(validating: bytes, as: UTF8.self) else { return false }
        return text.unicodeScalars.allSatisfy { scalar in
            let value = scalar.value
            return value < 0x80 || (value >= 0xA0 && value != 0x2028 && value != 0x2029 && !(0xFE00...0xFFFF).contains(value))
        }
    }

    private func lineEnd(_ start: Int) -> Int {
        var end = start
        while end < bytes.count, bytes[end] != 0x0A { end += 1 }
        return end
    }

    /// `---`, `...` and `%` at the start of a line.
    private func isMarker(_ start: Int) -> Bool {
        if bytes[start] == UInt8(ascii: "%") { return true }
        guard start + 2 < bytes.count else { return false }
        let dots = UInt8(ascii: ".")
        let dash = UInt8(ascii: "-")
        return (bytes[start] == dash && bytes[start + 1] == dash && bytes[start + 2] == dash)
            || (bytes[start] == dots && bytes[start + 1] == dots && bytes[start + 2] == dots)
    }

    /// Reads one line with content; `cursor` stands on its first character.
    private mutating func line(_ start: Int, _ end: Int) -> Bool {
        var column = cursor - start
        while let top = levels.last, top.indent > column {
            levels.removeLast()
            isPending = false
        }
        while bytes[cursor] == UInt8(ascii: "-"), cursor + 1 == end || bytes[cursor + 1] == 0x20 {
            guard openItem(column) else { return false }
            cursor += 1
            while cursor < end, bytes[cursor] == 0x20 { cursor += 1 }
            if cursor == end || (bytes[cursor] == UInt8(ascii: "#")) {
                cursor = end + 1
                return true
            }
            column = cursor - start
        }
        guard let key = key(end) else { return item(end) }
        return entry(key, column, end)
    }

    private mutating func openItem(_ column: Int) -> Bool {
        if let top = levels.last {
            if top.isSequence, top.indent == column {
                isPending = true
                return true
            }
            guard isPending, top.indent < column || (!top.isSequence && top.indent == column), top.child == .other else {
                return false
            }
        } else if !isPending {
            return false
        } else {
            // A document that is a list is no manifest.
            return false
        }
        guard levels.count < PlainManifest.maximumDepth else { return false }
        levels.append(Level(indent: column, isSequence: true, role: .other, child: .other))
        isPending = true
        return true
    }

    /// A scalar that is an element of a sequence.
    private mutating func item(_ end: Int) -> Bool {
        guard let top = levels.last, top.isSequence, isPending, cursor > 0 else { return false }
        var before = cursor - 1
        while before > 0, bytes[before] == 0x20 { before -= 1 }
        guard bytes[before] == UInt8(ascii: "-") else { return false }
        isPending = false
        return value(end, top.indent, isField: false) != nil
    }

    private mutating func entry(_ key: Range<Int>, _ column: Int, _ end: Int) -> Bool {
        if let top = levels.last, top.isSequence, top.indent == column {
            levels.removeLast()
            isPending = false
        }
        if let top = levels.last {
            if top.isSequence || top.indent != column {
                guard isPending, top.indent < column, top.child != .field, levels.count < PlainManifest.maximumDepth else {
                    return false
                }
                levels.append(Level(indent: column, isSequence: false, role: top.child, child: .other))
            }
        } else {
            guard isPending else { return false }
            levels.append(Level(indent: column, isSequence: false, role: .root, child: .other))
        }
        let level = levels.count - 1
        let role = role(of: key, in: levels[level].role)
        levels[level].child = role
        while cursor < end, bytes[cursor] == 0x20 { cursor += 1 }
        if cursor == end || bytes[cursor] == UInt8(ascii: "#") {
            isPending = true
            cursor = end + 1
            return true
        }
        isPending = false
        let isKind = role == .field && levels[level].role == .root && equals(key, "kind")
        let isHook = role == .field && levels[level].role == .annotations && equals(key, "helm.sh/hook")
        guard let found = value(end, column, isField: isKind || isHook) else { return false }
        if role == .metadata || role == .annotations { return found.isEmptyMap }
        if role == .field, found.isCollection { return false }
        if isKind { kind = found.text }
        if isHook { hook = found.text }
        return !(isKind || isHook) || found.text != nil
    }

    private func role(of key: Range<Int>, in role: Role) -> Role {
        switch role {
        case .root:
            if equals(key, "metadata") { return .metadata }
            return equals(key, "kind") || equals(key, "apiVersion") ? .field : .other
        case .metadata:
            if equals(key, "annotations") { return .annotations }
            return equals(key, "name") ? .field : .other
        case .annotations: return .field
        case .field, .other: return .other
        }
    }

    private func equals(_ range: Range<Int>, _ text: StaticString) -> Bool {
        range.count == text.utf8CodeUnitCount && text.withUTF8Buffer { $0.elementsEqual(bytes[range]) }
    }

    /// The key that the cursor stands on, which moves behind the colon; nil when there is none that is plain or simply quoted.
    private mutating func key(_ end: Int) -> Range<Int>? {
        let start = cursor
        let first = bytes[start]
        var index = start
        let content: Range<Int>
        if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
            index += 1
            while index < end, bytes[index] != first {
                if bytes[index] == UInt8(ascii: "\\") { return nil }
                index += 1
            }
            guard index + 1 < end, bytes[index + 1] == UInt8(ascii: ":") else { return nil }
            content = start + 1..<index
            index += 1
        } else {
            guard isKeyByte(first), first != UInt8(ascii: "-") else { return nil }
            while index < end, isKeyByte(bytes[index]) { index += 1 }
            guard index < end, bytes[index] == UInt8(ascii: ":") else { return nil }
            content = start..<index
            // A key may be a number, a truth value or nothing, which the full reader knows more about.
            if mayBeTyped(first) {
                guard case .string = YAMLScalar.resolve(Array(bytes[content])) else { return nil }
            }
        }
        guard index + 1 == end || bytes[index + 1] == 0x20, content.count < 256, !content.isEmpty else { return nil }
        cursor = index + 1
        return content
    }

    /// Whether a plain scalar that begins so may be something else than text.
    private func mayBeTyped(_ first: UInt8) -> Bool {
        switch first | 0x20 {
        case UInt8(ascii: "y"), UInt8(ascii: "n"), UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "o"): true
        default: !(65...90).contains(first) && !(97...122).contains(first)
        }
    }

    private func isKeyByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122, UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "-"),
            UInt8(ascii: "$"):
            true
        default: false
        }
    }

    private struct Found {
        var text: String?
        var isCollection = false
        var isEmptyMap = false
    }

    /// Reads the scalar at the cursor and moves to the next line.
    private mutating func value(_ end: Int, _ indent: Int, isField: Bool) -> Found? {
        let start = cursor
        switch bytes[start] {
        case UInt8(ascii: "|"), UInt8(ascii: ">"):
            return isField ? nil : block(end, indent) ? Found() : nil
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            guard let content = quoted(end) else { return nil }
            let text = isField ? String(decoding: bytes[content], as: UTF8.self) : nil
            return endOfLine(end) ? Found(text: text) : nil
        case UInt8(ascii: "{"):
            guard start + 1 < end, bytes[start + 1] == UInt8(ascii: "}") else { return nil }
            cursor += 2
            return endOfLine(end) ? Found(isCollection: true, isEmptyMap: true) : nil
        case UInt8(ascii: "["):
            return flow(end) && endOfLine(end) ? Found(isCollection: true) : nil
        case UInt8(ascii: "&"), UInt8(ascii: "*"), UInt8(ascii: "!"), UInt8(ascii: "%"), UInt8(ascii: "@"),
            UInt8(ascii: "`"), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ","), UInt8(ascii: "?"),
            UInt8(ascii: ":"), UInt8(ascii: "#"), UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "~"):
            return nil
        default: return plain(end, isField)
        }
    }

    private mutating func plain(_ end: Int, _ isField: Bool) -> Found? {
        let start = cursor
        if bytes[start] == UInt8(ascii: "-"), start + 1 == end || !(48...57).contains(bytes[start + 1]),
            start + 1 == end || bytes[start + 1] == 0x20 || bytes[start + 1] == UInt8(ascii: ".")
        {
            return nil
        }
        var index = start
        var last = start
        while index < end {
            let byte = bytes[index]
            if byte == 0x09 { return nil }
            if byte == UInt8(ascii: ":"), index + 1 == end || bytes[index + 1] == 0x20 { return nil }
            if byte == UInt8(ascii: "#"), index > start, bytes[index - 1] == 0x20 { break }
            if byte != 0x20 { last = index }
            index += 1
        }
        cursor = end + 1
        guard isField else { return Found() }
        let content = Array(bytes[start...last])
        guard case .string = YAMLScalar.resolve(content) else { return nil }
        return Found(text: String(decoding: content, as: UTF8.self))
    }

    /// Passes over a quoted scalar without line breaks and, between double quotes, with none but simple escapes.
    private mutating func quoted(_ end: Int) -> Range<Int>? {
        let quote = bytes[cursor]
        var index = cursor + 1
        let start = index
        while index < end {
            let byte = bytes[index]
            if byte == 0x09 { return nil }
            if byte == quote {
                if quote == UInt8(ascii: "'"), index + 1 < end, bytes[index + 1] == quote {
                    index += 2
                    continue
                }
                cursor = index + 1
                return start..<index
            }
            if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                guard index + 1 < end else { return nil }
                switch bytes[index + 1] {
                case UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "n"), UInt8(ascii: "t"), UInt8(ascii: "r"): index += 2
                default: return nil
                }
                continue
            }
            index += 1
        }
        return nil
    }

    /// Passes over a list of words and quoted scalars on one line.
    private mutating func flow(_ end: Int) -> Bool {
        cursor += 1
        if cursor < end, bytes[cursor] == UInt8(ascii: "]") {
            cursor += 1
            return true
        }
        while cursor < end {
            while cursor < end, bytes[cursor] == 0x20 { cursor += 1 }
            guard cursor < end else { return false }
            if bytes[cursor] == UInt8(ascii: "\"") || bytes[cursor] == UInt8(ascii: "'") {
                guard quoted(end) != nil else { return false }
            } else {
                let start = cursor
                while cursor < end, isKeyByte(bytes[cursor]) { cursor += 1 }
                guard cursor > start, bytes[start] != UInt8(ascii: "-"), bytes[start] != UInt8(ascii: ".") else { return false }
            }
            while cursor < end, bytes[cursor] == 0x20 { cursor += 1 }
            guard cursor < end else { return false }
            let separator = bytes[cursor]
            cursor += 1
            if separator == UInt8(ascii: "]") { return true }
            guard separator == UInt8(ascii: ","), cursor < end else { return false }
        }
        return false
    }

    /// Whether nothing but space or a comment follows on the line, behind which the cursor is put.
    private mutating func endOfLine(_ end: Int) -> Bool {
        var index = cursor
        while index < end, bytes[index] == 0x20 { index += 1 }
        guard index == end || (bytes[index] == UInt8(ascii: "#") && index > cursor) else { return false }
        cursor = end + 1
        return true
    }

    /// Passes over a block scalar whose lines are all indented alike or deeper.
    private mutating func block(_ end: Int, _ indent: Int) -> Bool {
        cursor += 1
        if cursor < end, bytes[cursor] == UInt8(ascii: "-") || bytes[cursor] == UInt8(ascii: "+") { cursor += 1 }
        guard endOfLine(end) else { return false }
        var content: Int?
        var blank = 0
        while cursor < bytes.count {
            let start = cursor
            var index = start
            while index < bytes.count, bytes[index] == 0x20 { index += 1 }
            let column = index - start
            if index == bytes.count || bytes[index] == 0x0A {
                if content == nil { blank = max(blank, column) }
                cursor = index + 1
                continue
            }
            if bytes[index] == 0x09, content.map({ column < $0 }) ?? true { return false }
            if column <= indent { return true }
            if let content {
                guard column >= content else { return false }
            } else {
                guard blank <= column else { return false }
                content = column
            }
            cursor = lineEnd(index) + 1
        }
        return true
    }
}
