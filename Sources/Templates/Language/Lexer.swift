/// Splits a template into tokens the way Go's text/template does, with `{{` and `}}`.
///
/// Invariant: never reads outside the bytes; after an error or the end it keeps giving that token.
struct Lexer {
    let bytes: [UInt8]
    private var position = 0
    private var line = 1
    private var insideAction = false
    private var parenthesisDepth = 0
    private var finished: Token?
    /// What the `.error` token is about.
    private(set) var message = ""
    /// Whether the token that comes next is the delimiter that a comment or trim has already been judged for.
    private var pendingText: Range<Int>?

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    private static let openBrace = UInt8(ascii: "{")
    private static let closeBrace = UInt8(ascii: "}")

    private func byte(_ offset: Int) -> UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private func isSpace(_ byte: UInt8?) -> Bool {
        guard let byte else { return false }
        return byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A
    }

    private mutating func token(_ kind: Token.Kind, from start: Int) -> Token {
        let token = Token(kind: kind, start: start, end: position, line: line)
        if kind == .text || kind == .space || kind == .rawString { countLines(start..<position) }
        return token
    }

    private mutating func countLines(_ range: Range<Int>) {
        line += bytes.withUnsafeBufferPointer { buffer in
            var count = 0
            for index in range where buffer[index] == 0x0A { count += 1 }
            return count
        }
    }

    private mutating func skip(to end: Int) {
        if end > position { countLines(position..<end) }
        position = end
    }

    private mutating func fail(_ message: String, at start: Int) -> Token {
        let token = Token(kind: .error, start: start, end: start, line: line)
        self.message = message
        finished = token
        return token
    }

    mutating func next() -> Token {
        if let finished { return finished }
        return insideAction ? nextInAction() : nextInText()
    }

    private mutating func nextInText() -> Token {
        while true {
            let start = position
            guard let open = bytes.openingBraces(from: position) else {
                position = bytes.count
                if position > start { return token(.text, from: start) }
                let token = Token(kind: .endOfFile, start: start, end: start, line: line)
                finished = token
                return token
            }
            let trims = byte(open + 2) == UInt8(ascii: "-") && isSpace(byte(open + 3))
            var textEnd = open
            if trims { while textEnd > start, isSpace(bytes[textEnd - 1]) { textEnd -= 1 } }
            if textEnd > start {
                position = textEnd
                let text = token(.text, from: start)
                skip(to: open)
                return text
            }
            skip(to: open)
            let afterMarker = trims ? 2 : 0
            if byte(open + 2 + afterMarker) == UInt8(ascii: "/"), byte(open + 3 + afterMarker) == UInt8(ascii: "*") {
                if let error = skipComment(from: open + 4 + afterMarker) { return error }
                continue
            }
            position = open + 2
            let delimiter = token(.leftDelimiter, from: open)
            position += afterMarker
            insideAction = true
            parenthesisDepth = 0
            return delimiter
        }
    }

    /// Passes over a comment and its closing delimiter. Returns an error token when it does not end properly.
    private mutating func skipComment(from start: Int) -> Token? {
        var end = start
        while end + 1 < bytes.count, !(bytes[end] == UInt8(ascii: "*") && bytes[end + 1] == UInt8(ascii: "/")) {
            end += 1
        }
        guard end + 1 < bytes.count else { return fail("unclosed comment", at: position) }
        skip(to: end + 2)
        guard let trims = rightDelimiter(at: position) else {
            return fail("comment ends before closing delimiter", at: position)
        }
        skip(to: position + (trims ? 4 : 2))
        if trims { skipSpaces() }
        return nil
    }

    private mutating func skipSpaces() {
        var end = position
        while isSpace(byte(end)) { end += 1 }
        skip(to: end)
    }

    /// Whether a right delimiter stands at `offset`, and if so whether it trims what follows.
    private func rightDelimiter(at offset: Int) -> Bool? {
        if isSpace(byte(offset)), byte(offset + 1) == UInt8(ascii: "-"), byte(offset + 2) == Lexer.closeBrace,
            byte(offset + 3) == Lexer.closeBrace
        {
            return true
        }
        if byte(offset) == Lexer.closeBrace, byte(offset + 1) == Lexer.closeBrace { return false }
        return nil
    }

