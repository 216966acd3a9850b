import Primitives

/// A moment in UTC with nanoseconds, from 0001-01-01 to the end of 9999.
package struct Timestamp: Hashable, Sendable, Comparable {
    /// Since 1970-01-01T00:00:00Z.
    package let seconds: Int64
    package let nanoseconds: Int32

    package static let minimumSeconds: Int64 = -62_135_596_800
    package static let maximumSeconds: Int64 = 253_402_300_799

    /// Nil when out of range. Precondition: `0 <= nanoseconds < 1_000_000_000`.
    package init?(seconds: Int64, nanoseconds: Int32 = 0) {
        guard seconds >= Timestamp.minimumSeconds, seconds <= Timestamp.maximumSeconds else { return nil }
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }

    func adding(_ span: TimeSpan) -> Timestamp? {
        let (seconds, nanoseconds) = TimeSpan.normalized(
            self.seconds + span.seconds, Int64(self.nanoseconds) + Int64(span.nanoseconds))
        return Timestamp(seconds: seconds, nanoseconds: nanoseconds)
    }

    func subtracting(_ span: TimeSpan) -> Timestamp? {
        let (seconds, nanoseconds) = TimeSpan.normalized(
            self.seconds - span.seconds, Int64(self.nanoseconds) - Int64(span.nanoseconds))
        return Timestamp(seconds: seconds, nanoseconds: nanoseconds)
    }

    func subtracting(_ other: Timestamp) -> TimeSpan? {
        TimeSpan(seconds: seconds - other.seconds, nanoseconds: Int64(nanoseconds) - Int64(other.nanoseconds))
    }
}

extension Timestamp: CustomStringConvertible {
    /// Reads RFC 3339 (`2009-02-13T23:31:30.123Z`, `…+01:00`); nil when malformed or out of range.
    package init?(parsing text: String) {
        let bytes = Array(text.utf8)
        func number(_ start: Int, _ count: Int) -> Int64? {
            guard start + count <= bytes.count else { return nil }
            var value: Int64 = 0
            for byte in bytes[start..<start + count] {
                guard byte >= 0x30, byte <= 0x39 else { return nil }
                value = value * 10 + Int64(byte - 0x30)
            }
            return value
        }
        func has(_ character: Character, at index: Int) -> Bool {
            index < bytes.count && bytes[index] == character.asciiValue
        }
        guard let year = number(0, 4), has("-", at: 4), let month = number(5, 2), has("-", at: 7),
            let day = number(8, 2), has("T", at: 10) || has("t", at: 10),
            let hour = number(11, 2), has(":", at: 13), let minute = number(14, 2), has(":", at: 16),
            let second = number(17, 2),
            let date = CivilDate(exactly: Int(year), Int(month), Int(day)),
            hour < 24, minute < 60, second < 60
        else { return nil }
        var at = 19
        var nanoseconds: Int64 = 0
        if has(".", at: at) {
            var scale: Int64 = 100_000_000
            at += 1
            let first = at
            while at < bytes.count, bytes[at] >= 0x30, bytes[at] <= 0x39 {
                nanoseconds += Int64(bytes[at] - 0x30) * scale
                scale /= 10
                at += 1
            }
            guard at > first else { return nil }
        }
        var offset: Int64 = 0
        if has("Z", at: at) || has("z", at: at) {
            at += 1
        } else {
            guard has("+", at: at) || has("-", at: at), let hours = number(at + 1, 2), has(":", at: at + 3),
                let minutes = number(at + 4, 2), hours < 24, minutes < 60
            else { return nil }
            offset = (hours * 60 + minutes) * (has("-", at: at) ? -60 : 60)
            at += 6
        }
        guard at == bytes.count else { return nil }
        self.init(
            seconds: Int64(date.daysSince1970) * 86400 + hour * 3600 + minute * 60 + second - offset, nanoseconds: Int32(nanoseconds))
    }

    package var description: String {
        let civil = CivilTime(secondsSince1970: seconds)
        func padded(_ value: Int, _ width: Int) -> String {
            let digits = String(value)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        var text = "\(padded(Int(civil.year), 4))-\(padded(civil.month, 2))-\(padded(civil.day, 2))T"
        text += "\(padded(civil.hour, 2)):\(padded(civil.minute, 2)):\(padded(civil.second, 2))"
        text += TimeSpan.fraction(nanoseconds)
        return text + "Z"
    }
}
