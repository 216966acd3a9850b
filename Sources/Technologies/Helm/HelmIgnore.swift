internal import Projects
internal import SourceText

/// The rules of a `.helmignore` file, with Helm's own rule that hides dot files in `templates/`.
struct HelmIgnore {
    private struct Rule {
        let pattern: [UInt8]
        let isNegated: Bool
        let isDirectory: Bool
        /// Compared with the last part of the path only.
        let isBaseName: Bool
        /// Whether the pattern means itself and nothing else.
        let isPlain: Bool
    }

    private var rules: [Rule] = []

    init() { add("templates/.?*") }

    init(_ bytes: [UInt8]) throws(HelmFailure) {
        let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
        for line in text.split(separator: 0x0A) {
            let rule = String(String(decoding: line, as: UTF8.self).trimmed)
            if rule.contains("**"), !rule.hasPrefix("#") {
                throw HelmFailure(.load, "double-star (**) syntax is not supported")
            }
            add(rule)
        }
        add("templates/.?*")
    }

    private mutating func add(_ line: String) {
        if line.isEmpty || line.hasPrefix("#") { return }
        var rule = Substring(line)
        let isNegated = rule.hasPrefix("!")
        if isNegated { rule = rule.dropFirst() }
        let isDirectory = rule.hasSuffix("/")
        if isDirectory { rule = rule.dropLast() }
        let isRooted = rule.hasPrefix("/")
        if isRooted { rule = rule.dropFirst() }
        rules.append(
            Rule(
                pattern: Array(rule.utf8), isNegated: isNegated, isDirectory: isDirectory,
                isBaseName: !isRooted && !rule.contains("/"), isPlain: !rule.utf8.contains { "*?[\\".utf8.contains($0) }))
    }

    /// Whether the file, or a directory above it, is left out.
    func ignores(_ path: String) -> Bool {
        let parts = path.split(separator: "/")
        var current = ""
        for (index, part) in parts.enumerated() {
            current += (index > 0 ? "/" : "") + part
            if matches(current, String(part), isDirectory: index < parts.count - 1) { return true }
        }
        return false
    }

    private func matches(_ path: String, _ name: String, isDirectory: Bool) -> Bool {
        let (path, name) = (Array(path.utf8), Array(name.utf8))
        for rule in rules {
            let subject = rule.isBaseName ? name : path
            let isMatch = rule.isPlain ? rule.pattern == subject : HelmIgnore.matches(rule.pattern[...], subject[...])
            if rule.isNegated {
                if rule.isDirectory, !isDirectory { return true }
                if !isMatch { return true }
                continue
            }
            if rule.isDirectory, !isDirectory { continue }
            if isMatch { return true }
        }
        return false
    }

    /// Go's `filepath.Match`: `*` and `?` stop at a slash, `[a-z]`, backslash.
    static func matches(_ pattern: ArraySlice<UInt8>, _ name: ArraySlice<UInt8>) -> Bool {
        guard let first = pattern.first else { return name.isEmpty }
        let rest = pattern.dropFirst()
        switch first {
        case UInt8(ascii: "*"):
            var remaining = name
            while true {
                if matches(rest, remaining) { return true }
                guard let next = remaining.first, next != UInt8(ascii: "/") else { return false }
                remaining = remaining.dropFirst()
            }
        case UInt8(ascii: "?"):
            guard let next = name.first, next != UInt8(ascii: "/") else { return false }
            return matches(rest, name.dropFirst())
        case UInt8(ascii: "["):
            guard let character = name.first, character != UInt8(ascii: "/") else { return false }
            var set = rest
            let isNegated = set.first == UInt8(ascii: "^")
            if isNegated { set = set.dropFirst() }
            var isIn = false
            var isFirst = true
            while let low = set.first, isFirst || low != UInt8(ascii: "]") {
                isFirst = false
                set = set.dropFirst()
                var high = low
                if set.first == UInt8(ascii: "-"), let end = set.dropFirst().first {
                    high = end
                    set = set.dropFirst(2)
                }
                if low <= character, character <= high { isIn = true }
            }
            return isIn != isNegated && matches(set.dropFirst(), name.dropFirst())
        case UInt8(ascii: "\\"):
            guard let escaped = rest.first else { return false }
            return name.first == escaped && matches(rest.dropFirst(), name.dropFirst())
        default: return name.first == first && matches(rest, name.dropFirst())
        }
    }
}