    private mutating func nextInAction() -> Token {
        let start = position
        if let trims = rightDelimiter(at: position) {
            guard parenthesisDepth == 0 else { return fail("unclosed left paren", at: start) }
            let textStart = trims ? position + 2 : position
            skip(to: textStart)
            position = textStart + 2
            let delimiter = token(.rightDelimiter, from: textStart)
            insideAction = false
            if trims { skipSpaces() }
            return delimiter
        }
        guard let first = byte(position) else { return fail("unclosed action", at: start) }
        position += 1
        switch first {
        case 0x20, 0x09, 0x0D, 0x0A:
            while isSpace(byte(position)) {
                if rightDelimiter(at: position) == true { break }
                position += 1
            }
            return token(.space, from: start)
        case UInt8(ascii: "="): return token(.assign, from: start)
        case UInt8(ascii: ":"):
            guard byte(position) == UInt8(ascii: "=") else { return fail("expected :=", at: start) }
            position += 1
            return token(.declare, from: start)
        case UInt8(ascii: "|"): return token(.pipe, from: start)
        case UInt8(ascii: "\""): return quoted(from: start, until: first, kind: .string, "unterminated quoted string")
        case UInt8(ascii: "'"):
            return quoted(from: start, until: first, kind: .characterConstant, "unterminated character constant")
        case UInt8(ascii: "`"):
            while let next = byte(position) {
                position += 1
                if next == first { return token(.rawString, from: start) }
            }
            return fail("unterminated raw quoted string", at: start)
        case UInt8(ascii: "$"): return fieldOrVariable(from: start, .variable)
        case UInt8(ascii: "."):
            if let next = byte(position), !(48...57).contains(next) { return fieldOrVariable(from: start, .field) }
            return number(from: start)
        case UInt8(ascii: "+"), UInt8(ascii: "-"), 48...57: return number(from: start)
        case UInt8(ascii: "("):
            parenthesisDepth += 1
            return token(.leftParenthesis, from: start)
        case UInt8(ascii: ")"):
            parenthesisDepth -= 1
            if parenthesisDepth < 0 { return fail("unexpected right paren U+0029 ')'", at: start) }
            return token(.rightParenthesis, from: start)
        default:
            position = start
            let (scalar, _) = bytes.scalar(at: start)
            if scalar.isGoAlphanumeric { return identifier(from: start) }
            if scalar.value < 0x7F, scalar.value > 0x20 {
                position = start + 1
                return token(.character, from: start)
            }
            return fail("unrecognized character in action: \(scalar.goDescription)", at: start)
        }
    }

    private mutating func quoted(from start: Int, until quote: UInt8, kind: Token.Kind, _ message: String) -> Token {
        while let next = byte(position) {
            position += 1
            if next == UInt8(ascii: "\\") {
                guard let escaped = byte(position), escaped != 0x0A else { break }
                position += 1
            } else if next == 0x0A {
                break
            } else if next == quote {
                return token(kind, from: start)
            }
        }
        return fail(message, at: start)
    }

    private mutating func skipAlphanumeric() {
        position = bytes.withUnsafeBufferPointer { buffer in
            var index = position
            while index < buffer.count {
                let byte = buffer[index]
                let small = byte | 0x20
                guard (small >= 97 && small <= 122) || (byte >= 48 && byte <= 57) || byte == 95 else { break }
                index += 1
            }
            return index
        }
        while position < bytes.count {
            let (scalar, length) = bytes.scalar(at: position)
            guard scalar.isGoAlphanumeric else { return }
            position += length
        }
    }

