import CLibgit2
package import SourceText

/// The files of one commit as a work tree, read straight from the object database.
///
/// Symbolic links, submodules and files whose content lies in Git LFS are left out and noted. A blob that a partial clone lacks is listed,
/// and reading it is a `WorkTreeError`. Smudge filters and line-ending conversion do not apply: the bytes are what Git stores.
package struct GitTree: WorkTree {
    package let commit: CommitID
    package let paths: [String]
    package let diagnostics: [Diagnostic]
    fileprivate let blobs: [Entry]
    fileprivate let reader: BlobReader
    fileprivate let limits: DirectoryTree.Limits

    struct Entry: Sendable {
        let id: ObjectID
        let isExecutable: Bool
    }

    package func read(_ path: String) throws(WorkTreeError) -> [UInt8] {
        guard let index = paths.positionBytewise(path) else {
            throw WorkTreeError(path: path, reason: "no such file in the commit")
        }
        do {
            return try reader.read(blobs[index].id, limit: limits.fileSize)
        } catch {
            let reason = error.kind == .missingObject ? "its content is not in this clone" : error.reason
            throw WorkTreeError(path: path, reason: reason)
        }
    }

    /// Nil too when the content is not in this clone.
    package func size(_ path: String) -> Int? {
        guard let index = paths.positionBytewise(path) else { return nil }
        return try? reader.size(blobs[index].id)
    }

    package func isExecutable(_ path: String) -> Bool {
        paths.positionBytewise(path).map { blobs[$0].isExecutable } ?? false
    }
}

extension Repository {
    /// Lists the files of a commit.
    /// - Throws: `GitError` when the commit or its top folder is not in this clone; a missing folder below is a diagnostic.
    package func tree(
        at commit: CommitID, limits: DirectoryTree.Limits = DirectoryTree.Limits()
    ) throws(GitError) -> GitTree {
        try locked { repository throws(GitError) in
            let top = try Repository.readCommit(commit, repository).tree
            var listing = TreeListing(repository: repository, limits: limits)
            try listing.list(top)
            let reader = BlobReader(location: gitDirectory)
            var trouble = listing.diagnostics
            let files = LargeFilePointers.removed(from: trouble.sortedDistinct(listing.files), reader, &trouble)
            return GitTree(
                commit: commit, paths: files.map(\.path),
                diagnostics: trouble.sorted { ($0.path, $0.id) < ($1.path, $1.id) },
                blobs: files.map(\.detail), reader: reader, limits: limits)
        }
    }
}

/// One listing of a tree object with those below it.
private struct TreeListing {
    let repository: OpaquePointer
    let limits: DirectoryTree.Limits
    private(set) var files: [ListedFile<GitTree.Entry>] = []
    private(set) var diagnostics: [Diagnostic] = []
    /// Counts folders too, as a small hostile repository can hold billions of them.
    private var visited = 0

    init(repository: OpaquePointer, limits: DirectoryTree.Limits) {
        self.repository = repository
        self.limits = limits
    }

    mutating func list(_ id: ObjectID) throws(GitError) { try list(id, prefix: "", depth: 0) }

    private mutating func list(_ id: ObjectID, prefix: String, depth: Int) throws(GitError) {
        var raw = id.raw
        let tree = try GitHandle(git_tree_free, "read the folder", prefix.isEmpty ? id.hex : prefix) {
            git_tree_lookup(&$0, repository, &raw)
        }
        for index in 0..<git_tree_entrycount(tree.pointer) {
            // SAFETY: an entry and its name live as long as `tree`.
            guard let entry = git_tree_entry_byindex(tree.pointer, index), let bytes = git_tree_entry_name(entry),
                let child = git_tree_entry_id(entry)
            else { continue }
            guard visited < limits.fileCount else {
                if visited == limits.fileCount {
                    report(.error, "too-many-files", "files after the first \(limits.fileCount) are left out", prefix)
                }
                visited += 1
                return
            }
            visited += 1
            guard let name = String(validatingCString: bytes) else {
                report(
                    .warning, "path-not-text", "the name is not valid UTF-8, so it was left out",
                    prefix + String(cString: bytes))
                continue
            }
            guard isPlainName(name) else {
                report(
                    .warning, "path-unsafe", "the name could lead out of a work tree, so it was left out", prefix + name
                )
                continue
            }
            try visit(ObjectID(child), git_tree_entry_filemode(entry), prefix + name, depth)
        }
    }

    private mutating func visit(_ id: ObjectID, _ mode: git_filemode_t, _ path: String, _ depth: Int) throws(GitError) {
        switch mode {
        case GIT_FILEMODE_BLOB, GIT_FILEMODE_BLOB_EXECUTABLE:
            files.append(
                ListedFile(
                    path: path, detail: GitTree.Entry(id: id, isExecutable: mode == GIT_FILEMODE_BLOB_EXECUTABLE)))
        case GIT_FILEMODE_TREE where depth >= limits.depth:
            report(.warning, "folder-too-deep", "folders nested deeper than \(limits.depth) are left out", path)
        case GIT_FILEMODE_TREE:
            do {
                try list(id, prefix: path + "/", depth: depth + 1)
            } catch  where error.kind == .missingObject {
                report(.warning, "folder-unreadable", "the folder is not in this clone", path)
            } catch {
                report(.error, "folder-unreadable", "the folder cannot be read: \(error.reason)", path)
            }
        case GIT_FILEMODE_LINK: report(.note, "symbolic-link", "symbolic links are not followed", path)
        case GIT_FILEMODE_COMMIT:
            report(
                .note, "submodule", "a submodule is a repository of its own", path,
                help: "scan that repository by itself")
        default: report(.note, "not-a-regular-file", "it is neither a file nor a folder, so it was left out", path)
        }
    }

    private mutating func report(
        _ severity: Diagnostic.Severity, _ id: String, _ message: String, _ path: String, help: String? = nil
    ) {
        diagnostics.append(Diagnostic(severity, id, message, path: path.isEmpty ? "." : path, help: help))
    }
}

/// Whether a name may stand in a tree: no slash, no dots alone, nothing that some system takes for `.git`.
func isPlainName(_ name: String) -> Bool {
    !name.isEmpty && name != "." && name != ".." && name.lowercased() != ".git"
        && !name.utf8.contains(UInt8(ascii: "/"))
        && !name.utf8.contains(0)
}
