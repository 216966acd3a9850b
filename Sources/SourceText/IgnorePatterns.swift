/// The patterns of one `.gitignore` file, in the order of the file.
///
///     *.log          any file or folder of that name, at any depth
///     /build/        a folder, beside the .gitignore only
///     !keep.log      takes one back
///
/// Source: gitignore(5). Case always matters, whatever `core.ignoreCase` says.
package struct IgnorePatterns: Sendable {
    private struct Pattern: Sendable {
        let glob: Glob
        let isNegated: Bool
        let foldersOnly: Bool
        /// Compared with the last part of a path rather than with the whole of it.
        let matchesName: Bool
    }

    private let patterns: [Pattern]

    package var isEmpty: Bool { patterns.isEmpty }

    /// Reads the text of a `.gitignore`. Nothing is an error: a pattern that cannot match never does, as in Git.
    package init(_ text: [UInt8]) {
        var patterns: [Pattern] = []
        var rest = text[...]
        if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
        for var line in rest.split(separator: UInt8(ascii: "\n")) {
            if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
            if let pattern = IgnorePatterns.pattern(line) { patterns.append(pattern) }
        }
        self.patterns = patterns
    }

    package init(text: String) { self.init(Array(text.utf8)) }

    private static func pattern(_ line: ArraySlice<UInt8>) -> Pattern? {
        if line.first == UInt8(ascii: "#") { return nil }
        var body = trimmingSpaces(line)
        let isNegated = body.first == UInt8(ascii: "!")
        if isNegated { body = body.dropFirst() }
        let foldersOnly = body.last == UInt8(ascii: "/")
        if foldersOnly { body = body.dropLast() }
        let matchesName = !body.contains(UInt8(ascii: "/"))
        if body.first == UInt8(ascii: "/") { body = body.dropFirst() }
        if body.isEmpty { return nil }
        guard let glob = Glob(body) else { return nil }
        return Pattern(glob: glob, isNegated: isNegated, foldersOnly: foldersOnly, matchesName: matchesName)
    }

    /// Trailing spaces do not count unless a backslash stands before them.
    private static func trimmingSpaces(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var end = line.startIndex
        var index = line.startIndex
        while index < line.endIndex {
            if line[index] == UInt8(ascii: "\\") {
                index = min(index + 2, line.endIndex)
                end = index
            } else {
                if line[index] != UInt8(ascii: " ") { end = index + 1 }
                index += 1
            }
        }
        return line[..<end]
    }

    /// Whether the path is ignored (true), taken back (false) or not mentioned (nil); the last pattern that matches decides.
    /// - Parameter path: relative to the folder of the `.gitignore`, without a trailing slash.
    package func verdict(_ path: UnsafeBufferPointer<UInt8>, isFolder: Bool) -> Bool? {
        var nameStart = path.count
        while nameStart > 0, path[nameStart - 1] != UInt8(ascii: "/") { nameStart -= 1 }
        let name = UnsafeBufferPointer(rebasing: path[nameStart...])
        for pattern in patterns.reversed() where isFolder || !pattern.foldersOnly {
            if pattern.glob.matches(pattern.matchesName ? name : path) { return !pattern.isNegated }
        }
        return nil
    }
}

/// The ignore files that count in one folder: the repository's exclude file and every `.gitignore` from its top downwards.
package struct IgnoreRules: Sendable {
    private struct Layer: Sendable {
        let patterns: IgnorePatterns
        /// How many bytes of a path, with the slash, name the folder that holds the patterns.
        let baseLength: Int
    }

    /// The strongest last.
    private var layers: [Layer] = []

    package init() {}

    /// Adds the patterns of a deeper folder, which win over those already here.
    package mutating func add(_ patterns: IgnorePatterns, inFolder folder: [UInt8]) {
        if !patterns.isEmpty {
            layers.append(Layer(patterns: patterns, baseLength: folder.isEmpty ? 0 : folder.count + 1))
        }
    }

    /// Whether one file or folder is ignored, given that the folders above it are not.
    package func ignores(_ path: UnsafeBufferPointer<UInt8>, isFolder: Bool) -> Bool {
        for layer in layers.reversed() where path.count > layer.baseLength {
            let relative = UnsafeBufferPointer(rebasing: path[layer.baseLength...])
            if let verdict = layer.patterns.verdict(relative, isFolder: isFolder) { return verdict }
        }
        return false
    }
}
