import Glibc

/// Go's `strconv.ParseInt(text, 0, 64)`: `0x`, `0o`, `0b` and a leading zero choose the base, and underscores may stand after a prefix.
package func goParseInteger(_ text: String) -> Int64? {
    guard let (isNegative, digits, radix) = integerParts(text) else { return nil }
    return Int64((isNegative ? "-" : "") + digits, radix: radix)
}

package func goParseUnsigned(_ text: String) -> UInt64? {
    guard let first = text.utf8.first, first != UInt8(ascii: "+"), first != UInt8(ascii: "-") else { return nil }
    guard let (_, digits, radix) = integerParts(text) else { return nil }
    return UInt64(digits, radix: radix)
}

private func integerParts(_ text: String) -> (isNegative: Bool, digits: String, radix: Int)? {
    var rest = Substring(text)
    var isNegative = false
    if let sign = rest.first, sign == "+" || sign == "-" {
        isNegative = sign == "-"
        rest = rest.dropFirst()
    }
    var radix = 10
    var hasPrefix = false
    if rest.count > 1, rest.first == "0" {
        hasPrefix = true
        switch rest.dropFirst().first {
        case "x", "X": radix = 16
        case "o", "O": radix = 8
        case "b", "B": radix = 2
        default: radix = 8
        }
        let second = rest.dropFirst().first
        let isLetter = second.map { "xXoObB".contains($0) } ?? false
        rest = rest.dropFirst(isLetter ? 2 : 1)
        if rest.first == "_" { rest = rest.dropFirst() }
    }
    guard let first = rest.utf8.first, first != UInt8(ascii: "+"), first != UInt8(ascii: "-") else { return nil }
    if rest.utf8.contains(UInt8(ascii: "_")) {
        guard hasPrefix || radix == 10, !rest.hasSuffix("_"), !rest.contains("__"), rest.first != "_" else {
            return nil
        }
        return (isNegative, String(rest.filter { $0 != "_" }), radix)
    }
    return (isNegative, String(rest), radix)
}

/// Go's `strconv.ParseFloat`, without hexadecimal spelling's odder forms; out of range is an error.
package func goParseFloat(_ text: String) -> Double? {
    let bytes = Array(text.utf8)
    var index = 0
    if index < bytes.count, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") { index += 1 }
    let rest = String(decoding: bytes[index...], as: UTF8.self).lowercased()
    let sign = bytes.first == UInt8(ascii: "-") ? -1.0 : 1.0
    if rest == "inf" || rest == "infinity" { return sign * Double.infinity }
    if rest == "nan" { return Double.nan }
    guard let first = bytes[index...].first, (48...57).contains(first) || first == UInt8(ascii: ".") else { return nil }
    guard bytes.allSatisfy({ isFloatByte($0) }) else { return nil }
    let isHexadecimal = rest.hasPrefix("0x")
    if isHexadecimal, !rest.utf8.contains(UInt8(ascii: "p")) { return nil }
    if !isHexadecimal,
        bytes[index...].contains(where: { $0 != UInt8(ascii: "e") && $0 != UInt8(ascii: "E") && $0 > 57 })
    {
        return nil
    }
    let terminated: [CChar] = bytes.map { CChar(bitPattern: $0) } + [0]
    return terminated.withUnsafeBufferPointer { (buffer: UnsafeBufferPointer<CChar>) -> Double? in
        guard let base = buffer.baseAddress else { return nil }
        var end: UnsafeMutablePointer<CChar>?
        // SAFETY: the buffer ends with a zero byte and lives until the call returns; `end` points into it and is only compared.
        let value = strtod(base, &end)
        guard let end, UnsafePointer(end) - base == bytes.count, value.isFinite else { return nil }
        return value
    }
}

private func isFloatByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, 65...70, 97...102, UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "x"),
        UInt8(ascii: "X"),
        UInt8(ascii: "p"), UInt8(ascii: "P"):
        true
    default: false
    }
}

