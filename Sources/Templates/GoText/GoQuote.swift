/// The text in double quotes as Go's `strconv.Quote` writes it.
func goQuoted(_ text: String) -> String {
    String(decoding: goQuoted(Array(text.utf8)), as: UTF8.self)
}

func goQuoted(_ bytes: [UInt8], asciiOnly: Bool = false, quote: UInt8 = UInt8(ascii: "\"")) -> [UInt8] {
    var result: [UInt8] = [quote]
    result.reserveCapacity(bytes.count + 2)
    goEscape(bytes, asciiOnly: asciiOnly, quote: quote) { _, piece in result.append(contentsOf: piece) }
    result.append(quote)
    return result
}

/// Gives each byte or escape of the quoted form together with the offset of what it stands for.
func goEscape(_ bytes: [UInt8], asciiOnly: Bool, quote: UInt8, _ emit: (Int, [UInt8]) -> Void) {
    let hexadecimal = Array("0123456789abcdef".utf8)
    var index = 0
    while index < bytes.count {
        let byte = bytes[index]
        if byte >= 0x20, byte < 0x7F, byte != quote, byte != UInt8(ascii: "\\") {
            var end = index + 1
            while end < bytes.count, bytes[end] >= 0x20, bytes[end] < 0x7F, bytes[end] != quote,
                bytes[end] != UInt8(ascii: "\\")
            { end += 1 }
            emit(index, Array(bytes[index..<end]))
            index = end
            continue
        }
        if byte == quote || byte == UInt8(ascii: "\\") {
            emit(index, [UInt8(ascii: "\\"), byte])
            index += 1
            continue
        }
        let (scalar, length) = bytes.scalar(at: index)
        if byte >= 0x80, length == 1 {
            emit(index, Array("\\x".utf8) + [hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 15)]])
        } else if byte >= 0x80, !asciiOnly, scalar.isGoPrintable {
            emit(index, Array(bytes[index..<index + length]))
        } else {
            switch scalar.value {
            case 0x07: emit(index, Array("\\a".utf8))
            case 0x08: emit(index, Array("\\b".utf8))
            case 0x0C: emit(index, Array("\\f".utf8))
            case 0x0A: emit(index, Array("\\n".utf8))
            case 0x0D: emit(index, Array("\\r".utf8))
            case 0x09: emit(index, Array("\\t".utf8))
            case 0x0B: emit(index, Array("\\v".utf8))
            case 0..<0x20, 0x7F:
                emit(index, Array("\\x".utf8) + [hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 15)]])
            case ..<0x10000: emit(index, Array("\\u".utf8) + padded(scalar.value, 4))
            default: emit(index, Array("\\U".utf8) + padded(scalar.value, 8))
            }
        }
        index += length
    }
}

private func padded(_ value: UInt32, _ width: Int) -> [UInt8] {
    let digits = Array(String(value, radix: 16).utf8)
    return Array(repeating: UInt8(ascii: "0"), count: max(0, width - digits.count)) + digits
}

extension Unicode.Scalar {
    /// Go's `strconv.IsPrint`: letters, marks, numbers, punctuation, symbols and the ASCII space.
    var isGoPrintable: Bool {
        if value < 0x7F { return value >= 0x20 }
        switch properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
            .spaceSeparator:
            return false
        default: return true
        }
    }
}

/// What a Go string, raw string or character literal stands for, or nil when it is malformed.
func goUnquoted(_ literal: String) -> [UInt8]? {
    let bytes = Array(literal.utf8)
    guard bytes.count >= 2, let quote = bytes.first, bytes.last == quote else { return nil }
    let inner = Array(bytes[1..<bytes.count - 1])
    if quote == UInt8(ascii: "`") { return inner.filter { $0 != 0x0D } }
    var result: [UInt8] = []
    result.reserveCapacity(inner.count)
    var index = 0
    while index < inner.count {
        let byte = inner[index]
        index += 1
        if byte == quote || byte == 0x0A { return nil }
        guard byte == UInt8(ascii: "\\") else {
            result.append(byte)
            continue
        }
        guard index < inner.count else { return nil }
        let escape = inner[index]
        index += 1
        switch escape {
        case UInt8(ascii: "a"): result.append(0x07)
        case UInt8(ascii: "b"): result.append(0x08)
        case UInt8(ascii: "f"): result.append(0x0C)
        case UInt8(ascii: "n"): result.append(0x0A)
        case UInt8(ascii: "r"): result.append(0x0D)
        case UInt8(ascii: "t"): result.append(0x09)
        case UInt8(ascii: "v"): result.append(0x0B)
        case UInt8(ascii: "\\"): result.append(escape)
        case UInt8(ascii: "'"), UInt8(ascii: "\""):
            guard escape == quote else { return nil }
            result.append(escape)
        case UInt8(ascii: "x"), UInt8(ascii: "u"), UInt8(ascii: "U"):
            let length = escape == UInt8(ascii: "x") ? 2 : escape == UInt8(ascii: "u") ? 4 : 8
            guard index + length <= inner.count,
                let value = UInt32(String(decoding: inner[index..<index + length], as: UTF8.self), radix: 16)
            else { return nil }
            index += length
            if length == 2 {
                result.append(UInt8(value))
            } else {
                guard let scalar = Unicode.Scalar(value) else { return nil }
                result.append(contentsOf: String(Character(scalar)).utf8)
            }
        case 48...55:
            guard index + 2 <= inner.count,
                let value = UInt32(String(decoding: inner[index - 1..<index + 2], as: UTF8.self), radix: 8), value < 256
            else { return nil }
            index += 2
            result.append(UInt8(value))
        default: return nil
        }
    }
    return result
}
