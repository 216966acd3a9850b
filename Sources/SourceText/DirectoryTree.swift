import Synchronization

/// A directory on disk as a work tree, without what its `.gitignore` files leave out.
///
/// Larger than `Limits.fileSize`, no regular file, not readable: what is left out for another reason than an ignore file is a diagnostic.
/// A user's own ignore file (`core.excludesFile`) does not count: a scan gives the same result on every machine.
/// Invariant: no symbolic link is followed, neither as a file nor as a folder on the way to one, and nothing outside the
/// root is read except the ignore files of the repository that the root lies in. Listed once, read when asked.
package struct DirectoryTree: WorkTree {
    package struct Limits: Sendable {
        /// Files of this many bytes and more are reported and not listed.
        package var fileSize = 100 << 20
        /// Folders nested deeper than this are reported and not listed.
        package var depth = 128
        package var fileCount = 2_000_000

        package init() {}
    }

    /// The directory, absolute and without symbolic links.
    package let root: String
    package let paths: [String]
    package let diagnostics: [Diagnostic]
    private let sizes: [Int]
    private let directory: OpenDirectory
    private let folders = OpenFolders()
    private let limits: Limits

    /// Lists the files below `root`.
    /// - Parameters:
    ///   - only: folders and files, relative to the root, to which the tree is confined; all when empty. What is named here is
    ///     listed even when an ignore file mentions it.
    ///   - tracked: files, relative to the root, that Git tracks; they count even when an ignore file mentions them, as in Git.
    /// - Throws: `WorkTreeError` when the root or one of `only` is not there, is not readable or leads through a symbolic link.
    package init(
        _ root: String, only: [String] = [], tracked: [String] = [], limits: Limits = Limits()
    ) throws(WorkTreeError) {
        guard let resolved = resolvedPath(root) else {
            throw WorkTreeError(path: root, reason: systemReason(lastError()))
        }
        directory = try OpenDirectory(resolved)
        self.root = resolved
        self.limits = limits
        var walk = DirectoryWalk(limits: limits)
        try walk.list(directory, at: resolved, only: only)
        walk.addTracked(tracked, in: directory, only: only)
        var trouble = walk.diagnostics
        let files = trouble.sortedDistinct(walk.files)
        paths = files.map(\.path)
        sizes = files.map(\.detail)
        diagnostics = trouble.sorted { ($0.path, $0.id) < ($1.path, $1.id) }
    }

    /// The tree for what was named on a command line: rooted at `directory` when all of it lies there, else at the deepest folder that
    /// holds all of it, and confined to what was named.
    ///
    ///     larboard scan charts deploy/web.yaml      rooted here, only charts/** and deploy/web.yaml
    ///     larboard scan /srv/shop                   rooted at /srv/shop
    ///
    /// - Parameter tracked: asked for the files below the root that Git tracks.
    /// - Throws: `WorkTreeError` naming the argument that is not there or is not readable.
    package static func covering(
        _ arguments: [String], from directory: String = ".", limits: Limits = Limits(),
        tracked: (_ root: String) -> [String] = { _ in [] }
    ) throws(WorkTreeError) -> DirectoryTree {
        guard let here = resolvedPath(directory) else {
            throw WorkTreeError(path: directory, reason: systemReason(lastError()))
        }
        var named: [[Substring]] = []
        for argument in arguments.isEmpty ? ["."] : arguments {
            guard let resolved = resolvedPath(argument.hasPrefix("/") ? argument : here + "/" + argument) else {
                throw WorkTreeError(path: argument, reason: systemReason(lastError()))
            }
            named.append(resolved.split(separator: "/"))
        }
        var common = here.split(separator: "/")
        if !named.allSatisfy({ $0.starts(with: common) }) {
            common = named[0]
            for parts in named { common = Array(zip(common, parts).prefix { $0 == $1 }.map(\.0)) }
            if !isDirectory("/" + common.joined(separator: "/")) { common.removeLast() }
        }
        let only = named.map { $0.dropFirst(common.count).joined(separator: "/") }
        let root = "/" + common.joined(separator: "/")
        return try DirectoryTree(
            root, only: only.contains("") ? [] : only, tracked: tracked(root), limits: limits)
    }

    package func read(_ path: String) throws(WorkTreeError) -> [UInt8] {
        guard paths.positionBytewise(path) != nil else {
            throw WorkTreeError(path: path, reason: "no such file in the tree")
        }
        let result: Result<[UInt8], SystemError>
        if let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) {
            result = folders.folder(String(path[..<slash]), below: directory).flatMap {
                readRegularFile(
                    String(path[path.utf8.index(after: slash)...]), in: $0.descriptor, limit: limits.fileSize)
            }
        } else {
            result = readRegularFile(path, in: directory.descriptor, limit: limits.fileSize)
        }
        switch result {
        case .success(let bytes): return bytes
        case .failure(let error): throw WorkTreeError(path: path, reason: error.description)
        }
    }

    package func size(_ path: String) -> Int? { paths.positionBytewise(path).map { sizes[$0] } }
}

/// The folders that were read from lately, since files of one folder are mostly read together.
private final class OpenFolders: Sendable {
    private static let limit = 64
    /// By the bytes of the path: names that differ only in how accents are encoded are one `String` key and two folders.
    private let open = Mutex<[[UInt8]: OpenDirectory]>([:])

    func folder(_ path: String, below top: OpenDirectory) -> Result<OpenDirectory, SystemError> {
        let key = Array(path.utf8)
        if let known = open.withLock({ $0[key] }) { return .success(known) }
        return top.folder(path.split(separator: "/")).map { found in
            open.withLock { folders in
                if folders.count >= OpenFolders.limit { folders.removeAll(keepingCapacity: true) }
                folders[key] = found
            }
            return found
        }
    }
}
