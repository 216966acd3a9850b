import Primitives

extension GoTime {
    /// Go's `ParseInLocation` with UTC as the location, or nil.
    init?(_ text: String, layout: String) {
        var rest = Substring(text)
        var date = CivilDate(year: 0, month: 1, day: 1)
        var (hour, minute, second, nanoseconds, offset) = (0, 0, 0, 0, 0)
        var zone = "UTC"
        var isAfternoon: Bool?
        func number(_ least: Int, _ most: Int) -> Int? {
            let digits = rest.prefix(most).prefix { $0.isASCII && $0.isNumber }
            guard digits.count >= least else { return nil }
            rest = rest.dropFirst(digits.count)
            return Int(digits)
        }
        func name(_ names: [String], _ length: Int?) -> Int? {
            for (index, name) in names.enumerated() {
                let word = length.map { String(name.prefix($0)) } ?? name
                if rest.lowercased().hasPrefix(word.lowercased()) {
                    rest = rest.dropFirst(word.count)
                    return index + 1
                }
            }
            return nil
        }
        func zoneOffset(_ colon: Bool, _ hoursOnly: Bool) -> Int? {
            guard let sign = rest.first, sign == "+" || sign == "-" else { return nil }
            rest = rest.dropFirst()
            guard let hours = number(2, 2) else { return nil }
            var total = hours * 3600
            if !hoursOnly {
                if colon {
                    guard rest.first == ":" else { return nil }
                    rest = rest.dropFirst()
                }
                guard let minutes = number(2, 2) else { return nil }
                total += minutes * 60
            }
            return sign == "-" ? -total : total
        }
        for piece in TimeLayout.pieces(layout) {
            switch piece {
            case .literal(let literal):
                guard rest.hasPrefix(literal) else { return nil }
                rest = rest.dropFirst(literal.count)
            case .longMonth, .month:
                guard let value = name(GoTime.months, piece == .month ? 3 : nil) else { return nil }
                date.month = value
            case .numberMonth, .zeroMonth:
                guard let value = number(piece == .zeroMonth ? 2 : 1, 2) else { return nil }
                date.month = value
            case .longWeekday, .weekday:
                guard name(GoTime.weekdays, piece == .weekday ? 3 : nil) != nil else { return nil }
            case .day, .spaceDay, .zeroDay:
                if piece == .spaceDay, rest.first == " " { rest = rest.dropFirst() }
                guard let value = number(piece == .zeroDay ? 2 : 1, 2) else { return nil }
                date.day = value
            case .spaceYearDay, .zeroYearDay:
                guard let value = number(3, 3) else { return nil }
                let shifted = CivilDate(daysSince1970: CivilDate(year: date.year, month: 1, day: 1).daysSince1970 + value - 1)
                (date.month, date.day) = (shifted.month, shifted.day)
            case .hour, .hour12, .zeroHour12:
                guard let value = number(piece == .zeroHour12 ? 2 : 1, 2) else { return nil }
                hour = value
            case .minute, .zeroMinute:
                guard let value = number(piece == .zeroMinute ? 2 : 1, 2) else { return nil }
                minute = value
            case .second, .zeroSecond:
                guard let value = number(piece == .zeroSecond ? 2 : 1, 2) else { return nil }
                second = value
                if rest.first == ".", rest.dropFirst().first.map({ $0.isASCII && $0.isNumber }) == true,
                    !layout.contains(".9"), !layout.contains(".0")
                {
                    rest = rest.dropFirst()
                    guard let fraction = GoTime.fraction(&rest) else { return nil }
                    nanoseconds = fraction
                }
            case .longYear:
                guard let value = number(4, 4) else { return nil }
                date.year = value
            case .year:
                guard let value = number(2, 2) else { return nil }
                date.year = value + (value >= 69 ? 1900 : 2000)
            case .upperMeridiem, .lowerMeridiem:
                let word = rest.prefix(2).uppercased()
                guard word == "AM" || word == "PM" else { return nil }
                isAfternoon = word == "PM"
                rest = rest.dropFirst(2)
            case .zoneName:
                let word = rest.prefix { $0.isASCII && $0.isUppercase }
                guard word.count >= 3 else { return nil }
                zone = String(word)
                rest = rest.dropFirst(word.count)
            case .isoZone(let colon, let hoursOnly, _):
                if rest.first == "Z" {
                    rest = rest.dropFirst()
                } else {
                    guard let value = zoneOffset(colon, hoursOnly) else { return nil }
                    offset = value
                    zone = ""
                }
            case .numberZone(let colon, let hoursOnly, _):
                guard let value = zoneOffset(colon, hoursOnly) else { return nil }
                offset = value
                zone = value == 0 ? "UTC" : ""
            case .fraction(let separator, _, let trims):
                guard rest.hasPrefix(separator) else {
                    if trims { continue }
                    return nil
                }
                rest = rest.dropFirst()
                guard let fraction = GoTime.fraction(&rest) else { return nil }
                nanoseconds = fraction
            }
        }
        if let isAfternoon { hour = hour % 12 + (isAfternoon ? 12 : 0) }
        guard rest.isEmpty, (1...12).contains(date.month),
            (1...CivilDate.days(inMonth: date.month, of: date.year)).contains(date.day),
            hour < 24, minute < 60, second < 60
        else { return nil }
        self.init(
            seconds: Int64(date.daysSince1970 * 86_400 + hour * 3600 + minute * 60 + second - offset),
            nanoseconds: nanoseconds, offset: offset,
            zone: zone)
    }

