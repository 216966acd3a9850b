/// A semantic version as the Masterminds library reads it: `v1.2` and leading zeros are forgiven.
package struct SemanticVersion: Hashable, Sendable {
    package let major: UInt64
    package let minor: UInt64
    package let patch: UInt64
    package let prerelease: String
    package let metadata: String
    package let original: String

    package init(
        major: UInt64, minor: UInt64, patch: UInt64, prerelease: String = "", metadata: String = "",
        original: String = ""
    ) {
        self.major = major
        self.minor = minor
        self.patch = patch
        self.prerelease = prerelease
        self.metadata = metadata
        self.original = original
    }

    /// Nil for what is no version.
    package init?(_ text: String) {
        var rest = Substring(text)
        if rest.first == "v" { rest = rest.dropFirst() }
        var metadata = ""
        if let plus = rest.firstIndex(of: "+") {
            metadata = String(rest[rest.index(after: plus)...])
            rest = rest[..<plus]
            guard SemanticVersion.areIdentifiers(metadata) else { return nil }
        }
        var prerelease = ""
        if let dash = rest.firstIndex(of: "-") {
            prerelease = String(rest[rest.index(after: dash)...])
            rest = rest[..<dash]
            guard SemanticVersion.areIdentifiers(prerelease) else { return nil }
        }
        let parts = rest.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...3).contains(parts.count) else { return nil }
        var numbers: [UInt64] = []
        for part in parts {
            guard !part.isEmpty, part.utf8.allSatisfy({ (48...57).contains($0) }), let number = UInt64(part) else {
                return nil
            }
            numbers.append(number)
        }
        self.init(
            major: numbers[0], minor: numbers.count > 1 ? numbers[1] : 0, patch: numbers.count > 2 ? numbers[2] : 0,
            prerelease: prerelease,
            metadata: metadata, original: text)
    }

    static func areIdentifiers(_ text: String) -> Bool {
        text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty
                && part.utf8.allSatisfy {
                    (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
                        || $0 == UInt8(ascii: "-")
                }
        }
    }

    package var description: String {
        "\(major).\(minor).\(patch)" + (prerelease.isEmpty ? "" : "-" + prerelease)
            + (metadata.isEmpty ? "" : "+" + metadata)
    }

    /// -1, 0 or 1; metadata does not count.
    package func compared(to other: SemanticVersion) -> Int {
        for (mine, theirs) in [(major, other.major), (minor, other.minor), (patch, other.patch)] where mine != theirs {
            return mine < theirs ? -1 : 1
        }
        if prerelease == other.prerelease { return 0 }
        if prerelease.isEmpty { return 1 }
        if other.prerelease.isEmpty { return -1 }
        let mine = prerelease.split(separator: ".")
        let theirs = other.prerelease.split(separator: ".")
        for (left, right) in zip(mine, theirs) where left != right {
            switch (UInt64(left), UInt64(right)) {
            case (let a?, let b?): if a != b { return a < b ? -1 : 1 }
            case (_?, nil): return -1
            case (nil, _?): return 1
            default: return Array(left.utf8).lexicographicallyPrecedes(Array(right.utf8)) ? -1 : 1
            }
        }
        return mine.count == theirs.count ? 0 : mine.count < theirs.count ? -1 : 1
    }

    func incremented(_ part: String) -> SemanticVersion {
        switch part {
        case "IncMajor": SemanticVersion(major: major &+ 1, minor: 0, patch: 0)
        case "IncMinor": SemanticVersion(major: major, minor: minor &+ 1, patch: 0)
        default: SemanticVersion(major: major, minor: minor, patch: prerelease.isEmpty ? patch &+ 1 : patch)
        }
    }
}

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
