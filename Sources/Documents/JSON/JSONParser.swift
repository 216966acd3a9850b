internal import SourceText

/// Reads JSON into the same tree as YAML: objects and arrays are flow collections.
///
/// Strict but for what editors of configuration files write: `//` and `/* */` comments and a trailing comma get one note.
struct JSONParser {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let path: String
    private var at: Int
    private(set) var tree = NodeTree()
    private(set) var comments: [Comment] = []
    private(set) var diagnostics: [Diagnostic] = []

    /// Reading stops at the first error.
    private struct Stop: Error {}

    init(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, path: String) {
        self.bytes = bytes
        self.path = path
        at = start
        tree.nodes.reserveCapacity(bytes.count / 16)
    }

    mutating func run() {
        do {
            try skipBlanks()
            if at == bytes.count { throw fail("the file holds no value", at) }
            try value(depth: 0)
            try skipBlanks()
            if at < bytes.count { throw fail("unexpected text behind the value", at) }
            tree.roots = [0]
        } catch {
            tree = NodeTree()
        }
    }

    private mutating func fail(_ message: String, _ offset: Int, id: String = "json-syntax") -> Stop {
        let start = min(offset, bytes.count)
        diagnostics.append(Diagnostic(.error, id, message, path: path, span: Span(start, min(start + 1, bytes.count))))
        return Stop()
    }

    private mutating func value(depth: Int) throws(Stop) {
        guard at < bytes.count else { throw fail("unexpected end of file, a value is missing", at) }
        switch bytes[at] {
        case UInt8(ascii: "{"): try collection(.mapping, close: UInt8(ascii: "}"), depth: depth)
        case UInt8(ascii: "["): try collection(.sequence, close: UInt8(ascii: "]"), depth: depth)
        case UInt8(ascii: "\""): try string()
        case UInt8(ascii: "-"), 48...57: try number()
        case UInt8(ascii: "t"): try literal("true")
        case UInt8(ascii: "f"): try literal("false")
        case UInt8(ascii: "n"): try literal("null")
        default: throw fail("a value cannot begin like this", at)
        }
    }

    private mutating func collection(_ kind: NodeTree.Node.Kind, close: UInt8, depth: Int) throws(Stop) {
        guard depth < TreeLimits.depth else {
            throw fail("nested deeper than \(TreeLimits.depth) levels", at, id: "too-deep")
        }
        let index = tree.nodes.count
        let start = at
        add(kind, .flow, start, start, number: 0)
        at += 1
        var count: Int32 = 0
        try skipBlanks()
        while at < bytes.count, bytes[at] != close {
            if kind == .mapping { try key() }
            try value(depth: depth + 1)
            count += kind == .mapping ? 2 : 1
            try skipBlanks()
            guard at < bytes.count, bytes[at] != close else { break }
            guard bytes[at] == UInt8(ascii: ",") else {
                throw fail("did not find expected ',' or '\(Character(UnicodeScalar(close)))'", at)
            }
            let comma = at
            at += 1
            try skipBlanks()
            if at < bytes.count, bytes[at] == close { tolerate("a trailing comma", Span(comma, comma + 1)) }
        }
        guard at < bytes.count else {
            throw fail("unexpected end of file, '\(Character(UnicodeScalar(close)))' is missing", at)
        }
        at += 1
        tree[index].number = count
        tree[index].endOffset = Int32(truncatingIfNeeded: at)
        tree[index].next = Int32(truncatingIfNeeded: tree.nodes.count)
    }

    private mutating func key() throws(Stop) {
        guard bytes[at] == UInt8(ascii: "\"") else { throw fail("a key must be a string in double quotes", at) }
        try string()
        try skipBlanks()
        guard at < bytes.count, bytes[at] == UInt8(ascii: ":") else { throw fail("did not find expected ':'", at) }
        at += 1
        try skipBlanks()
    }

