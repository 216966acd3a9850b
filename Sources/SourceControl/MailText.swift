/// How text, dates and bytes are written in a mail.
enum MailText {
    /// Header text, as encoded words when it is not plain ASCII. Source: RFC 2047.
    ///
    ///     =?UTF-8?q?caf=C3=A9?=
    static func encodedWord(_ text: String, isName: Bool) -> String {
        let line = text.filter { !$0.isNewline }
        let isPlain = line.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } && !line.contains("=?")
        if isPlain {
            // A name with these would read as something else; see RFC 5322, atoms.
            guard isName, line.contains(where: { "()<>@,;:\\\".[]".contains($0) }) else { return line }
            return "\"" + line.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
        }
        var words: [String] = []
        var word = ""
        for character in line {
            var piece = ""
            for byte in String(character).utf8 { piece += isSafe(byte) ? String(UnicodeScalar(byte)) : "=" + hex(byte) }
            // An encoded word has at most 75 characters, 12 of them around the text.
            if word.utf8.count + piece.utf8.count > 60 {
                words.append(word)
                word = ""
            }
            word += piece
        }
        words.append(word)
        return words.map { "=?UTF-8?q?\($0)?=" }.joined(separator: "\n ")
    }

    private static func isSafe(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!*+-/".utf8.contains(byte)
        }
    }

    /// Lines stay one to one and may be long, which Git does not mind. Source: RFC 2045, section 6.7.
    static func quotedPrintable(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + bytes.count / 8)
        for (index, byte) in bytes.enumerated() {
            let endsLine = index + 1 == bytes.count || bytes[index + 1] == 0x0A
            let startsMail =
                byte == UInt8(ascii: "F") && (index == 0 || bytes[index - 1] == 0x0A)
                && bytes[index...].starts(with: "From ".utf8)
            let isPlain = byte == 0x0A || byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "=") || byte == 0x09
            let isBlankAtEnd = endsLine && (byte == 0x20 || byte == 0x09)
            if isPlain, !startsMail, !isBlankAtEnd {
                result.append(byte)
            } else {
                result += Array("=\(hex(byte))".utf8)
            }
        }
        return result
    }

    private static func hex(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return digits.count == 1 ? "0" + digits : digits
    }

    /// `Thu, 1 Jan 2026 12:00:00 +0000`. Source: RFC 5322, section 3.3.
    static func date(_ time: CommitTime) -> String {
        let offset = max(-1_439, min(1_439, time.offsetMinutes))
        // Far beyond any commit, so that the arithmetic cannot overflow.
        let seconds = max(-62_135_596_800, min(253_402_300_799, time.seconds)) + Int64(offset) * 60
        let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        let rest = seconds - days * 86_400
        let (year, month, day) = civil(days)
        let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][Int(((days % 7) + 7) % 7)]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let clock = "\(two(rest / 3_600)):\(two(rest / 60 % 60)):\(two(rest % 60))"
        let zone = "\(offset < 0 ? "-" : "+")\(two(Int64(abs(offset) / 60)))\(two(Int64(abs(offset) % 60)))"
        return "\(weekday), \(day) \(months[Int(month) - 1]) \(year) \(clock) \(zone)"
    }

    /// The date that lies `days` after 1 January 1970 in the Gregorian calendar, counted in eras of 400 years from a 1 March.
    private static func civil(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}
