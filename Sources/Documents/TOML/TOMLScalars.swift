internal import ConfigModel
internal import Primitives

/// Integers and floats of TOML, or nil: underscores stand between digits, a decimal number has no leading zero.
func tomlNumber(_ word: String) -> Value? {
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where word.hasPrefix(prefix) {
        guard let digits = plainDigits(word.dropFirst(2), radix: radix), let number = Int64(digits, radix: radix) else { return nil }
        return .int(number)
    }
    var rest = word[...]
    var sign = ""
    if let first = rest.first, first == "+" || first == "-" {
        sign = first == "-" ? "-" : ""
        rest = rest.dropFirst()
    }
    guard let first = rest.first, first.isNumber else { return nil }
    let whole = rest.prefix { $0.isASCII && $0.isNumber || $0 == "_" }
    guard let digits = plainDigits(whole, radix: 10), digits == "0" || !digits.hasPrefix("0") else { return nil }
    rest = rest.dropFirst(whole.count)
    if rest.isEmpty { return Int64(sign + digits).map(Value.int) }
    var text = sign + digits
    if rest.first == "." {
        let fraction = rest.dropFirst().prefix { $0.isASCII && $0.isNumber || $0 == "_" }
        guard let digits = plainDigits(fraction, radix: 10) else { return nil }
        text += "." + digits
        rest = rest.dropFirst(fraction.count + 1)
    }
    if let mark = rest.first, mark == "e" || mark == "E" {
        rest = rest.dropFirst()
        text += "e"
        if let sign = rest.first, sign == "+" || sign == "-" {
            text.append(sign)
            rest = rest.dropFirst()
        }
        guard let digits = plainDigits(rest, radix: 10) else { return nil }
        text += digits
        rest = ""
    }
    return rest.isEmpty ? Double(text).map(Value.double) : nil
}

private func plainDigits(_ text: Substring, radix: Int) -> String? {
    guard let first = text.first, let last = text.last, first != "_", last != "_", !text.contains("__") else { return nil }
    let digits = text.filter { $0 != "_" }
    return digits.utf8.allSatisfy { Int(String(UnicodeScalar($0)), radix: radix) != nil } ? digits : nil
}

/// Whether the text is a date, a time or both, RFC 3339.
func isTOMLTime(_ word: String) -> Bool {
    var rest = word[...]
    func number(_ count: Int, _ range: ClosedRange<Int>) -> Int? {
        let digits = rest.prefix(count)
        guard digits.utf8.count == count, digits.utf8.allSatisfy({ (48...57).contains($0) }), let value = Int(digits), range.contains(value) else {
            return nil
        }
        rest = rest.dropFirst(count)
        return value
    }
    func take(_ text: String) -> Bool {
        guard rest.hasPrefix(text) else { return false }
        rest = rest.dropFirst(text.count)
        return true
    }
    func time() -> Bool {
        guard number(2, 0...23) != nil, take(":"), number(2, 0...59) != nil, take(":"), number(2, 0...60) != nil else { return false }
        if take(".") {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            if digits.isEmpty { return false }
            rest = rest.dropFirst(digits.count)
        }
        return true
    }
    if word.utf8.count > 2, Array(word.utf8)[2] == 58 { return time() && rest.isEmpty }
    guard let year = number(4, 0...9999), take("-"), let month = number(2, 1...12), take("-"), let day = number(2, 1...31) else { return false }
    guard CivilDate(exactly: year, month, day) != nil else { return false }
    if rest.isEmpty { return true }
    guard take("T") || take("t") || take(" "), time() else { return false }
    if rest.isEmpty || ["Z", "z"].contains(rest) { return true }
    guard take("+") || take("-"), number(2, 0...23) != nil, take(":"), number(2, 0...59) != nil else { return false }
    return rest.isEmpty
}
