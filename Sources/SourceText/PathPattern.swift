/// A pattern for relative paths: `*` and `?` within one part, `**` across parts.
///
///     third_party/**      charts/*/templates/*.yaml
package struct PathPattern: Hashable, Sendable {
    package let text: String
    private let parts: [[UInt8]]

    /// A pattern without `/` matches a file or folder of that name anywhere; one that names a folder matches all below it.
    package init(_ text: String) {
        self.text = text
        var parts = text.utf8.split(separator: UInt8(ascii: "/")).map { Array($0) }
        if parts.count == 1, !text.hasPrefix("/") { parts.insert(Array("**".utf8), at: 0) }
        self.parts = parts
    }

    package func matches(_ path: String) -> Bool {
        match(parts[...], path.utf8.split(separator: UInt8(ascii: "/")).map { Array($0) }[...])
    }

    private func match(_ pattern: ArraySlice<[UInt8]>, _ path: ArraySlice<[UInt8]>) -> Bool {
        guard let first = pattern.first else { return true }
        if first == Array("**".utf8) {
            let rest = pattern.dropFirst()
            if rest.isEmpty { return true }
            return path.indices.contains { match(rest, path[$0...]) }
        }
        guard let name = path.first, PathPattern.glob(first[...], name[...]) else { return false }
        return match(pattern.dropFirst(), path.dropFirst())
    }

    /// `*` and `?` in linear space: on a mismatch only the last star is tried again.
    private static func glob(_ pattern: ArraySlice<UInt8>, _ name: ArraySlice<UInt8>) -> Bool {
        var p = pattern.startIndex
        var n = name.startIndex
        var star: (pattern: Int, name: Int)?
        while n < name.endIndex {
            if p < pattern.endIndex, pattern[p] == UInt8(ascii: "*") {
                star = (p, n)
                p += 1
            } else if p < pattern.endIndex, pattern[p] == UInt8(ascii: "?") || pattern[p] == name[n] {
                p += 1
                n += 1
            } else if let last = star {
                star = (last.pattern, last.name + 1)
                p = last.pattern + 1
                n = last.name + 1
            } else {
                return false
            }
        }
        while p < pattern.endIndex, pattern[p] == UInt8(ascii: "*") { p += 1 }
        return p == pattern.endIndex
    }
}
