import Primitives

/// An instant with its zone, as Go's `time.Time`.
struct GoTime: Hashable {
    /// Seconds since 1970, UTC.
    var seconds: Int64
    var nanoseconds: Int = 0
    /// Seconds east of UTC.
    var offset: Int = 0
    var zone: String = "UTC"

    /// The zero time of Go: 1 January of the year 1.
    static let zero = GoTime(seconds: -62_135_596_800)

    static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
    static let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]

    private var local: Int { Int(seconds) + offset }
    var date: CivilDate { CivilDate(daysSince1970: Int((Double(local) / 86_400).rounded(.down))) }
    private var secondOfDay: Int { ((local % 86_400) + 86_400) % 86_400 }
    var hour: Int { secondOfDay / 3600 }
    var minute: Int { secondOfDay % 3600 / 60 }
    var second: Int { secondOfDay % 60 }

    var utc: GoTime { GoTime(seconds: seconds, nanoseconds: nanoseconds) }

    /// Adds a duration in nanoseconds.
    func adding(_ duration: Int64) -> GoTime {
        var result = self
        let total = Int64(nanoseconds) + duration % 1_000_000_000
        let carry = total < 0 ? -1 : total >= 1_000_000_000 ? 1 : 0
        result.seconds = seconds &+ duration / 1_000_000_000 &+ Int64(carry)
        result.nanoseconds = Int(total - Int64(carry) * 1_000_000_000)
        return result
    }

    var description: String { formatted("2006-01-02 15:04:05.999999999 -0700 MST") }

    private func padded(_ number: Int, _ width: Int = 2, _ fill: Character = "0") -> String {
        let digits = String(number.magnitude)
        return (number < 0 ? "-" : "") + String(repeating: fill, count: max(0, width - digits.count)) + digits
    }

    private func zoneOffset(_ colon: Bool, hoursOnly: Bool = false, seconds: Bool = false) -> String {
        let magnitude = abs(offset)
        var text = (offset < 0 ? "-" : "+") + padded(magnitude / 3600)
        if !hoursOnly { text += (colon ? ":" : "") + padded(magnitude % 3600 / 60) }
        if seconds { text += (colon ? ":" : "") + padded(magnitude % 60) }
        return text
    }

    /// Go's `Format`.
    func formatted(_ layout: String) -> String {
        var result = ""
        let date = date
        for piece in TimeLayout.pieces(layout) {
            switch piece {
            case .literal(let text): result += text
            case .longMonth: result += GoTime.months[date.month - 1]
            case .month: result += GoTime.months[date.month - 1].prefix(3)
            case .numberMonth: result += String(date.month)
            case .zeroMonth: result += padded(date.month)
            case .longWeekday: result += GoTime.weekdays[date.weekday]
            case .weekday: result += GoTime.weekdays[date.weekday].prefix(3)
            case .day: result += String(date.day)
            case .spaceDay: result += padded(date.day, 2, " ")
            case .zeroDay: result += padded(date.day)
            case .spaceYearDay: result += padded(date.dayOfYear, 3, " ")
            case .zeroYearDay: result += padded(date.dayOfYear, 3)
            case .hour: result += padded(hour)
            case .hour12: result += String(hour % 12 == 0 ? 12 : hour % 12)
            case .zeroHour12: result += padded(hour % 12 == 0 ? 12 : hour % 12)
            case .minute: result += String(minute)
            case .zeroMinute: result += padded(minute)
            case .second: result += String(second)
            case .zeroSecond: result += padded(second)
            case .longYear: result += padded(date.year, 4)
            case .year: result += padded(((date.year % 100) + 100) % 100)
            case .upperMeridiem: result += hour >= 12 ? "PM" : "AM"
            case .lowerMeridiem: result += hour >= 12 ? "pm" : "am"
            case .zoneName: result += zone.isEmpty ? zoneOffset(false) : zone
            case .isoZone(let colon, let hoursOnly, let seconds):
                result += offset == 0 ? "Z" : zoneOffset(colon, hoursOnly: hoursOnly, seconds: seconds)
            case .numberZone(let colon, let hoursOnly, let seconds):
                result += zoneOffset(colon, hoursOnly: hoursOnly, seconds: seconds)
            case .fraction(let separator, let digits, let trims):
                var text = String(padded(nanoseconds, 9).prefix(digits))
                if trims { while text.last == "0" { text.removeLast() } }
                if !text.isEmpty { result += separator + text }
            }
        }
        return result
    }
}

