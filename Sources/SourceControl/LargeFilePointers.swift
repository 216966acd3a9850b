import SourceText

/// Files whose content lies in Git LFS, of which the repository holds a pointer only.
///
///     *.bin filter=lfs diff=lfs merge=lfs -text        (.gitattributes)
///
///     version https://git-lfs.github.com/spec/v1
///     oid sha256:4d7a…
///     size 12345
///
/// Source: git-lfs/docs/spec.md. Attribute files are asked first, so that a repository without LFS costs no read.
enum LargeFilePointers {
    private static let firstLine = Array("version https://git-lfs.github.com/spec/v1".utf8)
    /// The specification asks that pointers be smaller than this.
    private static let sizeLimit = 1_024

    static func removed(
        from files: [ListedFile<GitTree.Entry>], _ reader: BlobReader, _ diagnostics: inout [Diagnostic]
    ) -> [ListedFile<GitTree.Entry>] {
        var rules = IgnoreRules()
        var hasRules = false
        // Shallow folders first, so that deeper ones win.
        let attributes = files.filter { $0.path == ".gitattributes" || $0.path.hasSuffix("/.gitattributes") }
            .sorted { $0.path.utf8.count < $1.path.utf8.count }
        for file in attributes {
            guard let bytes = try? reader.read(file.detail.id, limit: 1 << 20) else { continue }
            let patterns = patterns(bytes)
            if patterns.isEmpty { continue }
            rules.add(patterns, inFolder: Array(file.path.utf8.dropLast("/.gitattributes".utf8.count)))
            hasRules = true
        }
        guard hasRules else { return files }
        return files.filter { file in
            let isNamed = Array(file.path.utf8).withUnsafeBufferPointer { rules.ignores($0, isFolder: false) }
            guard isNamed, let bytes = try? reader.read(file.detail.id, limit: sizeLimit), bytes.starts(with: firstLine)
            else {
                return true
            }
            diagnostics.append(
                Diagnostic(.note, "lfs-pointer", "its content lies in Git LFS, so it was left out", path: file.path))
            return false
        }
    }

    /// The patterns of the lines that hand files to LFS, or take them back. Attribute patterns are those of ignore files.
    private static func patterns(_ text: [UInt8]) -> IgnorePatterns {
        var lines: [UInt8] = []
        for line in text.split(separator: UInt8(ascii: "\n")) {
            let words = line.split { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
            guard let pattern = words.first, pattern.first != UInt8(ascii: "#"), pattern.first != UInt8(ascii: "!")
            else { continue }
            let settings = words.dropFirst().map { String(decoding: $0, as: UTF8.self) }
            guard
                let setting = settings.last(where: { $0.hasPrefix("filter=") || ["-filter", "!filter"].contains($0) })
            else { continue }
            if setting != "filter=lfs" { lines.append(UInt8(ascii: "!")) }
            lines += pattern + [UInt8(ascii: "\n")]
        }
        return IgnorePatterns(lines)
    }
}