    private func isAtTerminator() -> Bool {
        guard let next = byte(position) else { return true }
        if isSpace(next) { return true }
        switch next {
        case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: "|"), UInt8(ascii: ":"), UInt8(ascii: ")"),
            UInt8(ascii: "("):
            return true
        default: return next == Lexer.closeBrace && byte(position + 1) == Lexer.closeBrace
        }
    }

    private mutating func badCharacter(at start: Int) -> Token {
        fail("bad character \(bytes.scalar(at: position).0.goDescription)", at: start)
    }

    private mutating func identifier(from start: Int) -> Token {
        skipAlphanumeric()
        guard isAtTerminator() else { return badCharacter(at: start) }
        return token(Token.Kind(word: bytes[start..<position]), from: start)
    }

    private mutating func fieldOrVariable(from start: Int, _ kind: Token.Kind) -> Token {
        if isAtTerminator() { return token(kind == .variable ? .variable : .dot, from: start) }
        skipAlphanumeric()
        guard isAtTerminator() else { return badCharacter(at: start) }
        return token(kind, from: start)
    }

    private mutating func number(from start: Int) -> Token {
        position = start
        let isGood = scanNumber()
        guard isGood else {
            let text = String(decoding: bytes[start..<min(position, bytes.count)], as: UTF8.self)
            return fail("bad number syntax: \(goQuoted(text))", at: start)
        }
        if let sign = byte(position), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
            guard scanNumber(), bytes[position - 1] == UInt8(ascii: "i") else {
                let text = String(decoding: bytes[start..<min(position, bytes.count)], as: UTF8.self)
                return fail("bad number syntax: \(goQuoted(text))", at: start)
            }
            return token(.complex, from: start)
        }
        return token(.number, from: start)
    }

    private mutating func scanNumber() -> Bool {
        func isIn(_ offset: Int, _ set: StaticString) -> Bool {
            guard let next = byte(offset) else { return false }
            return set.withUTF8Buffer { $0.contains(next) }
        }
        if isIn(position, "+-") { position += 1 }
        var digits: StaticString = "0123456789_"
        if isIn(position, "0") {
            position += 1
            if isIn(position, "xX") {
                position += 1
                digits = "0123456789abcdefABCDEF_"
            } else if isIn(position, "oO") {
                position += 1
                digits = "01234567_"
            } else if isIn(position, "bB") {
                position += 1
                digits = "01_"
            }
        }
        while isIn(position, digits) { position += 1 }
        if isIn(position, ".") {
            position += 1
            while isIn(position, digits) { position += 1 }
        }
        let isDecimal = digits.utf8CodeUnitCount == 11
        let isHexadecimal = digits.utf8CodeUnitCount == 23
        if (isDecimal && isIn(position, "eE")) || (isHexadecimal && isIn(position, "pP")) {
            position += 1
            if isIn(position, "+-") { position += 1 }
            while isIn(position, "0123456789_") { position += 1 }
        }
        if isIn(position, "i") { position += 1 }
        if position < bytes.count, bytes.scalar(at: position).0.isGoAlphanumeric {
            position += bytes.scalar(at: position).1
            return false
        }
        return true
    }
}

extension [UInt8] {
    /// Where the next `{{` starts at or after `start`.
    package func openingBraces(from start: Int) -> Int? {
        withUnsafeBufferPointer { buffer in
            var index = start
            while index + 1 < buffer.count {
                if buffer[index + 1] != 0x7B {
                    index += 2
                } else if buffer[index] == 0x7B {
                    return index
                } else {
                    index += 1
                }
            }
            return nil
        }
    }

    /// The Unicode scalar at `offset` and its length in bytes; U+FFFD and 1 where the bytes are no UTF-8.
    ///
    /// Precondition: `offset` is within the bytes.
    package func scalar(at offset: Int) -> (Unicode.Scalar, Int) {
        let first = self[offset]
        if first < 0x80 { return (Unicode.Scalar(first), 1) }
        let bad = (Unicode.Scalar(0xFFFD as UInt16) ?? "?", 1)
        let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        guard first >= 0xC2, first < 0xF5, offset + length <= count else { return bad }
        var value = UInt32(first) & (0xFF >> UInt32(length + 1))
        for index in 1..<length {
            let next = self[offset + index]
            guard next & 0xC0 == 0x80 else { return bad }
            value = value << 6 | UInt32(next & 0x3F)
        }
        let smallest: [UInt32] = [0, 0, 0x80, 0x800, 0x10000]
        guard value >= smallest[length], let scalar = Unicode.Scalar(value) else { return bad }
        return (scalar, length)
    }
}

extension Unicode.Scalar {
    /// Go's letter, digit or underscore.
    var isGoAlphanumeric: Bool {
        if value < 0x80 {
            let small = value | 0x20
            return (small >= 97 && small <= 122) || (value >= 48 && value <= 57) || value == 95
        }
        return isGoLetter || properties.generalCategory == .decimalNumber
    }

    package var isGoLetter: Bool {
        if value < 0x80 { return (97...122).contains(value) || (65...90).contains(value) }
        return switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
        default: false
        }
    }

    /// `U+007B '{'`, as Go's `%#U` prints it.
    var goDescription: String {
        let hex = String(value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - hex.count)) + hex + " '\(Character(self))'"
    }
}
