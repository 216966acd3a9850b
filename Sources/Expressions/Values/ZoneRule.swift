import Primitives

/// The rule in the footer of a TZif file, in the form of POSIX's `TZ`: `CST6CDT,M3.2.0,M11.1.0`.
struct ZoneRule {
    private let standard: Int64
    /// Daylight saving time: its offset and the local times of its start and end.
    private var summer: (offset: Int64, start: Change, end: Change)?

    private enum Day {
        /// Weekday (0 is Sunday) of a week (5 is the last) of a month.
        case week(month: Int, week: Int64, weekday: Int64)
        /// From 1 to 365, without the leap day.
        case julian(Int64)
        /// From 0, with the leap day.
        case ordinal(Int64)
    }

    private struct Change {
        let day: Day
        /// Seconds after midnight; may be negative or beyond a day.
        let time: Int64

        /// Seconds since 1970 on the local clock.
        func moment(_ year: Int64) -> Int64 {
            let newYear = Int64(CivilDate(year: Int(year), month: 1, day: 1).daysSince1970)
            switch day {
            case .ordinal(let day): return (newYear + day) * 86400 + time
            case .julian(let day):
                return (newYear + day - 1 + (CivilDate.isLeap(Int(year)) && day >= 60 ? 1 : 0)) * 86400 + time
            case .week(let month, let week, let weekday):
                let first = Int64(CivilDate(year: Int(year), month: month, day: 1).daysSince1970)
                var day = (weekday - (first + 4) % 7 + 14) % 7 + (week - 1) * 7
                while day >= CivilDate.days(inMonth: month, of: Int(year)) { day -= 7 }
                return (first + day) * 86400 + time
            }
        }
    }

    init?(_ bytes: some Sequence<UInt8>) {
        var reader = Reader(rest: Array(bytes)[...])
        guard reader.skipName(), let offset = reader.time() else { return nil }
        standard = -offset
        guard !reader.rest.isEmpty else { return }
        guard reader.skipName() else { return nil }
        let own = reader.rest.first == UInt8(ascii: ",") ? nil : reader.time().map { -$0 }
        guard let start = reader.change(), let end = reader.change(), reader.rest.isEmpty else { return nil }
        summer = (own ?? standard + 3600, start, end)
    }

    func offset(at moment: Int64) -> Int64 {
        guard let summer else { return standard }
        let year = CivilTime(secondsSince1970: moment + standard).year
        let start = summer.start.moment(year) - standard
        let end = summer.end.moment(year) - summer.offset
        let isSummer = start < end ? moment >= start && moment < end : moment >= start || moment < end
        return isSummer ? summer.offset : standard
    }

    private struct Reader {
        var rest: ArraySlice<UInt8>

        mutating func accept(_ character: Character) -> Bool {
            guard let first = rest.first, first == character.asciiValue else { return false }
            rest.removeFirst()
            return true
        }

        /// `CST` or `<+0530>`.
        mutating func skipName() -> Bool {
            if accept("<") {
                guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return false }
                rest = rest[(end + 1)...]
                return true
            }
            let length = rest.prefix { Lexer.startsName($0) }.count
            rest = rest.dropFirst(length)
            return length >= 3
        }

        mutating func number() -> Int64? {
            let digits = rest.prefix { Lexer.isDigit($0) }
            guard (1...4).contains(digits.count) else { return nil }
            rest = rest.dropFirst(digits.count)
            return digits.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
        }

        /// `[+-]hh[:mm[:ss]]` in seconds.
        mutating func time() -> Int64? {
            let isNegative = accept("-")
            if !isNegative { _ = accept("+") }
            guard var seconds = number().map({ $0 * 3600 }) else { return nil }
            for unit in [Int64(60), 1] where accept(":") {
                guard let part = number() else { return nil }
                seconds += part * unit
            }
            return isNegative ? -seconds : seconds
        }

        /// `,M3.2.0/2`, `,J60`, `,59`.
        mutating func change() -> Change? {
            guard accept(",") else { return nil }
            let day: Day
            if accept("M") {
                guard let month = number(), (1...12).contains(month), accept("."), let week = number(),
                    (1...5).contains(week),
                    accept("."), let weekday = number(), weekday < 7
                else { return nil }
                day = .week(month: Int(month), week: week, weekday: weekday)
            } else if accept("J") {
                guard let number = number(), (1...365).contains(number) else { return nil }
                day = .julian(number)
            } else {
                guard let number = number(), number < 366 else { return nil }
                day = .ordinal(number)
            }
            guard accept("/") else { return Change(day: day, time: 7200) }
            return time().map { Change(day: day, time: $0) }
        }
    }
}
