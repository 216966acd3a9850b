/// Base 64 with the standard alphabet and padding (RFC 4648, section 4).
package enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let padding = UInt8(ascii: "=")

    /// Four characters for every three bytes begun, without line breaks.
    package static func encoded(_ bytes: [UInt8]) -> String {
        var result: [UInt8] = []
        result.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let rest = bytes.count - start
            let group =
                UInt32(bytes[start]) << 16 | (rest > 1 ? UInt32(bytes[start + 1]) << 8 : 0) | (rest > 2 ? UInt32(bytes[start + 2]) : 0)
            result.append(alphabet[Int(group >> 18)])
            result.append(alphabet[Int(group >> 12 & 63)])
            result.append(rest > 1 ? alphabet[Int(group >> 6 & 63)] : padding)
            result.append(rest > 2 ? alphabet[Int(group & 63)] : padding)
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The bytes that the text stands for, or `nil` where it is no base 64. Line ends and blanks are not skipped.
    ///
    /// - Parameter isPaddingOptional: `Zg` and `Zg=` are read as `Zg==` is.
    package static func decoded(_ text: [UInt8], isPaddingOptional: Bool = false) -> [UInt8]? {
        let padded = text.reversed().prefix { $0 == padding }.count
        let digits = text.dropLast(padded)
        guard padded <= 2, digits.count % 4 != 1, isPaddingOptional || text.count % 4 == 0 else { return nil }
        var result: [UInt8] = []
        result.reserveCapacity(digits.count / 4 * 3 + 2)
        var bits: UInt32 = 0
        var held: UInt32 = 0
        for digit in digits {
            guard let value = value(digit) else { return nil }
            bits = bits << 6 | UInt32(value)
            held += 6
            if held >= 8 {
                held -= 8
                result.append(UInt8(truncatingIfNeeded: bits >> held))
            }
        }
        return result
    }

    /// The value of a digit, from 0 to 63; `nil` for padding and any other byte.
    package static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): digit - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): digit - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
