internal import Glibc
internal import Rules

/// Today in UTC, or what `LARBOARD_TODAY` says, so that runs can be repeated.
/// - Throws: `WorkspaceError.invalidDate` where that is no date.
func today(environment: [String: String]) throws(WorkspaceError) -> Day {
    var seconds = time(nil)
    if let text = environment["LARBOARD_TODAY"] {
        let parts = text.split(separator: "-").compactMap { Int($0) }
        guard parts.count == 3 else { throw .invalidDate("LARBOARD_TODAY is '\(text)', not a date such as 2027-01-31") }
        var fields = tm()
        fields.tm_year = Int32(clamping: parts[0] - 1900)
        fields.tm_mon = Int32(clamping: parts[1] - 1)
        fields.tm_mday = Int32(clamping: parts[2])
        seconds = timegm(&fields)
    }
    var fields = tm()
    gmtime_r(&seconds, &fields)
    guard let day = Day(year: Int(fields.tm_year) + 1900, month: Int(fields.tm_mon) + 1, day: Int(fields.tm_mday)) else {
        throw .invalidDate("the clock shows no valid date")
    }
    return day
}