    private mutating func literal(_ word: StaticString) throws(Stop) {
        let start = at
        let matches = word.withUTF8Buffer { text in
            at + text.count <= bytes.count && bytes[at..<at + text.count].elementsEqual(text)
        }
        guard matches else { throw fail("a value cannot begin like this", at) }
        at += word.utf8CodeUnitCount
        if at < bytes.count, isWordByte(bytes[at]) { throw fail("a value cannot begin like this", start) }
        add(.scalar, .plain, start, at, number: at - start)
    }

    private func isWordByte(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == UInt8(ascii: "_")
    }

    /// `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`, RFC 8259 section 6.
    private mutating func number() throws(Stop) {
        let start = at
        if bytes[at] == UInt8(ascii: "-") { at += 1 }
        if at < bytes.count, bytes[at] == UInt8(ascii: "0") { at += 1 } else { try digits() }
        if at < bytes.count, bytes[at] == UInt8(ascii: ".") {
            at += 1
            try digits()
        }
        if at < bytes.count, bytes[at] | 0x20 == UInt8(ascii: "e") {
            at += 1
            if at < bytes.count, bytes[at] == UInt8(ascii: "+") || bytes[at] == UInt8(ascii: "-") { at += 1 }
            try digits()
        }
        if at < bytes.count, isWordByte(bytes[at]) || bytes[at] == UInt8(ascii: ".") {
            throw fail("this is not a number", start)
        }
        add(.scalar, .plain, start, at, number: at - start)
    }

    private mutating func digits() throws(Stop) {
        let start = at
        while at < bytes.count, (48...57).contains(bytes[at]) { at += 1 }
        if at == start { throw fail("a digit is missing", at) }
    }

    private mutating func string() throws(Stop) {
        let start = at
        at += 1
        var copiedTo = at
        let unescapedStart = tree.unescaped.count
        var hasEscapes = false
        while at < bytes.count, bytes[at] != UInt8(ascii: "\"") {
            if bytes[at] < 0x20 { throw fail("control characters must be escaped in strings", at) }
            guard bytes[at] == UInt8(ascii: "\\") else {
                at += 1
                continue
            }
            hasEscapes = true
            tree.unescaped.append(contentsOf: bytes[copiedTo..<at])
            try escape()
            copiedTo = at
        }
        guard at < bytes.count else { throw fail("unexpected end of file, the string is not closed", start) }
        if hasEscapes { tree.unescaped.append(contentsOf: bytes[copiedTo..<at]) }
        at += 1
        if hasEscapes {
            add(
                .scalar, .doubleQuoted, start, at, number: tree.unescaped.count - unescapedStart,
                unescapedStart: unescapedStart)
        } else {
            add(.scalar, .doubleQuoted, start, at, number: at - start - 2)
        }
    }

