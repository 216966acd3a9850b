internal import ConfigModel

/// What a plain scalar means to Kubernetes: as go-yaml v2 resolves it, on which sigs.k8s.io/yaml builds.
///
///     yes -> true     0777 -> 511     1_000 -> 1000     2021-01-01 -> text     ~ -> null
///
/// JSON's literals and numbers mean the same under these rules. Integers beyond 64 bits become floating-point numbers.
func resolvePlainScalar(_ text: UnsafeBufferPointer<UInt8>) -> Value {
    guard let first = text.first else { return .null }
    switch first {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
        if let number = resolveNumber(text) { return number }
    case UInt8(ascii: "~"):
        if text.count == 1 { return .null }
    case UInt8(ascii: "y"), UInt8(ascii: "Y"), UInt8(ascii: "n"), UInt8(ascii: "N"), UInt8(ascii: "t"),
        UInt8(ascii: "T"),
        UInt8(ascii: "f"), UInt8(ascii: "F"), UInt8(ascii: "o"), UInt8(ascii: "O"):
        if text.count <= 5, let word = resolveWord(text) { return word }
    default: break
    }
    return .string(String(decoding: text, as: UTF8.self))
}

/// Words count in lower case, in capitals and with a capital first letter.
private func resolveWord(_ text: UnsafeBufferPointer<UInt8>) -> Value? {
    let capitals = text.count { $0 & 0x20 == 0 }
    guard capitals == 0 || capitals == text.count || (capitals == 1 && text[0] & 0x20 == 0) else { return nil }
    var folded: UInt64 = 0
    for byte in text {
        guard byte & 0xC0 == 0x40 else { return nil }
        folded = folded << 8 | UInt64(byte | 0x20)
    }
    switch folded {
    case word("y"), word("yes"), word("true"), word("on"): return .bool(true)
    case word("n"), word("no"), word("false"), word("off"): return .bool(false)
    case word("null"): return .null
    default: return nil
    }
}

@inline(__always)
private func word(_ text: StaticString) -> UInt64 {
    text.withUTF8Buffer { $0.reduce(0) { $0 << 8 | UInt64($1) } }
}

private func resolveNumber(_ text: UnsafeBufferPointer<UInt8>) -> Value? {
    if let small = decimal(text) { return .int(small) }
    // Beyond this nothing is a number: quantities, versions, addresses, times.
    guard text.allSatisfy(isNumberByte) else { return nil }
    let all = String(decoding: text, as: UTF8.self)
    switch all {
    case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return .double(.infinity)
    case "-.inf", "-.Inf", "-.INF": return .double(-.infinity)
    case ".nan", ".NaN", ".NAN": return .double(.nan)
    default: break
    }
    if all.utf8.first == UInt8(ascii: ".") { return float(all) }
    let plain = all.utf8.contains(UInt8(ascii: "_")) ? all.replacing("_", with: "") : all
    return integer(plain) ?? float(plain)
}

/// The common case: up to 18 decimal digits without leading zero.
private func decimal(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
    let isNegative = text[0] == UInt8(ascii: "-")
    let start = isNegative ? 1 : 0
    guard text.count > start, text.count - start <= 18 else { return nil }
    if text[start] == UInt8(ascii: "0"), text.count > start + 1 { return nil }
    var number: Int64 = 0
    for byte in text[start...] {
        guard byte &- 48 < 10 else { return nil }
        number = number &* 10 &+ Int64(byte &- 48)
    }
    return isNegative ? -number : number
}

private func isNumberByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"): true
    case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"): true
    case UInt8(ascii: "x"), UInt8(ascii: "X"), UInt8(ascii: "o"), UInt8(ascii: "O"): true
    case UInt8(ascii: "i"), UInt8(ascii: "I"), UInt8(ascii: "n"), UInt8(ascii: "N"): true
    default: false
    }
}

/// `strconv.ParseInt(s, 0, 64)`: `0x`, `0o`, `0b` and a leading zero choose the base.
private func integer(_ text: String) -> Value? {
    var digits = Substring(text)
    var sign = ""
    if let first = digits.first, first == "-" || first == "+" {
        sign = first == "-" ? "-" : ""
        digits = digits.dropFirst()
    }
    guard let first = digits.utf8.first, (48...57).contains(first) else { return nil }
    var radix = 10
    if first == 48, digits.utf8.count > 1 {
        var prefix = 2
        switch digits.dropFirst().first {
        case "x", "X": radix = 16
        case "o", "O": radix = 8
        case "b", "B": radix = 2
        default: (radix, prefix) = (8, 1)
        }
        digits = digits.dropFirst(prefix)
    }
    guard let start = digits.utf8.first, start != UInt8(ascii: "-"), start != UInt8(ascii: "+") else { return nil }
    if let number = Int64(sign + digits, radix: radix) { return .int(number) }
    return large(digits, radix: radix, isNegative: sign == "-")
}

/// An integer beyond 64 bits, as nearly as a floating-point number holds it.
private func large(_ digits: Substring, radix: Int, isNegative: Bool) -> Value? {
    guard digits.utf8.allSatisfy({ Int(String(UnicodeScalar($0)), radix: radix) != nil }) else { return nil }
    if radix == 10 { return float((isNegative ? "-" : "") + digits) }
    let number = digits.utf8.reduce(0.0) {
        $0 * Double(radix) + Double(Int(String(UnicodeScalar($1)), radix: radix) ?? 0)
    }
    return number.isFinite ? .double(isNegative ? -number : number) : nil
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?` that a 64-bit number can hold.
private func float(_ text: String) -> Value? {
    var rest = text.utf8[...]
    func digits() -> Int {
        let count = rest.prefix { (48...57).contains($0) }.count
        rest = rest.dropFirst(count)
        return count
    }
    func sign() {
        if let first = rest.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") { rest = rest.dropFirst() }
    }
    sign()
    let whole = digits()
    var mantissa = String(text.utf8.prefix(text.utf8.count - rest.count)) ?? ""
    if rest.first == UInt8(ascii: ".") {
        rest = rest.dropFirst()
        let fraction = rest
        let count = digits()
        if count == 0, whole == 0 { return nil }
        if whole == 0 { mantissa += "0" }
        mantissa += "." + (count == 0 ? "0" : (String(fraction.prefix(count)) ?? "0"))
    } else if whole == 0 {
        return nil
    }
    let exponent = rest
    if let first = rest.first, first == UInt8(ascii: "e") || first == UInt8(ascii: "E") {
        rest = rest.dropFirst()
        sign()
        if digits() == 0 { return nil }
    }
    guard rest.isEmpty, let number = Double(mantissa + (String(exponent) ?? "")), number.isFinite else { return nil }
    return .double(number)
}