    private static func fraction(_ rest: inout Substring) -> Int? {
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty else { return nil }
        rest = rest.dropFirst(digits.count)
        return Int((digits + "000000000").prefix(9))
    }
}

/// Go's `time.Duration` in nanoseconds.
enum GoDuration {
    /// `1h2m3.5s`, or nil.
    static func parse(_ text: String) -> Int64? {
        var rest = Substring(text)
        var sign = 1.0
        if let first = rest.first, first == "-" || first == "+" {
            sign = first == "-" ? -1 : 1
            rest = rest.dropFirst()
        }
        if rest == "0" { return 0 }
        if rest.isEmpty { return nil }
        var total = 0.0
        while !rest.isEmpty {
            let number = rest.prefix { $0.isASCII && $0.isNumber || $0 == "." }
            guard number.contains(where: \.isNumber),
                let value = Double(
                    number.hasPrefix(".") ? "0" + number : number.hasSuffix(".") ? number + "0" : String(number))
            else { return nil }
            rest = rest.dropFirst(number.count)
            let unit = rest.prefix { !($0.isASCII && $0.isNumber) && $0 != "." }
            rest = rest.dropFirst(unit.count)
            switch unit {
            case "ns": total += value
            case "us", "µs", "μs": total += value * 1e3
            case "ms": total += value * 1e6
            case "s": total += value * 1e9
            case "m": total += value * 6e10
            case "h": total += value * 3.6e12
            default: return nil
            }
        }
        return Int64(exactly: (sign * total).rounded())
    }

    static func description(_ duration: Int64) -> String {
        if duration == 0 { return "0s" }
        let sign = duration < 0 ? "-" : ""
        let nanoseconds = duration.magnitude
        func fraction(_ unit: UInt64) -> String {
            var text = String(nanoseconds / unit)
            var part = String(nanoseconds % unit)
            part = String(repeating: "0", count: max(0, String(unit).count - 1 - part.count)) + part
            while part.last == "0" { part.removeLast() }
            if !part.isEmpty { text += "." + part }
            return text
        }
        if nanoseconds < 1000 { return sign + "\(nanoseconds)ns" }
        if nanoseconds < 1_000_000 { return sign + fraction(1000) + "µs" }
        if nanoseconds < 1_000_000_000 { return sign + fraction(1_000_000) + "ms" }
        let minutes = nanoseconds / 60_000_000_000
        let rest = nanoseconds % 60_000_000_000
        var seconds = String(rest / 1_000_000_000)
        var part = String(rest % 1_000_000_000)
        part = String(repeating: "0", count: 9 - part.count) + part
        while part.last == "0" { part.removeLast() }
        if !part.isEmpty { seconds += "." + part }
        if minutes == 0 { return sign + seconds + "s" }
        if minutes < 60 { return sign + "\(minutes)m\(seconds)s" }
        return sign + "\(minutes / 60)h\(minutes % 60)m\(seconds)s"
    }
}
