/// An amount of a Kubernetes resource: `500m`, `1.5Gi`, `2e3`.
///
/// Kubernetes keeps no more than nanos and rounds away from zero, so a count of nanos is exact.
package struct Quantity: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let nanos: Int128

    init(nanos: Int128) { self.nanos = nanos }

    private static let one: Int128 = 1_000_000_000

    /// Nil when malformed or beyond what 128 bits of nanos hold.
    package init?(parsing text: String) {
        var rest = text.utf8[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        var digits: Int128 = 0
        var fraction = 0
        var count = 0
        var isFraction = false
        var isRounded = false
        while let byte = rest.first, Lexer.isDigit(byte) || (byte == UInt8(ascii: ".") && !isFraction) {
            rest.removeFirst()
            guard byte != UInt8(ascii: ".") else {
                isFraction = true
                continue
            }
            count += 1
            if isFraction, fraction >= 24 {
                isRounded = isRounded || byte != UInt8(ascii: "0")
                continue
            }
            let (product, overflow) = digits.multipliedReportingOverflow(by: 10)
            guard !overflow, product <= Int128.max - 9 else { return nil }
            digits = product + Int128(byte - 0x30)
            if isFraction { fraction += 1 }
        }
        guard count > 0, let (binary, decimal) = Quantity.scale(String(Substring(rest))) else { return nil }
        var value = digits
        for _ in 0..<binary {
            let (product, overflow) = value.multipliedReportingOverflow(by: 1024)
            guard !overflow else { return nil }
            value = product
        }
        var exponent = decimal - fraction + 9
        while exponent > 0 {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            value = product
            exponent -= 1
            if value == 0 { break }
        }
        while exponent < 0, value != 0 {
            isRounded = isRounded || value % 10 != 0
            value /= 10
            exponent += 1
        }
        if isRounded { value += 1 }
        nanos = isNegative ? -value : value
    }

    /// Powers of 1024 and of 10 that a suffix stands for.
    private static func scale(_ suffix: String) -> (binary: Int, decimal: Int)? {
        switch suffix {
        case "n": return (0, -9)
        case "u": return (0, -6)
        case "m": return (0, -3)
        case "": return (0, 0)
        case "k": return (0, 3)
        case "M": return (0, 6)
        case "G": return (0, 9)
        case "T": return (0, 12)
        case "P": return (0, 15)
        case "E": return (0, 18)
        case "Ki": return (1, 0)
        case "Mi": return (2, 0)
        case "Gi": return (3, 0)
        case "Ti": return (4, 0)
        case "Pi": return (5, 0)
        case "Ei": return (6, 0)
        default:
            guard let first = suffix.first, first == "e" || first == "E", let exponent = Int(suffix.dropFirst()),
                (-100...100).contains(exponent)
            else { return nil }
            return (0, exponent)
        }
    }

    package static func < (left: Quantity, right: Quantity) -> Bool { left.nanos < right.nanos }

    package var isInteger: Bool { integer != nil }

    /// The value as an int, when it is whole and fits.
    package var integer: Int64? { nanos % Quantity.one == 0 ? Int64(exactly: nanos / Quantity.one) : nil }

    package var approximate: Double { Double(nanos) / 1e9 }

    func adding(_ other: Quantity) -> Quantity? {
        let (sum, overflow) = nanos.addingReportingOverflow(other.nanos)
        return overflow ? nil : Quantity(nanos: sum)
    }

    func subtracting(_ other: Quantity) -> Quantity? {
        let (difference, overflow) = nanos.subtractingReportingOverflow(other.nanos)
        return overflow ? nil : Quantity(nanos: difference)
    }

    init(_ whole: Int64) { nanos = Int128(whole) * Quantity.one }

    package var description: String {
        let whole = nanos.magnitude / 1_000_000_000
        let sign = nanos < 0 ? "-" : ""
        return "\(sign)\(whole)\(TimeSpan.fraction(Int32(nanos.magnitude % 1_000_000_000)))"
    }
}