    private mutating func escape() throws(Stop) {
        guard at + 1 < bytes.count else { throw fail("unexpected end of file, the string is not closed", at) }
        let letter = bytes[at + 1]
        at += 2
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): tree.unescaped.append(letter)
        case UInt8(ascii: "b"): tree.unescaped.append(0x08)
        case UInt8(ascii: "f"): tree.unescaped.append(0x0C)
        case UInt8(ascii: "n"): tree.unescaped.append(0x0A)
        case UInt8(ascii: "r"): tree.unescaped.append(0x0D)
        case UInt8(ascii: "t"): tree.unescaped.append(0x09)
        case UInt8(ascii: "u"): tree.unescaped.append(contentsOf: Array(String(Character(try unicodeEscape())).utf8))
        default: throw fail("'\\' cannot be followed by this character", at - 1)
        }
    }

    /// The four digits behind `\u`, and the second half of a surrogate pair; half a pair alone becomes U+FFFD.
    private mutating func unicodeEscape() throws(Stop) -> Unicode.Scalar {
        let first = try hexDigits()
        guard first & 0xFC00 == 0xD800 else { return Unicode.Scalar(first) ?? "\u{FFFD}" }
        guard at + 1 < bytes.count, bytes[at] == UInt8(ascii: "\\"), bytes[at + 1] == UInt8(ascii: "u") else {
            return "\u{FFFD}"
        }
        let place = at
        at += 2
        let second = try hexDigits()
        guard second & 0xFC00 == 0xDC00 else {
            at = place
            return "\u{FFFD}"
        }
        return Unicode.Scalar(0x10000 + (first & 0x3FF) << 10 + second & 0x3FF) ?? "\u{FFFD}"
    }

    private mutating func hexDigits() throws(Stop) -> UInt32 {
        var result: UInt32 = 0
        for _ in 0..<4 {
            guard at < bytes.count, let digit = Character(UnicodeScalar(bytes[at])).hexDigitValue else {
                throw fail("'\\u' must be followed by four hexadecimal digits", at)
            }
            result = result << 4 | UInt32(digit)
            at += 1
        }
        return result
    }

    private mutating func skipBlanks() throws(Stop) {
        while at < bytes.count {
            switch bytes[at] {
            case 0x20, 0x09, 0x0A, 0x0D: at += 1
            case UInt8(ascii: "/"): try comment()
            default: return
            }
        }
    }

    private mutating func comment() throws(Stop) {
        let start = at
        let kind = at + 1 < bytes.count ? bytes[at + 1] : 0
        at += 2
        var end = at
        if kind == UInt8(ascii: "/") {
            while at < bytes.count, bytes[at] != 0x0A { at += 1 }
            if at > start, bytes[at - 1] == 0x0D { at -= 1 }
            end = at
        } else if kind == UInt8(ascii: "*") {
            while at + 1 < bytes.count, !(bytes[at] == UInt8(ascii: "*") && bytes[at + 1] == UInt8(ascii: "/")) {
                at += 1
            }
            guard at + 1 < bytes.count else { throw fail("unexpected end of file, the comment is not closed", start) }
            end = at
            at += 2
        } else {
            throw fail("a value cannot begin like this", start)
        }
        let span = Span(start, at)
        var before = start
        while before > 0, bytes[before - 1] == 0x20 || bytes[before - 1] == 0x09 { before -= 1 }
        let startsLine = before == 0 || bytes[before - 1] == 0x0A || (before == 3 && bytes[0] == 0xEF)
        var first = start + 2
        while first < end, [0x20, 0x09, 0x0A, 0x0D, 0x2A, 0x2F].contains(bytes[first]) { first += 1 }
        while end > first, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[end - 1]) { end -= 1 }
        comments.append(
            Comment(span: span, text: String(decoding: bytes[first..<end], as: UTF8.self), isTrailing: !startsLine))
        tolerate("a comment", span)
    }

    private mutating func tolerate(_ what: String, _ span: Span) {
        guard !diagnostics.contains(where: { $0.id == "json-comments" }) else { return }
        diagnostics.append(
            Diagnostic(
                .note, "json-comments", "\(what) is not JSON; the file is read as JSON with comments", path: path,
                span: span))
    }

    private mutating func add(
        _ kind: NodeTree.Node.Kind, _ style: NodeTree.Node.Style, _ start: Int, _ end: Int, number: Int,
        unescapedStart: Int? = nil
    ) {
        let textStart = unescapedStart ?? (style == .doubleQuoted ? start + 1 : start)
        tree.nodes.append(
            NodeTree.Node(
                kind: kind, style: style, textIsInFile: unescapedStart == nil,
                startOffset: Int32(truncatingIfNeeded: start),
                endOffset: Int32(truncatingIfNeeded: end), outerOffset: Int32(truncatingIfNeeded: start),
                next: Int32(truncatingIfNeeded: tree.nodes.count + 1), number: Int32(truncatingIfNeeded: number),
                textStart: Int32(truncatingIfNeeded: textStart), properties: -1))
    }
}
