package import ConfigModel
internal import Documents

/// Something that is either known or unknown for a reason.
package enum Known<Wrapped> {
    case known(Wrapped)
    case unknown(UnknownReason)
}

/// Automatic conversions between primitive types, as Terraform makes them and templates of the clouds need them.
package enum Conversion {
    /// The string for a primitive value; nil for null, collections and unknown values.
    package static func string(_ value: Value) -> String? {
        switch value {
        case .string(let text): text
        case .bool(let flag): flag ? "true" : "false"
        case .int(let number): String(number)
        case .double(let number): decimal(number)
        default: nil
        }
    }

    /// The number for a number or a string that spells one.
    package static func number(_ value: Value) -> Value? {
        switch value {
        case .int, .double: return value
        case .string(let text):
            guard let first = text.utf8.first, first == UInt8(ascii: "-") || (48...57).contains(first) else {
                return nil
            }
            if let whole = Int64(text) { return .int(whole) }
            guard text.utf8.allSatisfy({ (48...57).contains($0) || "+-.eE".utf8.contains($0) }),
                let number = Double(text)
            else { return nil }
            return HCLText.normalised(number)
        default: return nil
        }
    }

    /// A flag, or one of the texts `true` and `false`; nil for anything else.
    package static func bool(_ value: Value) -> Bool? {
        switch value {
        case .bool(let flag): flag
        case .string("true"): true
        case .string("false"): false
        default: nil
        }
    }

    /// A number, or a text that is one, rounded to the nearest double; nil for anything else.
    package static func double(_ value: Value) -> Double? {
        switch number(value) {
        case .int(let whole)?: Double(whole)
        case .double(let number)?: number
        default: nil
        }
    }

    /// Without an exponent, as Terraform writes numbers.
    private static func decimal(_ number: Double) -> String? {
        let text = number.description
        if !text.contains("e") { return text.hasSuffix(".0") ? String(text.dropLast(2)) : text }
        let parts = text.split(separator: "e")
        guard parts.count == 2, let exponent = Int(parts[1]), abs(exponent) < 400 else { return nil }
        let sign = parts[0].hasPrefix("-") ? "-" : ""
        let mantissa = parts[0].drop { $0 == "-" }.split(separator: ".")
        let fraction = mantissa.count > 1 && mantissa[1] != "0" ? String(mantissa[1]) : ""
        let digits = String(mantissa[0]) + fraction
        let point = mantissa[0].count + exponent
        if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + digits }
        if point >= digits.count { return sign + digits + String(repeating: "0", count: point - digits.count) }
        return sign + digits.prefix(point) + "." + digits.dropFirst(point)
    }
}
