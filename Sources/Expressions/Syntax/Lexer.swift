/// Splits an expression into tokens, over its UTF-8 bytes.
struct Lexer {
    let bytes: [UInt8]
    var at = 0

    init(_ source: String) { bytes = Array(source.utf8) }

    func byte(_ distance: Int = 0) -> UInt8 {
        at + distance < bytes.count ? bytes[at + distance] : 0
    }

    func failure(_ message: String, at offset: Int) -> ExpressionError {
        ExpressionError(offset: offset, message: message)
    }

    mutating func next() throws(ExpressionError) -> Token {
        skipBlanks()
        let start = at
        guard at < bytes.count else { return Token(kind: .end, offset: start) }
        let first = bytes[at]
        if Lexer.isDigit(first) || (first == UInt8(ascii: ".") && Lexer.isDigit(byte(1))) {
            return Token(kind: try number(), offset: start)
        }
        if Lexer.startsName(first) {
            if let literal = try prefixedString() { return Token(kind: literal, offset: start) }
            while at < bytes.count, Lexer.startsName(bytes[at]) || Lexer.isDigit(bytes[at]) { at += 1 }
            return Token(kind: .identifier(String(decoding: bytes[start..<at], as: UTF8.self)), offset: start)
        }
        if first == UInt8(ascii: "'") || first == UInt8(ascii: "\"") {
            return Token(kind: try string(isRaw: false, isBytes: false, from: start), offset: start)
        }
        if first == UInt8(ascii: "`") { return Token(kind: try quotedIdentifier(), offset: start) }
        return Token(kind: .symbol(try symbol()), offset: start)
    }

    private mutating func skipBlanks() {
        while at < bytes.count {
            switch bytes[at] {
            case 0x20, 0x09, 0x0A, 0x0C, 0x0D: at += 1
            case UInt8(ascii: "/") where byte(1) == UInt8(ascii: "/"):
                while at < bytes.count, bytes[at] != 0x0A { at += 1 }
            default: return
            }
        }
    }

    private mutating func symbol() throws(ExpressionError) -> Token.Symbol {
        let first = bytes[at]
        guard first < 0x80 else { throw failure("unexpected character", at: at) }
        if at + 1 < bytes.count, bytes[at + 1] < 0x80,
            let double = Token.Symbol(rawValue: String(decoding: bytes[at...at + 1], as: UTF8.self))
        {
            at += 2
            return double
        }
        guard let single = Token.Symbol(rawValue: String(UnicodeScalar(first))) else {
            let advice: String =
                switch first {
                case UInt8(ascii: "&"): "; did you mean '&&'?"
                case UInt8(ascii: "|"): "; did you mean '||'?"
                case UInt8(ascii: "="): "; did you mean '=='?"
                default: ""
                }
            throw failure("unexpected character '\(UnicodeScalar(first).escaped(asASCII: true))'\(advice)", at: at)
        }
        at += 1
        return single
    }

    private mutating func quotedIdentifier() throws(ExpressionError) -> Token.Kind {
        let start = at + 1
        at = start
        while byte() != UInt8(ascii: "`") {
            guard at < bytes.count, bytes[at] != 0x0A else { throw failure("unterminated quoted name", at: start - 1) }
            at += 1
        }
        guard at > start else { throw failure("empty quoted name", at: start - 1) }
        let name = String(decoding: bytes[start..<at], as: UTF8.self)
        at += 1
        return .quotedIdentifier(name)
    }

    static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    static func startsName(_ byte: UInt8) -> Bool {
        (byte >= 0x61 && byte <= 0x7A) || (byte >= 0x41 && byte <= 0x5A) || byte == 0x5F
    }

    static func hexValue(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 0x30...0x39: UInt32(byte - 0x30)
        case 0x41...0x46: UInt32(byte - 0x41 + 10)
        case 0x61...0x66: UInt32(byte - 0x61 + 10)
        default: nil
        }
    }
}
