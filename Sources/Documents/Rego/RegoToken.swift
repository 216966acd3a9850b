import SourceText

/// One word of a Rego file: openpolicyagent.org/docs/policy-reference, "Grammar".
struct RegoToken: Hashable {
    enum Kind: Hashable { case name, string, rawString, number, sign }

    let kind: Kind
    let span: Span
    /// Whether it is the first on its line.
    let startsLine: Bool
}

/// Parts a file into tokens and comments; what is no token ends the reading with a reason.
struct RegoLexer {
    let bytes: [UInt8]
    private(set) var tokens: [RegoToken] = []
    private(set) var comments: [Span] = []
    private(set) var trouble: (place: Int, reason: String)?
    private var at: Int
    private var startsLine = true

    init(_ bytes: [UInt8], from start: Int = 0) {
        self.bytes = bytes
        at = start
        run()
    }

    private mutating func run() {
        while at < bytes.count, trouble == nil {
            let start = at
            switch bytes[at] {
            case 0x0A:
                startsLine = true
                at += 1
            case 0x20, 0x09, 0x0D: at += 1
            case UInt8(ascii: "#"):
                while at < bytes.count, bytes[at] != 0x0A { at += 1 }
                comments.append(Span(start, bytes[at - 1] == 0x0D ? at - 1 : at))
            case UInt8(ascii: "\""): string(from: start)
            case UInt8(ascii: "`"): raw(from: start)
            case UInt8(ascii: "$") where at + 1 < bytes.count && (bytes[at + 1] == UInt8(ascii: "\"") || bytes[at + 1] == UInt8(ascii: "`")):
                at += 1
                if bytes[at] == UInt8(ascii: "`") { raw(from: start) } else { string(from: start) }
            case let byte where isWordByte(byte): word(from: start)
            default: sign(from: start)
            }
        }
    }

    private mutating func add(_ kind: RegoToken.Kind, from start: Int) {
        tokens.append(RegoToken(kind: kind, span: Span(start, at), startsLine: startsLine))
        startsLine = false
    }

    private mutating func string(from start: Int) {
        at += 1
        while at < bytes.count, bytes[at] != UInt8(ascii: "\"") {
            if bytes[at] == 0x0A { break }
            at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") else {
            trouble = (start, "the string does not close on its line")
            return
        }
        at += 1
        add(.string, from: start)
    }

    private mutating func raw(from start: Int) {
        guard let close = bytes[(at + 1)...].firstIndex(of: UInt8(ascii: "`")) else {
            trouble = (start, "the raw string does not close")
            return
        }
        at = close + 1
        add(.rawString, from: start)
    }

    private mutating func word(from start: Int) {
        guard (48...57).contains(bytes[at]) else {
            while at < bytes.count, isWordByte(bytes[at]) { at += 1 }
            return add(.name, from: start)
        }
        while at < bytes.count {
            let isExponent = (bytes[at] == UInt8(ascii: "+") || bytes[at] == UInt8(ascii: "-")) && (bytes[at - 1] | 0x20) == UInt8(ascii: "e")
            let isPoint = bytes[at] == UInt8(ascii: ".") && at + 1 < bytes.count && (48...57).contains(bytes[at + 1])
            guard isWordByte(bytes[at]) || isPoint || isExponent else { break }
            at += 1
        }
        add(.number, from: start)
    }

    private mutating func sign(from start: Int) {
        let pair = at + 1 < bytes.count ? [bytes[at], bytes[at + 1]] : []
        if RegoLexer.pairs.contains(pair) {
            at += 2
        } else if RegoLexer.single.contains(bytes[at]) {
            at += 1
        } else {
            trouble = (start, "the character has no meaning here")
            return
        }
        add(.sign, from: start)
    }

    private static let pairs: Set<[UInt8]> = Set([":=", "==", "!=", "<=", ">="].map { Array($0.utf8) })
    private static let single: Set<UInt8> = Set("{}[]().,;:=<>+-*/%|&".utf8)
}
