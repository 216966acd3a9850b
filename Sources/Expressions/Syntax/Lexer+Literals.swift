extension Lexer {
    mutating func number() throws(ExpressionError) -> Token.Kind {
        let start = at
        if byte() == UInt8(ascii: "0"), byte(1) | 0x20 == UInt8(ascii: "x"), Lexer.hexValue(byte(2)) != nil {
            at += 2
            while Lexer.hexValue(byte()) != nil { at += 1 }
            return try integer(bytes[start + 2..<at], radix: 16, from: start)
        }
        while Lexer.isDigit(byte()) { at += 1 }
        var isDouble = false
        if byte() == UInt8(ascii: "."), Lexer.isDigit(byte(1)) {
            isDouble = true
            at += 1
            while Lexer.isDigit(byte()) { at += 1 }
        }
        if byte() | 0x20 == UInt8(ascii: "e") {
            let sign = byte(1) == UInt8(ascii: "+") || byte(1) == UInt8(ascii: "-") ? 2 : 1
            if Lexer.isDigit(byte(sign)) {
                isDouble = true
                at += sign
                while Lexer.isDigit(byte()) { at += 1 }
            }
        }
        guard isDouble else { return try integer(bytes[start..<at], radix: 10, from: start) }
        let text = String(decoding: bytes[start..<at], as: UTF8.self)
        guard let value = Double(text.hasPrefix(".") ? "0" + text : text) else {
            throw failure("'\(text)' is not a number", at: start)
        }
        return .double(value)
    }

    private mutating func integer(
        _ digits: ArraySlice<UInt8>, radix: Int, from start: Int
    ) throws(ExpressionError) -> Token.Kind {
        let isUnsigned = byte() | 0x20 == UInt8(ascii: "u")
        if isUnsigned { at += 1 }
        guard let value = UInt64(String(decoding: digits, as: UTF8.self), radix: radix) else {
            throw failure("integer out of range", at: start)
        }
        return isUnsigned ? .uint(value) : .int(value)
    }

    /// Reads `r'…'`, `b"…"`, `rb'''…'''`; nil when the letters are a name.
    mutating func prefixedString() throws(ExpressionError) -> Token.Kind? {
        let start = at
        var isRaw = false
        var isBytes = false
        var length = 0
        loop: while length < 2 {
            switch byte(length) | 0x20 {
            case UInt8(ascii: "r") where !isRaw: isRaw = true
            case UInt8(ascii: "b") where !isBytes: isBytes = true
            default: break loop
            }
            length += 1
        }
        guard length > 0, byte(length) == UInt8(ascii: "'") || byte(length) == UInt8(ascii: "\"") else { return nil }
        at += length
        return try string(isRaw: isRaw, isBytes: isBytes, from: start)
    }

    mutating func string(isRaw: Bool, isBytes: Bool, from start: Int) throws(ExpressionError) -> Token.Kind {
        let quote = byte()
        let isTriple = byte(1) == quote && byte(2) == quote
        at += isTriple ? 3 : 1
        var result: [UInt8] = []
        while true {
            guard at < bytes.count else { throw failure("unterminated string", at: start) }
            let current = bytes[at]
            if current == quote, !isTriple || (byte(1) == quote && byte(2) == quote) {
                at += isTriple ? 3 : 1
                break
            }
            if !isTriple, current == 0x0A || current == 0x0D { throw failure("unterminated string", at: start) }
            if current == UInt8(ascii: "\\"), !isRaw {
                try escape(into: &result, isBytes: isBytes)
            } else {
                result.append(current)
                at += 1
            }
        }
        return isBytes ? .bytes(result) : .string(String(decoding: result, as: UTF8.self))
    }

    private mutating func escape(into result: inout [UInt8], isBytes: Bool) throws(ExpressionError) {
        let start = at
        let letter = byte(1)
        at += 2
        switch letter {
        case UInt8(ascii: "a"): result.append(7)
        case UInt8(ascii: "b"): result.append(8)
        case UInt8(ascii: "f"): result.append(12)
        case UInt8(ascii: "n"): result.append(10)
        case UInt8(ascii: "r"): result.append(13)
        case UInt8(ascii: "t"): result.append(9)
        case UInt8(ascii: "v"): result.append(11)
        case UInt8(ascii: "\\"), UInt8(ascii: "?"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"):
            result.append(letter)
        case UInt8(ascii: "x"), UInt8(ascii: "X"):
            try append(try digits(2, radix: 16, from: start), to: &result, isBytes: isBytes, from: start)
        case UInt8(ascii: "u") where !isBytes:
            try append(try digits(4, radix: 16, from: start), to: &result, isBytes: false, from: start)
        case UInt8(ascii: "U") where !isBytes:
            try append(try digits(8, radix: 16, from: start), to: &result, isBytes: false, from: start)
        case UInt8(ascii: "0")...UInt8(ascii: "3"):
            at -= 1
            try append(try digits(3, radix: 8, from: start), to: &result, isBytes: isBytes, from: start)
        default: throw failure("invalid escape sequence", at: start)
        }
    }

    private mutating func digits(_ count: Int, radix: UInt32, from start: Int) throws(ExpressionError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<count {
            guard let digit = Lexer.hexValue(byte()), digit < radix else {
                throw failure("invalid escape sequence", at: start)
            }
            value = value &* radix &+ digit
            at += 1
        }
        return value
    }

    private func append(
        _ value: UInt32, to result: inout [UInt8], isBytes: Bool, from start: Int
    ) throws(ExpressionError) {
        if isBytes {
            result.append(UInt8(truncatingIfNeeded: value))
        } else {
            guard let scalar = UnicodeScalar(value) else { throw failure("escape is no Unicode code point", at: start) }
            result.append(contentsOf: UTF8.encode(scalar)!)
        }
    }
}
