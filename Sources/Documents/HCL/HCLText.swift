package import ConfigModel
import SourceText

/// What the bytes of strings and numbers mean, and how to write them.
package enum HCLText {
    struct Trouble: Error {
        let message: String
        let span: Span
    }

    /// The meaning of text inside quotes: backslash escapes, `$${` and `%%{`.
    static func unescaped(_ bytes: UnsafeBufferPointer<UInt8>, _ offsets: HCLOffsets) -> Result<String, Trouble> {
        let raw = bytes[offsets.start..<offsets.end]
        guard raw.contains(where: { $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "$") || $0 == UInt8(ascii: "%") })
        else {
            return .success(String(decoding: raw, as: UTF8.self))
        }
        var result: [UInt8] = []
        result.reserveCapacity(raw.count)
        var at = offsets.start
        while at < offsets.end {
            let byte = bytes[at]
            if isEscapedOpener(bytes, at, offsets.end) {
                result += [byte, UInt8(ascii: "{")]
                at += 3
                continue
            }
            guard byte == UInt8(ascii: "\\") else {
                result.append(byte)
                at += 1
                continue
            }
            guard at + 1 < offsets.end else {
                return .failure(
                    Trouble(message: "a backslash must be followed by an escape letter", span: Span(at, at + 1)))
            }
            switch bytes[at + 1] {
            case UInt8(ascii: "n"): result.append(UInt8(ascii: "\n"))
            case UInt8(ascii: "r"): result.append(UInt8(ascii: "\r"))
            case UInt8(ascii: "t"): result.append(UInt8(ascii: "\t"))
            case UInt8(ascii: "\""): result.append(UInt8(ascii: "\""))
            case UInt8(ascii: "\\"): result.append(UInt8(ascii: "\\"))
            case UInt8(ascii: "u"), UInt8(ascii: "U"):
                let digits = bytes[at + 1] == UInt8(ascii: "u") ? 4 : 8
                let end = min(at + 2 + digits, offsets.end)
                let hex = String(decoding: bytes[(at + 2)..<end], as: UTF8.self)
                guard hex.utf8.count == digits, let code = UInt32(hex, radix: 16), let scalar = Unicode.Scalar(code)
                else {
                    return .failure(
                        Trouble(
                            message: "\\\(digits == 4 ? "u" : "U") needs \(digits) hexadecimal digits of a character",
                            span: Span(at, end)))
                }
                result += Array(String(Character(scalar)).utf8)
                at = end
                continue
            default:
                var end = at + 2
                while end < offsets.end, bytes[end] & 0xC0 == 0x80 { end += 1 }
                let shown = String(decoding: bytes[at..<end], as: UTF8.self)
                return .failure(Trouble(message: "\(shown) is not an escape sequence", span: Span(at, end)))
            }
            at += 2
        }
        return .success(String(decoding: result, as: UTF8.self))
    }

    /// The meaning of text in a heredoc, where only `$${` and `%%{` are special.
    static func heredocText(_ bytes: UnsafeBufferPointer<UInt8>, _ offsets: HCLOffsets) -> String {
        let raw = bytes[offsets.start..<offsets.end]
        guard raw.contains(where: { $0 == UInt8(ascii: "$") || $0 == UInt8(ascii: "%") }) else {
            return String(decoding: raw, as: UTF8.self)
        }
        var result: [UInt8] = []
        var at = offsets.start
        while at < offsets.end {
            if isEscapedOpener(bytes, at, offsets.end) { at += 1 }
            result.append(bytes[at])
            at += 1
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func isEscapedOpener(_ bytes: UnsafeBufferPointer<UInt8>, _ at: Int, _ end: Int) -> Bool {
        let byte = bytes[at]
        guard byte == UInt8(ascii: "$") || byte == UInt8(ascii: "%"), at + 2 < end else { return false }
        return bytes[at + 1] == byte && bytes[at + 2] == UInt8(ascii: "{")
    }

    /// The length of the white space character at `at`, 0 when there is none.
    static func spaceLength(_ bytes: UnsafeBufferPointer<UInt8>, _ at: Int, _ end: Int) -> Int {
        let byte = bytes[at]
        if byte == UInt8(ascii: " ") || (9...13).contains(byte) { return 1 }
        guard byte >= 0x80 else { return 0 }
        var decoder = UTF8()
        var iterator = bytes[at..<min(at + 4, end)].makeIterator()
        guard case .scalarValue(let scalar) = decoder.decode(&iterator), scalar.properties.isWhitespace else {
            return 0
        }
        return UTF8.width(scalar)
    }

    /// Digits, perhaps a point with digits, perhaps an exponent.
    static func isNumber(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        var points = 0
        var hasExponent = false
        var previous: UInt8 = 0
        for byte in text {
            switch byte {
            case UInt8(ascii: "."):
                points += 1
                if hasExponent || points > 1 { return false }
            case UInt8(ascii: "e"), UInt8(ascii: "E"):
                if hasExponent || previous == UInt8(ascii: ".") { return false }
                hasExponent = true
            default: break
            }
            previous = byte
        }
        return true
    }
}

extension HCLText {
    /// A number from its text; whole ones that an Int64 holds exactly are `.int`.
    static func number(_ text: String) -> Value {
        guard let number = Double(text) else { return .unknown(UnknownReason("the number is out of range")) }
        return normalised(number)
    }

    /// Numbers have one type in HCL, so 1.0 is the same value as 1.
    package static func normalised(_ number: Double) -> Value {
        if number.rounded() == number, abs(number) < 9_007_199_254_740_992 { return .int(Int64(number)) }
        return number.isFinite ? .double(number) : .unknown(UnknownReason("the number is out of range"))
    }

    static func trim(_ text: inout String, start: Bool, end: Bool) {
        var scalars = Substring(text).unicodeScalars
        if start { scalars = scalars.drop { $0.properties.isWhitespace } }
        if end {
            while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
        }
        text = String(scalars)
    }
}
