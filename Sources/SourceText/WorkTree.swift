/// A snapshot of a tree of files: a directory, a Git commit, or another tree with changed bytes laid over it.
///
/// Stages see this and never the disk.
/// Invariant: `paths` is sorted bytewise and names regular files only; symbolic links are not followed.
package protocol WorkTree: Sendable {
    /// Relative paths of all files, sorted bytewise.
    var paths: [String] { get }

    /// The bytes of one file.
    /// - Throws: `WorkTreeError` when the path is not in the tree or cannot be read.
    func read(_ path: String) throws(WorkTreeError) -> [UInt8]

    /// The file's size in bytes without reading it, or nil when the path is not in the tree.
    func size(_ path: String) -> Int?

    /// What was left out while listing, such as unreadable folders.
    var diagnostics: [Diagnostic] { get }
}

extension WorkTree {
    package var diagnostics: [Diagnostic] { [] }

    package func file(_ path: String) throws(WorkTreeError) -> SourceFile {
        SourceFile(path: path, bytes: try read(path))
    }
}

package struct WorkTreeError: Error, Hashable, Sendable, CustomStringConvertible {
    package let path: String
    package let reason: String

    package init(path: String, reason: String) {
        self.path = path
        self.reason = reason
    }

    package var description: String { "cannot read '\(path)': \(reason)" }
}

/// Another work tree with some files changed, added or removed: how a change is tried before it is made.
package struct OverlayTree: WorkTree {
    package let base: any WorkTree
    /// New bytes per path; nil removes the file.
    package let changes: [String: [UInt8]?]
    package let paths: [String]

    package init(_ base: any WorkTree, changes: [String: [UInt8]?]) {
        self.base = base
        self.changes = changes
        let known = Set(base.paths)
        let added = changes.filter { $0.value != nil && !known.contains($0.key) }.map(\.key)
        let kept = base.paths.filter { changes[$0].map { $0 != nil } ?? true }
        paths = added.isEmpty ? kept : (kept + added).sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
    }

    package func read(_ path: String) throws(WorkTreeError) -> [UInt8] {
        guard let change = changes[path] else { return try base.read(path) }
        guard let bytes = change else { throw WorkTreeError(path: path, reason: "removed by this change") }
        return bytes
    }

    package func size(_ path: String) -> Int? {
        guard let change = changes[path] else { return base.size(path) }
        return change?.count
    }

    package var diagnostics: [Diagnostic] { base.diagnostics }
}

/// A work tree held in memory, for tests and for content that comes from elsewhere than a disk.
package struct MemoryTree: WorkTree {
    package let files: [String: [UInt8]]
    package let paths: [String]

    package init(_ files: [String: [UInt8]]) {
        self.files = files
        paths = files.keys.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
    }

    package init(texts: [String: String]) { self.init(texts.mapValues { Array($0.utf8) }) }

    package func read(_ path: String) throws(WorkTreeError) -> [UInt8] {
        guard let bytes = files[path] else { throw WorkTreeError(path: path, reason: "no such file in the tree") }
        return bytes
    }

    package func size(_ path: String) -> Int? { files[path]?.count }
}
