package import Primitives

/// Ranges such as `>=1.20-0 <2 || 3.x`, judged as the Masterminds library does.
///
/// A version with a prerelease satisfies a comparison only when the comparison names a prerelease too.
package struct VersionConstraint: Sendable {
    private struct Comparison: Sendable {
        let operation: String
        let version: SemanticVersion
        var isMinorOpen = false
        var isPatchOpen = false
        /// The constraint was `*` or `x`.
        var isMajorOpen = false
    }

    private let alternatives: [[Comparison]]

    /// Nil for what is no constraint.
    package init?(_ text: String) {
        var alternatives: [[Comparison]] = []
        for alternative in VersionConstraint.rewritingRanges(text).components(separatedBy: "||") {
            guard let comparisons = VersionConstraint.comparisons(alternative) else { return nil }
            alternatives.append(comparisons)
        }
        self.alternatives = alternatives
    }

    /// Turns `1.2 - 2.3` into `>=1.2 <=2.3`.
    private static func rewritingRanges(_ text: String) -> String {
        var words = text.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init)
        var index = 1
        while index + 1 < words.count {
            if words[index] == "-" {
                words[index - 1] = ">=" + words[index - 1] + ","
                words[index] = "<=" + words[index + 1]
                words.remove(at: index + 1)
            }
            index += 1
        }
        return words.joined(separator: " ")
    }

    private static func comparisons(_ text: String) -> [Comparison]? {
        var comparisons: [Comparison] = []
        let bytes = Array(text.utf8)
        var index = 0
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
        while index < bytes.count {
            if isSpace(bytes[index]) || bytes[index] == UInt8(ascii: ",") {
                index += 1
                continue
            }
            var end = index
            while end < bytes.count, "=!<>~^".utf8.contains(bytes[end]) { end += 1 }
            let operation = String(decoding: bytes[index..<end], as: UTF8.self)
            index = end
            while index < bytes.count, isSpace(bytes[index]) { index += 1 }
            end = index
            while end < bytes.count, !isSpace(bytes[end]), bytes[end] != UInt8(ascii: ","),
                !"=!<>~^".utf8.contains(bytes[end])
            { end += 1 }
            guard let comparison = comparison(operation, String(decoding: bytes[index..<end], as: UTF8.self)) else {
                return nil
            }
            comparisons.append(comparison)
            index = end
        }
        return comparisons.isEmpty ? nil : comparisons
    }

    private static func comparison(_ operation: String, _ spelling: String) -> Comparison? {
        let known = ["", "=", "!=", ">", "<", ">=", "=>", "<=", "=<", "~", "~>", "^"]
        guard known.contains(operation) else { return nil }
        var core = spelling.hasPrefix("v") ? String(spelling.dropFirst()) : spelling
        var suffix = ""
        if let cut = core.firstIndex(where: { $0 == "-" || $0 == "+" }) {
            suffix = String(core[cut...])
            core = String(core[..<cut])
        }
        let parts = core.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard (1...3).contains(parts.count) else { return nil }
        func isOpen(_ part: String) -> Bool { part == "x" || part == "X" || part == "*" }
        let isMajorOpen = isOpen(parts[0])
        let isMinorOpen = isMajorOpen || parts.count < 2 || isOpen(parts[1])
        let isPatchOpen = isMinorOpen || parts.count < 3 || isOpen(parts[2])
        let numbers = [isMajorOpen ? "0" : parts[0], isMinorOpen ? "0" : parts[1], isPatchOpen ? "0" : parts[2]]
        guard let version = SemanticVersion(numbers.joined(separator: ".") + suffix) else { return nil }
        return Comparison(
            operation: operation, version: version, isMinorOpen: isMinorOpen, isPatchOpen: isPatchOpen,
            isMajorOpen: isMajorOpen)
    }

    package func isSatisfied(by version: SemanticVersion) -> Bool {
        alternatives.contains { $0.allSatisfy { VersionConstraint.holds($0, version) } }
    }

    private static func holds(_ comparison: Comparison, _ version: SemanticVersion) -> Bool {
        let limit = comparison.version
        if !version.prerelease.isEmpty, limit.prerelease.isEmpty { return false }
        let order = version.compared(to: limit)
        switch comparison.operation {
        case "", "=":
            if comparison.isMajorOpen { return true }
            if comparison.isMinorOpen || comparison.isPatchOpen { return holdsTilde(comparison, version) }
            return order == 0
        case "!=":
            if comparison.isMajorOpen { return false }
            if comparison.isMinorOpen { return version.major != limit.major }
            if comparison.isPatchOpen { return version.major != limit.major || version.minor != limit.minor }
            return order != 0
        case ">":
            if !comparison.isMinorOpen, !comparison.isPatchOpen { return order > 0 }
            if version.major != limit.major { return version.major > limit.major }
            if comparison.isMinorOpen { return false }
            return version.minor > limit.minor
        case ">=", "=>": return order >= 0
        case "<": return order < 0
        case "<=", "=<":
            if !comparison.isMinorOpen, !comparison.isPatchOpen { return order <= 0 }
            if comparison.isMajorOpen { return true }
            if version.major != limit.major { return version.major < limit.major }
            return comparison.isMinorOpen || version.minor <= limit.minor
        case "~", "~>": return holdsTilde(comparison, version)
        default: return holdsCaret(comparison, version)
        }
    }

    private static func holdsTilde(_ comparison: Comparison, _ version: SemanticVersion) -> Bool {
        let limit = comparison.version
        if version.compared(to: limit) < 0 { return false }
        if comparison.isMajorOpen { return true }
        if version.major != limit.major { return false }
        return comparison.isMinorOpen || version.minor == limit.minor
    }

    private static func holdsCaret(_ comparison: Comparison, _ version: SemanticVersion) -> Bool {
        let limit = comparison.version
        if version.compared(to: limit) < 0 { return false }
        if comparison.isMajorOpen { return true }
        if limit.major > 0 || comparison.isMinorOpen { return version.major == limit.major }
        if version.major > 0 { return false }
        if limit.minor > 0 || comparison.isPatchOpen { return version.minor == limit.minor }
        if version.minor != 0 { return false }
        return version.patch == limit.patch
    }
}

extension String {
    func components(separatedBy separator: String) -> [String] {
        split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    }
}
