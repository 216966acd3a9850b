/// A version by semver.org 2.0.0.
package struct SemanticVersion: Hashable, Sendable, CustomStringConvertible {
    /// Raised by changes that break callers.
    package let major: UInt64
    /// Raised by additions.
    package let minor: UInt64
    /// Raised by corrections.
    package let patch: UInt64
    /// `rc.1`, or empty.
    package let prerelease: String
    /// What follows `+`, or empty; it does not count when versions are compared.
    package let metadata: String

    /// Without more, a release. The texts are not checked.
    package init(major: UInt64, minor: UInt64, patch: UInt64, prerelease: String = "", metadata: String = "") {
        self.major = major
        self.minor = minor
        self.patch = patch
        self.prerelease = prerelease
        self.metadata = metadata
    }

    /// Reads `1.2.3-rc.1+build` as semver.org says; nil for what is no version, and for numbers beyond 63 bits.
    /// - Parameter isLenient: takes a leading `v`, missing minor and patch numbers and leading zeros too, as Kubernetes' `semver(text, true)`.
    package init?(parsing text: String, isLenient: Bool = false) {
        guard isLenient || text.first != "v", let version = SemanticVersion(text) else { return nil }
        let core = text.prefix { $0 != "-" && $0 != "+" }.split(separator: ".")
        guard isLenient || core.count == 3 && !core.contains(where: SemanticVersion.hasLeadingZero),
            !version.prerelease.split(separator: ".").contains(where: SemanticVersion.hasLeadingZero),
            max(version.major, version.minor, version.patch) <= UInt64(Int64.max)
        else { return nil }
        self = version
    }

    private static func hasLeadingZero(_ part: Substring) -> Bool {
        part.count > 1 && part.first == "0" && part.utf8.allSatisfy { (48...57).contains($0) }
    }

    /// Reads as the Masterminds library does, which Helm uses: `v1.2` and leading zeros, in identifiers too, are forgiven. Nil for what is no
    /// version.
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
            prerelease: prerelease, metadata: metadata)
    }

    /// Whether the text is identifiers between dots.
    package static func areIdentifiers(_ text: String) -> Bool {
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

    /// -1, 0 or 1 by precedence. Identifiers beyond 64 bits are compared as texts, as Masterminds does.
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
}
