internal import SourceText

/// Questions about the lines around a byte offset.
struct TextLines {
    let bytes: [UInt8]
    let bodyStart: Int
    let usesCRLF: Bool

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        bodyStart = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let first = bytes.firstIndex(of: 0x0A) ?? 0
        usesCRLF = first > 0 && bytes[first - 1] == 0x0D
    }

    /// The first byte of the line, behind a byte-order mark.
    func lineStart(_ offset: Int) -> Int {
        var at = offset
        while at > bodyStart, bytes[at - 1] != 0x0A { at -= 1 }
        return at
    }

    /// Where the line's text ends and its line break begins.
    func lineEnd(_ offset: Int) -> Int {
        var at = offset
        while at < bytes.count, bytes[at] != 0x0A { at += 1 }
        if at > offset, at <= bytes.count, bytes[at - 1] == 0x0D { at -= 1 }
        return at
    }

    /// The start of the next line, or the end of the file.
    func nextLine(_ offset: Int) -> Int {
        var at = offset
        while at < bytes.count, bytes[at] != 0x0A { at += 1 }
        return min(at + 1, bytes.count)
    }

    func column(_ offset: Int) -> Int { offset - lineStart(offset) }

    /// The blanks that the line of `offset` begins with, up to `offset`.
    func indentText(_ offset: Int) -> String {
        let start = lineStart(offset)
        var end = start
        while end < offset, bytes[end] == 0x20 || bytes[end] == 0x09 { end += 1 }
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    func isFirstOnLine(_ offset: Int) -> Bool {
        bytes[lineStart(offset)..<offset].allSatisfy { $0 == 0x20 || $0 == 0x09 }
    }

    /// Whether nothing but blanks is left of the line.
    func isBlankToLineEnd(_ offset: Int) -> Bool {
        bytes[offset..<lineEnd(offset)].allSatisfy { $0 == 0x20 || $0 == 0x09 }
    }

    func isBlankLine(_ start: Int) -> Bool { isBlankToLineEnd(start) }

    /// The first byte from `offset` on that is no space or tab of its line.
    func skipBlanks(_ offset: Int) -> Int {
        var at = offset
        while at < bytes.count, bytes[at] == 0x20 || bytes[at] == 0x09 { at += 1 }
        return at
    }

    func skipBlanksBack(_ offset: Int) -> Int {
        var at = offset
        while at > bodyStart, bytes[at - 1] == 0x20 || bytes[at - 1] == 0x09 { at -= 1 }
        return at
    }

    /// The first byte from `offset` on that belongs to a token.
    func skipToToken(_ offset: Int, _ dialect: Dialect) -> Int {
        var at = offset
        while at < bytes.count {
            if [0x20, 0x09, 0x0A, 0x0D].contains(bytes[at]) {
                at += 1
            } else if isCommentStart(at, dialect) {
                if bytes[at] == UInt8(ascii: "/"), bytes[at + 1] == UInt8(ascii: "*") {
                    at += 2
                    while at + 1 < bytes.count, !(bytes[at] == UInt8(ascii: "*") && bytes[at + 1] == UInt8(ascii: "/"))
                    { at += 1 }
                    at = min(at + 2, bytes.count)
                } else {
                    at = lineEnd(at)
                }
            } else {
                break
            }
        }
        return at
    }

    /// Whether a comment begins here, provided that the place is between tokens.
    func isCommentStart(_ offset: Int, _ dialect: Dialect) -> Bool {
        guard offset < bytes.count else { return false }
        if dialect == .yaml { return bytes[offset] == UInt8(ascii: "#") }
        guard bytes[offset] == UInt8(ascii: "/"), offset + 1 < bytes.count else { return false }
        return bytes[offset + 1] == UInt8(ascii: "/") || bytes[offset + 1] == UInt8(ascii: "*")
    }

    /// Whether only blanks and a comment are left of the line.
    func isOverOnLine(_ offset: Int, _ dialect: Dialect) -> Bool {
        let at = skipBlanks(offset)
        return at >= lineEnd(offset) || isCommentStart(at, dialect)
    }

    /// The start of the comment lines directly above a line that are written in the same column, or the line itself.
    ///
    /// A comment at the top of the file or below `---` speaks of the whole document and stays.
    func ownCommentsStart(_ line: Int, column: Int, _ dialect: Dialect) -> Int {
        var first = line
        while first > bodyStart {
            let above = lineStart(first - 1)
            let text = skipBlanks(above)
            guard text < lineEnd(above), isCommentStart(text, dialect), text - above == column else { break }
            first = above
        }
        let isAtTop =
            first == bodyStart || (first < line && bytes[lineStart(first - 1)...].starts(with: [0x2D, 0x2D, 0x2D]))
        return isAtTop && column == 0 ? line : first
    }
}
