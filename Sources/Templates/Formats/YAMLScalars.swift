import Primitives

/// What go-yaml makes of a plain scalar, YAML 1.1 words such as `yes` included.
///
/// Documents resolve scalars by a reader of their own, since what they hold has come through JSON: dates are text there and integers beyond
/// 64 bits floating-point numbers. Templates see Go's types, of v2 or v3, and quote by them.
package enum YAMLScalar: Equatable {
    case null
    case bool(Bool)
    case int(Int64)
    case unsigned(UInt64)
    case float(Double)
    case timestamp
    case merge
    case string

    /// Resolves an untagged plain scalar.
    /// - Parameter isVersion2: go-yaml v2, where `yes` and `on` are booleans; v3 knows only `true` and `false`.
    package static func resolve(_ bytes: [UInt8], isVersion2: Bool = true) -> YAMLScalar {
        guard let first = bytes.first else { return .null }
        switch first {
        case 48...57, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "y"), UInt8(ascii: "Y"),
            UInt8(ascii: "n"),
            UInt8(ascii: "N"), UInt8(ascii: "t"), UInt8(ascii: "T"), UInt8(ascii: "f"), UInt8(ascii: "F"),
            UInt8(ascii: "o"),
            UInt8(ascii: "O"), UInt8(ascii: "~"):
            break
        default: return .string
        }
        if bytes.count > 60, !(48...57).contains(first), first != UInt8(ascii: "+"), first != UInt8(ascii: "-") {
            return .string
        }
        let text = String(decoding: bytes, as: UTF8.self)
        switch text {
        case "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        case "y", "Y", "yes", "Yes", "YES", "on", "On", "ON": if isVersion2 { return .bool(true) }
        case "n", "N", "no", "No", "NO", "off", "Off", "OFF": if isVersion2 { return .bool(false) }
        case ".nan", ".NaN", ".NAN": return .float(.nan)
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return .float(.infinity)
        case "-.inf", "-.Inf", "-.INF": return .float(-.infinity)
        default: break
        }
        switch first {
        case UInt8(ascii: "."):
            if let float = goParseFloat(text) { return .float(float) }
            return .string
        case 48...57, UInt8(ascii: "+"), UInt8(ascii: "-"): return number(text, bytes)
        default: return .string
        }
    }

    private static func number(_ text: String, _ bytes: [UInt8]) -> YAMLScalar {
        if isTimestamp(bytes) { return .timestamp }
        let plain = text.utf8.contains(UInt8(ascii: "_")) ? text.replacing("_", with: "") : text
        if let integer = goParseInteger(plain) { return .int(integer) }
        if let unsigned = goParseUnsigned(plain) { return .unsigned(unsigned) }
        if isFloat(Array(plain.utf8)), let float = goParseFloat(plain) { return .float(float) }
        return .string
    }

    /// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
    private static func isFloat(_ bytes: [UInt8]) -> Bool {
        var index = 0
        func digits() -> Int {
            let start = index
            while index < bytes.count, (48...57).contains(bytes[index]) { index += 1 }
            return index - start
        }
        if index < bytes.count, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") { index += 1 }
        let whole = digits()
        if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
            index += 1
            if digits() == 0, whole == 0 { return false }
        } else if whole == 0 {
            return false
        }
        if index < bytes.count, bytes[index] == UInt8(ascii: "e") || bytes[index] == UInt8(ascii: "E") {
            index += 1
            if index < bytes.count, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") {
                index += 1
            }
            if digits() == 0 { return false }
        }
        return index == bytes.count
    }

    /// Dates such as `2020-01-02`, alone or followed by `T` or a space and a time.
    static func isTimestamp(_ bytes: [UInt8]) -> Bool {
        var index = 0
        func digits(_ least: Int, _ most: Int) -> Int? {
            var value = 0
            let start = index
            while index < bytes.count, (48...57).contains(bytes[index]), index - start < most {
                value = value * 10 + Int(bytes[index] - 48)
                index += 1
            }
            return index - start >= least ? value : nil
        }
        func take(_ byte: UInt8) -> Bool {
            guard index < bytes.count, bytes[index] == byte else { return false }
            index += 1
            return true
        }
        guard let year = digits(4, 4), take(UInt8(ascii: "-")), let month = digits(1, 2), take(UInt8(ascii: "-")),
            let day = digits(1, 2),
            (1...12).contains(month), (1...CivilDate.days(inMonth: month, of: year)).contains(day)
        else { return false }
        if index == bytes.count { return true }
        let hasZone = bytes[index] == UInt8(ascii: "T") || bytes[index] == UInt8(ascii: "t")
        guard hasZone || bytes[index] == 0x20 else { return false }
        index += 1
        guard let hour = digits(1, 2), hour < 24, take(UInt8(ascii: ":")), let minute = digits(1, 2), minute < 60,
            take(UInt8(ascii: ":")),
            let second = digits(1, 2), second < 60
        else { return false }
        if take(UInt8(ascii: ".")) || take(UInt8(ascii: ",")) { guard digits(1, 30) != nil else { return false } }
        guard hasZone else { return index == bytes.count }
        if take(UInt8(ascii: "Z")) { return index == bytes.count }
        guard take(UInt8(ascii: "+")) || take(UInt8(ascii: "-")), let hours = digits(2, 2), hours <= 24,
            take(UInt8(ascii: ":")),
            let minutes = digits(2, 2), minutes < 60
        else { return false }
        return index == bytes.count
    }

    /// Numbers to the base 60, which old YAML readers would take for such: `12:30`.
    static func isBase60(_ bytes: [UInt8]) -> Bool {
        guard bytes.contains(UInt8(ascii: ":")) else { return false }
        var index = 0
        if bytes[0] == UInt8(ascii: "+") || bytes[0] == UInt8(ascii: "-") { index = 1 }
        guard index < bytes.count, (48...57).contains(bytes[index]) else { return false }
        while index < bytes.count, (48...57).contains(bytes[index]) || bytes[index] == UInt8(ascii: "_") { index += 1 }
        var groups = 0
        while index < bytes.count, bytes[index] == UInt8(ascii: ":") {
            index += 1
            let start = index
            while index < bytes.count, (48...57).contains(bytes[index]), index - start < 2 { index += 1 }
            guard index > start, index - start == 1 || bytes[start] < 54 else { return false }
            groups += 1
        }
        guard groups > 0 else { return false }
        if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
            index += 1
            while index < bytes.count, (48...57).contains(bytes[index]) || bytes[index] == UInt8(ascii: "_") {
                index += 1
            }
        }
        return index == bytes.count
    }
}
