/// A signed span of time, at most about 292 years: what 64 bits of nanoseconds hold, the range of cel-go and Kubernetes.
package struct TimeSpan: Hashable, Sendable, Comparable {
    package let seconds: Int64
    /// Has the sign of the whole; its size is below 1,000,000,000.
    package let nanoseconds: Int32

    package static let maximumSeconds: Int64 = 9_223_372_036

    /// Nil when out of range or when the parts overflow.
    package init?(seconds: Int64, nanoseconds: Int64 = 0) {
        let (carried, overflow) = seconds.addingReportingOverflow(nanoseconds / 1_000_000_000)
        guard !overflow else { return nil }
        var whole = carried
        var rest = nanoseconds % 1_000_000_000
        if whole > 0, rest < 0 {
            whole -= 1
            rest += 1_000_000_000
        } else if whole < 0, rest > 0 {
            whole += 1
            rest -= 1_000_000_000
        }
        guard whole >= -TimeSpan.maximumSeconds, whole <= TimeSpan.maximumSeconds else { return nil }
        self.seconds = whole
        self.nanoseconds = Int32(rest)
    }

    package static func < (left: TimeSpan, right: TimeSpan) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }

    func adding(_ other: TimeSpan) -> TimeSpan? {
        TimeSpan(seconds: seconds + other.seconds, nanoseconds: Int64(nanoseconds) + Int64(other.nanoseconds))
    }

    func subtracting(_ other: TimeSpan) -> TimeSpan? {
        TimeSpan(seconds: seconds - other.seconds, nanoseconds: Int64(nanoseconds) - Int64(other.nanoseconds))
    }

    var negated: TimeSpan? { TimeSpan(seconds: -seconds, nanoseconds: -Int64(nanoseconds)) }

    /// Carries so that the nanoseconds are positive. Precondition: `nanoseconds` is of the order of seconds.
    static func normalized(_ seconds: Int64, _ nanoseconds: Int64) -> (Int64, Int32) {
        let carry = CivilTime.floorDivide(nanoseconds, 1_000_000_000)
        return (seconds + carry, Int32(nanoseconds - carry * 1_000_000_000))
    }

    /// `.5` for 500,000,000; nothing for 0.
    static func fraction(_ nanoseconds: Int32) -> String {
        guard nanoseconds != 0 else { return "" }
        var digits = String(nanoseconds.magnitude)
        digits = String(repeating: "0", count: 9 - digits.count) + digits
        while digits.last == "0" { digits.removeLast() }
        return "." + digits
    }
}

extension TimeSpan: CustomStringConvertible {
    /// Reads Go's spelling: `1h30m`, `-1.5s`, `100ms`, `5us`, `3ns`, `0`; nil when malformed or out of range.
    package init?(parsing text: String) {
        var bytes = text.utf8[...]
        let isNegative = bytes.first == UInt8(ascii: "-")
        if isNegative || bytes.first == UInt8(ascii: "+") { bytes.removeFirst() }
        guard !bytes.isEmpty else { return nil }
        var total: Int128 = 0
        if bytes.elementsEqual("0".utf8) { bytes.removeFirst() }
        while !bytes.isEmpty {
            guard let part = TimeSpan.part(&bytes) else { return nil }
            total += part
            guard total <= Int128(TimeSpan.maximumSeconds) * 1_000_000_000 else { return nil }
        }
        let signed = isNegative ? -total : total
        self.init(seconds: Int64(signed / 1_000_000_000), nanoseconds: Int64(signed % 1_000_000_000))
    }

    /// Takes one number with its unit off the front, in nanoseconds.
    private static func part(_ bytes: inout Substring.UTF8View) -> Int128? {
        var whole: Int128 = 0
        var fraction: Int128 = 0
        var scale: Int128 = 1
        var digits = 0
        var isFraction = false
        while let byte = bytes.first {
            if byte == UInt8(ascii: "."), !isFraction {
                isFraction = true
            } else if Lexer.isDigit(byte) {
                digits += 1
                if isFraction {
                    // Digits beyond a nanosecond of an hour do not count.
                    if scale < 1_000_000_000_000_000 {
                        fraction = fraction * 10 + Int128(byte - 0x30)
                        scale *= 10
                    }
                } else {
                    guard whole < 1_000_000_000_000_000_000_000 else { return nil }
                    whole = whole * 10 + Int128(byte - 0x30)
                }
            } else {
                break
            }
            bytes.removeFirst()
        }
        guard digits > 0 else { return nil }
        let name = bytes.prefix { !Lexer.isDigit($0) && $0 != UInt8(ascii: ".") }
        let unit: Int128
        switch Substring(name) {
        case "h": unit = 3_600_000_000_000
        case "m": unit = 60_000_000_000
        case "s": unit = 1_000_000_000
        case "ms": unit = 1_000_000
        case "us", "µs", "μs": unit = 1_000
        case "ns": unit = 1
        default: return nil
        }
        bytes = bytes.dropFirst(name.count)
        return whole * unit + fraction * unit / scale
    }

    package var description: String {
        let sign = seconds < 0 || nanoseconds < 0 ? "-" : ""
        return "\(sign)\(seconds.magnitude)\(TimeSpan.fraction(nanoseconds))s"
    }
}
