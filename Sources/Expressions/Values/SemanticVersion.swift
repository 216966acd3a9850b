/// A version by semver.org 2.0.0.
package struct SemanticVersion: Hashable, Sendable, CustomStringConvertible {
    package let major: Int64
    package let minor: Int64
    package let patch: Int64
    let prerelease: [String]
    let build: [String]

    /// Reads `1.2.3-rc.1+build`.
    /// - Parameter isLenient: takes a leading `v`, missing minor and patch numbers and leading zeros too.
    package init?(parsing text: String, isLenient: Bool = false) {
        var rest = text[...]
        if isLenient, rest.first == "v" { rest.removeFirst() }
        var build: [String] = []
        if let plus = rest.firstIndex(of: "+") {
            build = SemanticVersion.identifiers(rest[rest.index(after: plus)...])
            guard !build.isEmpty else { return nil }
            rest = rest[..<plus]
        }
        var prerelease: [String] = []
        if let dash = rest.firstIndex(of: "-") {
            prerelease = SemanticVersion.identifiers(rest[rest.index(after: dash)...])
            guard !prerelease.isEmpty,
                prerelease.allSatisfy({ !SemanticVersion.isNumber($0) || $0 == "0" || !$0.hasPrefix("0") })
            else { return nil }
            rest = rest[..<dash]
        }
        let parts = rest.split(separator: ".", omittingEmptySubsequences: false)
        guard isLenient ? (1...3).contains(parts.count) : parts.count == 3 else { return nil }
        var numbers: [Int64] = []
        for part in parts {
            guard SemanticVersion.isNumber(part), isLenient || part == "0" || !part.hasPrefix("0"),
                let number = Int64(part)
            else { return nil }
            numbers.append(number)
        }
        while numbers.count < 3 { numbers.append(0) }
        (major, minor, patch) = (numbers[0], numbers[1], numbers[2])
        self.prerelease = prerelease
        self.build = build
    }

    /// The identifiers between dots; empty when one of them is not valid.
    private static func identifiers(_ text: Substring) -> [String] {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let isValid = parts.allSatisfy { part in
            !part.isEmpty && part.utf8.allSatisfy { $0 == UInt8(ascii: "-") || ($0 != 0x5F && RegexMachine.isWord($0)) }
        }
        return isValid ? parts.map(String.init) : []
    }

    private static func isNumber(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy(Lexer.isDigit)
    }

    /// -1, 0 or 1 by precedence, in which build metadata do not count.
    package func compare(to other: SemanticVersion) -> Int {
        for (left, right) in [(major, other.major), (minor, other.minor), (patch, other.patch)] where left != right {
            return left < right ? -1 : 1
        }
        if prerelease.isEmpty || other.prerelease.isEmpty {
            return prerelease.isEmpty == other.prerelease.isEmpty ? 0 : (prerelease.isEmpty ? 1 : -1)
        }
        for (left, right) in zip(prerelease, other.prerelease) where left != right {
            switch (SemanticVersion.isNumber(left), SemanticVersion.isNumber(right)) {
            case (true, true):
                return left.utf8.count == right.utf8.count
                    ? left.compareBytes(right) : CELValue.order(left.utf8.count, right.utf8.count)
            case (true, false): return -1
            case (false, true): return 1
            case (false, false): return left.compareBytes(right)
            }
        }
        return CELValue.order(prerelease.count, other.prerelease.count)
    }

    package var description: String {
        var text = "\(major).\(minor).\(patch)"
        if !prerelease.isEmpty { text += "-" + prerelease.joined(separator: ".") }
        if !build.isEmpty { text += "+" + build.joined(separator: ".") }
        return text
    }
}
