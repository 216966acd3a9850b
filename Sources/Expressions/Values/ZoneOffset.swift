/// Offsets of time zones from UTC.
enum ZoneOffset {
    /// The offset in seconds of `UTC`, `+05:30`, `-02:00`, `11:00`, or of a named zone from its TZif file.
    static func seconds(_ zone: String, at moment: Int64, _ zoneFile: ((String) -> [UInt8]?)?) -> Int64? {
        if zone.isEmpty || zone == "UTC" || zone == "GMT" || zone == "Z" { return 0 }
        if let fixed = fixed(zone) { return fixed }
        return zoneFile?(zone).flatMap(ZoneInformation.init(bytes:))?.offset(at: moment)
    }

    private static func fixed(_ zone: String) -> Int64? {
        var rest = zone.utf8[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        let parts = rest.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count == 2, (1...2).contains(parts[0].count), parts[1].count == 2,
            rest.allSatisfy({ Lexer.isDigit($0) || $0 == UInt8(ascii: ":") }),
            let hours = Int64(String(Substring(parts[0]))), let minutes = Int64(String(Substring(parts[1]))),
            hours < 24, minutes < 60
        else { return nil }
        return (hours * 3600 + minutes * 60) * (isNegative ? -1 : 1)
    }
}

/// A TZif file (RFC 9636), version 2 or later: transitions, and a rule for the time after the last one.
struct ZoneInformation {
    private var transitions: [(at: Int64, offset: Int64)] = []
    private var initial: Int64 = 0
    private var rule: ZoneRule?

    init?(bytes: [UInt8]) {
        func number(_ at: Int, _ size: Int) -> Int64 {
            guard at >= 0, at + size <= bytes.count else { return 0 }
            let value = bytes[at..<at + size].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            return size == 4 ? Int64(Int32(truncatingIfNeeded: value)) : Int64(bitPattern: value)
        }
        guard bytes.count >= 44, bytes.starts(with: Array("TZif".utf8)), bytes[4] >= UInt8(ascii: "2") else {
            return nil
        }
        func counts(_ header: Int) -> [Int] { (0..<6).map { Int(number(header + 20 + 4 * $0, 4)) } }
        let old = counts(0)
        guard old.allSatisfy({ $0 >= 0 && $0 < 100_000 }) else { return nil }
        let second = 44 + old[3] * 5 + old[4] * 6 + old[5] + old[2] * 8 + old[1] + old[0]
        guard second + 44 <= bytes.count else { return nil }
        let new = counts(second)
        guard new.allSatisfy({ $0 >= 0 && $0 < 100_000 }), new[4] > 0 else { return nil }
        let times = second + 44
        let kinds = times + new[3] * 8
        let types = kinds + new[3]
        guard types + new[4] * 6 <= bytes.count else { return nil }
        initial = number(types, 4)
        for index in 0..<new[3] {
            let kind = Int(bytes[kinds + index])
            guard kind < new[4] else { return nil }
            transitions.append((number(times + index * 8, 8), number(types + kind * 6, 4)))
        }
        let footer = types + new[4] * 6 + new[5] + new[2] * 12 + new[1] + new[0] + 1
        if footer < bytes.count { rule = ZoneRule(bytes[footer...].prefix { $0 != 0x0A }) }
    }

    func offset(at moment: Int64) -> Int64 {
        var low = 0
        var high = transitions.count
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle].at <= moment { low = middle + 1 } else { high = middle }
        }
        if low == transitions.count, let rule { return rule.offset(at: moment) }
        return low == 0 ? initial : transitions[low - 1].offset
    }
}
