internal import ConfigModel

/// What a plain scalar means to Kubernetes: YAML 1.1 as go-yaml v2 resolves it, which sigs.k8s.io/yaml builds on.
///
///     yes -> true     0777 -> 511     1_000 -> 1000     2021-01-01 -> text     ~ -> null
func resolvePlainScalar(_ text: String) -> Value {
    guard let first = text.utf8.first else { return .null }
    switch first {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
        return resolveNumber(text) ?? .string(text)
    case UInt8(ascii: "~"): return text.utf8.count == 1 ? .null : .string(text)
    case UInt8(ascii: "y"), UInt8(ascii: "Y"), UInt8(ascii: "n"), UInt8(ascii: "N"), UInt8(ascii: "t"), UInt8(ascii: "T"),
        UInt8(ascii: "f"), UInt8(ascii: "F"), UInt8(ascii: "o"), UInt8(ascii: "O"):
        return text.utf8.count <= 5 ? words[text] ?? .string(text) : .string(text)
    default: return .string(text)
    }
}

private let words: [String: Value] = {
    var table: [String: Value] = ["null": .null, "Null": .null, "NULL": .null]
    for word in ["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"] { table[word] = .bool(true) }
    for word in ["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"] { table[word] = .bool(false) }
    return table
}()

private func resolveNumber(_ text: String) -> Value? {
    switch text {
    case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return .double(.infinity)
    case "-.inf", "-.Inf", "-.INF": return .double(-.infinity)
    case ".nan", ".NaN", ".NAN": return .double(.nan)
    default: break
    }
    let plain = text.utf8.contains(UInt8(ascii: "_")) ? text.filter { $0 != "_" } : text
    if let number = integer(plain) { return .int(number) }
    guard isFloat(plain.utf8), let number = Double(plain.hasSuffix(".") ? plain + "0" : plain) else { return nil }
    return .double(number)
}

/// `strconv.ParseInt(s, 0, 64)`: 0x, 0o, 0b and a leading zero choose the base.
private func integer(_ text: String) -> Int64? {
    var digits = Substring(text)
    var sign = ""
    if digits.first == "-" || digits.first == "+" {
        sign = digits.first == "-" ? "-" : ""
        digits = digits.dropFirst()
    }
    guard let first = digits.utf8.first, (48...57).contains(first) else { return nil }
    if first == 48, digits.utf8.count > 1 {
        switch digits.dropFirst().first {
        case "x", "X": return Int64(sign + digits.dropFirst(2), radix: 16)
        case "o", "O": return Int64(sign + digits.dropFirst(2), radix: 8)
        case "b", "B": return Int64(sign + digits.dropFirst(2), radix: 2)
        default: return Int64(sign + digits.dropFirst(), radix: 8)
        }
    }
    return Int64(sign + digits)
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
private func isFloat(_ text: String.UTF8View) -> Bool {
    var rest = text[...]
    func digits() -> Int {
        let count = rest.prefix { (48...57).contains($0) }.count
        rest = rest.dropFirst(count)
        return count
    }
    if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
    let whole = digits()
    if rest.first == UInt8(ascii: ".") {
        rest = rest.dropFirst()
        if digits() == 0, whole == 0 { return false }
    } else if whole == 0 {
        return false
    }
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
        rest = rest.dropFirst()
        if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        if digits() == 0 { return false }
    }
    return rest.isEmpty
}
