internal import Primitives
package import SourceText

/// Why a finding does not count: a comment, an annotation or a waiver said so.
package struct Suppression: Hashable, Sendable {
    package enum Source: String, Sendable {
        /// `# larboard: allow …`
        case comment
        /// A comment or annotation in another tool's language.
        case foreign
        /// `.larboard.yaml`
        case waiver
    }

    package let source: Source
    package let reason: String
    /// Last day it holds, `2027-01-31`; nil for no end.
    package let until: Day?
    package let path: String
    package let span: Span
}

/// A calendar day, without time zone.
package struct Day: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let year: Int
    package let month: Int
    package let day: Int

    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), CivilDate(exactly: year, month, day) != nil else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    /// Reads `2027-01-31` (RFC 3339 full-date).
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].count == 4, parts[1].count == 2, parts[2].count == 2,
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    package static func < (a: Day, b: Day) -> Bool { (a.year, a.month, a.day) < (b.year, b.month, b.day) }

    package var description: String {
        func padded(_ number: Int, _ width: Int) -> String {
            String(repeating: "0", count: max(0, width - String(number).count)) + String(number)
        }
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }
}

/// One request to suppress, as a comment wrote it.
struct SuppressionMark {
    enum Scope: Equatable {
        /// The node that starts on this line, or that a comment at the end of this line belongs to.
        case line(Int)
        /// The block or document that holds the comment (checkov's form), or the next line.
        case enclosing(at: Int, nextLine: Int)
        case file
    }

    /// Rule ids or aliases; `*` stands for all.
    let names: [String]
    let scope: Scope
    let suppression: Suppression
}
