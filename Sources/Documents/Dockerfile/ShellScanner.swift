/// A shell script taken apart into simple commands, after the grammar of POSIX (XCU 2.10) with what bash adds and people use.
///
/// Offsets count bytes of the scanned text.
/// Invariant: what was not understood sets `isOpaque`; commands found until then are kept.
struct ShellScript: Sendable {
    var commands: [ShellCommand] = []
    /// Those inside `$(…)`, backticks and `<(…)`.
    var substituted: [ShellCommand] = []
    var comments: [Range<Int>] = []
    var separators: [Range<Int>] = []
    var isOpaque = false
    /// After the last token outside every compound command.
    var end = 0
    /// The operator that the script ends in.
    var trailingOperator = ""

    init(_ bytes: [UInt8], in range: Range<Int>) {
        var scanner = ShellScanner(bytes: bytes, at: range.lowerBound, limit: range.upperBound)
        end = range.lowerBound
        scanner.list(until: nil, depth: 0, script: &self, substituted: false)
    }
}

struct ShellCommand: Sendable {
    var joint = ""
    var jointRange: Range<Int>?
    var range: Range<Int>
    var assignments: [ShellAssignment] = []
    var words: [ShellWord] = []
    var redirects: [ShellRedirect] = []
    var depth = 0
}

struct ShellWord: Sendable {
    var bytes: [UInt8] = []
    var range: Range<Int>
    /// Any quote or escape: such a word is no reserved word and no alias.
    var isQuoted = false
    var isDynamic = false
    var isExpanded = false

    var value: String { String(decoding: bytes, as: UTF8.self) }
}

struct ShellAssignment: Sendable {
    let name: Range<Int>
    let value: ShellWord
}

struct ShellRedirect: Sendable {
    let symbol: Range<Int>
    let target: ShellWord?
    let range: Range<Int>
}

/// Reads one list of commands after the other; substitutions recurse, compound commands do not.
struct ShellScanner {
    let bytes: [UInt8]
    var at: Int
    var limit: Int
    /// Delimiters of here-documents whose bodies start after the next line end.
    var pendingBodies: [PendingBody] = []

    struct PendingBody {
        let delimiter: [UInt8]
        let stripsTabs: Bool
    }

    static let depthLimit = 48

    func peek(_ distance: Int = 0) -> UInt8? { at + distance < limit ? bytes[at + distance] : nil }

    func starts(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { wanted in
            at + wanted.count <= limit && wanted.indices.allSatisfy { bytes[at + $0] == wanted[$0] }
        }
    }

    /// Skips blanks and escaped line ends, and a comment when one starts here.
    mutating func skipBlanks(_ script: inout ShellScript) {
        while let byte = peek() {
            if byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0B || byte == 0x0C {
                at += 1
            } else if let length = escapedLineEnd() {
                at += length
            } else if byte == UInt8(ascii: "#"), at == 0 || isWordBoundary(bytes[at - 1]) {
                let start = at
                while let next = peek(), next != 0x0A { at += 1 }
                var end = at
                if end > start, bytes[end - 1] == 0x0D { end -= 1 }
                script.comments.append(start..<end)
            } else {
                return
            }
        }
    }

    private func isWordBoundary(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte == UInt8(ascii: ";") || byte == UInt8(ascii: "&") || byte == UInt8(ascii: "|")
            || byte == UInt8(ascii: "(") || byte == UInt8(ascii: ")")
    }

    /// The length of a backslash and line end here, or nil.
    func escapedLineEnd() -> Int? {
        guard peek() == UInt8(ascii: "\\") else { return nil }
        if peek(1) == 0x0A { return 2 }
        if peek(1) == 0x0D, peek(2) == 0x0A { return 3 }
        return nil
    }

    /// Steps over a line end and the bodies of here-documents announced on the line.
    mutating func lineEnd() {
        at += 1
        for body in pendingBodies {
            while at < limit {
                var end = at
                while end < limit, bytes[end] != 0x0A { end += 1 }
                var line = bytes[at..<end]
                at = min(end + 1, limit)
                if line.last == 0x0D { line = line.dropLast() }
                if body.stripsTabs { line = line.drop { $0 == 0x09 } }
                if line.elementsEqual(body.delimiter) { break }
            }
        }
        pendingBodies = []
    }
}
