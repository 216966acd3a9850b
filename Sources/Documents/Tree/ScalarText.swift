internal import ConfigModel
internal import Primitives
internal import SourceText

/// The text of a string in double quotes, with the escapes that JSON, YAML and TOML share.
///
/// - Parameters:
///   - uppercase: whether hexadecimal digits are written so.
///   - isEscaped: which other characters are written as `\u` and four digits; none may lie beyond the basic plane.
func doubleQuoted(_ text: String, uppercase: Bool = true, escaping isEscaped: (Unicode.Scalar) -> Bool = isUnprintable) -> String {
    QuotedText.quoted(text, uppercase: uppercase, escaping: isEscaped)
}

/// The text of a string in single quotes, or nil when it holds what only double quotes can write.
func singleQuoted(_ text: String) -> String? {
    guard !text.unicodeScalars.contains(where: { isUnprintable($0) || $0 == "\n" || $0 == "\t" || $0 == "\r" }) else {
        return nil
    }
    return "'" + text.replacing("'", with: "''") + "'"
}

/// Control characters, line breaks of YAML 1.1 and the byte-order mark, all within the basic plane.
func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F...0x9F, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: true
    default: false
    }
}

/// Whether a string can be written plain: every reader of YAML 1.1 and 1.2 takes it for this very text.
func isPlainSafe(_ text: String, inFlow: Bool) -> Bool {
    guard let first = text.utf8.first, let last = text.utf8.last else { return false }
    guard last != UInt8(ascii: " "), last != UInt8(ascii: ":"), isPlainStart(first, text, inFlow: inFlow) else {
        return false
    }
    if text == "=" || text.hasPrefix("---") || text.hasPrefix("...") || text.contains("{{") { return false }
    var previous = UInt8(ascii: "x")
    for byte in text.utf8 {
        switch byte {
        case 0..<0x20, 0x7F: return false
        case UInt8(ascii: "#") where previous == 0x20, UInt8(ascii: " ") where previous == UInt8(ascii: ":"):
            return false
        case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"):
            if inFlow { return false }
        case UInt8(ascii: "?") where inFlow: return false
        default: break
        }
        previous = byte
    }
    if text.utf8.contains(where: { $0 >= 0x80 }), text.unicodeScalars.contains(where: isUnprintable) { return false }
    return !readsAsOtherType(text, first)
}

private func isPlainStart(_ first: UInt8, _ text: String, inFlow: Bool) -> Bool {
    switch first {
    case UInt8(ascii: "-"):
        // `-x` is text, `-` and `- x` are not.
        guard let next = text.utf8.dropFirst().first else { return false }
        return next == UInt8(ascii: "-") || next == UInt8(ascii: "/") || (97...122).contains(next | 0x20)
    case UInt8(ascii: " "), UInt8(ascii: "?"), UInt8(ascii: ":"), UInt8(ascii: ","), UInt8(ascii: "["),
        UInt8(ascii: "]"), UInt8(ascii: "{"),
        UInt8(ascii: "}"), UInt8(ascii: "#"), UInt8(ascii: "&"), UInt8(ascii: "*"), UInt8(ascii: "!"),
        UInt8(ascii: "|"), UInt8(ascii: ">"),
        UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "%"), UInt8(ascii: "@"), UInt8(ascii: "`"):
        return false
    default: return true
    }
}

/// Whether some reader takes the plain form for a boolean, number, date, time, merge key or null.
private func readsAsOtherType(_ text: String, _ first: UInt8) -> Bool {
    var copy = text
    guard case .string = copy.withUTF8({ resolvePlainScalar($0) }) else { return true }
    if text == "<<" { return true }
    let lowered = text.lowercased()
    // Other spellings, such as `yEs`, are text to every reader that we know; quotes do no harm.
    if ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "~"].contains(lowered) { return true }
    let unsigned = lowered.drop { $0 == "+" || $0 == "-" }
    if [".inf", ".nan"].contains(String(unsigned)) { return true }
    guard
        (48...57).contains(first) || first == UInt8(ascii: "+") || first == UInt8(ascii: "-")
            || first == UInt8(ascii: ".")
    else { return false }
    // Versions and addresses: digits between two dots or more.
    let dots = text.utf8.count { $0 == UInt8(ascii: ".") }
    if dots > 1, text.utf8.allSatisfy({ (48...57).contains($0) || $0 == UInt8(ascii: ".") }) { return false }
    if ["0x", "0o", "0b"].contains(where: { unsigned.hasPrefix($0) }) { return true }
    // Digits with the marks of exponents, sexagesimal numbers, dates and times.
    return lowered.utf8.allSatisfy { byte in
        (48...57).contains(byte)
            || [43, 45, 46, 58, 95, 44, 32, UInt8(ascii: "e"), UInt8(ascii: "t"), UInt8(ascii: "z")].contains(byte)
    }
}

/// A floating-point number as both formats write it, or nil for what JSON cannot write.
func numberText(_ number: Double, _ dialect: Dialect) -> String? {
    guard number.isFinite else {
        if dialect == .json { return nil }
        return number.isNaN ? ".nan" : number < 0 ? "-.inf" : ".inf"
    }
    return "\(number)"
}