/// A float's shortest decimal digits and the power of ten before the first: 1500 is ("15", 4).
func shortestDigits(_ value: Double) -> (digits: [UInt8], pointAt: Int) {
    shortestDigits(ofDescription: value.magnitude.description)
}

private func shortestDigits(ofDescription description: String) -> (digits: [UInt8], pointAt: Int) {
    var mantissa: [UInt8] = []
    var exponent = 0
    var pointAt: Int?
    var inExponent = false
    var exponentText = ""
    for byte in description.utf8 {
        if byte == UInt8(ascii: "e") {
            inExponent = true
        } else if inExponent {
            exponentText.append(Character(Unicode.Scalar(byte)))
        } else if byte == UInt8(ascii: ".") {
            pointAt = mantissa.count
        } else {
            mantissa.append(byte)
        }
    }
    exponent = Int(exponentText) ?? 0
    var point = (pointAt ?? mantissa.count) + exponent
    let zeros = mantissa.prefix { $0 == 48 }.count
    mantissa.removeFirst(zeros)
    point -= zeros
    while mantissa.last == 48 { mantissa.removeLast() }
    if mantissa.isEmpty { return ([48], 1) }
    return (mantissa, point)
}

/// Go's `strconv.FormatFloat(value, 'g', -1, 64)`, in exponent form from `10^limit` on.
package func goFormatFloat(_ value: Double, exponentFrom limit: Int = 6, smallest: Int = -4) -> String {
    formatted(value, shortestDigits(value), limit, smallest)
}

/// Go's `strconv.FormatFloat(value, 'g', -1, 32)`, which go-yaml uses for numbers that become text.
package func goFormatSingle(_ value: Double) -> String {
    formatted(value, shortestDigits(ofDescription: Float(value).magnitude.description), 6, -4)
}

private func formatted(_ value: Double, _ shortest: (digits: [UInt8], pointAt: Int), _ limit: Int, _ smallest: Int)
    -> String
{
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    let (digits, pointAt) = shortest
    let sign = value.sign == .minus ? "-" : ""
    let exponent = value == 0 ? 0 : pointAt - 1
    if exponent < smallest || exponent >= limit {
        let fraction = digits.count > 1 ? "." + String(decoding: digits[1...], as: UTF8.self) : ""
        let magnitude = abs(exponent)
        return sign + String(decoding: digits[..<1], as: UTF8.self) + fraction + (exponent < 0 ? "e-" : "e+")
            + (magnitude < 10 ? "0" : "")
            + String(magnitude)
    }
    return sign + plainDecimal(digits, pointAt)
}

private func plainDecimal(_ digits: [UInt8], _ pointAt: Int) -> String {
    if pointAt <= 0 { return "0." + String(repeating: "0", count: -pointAt) + String(decoding: digits, as: UTF8.self) }
    if pointAt >= digits.count {
        return String(decoding: digits, as: UTF8.self) + String(repeating: "0", count: pointAt - digits.count)
    }
    return String(decoding: digits[..<pointAt], as: UTF8.self) + "."
        + String(decoding: digits[pointAt...], as: UTF8.self)
}

/// C's rendering of a float with a given verb and precision, which agrees with Go's for `e`, `f` and `g`.
func formatWithPrecision(_ value: Double, _ verb: Character, _ precision: Int, alternate: Bool = false) -> String {
    let format = "%" + (alternate ? "#" : "") + ".*" + String(verb)
    var buffer = [CChar](repeating: 0, count: 400 + max(0, precision))
    let size = buffer.count
    // SAFETY: the format takes an int and a double, which is what the list holds; vsnprintf writes at most `size` bytes.
    let written = withVaList([Int32(clamping: precision), value]) { vsnprintf(&buffer, size, format, $0) }
    guard written > 0 else { return "" }
    return String(decoding: buffer.prefix(min(Int(written), size - 1)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