/// The reference-time layouts of Go: `2006-01-02 15:04:05`.
enum TimeLayout {
    enum Piece: Equatable {
        case literal(String)
        case longMonth, month, numberMonth, zeroMonth, longWeekday, weekday, day, spaceDay, zeroDay, spaceYearDay,
            zeroYearDay
        case hour, hour12, zeroHour12, minute, zeroMinute, second, zeroSecond, longYear, year, upperMeridiem,
            lowerMeridiem, zoneName
        case isoZone(colon: Bool, hoursOnly: Bool, seconds: Bool)
        case numberZone(colon: Bool, hoursOnly: Bool, seconds: Bool)
        case fraction(separator: String, digits: Int, trims: Bool)
    }

    /// Longer spellings first.
    private static let words: [(String, Piece)] = [
        ("January", .longMonth), ("Jan", .month), ("Monday", .longWeekday), ("Mon", .weekday), ("MST", .zoneName),
        ("002", .zeroYearDay),
        ("01", .zeroMonth), ("02", .zeroDay), ("03", .zeroHour12), ("04", .zeroMinute), ("05", .zeroSecond),
        ("06", .year), ("15", .hour),
        ("1", .numberMonth), ("2006", .longYear), ("2", .day), ("__2", .spaceYearDay), ("_2", .spaceDay),
        ("3", .hour12), ("4", .minute),
        ("5", .second), ("PM", .upperMeridiem), ("pm", .lowerMeridiem),
        ("-07:00:00", .numberZone(colon: true, hoursOnly: false, seconds: true)),
        ("-07:00", .numberZone(colon: true, hoursOnly: false, seconds: false)),
        ("-070000", .numberZone(colon: false, hoursOnly: false, seconds: true)),
        ("-0700", .numberZone(colon: false, hoursOnly: false, seconds: false)),
        ("-07", .numberZone(colon: false, hoursOnly: true, seconds: false)),
        ("Z07:00:00", .isoZone(colon: true, hoursOnly: false, seconds: true)),
        ("Z07:00", .isoZone(colon: true, hoursOnly: false, seconds: false)),
        ("Z070000", .isoZone(colon: false, hoursOnly: false, seconds: true)),
        ("Z0700", .isoZone(colon: false, hoursOnly: false, seconds: false)),
        ("Z07", .isoZone(colon: false, hoursOnly: true, seconds: false)),
    ]

    static func pieces(_ layout: String) -> [Piece] {
        var pieces: [Piece] = []
        var literal = ""
        var rest = Substring(layout)
        scan: while let first = rest.first {
            for (word, piece) in words where rest.hasPrefix(word) {
                // `January` within a longer lower-case word is no month.
                if piece == .month, let next = rest.dropFirst(3).first, next.isLowercase { continue }
                if !literal.isEmpty { pieces.append(.literal(literal)) }
                literal = ""
                pieces.append(piece)
                rest = rest.dropFirst(word.count)
                continue scan
            }
            if first == "." || first == ",", let digit = rest.dropFirst().first, digit == "0" || digit == "9" {
                let run = rest.dropFirst().prefix { $0 == digit }
                let after = rest.dropFirst(1 + run.count).first
                if after.map({ $0.isASCII && $0.isNumber }) != true, run.count <= 9 {
                    if !literal.isEmpty { pieces.append(.literal(literal)) }
                    literal = ""
                    pieces.append(.fraction(separator: String(first), digits: run.count, trims: digit == "9"))
                    rest = rest.dropFirst(1 + run.count)
                    continue scan
                }
            }
            literal.append(first)
            rest = rest.dropFirst()
        }
        if !literal.isEmpty { pieces.append(.literal(literal)) }
        return pieces
    }
}
