import ConfigModel
import Primitives
internal import Projects

/// Functions on points in time. Source: Terraform documentation, "Date and Time Functions"; texts are RFC 3339.
extension TerraformFunctions {
    static let times: [String: TerraformFunction] = [
        "timeadd": .text(2) { texts in
            guard let time = PointInTime(texts[0]), let seconds = PointInTime.seconds(texts[1]) else { return nil }
            return .string(time.adding(seconds).text)
        },
        "timecmp": .text(2) { texts in
            guard let first = PointInTime(texts[0]), let second = PointInTime(texts[1]) else { return nil }
            return .int(first.moment < second.moment ? -1 : first.moment == second.moment ? 0 : 1)
        },
        "formatdate": .text(2) { texts in
            guard let time = PointInTime(texts[1]) else { return nil }
            return time.formatted(texts[0]).map { .string($0) }
        },
    ]
}

/// `2018-01-02T23:12:01Z`, to the second.
private struct PointInTime {
    /// Seconds since 1970-01-01T00:00:00 on the clock that the text shows.
    var clock: Int64
    /// Seconds that this clock is ahead of UTC.
    let offset: Int64

    var moment: Int64 { clock - offset }

    init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes[4] == 45, bytes[7] == 45, bytes[10] == 84 || bytes[10] == 116, bytes[13] == 58, bytes[16] == 58
        else { return nil }
        func number(_ range: Range<Int>) -> Int64? { Int64(String(decoding: bytes[range], as: UTF8.self)) }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
            let date = CivilDate(exactly: Int(year), Int(month), Int(day)), let hour = number(11..<13),
            let minute = number(14..<16), let second = number(17..<19), (0...23).contains(hour),
            (0...59).contains(minute), (0...59).contains(second)
        else { return nil }
        switch String(decoding: bytes[19...], as: UTF8.self) {
        case "Z", "z": offset = 0
        default:
            guard bytes.count == 25, bytes[22] == 58, bytes[19] == 43 || bytes[19] == 45, let hours = number(20..<22),
                let minutes = number(23..<25), hours < 24, minutes < 60
            else { return nil }
            offset = (hours * 3600 + minutes * 60) * (bytes[19] == 45 ? -1 : 1)
        }
        clock = Int64(date.daysSince1970) * 86_400 + hour * 3600 + minute * 60 + second
    }

    private init(clock: Int64, offset: Int64) {
        self.clock = clock
        self.offset = offset
    }

    func adding(_ seconds: Int64) -> PointInTime { PointInTime(clock: clock + seconds, offset: offset) }

    private var date: CivilDate { CivilDate(daysSince1970: Int(clock >= 0 ? clock / 86_400 : (clock - 86_399) / 86_400)) }

    private var secondOfDay: Int64 { ((clock % 86_400) + 86_400) % 86_400 }

    var text: String {
        let date = date
        let of = secondOfDay
        let head = "\(padded(date.year, 4))-\(padded(date.month))-\(padded(date.day))T"
        return head + "\(padded(of / 3600)):\(padded(of / 60 % 60)):\(padded(of % 60))" + (offset == 0 ? "Z" : zone(":"))
    }

    private func padded(_ number: some BinaryInteger, _ width: Int = 2) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    private func zone(_ separator: String) -> String {
        let size = abs(offset)
        return (offset < 0 ? "-" : "+") + padded(size / 3600) + separator + padded(size / 60 % 60)
    }

    /// A duration such as `1h30m` or `-10s` in seconds; nil where it has parts below a second.
    static func seconds(_ text: String) -> Int64? {
        var rest = Substring(text)
        let sign: Int64 = rest.first == "-" ? -1 : 1
        if rest.first == "-" || rest.first == "+" { rest = rest.dropFirst() }
        guard !rest.isEmpty else { return nil }
        if rest == "0" { return 0 }
        var total = 0.0
        while !rest.isEmpty {
            let digits = rest.prefix { ($0.isASCII && $0.isNumber) || $0 == "." }
            rest = rest.dropFirst(digits.count)
            let unit = rest.prefix { $0.isLetter }
            rest = rest.dropFirst(unit.count)
            guard let number = Double(digits), let factor = ["h": 3600.0, "m": 60, "s": 1][String(unit)] else { return nil }
            total += number * factor
        }
        guard total.rounded() == total, total < 1e12 else { return nil }
        return sign * Int64(total)
    }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    ]
    private static let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]

    /// The text by a pattern such as `DD MMM YYYY hh:mm ZZZ`; nil where the pattern is none.
    func formatted(_ pattern: String) -> String? {
        var result = ""
        var rest = Substring(pattern)
        while let first = rest.first {
            if first == "'" {
                rest = rest.dropFirst()
                while true {
                    guard let end = rest.firstIndex(of: "'") else { return nil }
                    result += rest[..<end]
                    rest = rest[rest.index(after: end)...]
                    guard rest.first == "'" else { break }
                    result += "'"
                    rest = rest.dropFirst()
                }
                continue
            }
            guard first.isASCII, first.isLetter else {
                result.append(first)
                rest = rest.dropFirst()
                continue
            }
            let run = rest.prefix { $0 == first }
            rest = rest.dropFirst(run.count)
            guard let piece = piece(String(run)) else { return nil }
            result += piece
        }
        return result
    }

    private func piece(_ verb: String) -> String? {
        let (year, month, day, weekday) = (date.year, date.month, date.day, date.weekday)
        let hour = secondOfDay / 3600
        let twelve = hour % 12 == 0 ? 12 : hour % 12
        switch verb {
        case "YYYY": return padded(year, 4)
        case "YY": return padded(year % 100)
        case "MMMM": return PointInTime.months[month - 1]
        case "MMM": return String(PointInTime.months[month - 1].prefix(3))
        case "MM": return padded(month)
        case "M": return String(month)
        case "DD": return padded(day)
        case "D": return String(day)
        case "EEEE": return PointInTime.weekdays[weekday]
        case "EEE": return String(PointInTime.weekdays[weekday].prefix(3))
        case "hh": return padded(hour)
        case "h": return String(hour)
        case "HH": return padded(twelve)
        case "H": return String(twelve)
        case "AA": return hour < 12 ? "AM" : "PM"
        case "aa": return hour < 12 ? "am" : "pm"
        case "mm": return padded(secondOfDay / 60 % 60)
        case "m": return String(secondOfDay / 60 % 60)
        case "ss": return padded(secondOfDay % 60)
        case "s": return String(secondOfDay % 60)
        case "ZZZZZ": return zone(":")
        case "ZZZZ": return zone("")
        case "ZZZ": return offset == 0 ? "UTC" : zone("")
        case "Z": return offset == 0 ? "Z" : zone(":")
        default: return nil
        }
    }
}
