import Primitives

/// A moment in the proleptic Gregorian calendar, without a zone.
struct CivilTime {
    let year: Int64
    /// From 1.
    let month: Int
    /// From 1.
    let day: Int
    let hour: Int
    let minute: Int
    let second: Int
    /// 0 is Sunday.
    let dayOfWeek: Int
    /// From 0.
    let dayOfYear: Int

    init(secondsSince1970 seconds: Int64) {
        let days = CivilTime.floorDivide(seconds, 86400)
        let rest = Int(seconds - days * 86400)
        (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60)
        let date = CivilDate(daysSince1970: Int(days))
        (year, month, day) = (Int64(date.year), date.month, date.day)
        dayOfWeek = date.weekday
        dayOfYear = date.dayOfYear - 1
    }

    static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
        let quotient = value / divisor
        return value % divisor < 0 ? quotient - 1 : quotient
    }
}
