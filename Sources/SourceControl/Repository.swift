import CLibgit2
import Glibc
import SourceText
import Synchronization

/// A Git repository on disk: bare, with a work tree, or a linked work tree of one.
///
/// Invariant: no function here writes the index, HEAD or a file of the work tree, and none runs hooks or filters.
package final class Repository: Sendable {
    /// The folder that holds the repository's own data, shared by all its work trees.
    package let gitDirectory: String
    /// Nil for a bare repository.
    package let workDirectory: String?
    package let isBare: Bool
    /// A clone whose history was cut off (`git clone --depth`).
    package let isShallow: Bool
    /// Where it was opened, for further handles.
    let location: String

    // SAFETY: used only inside `locked`, since libgit2 asks that one repository handle is used by one thread at a time.
    private nonisolated(unsafe) let handle: OpaquePointer
    private let lock = Mutex(())

    /// Opens the repository that holds `path`: its top, a folder below it, its `.git` folder or a bare one.
    /// - Throws: `GitError` `.notFound`, `.notARepository`, `.foreignOwner` or `.unsupported`.
    package static func open(_ path: String) throws(GitError) -> Repository {
        let operation = "open the repository"
        guard GitLibrary.isReady else { throw GitError(.failed, operation, path, "libgit2 did not start") }
        guard let resolved = resolvedPath(path) else {
            throw GitError(.notFound, operation, path, systemReason(lastError()))
        }
        if let special = SpecialFile.first(ofRepositoryAbove: resolved) {
            throw GitError(
                .unsupported, operation, path, "'\(special)' is a pipe or a device, and reading it would never end", help: "remove it and run again")
        }
        var handle: OpaquePointer?
        let code = git_repository_open_ext(&handle, resolved, 0, nil)
        // libgit2 1.5 says "not found" of a foreign repository too when there is no configuration file that could call it safe.
        if code == GIT_EOWNER.rawValue || code == GIT_ENOTFOUND.rawValue && isForeign(resolved) {
            throw GitError(
                .foreignOwner, operation, path, "it belongs to another user",
                help: "when you trust that user, run: git config --global --add safe.directory '\(resolved)'")
        }
        if code == GIT_ENOTFOUND.rawValue {
            throw GitError(
                .notARepository, operation, path, "neither it nor a folder above it is a Git repository",
                help: "name a clone, or run 'git init' there first")
        }
        try check(code, operation, path)
        guard let handle else { throw GitError(.failed, operation, path, "libgit2 handed out nothing") }
        return Repository(handle)
    }

    /// Whether there is a repository at or above a path whose owner is somebody else.
    private static func isForeign(_ path: String) -> Bool {
        var found = git_buf()
        defer { git_buf_dispose(&found) }
        guard git_repository_discover(&found, path, 0, nil) == 0, let place = found.ptr else { return false }
        var status = stat()
        return stat(place, &status) == 0 && status.st_uid != geteuid()
    }

    private init(_ handle: OpaquePointer) {
        self.handle = handle
        gitDirectory = String(cString: git_repository_commondir(handle))
        location = String(cString: git_repository_path(handle))
        workDirectory = git_repository_workdir(handle).map { String(cString: $0) }
        isBare = git_repository_is_bare(handle) == 1
        isShallow = git_repository_is_shallow(handle) == 1
    }

    deinit { git_repository_free(handle) }

    /// Lends the handle out, to one caller at a time. Must not be called again from within `body`.
    func locked<Result: Sendable>(_ body: (OpaquePointer) throws(GitError) -> Result) throws(GitError) -> Result {
        try lock.withLock { _ throws(GitError) in try body(handle) }
    }
}

extension Repository {
    /// The commit that a revision names: a branch, a tag, `HEAD~2`, an abbreviated or full commit name.
    /// - Throws: `GitError` `.noCommitYet` for HEAD of an empty repository, `.notFound`, `.ambiguous`, `.invalidName` or `.missingObject`.
    package func resolve(_ revision: String) throws(GitError) -> CommitID {
        try locked { repository throws(GitError) in
            if revision == "HEAD" || revision.isEmpty, git_repository_head_unborn(repository) == 1 {
                throw GitError(
                    .noCommitYet, "resolve", "HEAD", "the repository has no commit on its current branch",
                    help: "make a first commit, or name a branch that has one")
            }
            var object: OpaquePointer?
            let code = git_revparse_single(&object, repository, revision.isEmpty ? "HEAD" : revision)
            // A word of fewer than four hexadecimal digits is too short for the name of a commit, so it is no name at all.
            let isTooShort = code == GIT_EAMBIGUOUS.rawValue && revision.utf8.count < 4
            if code == GIT_ENOTFOUND.rawValue || isTooShort {
                throw GitError(
                    .notFound, "resolve", revision, "there is no branch, tag or commit of that name",
                    help: isShallow
                        ? "this is a shallow clone; the commit may lie beyond its end: git fetch --unshallow" : nil)
            }
            if code == GIT_EINVALIDSPEC.rawValue {
                throw GitError(.invalidName, "resolve", revision, "it is not written as a revision")
            }
            try check(code, "resolve", revision)
            defer { git_object_free(object) }
            let commit = try GitHandle(git_object_free, "resolve", revision) {
                git_object_peel(&$0, object, GIT_OBJECT_COMMIT)
            }
            return CommitID(ObjectID(git_object_id(commit.pointer)))
        }
    }

    /// The branch that HEAD stands for; with a detached HEAD the remote's default branch, `main` or `master`, whichever exists first.
    /// - Throws: `GitError` `.notFound` when none can be told.
    package func defaultBranch() throws(GitError) -> String {
        try locked { repository throws(GitError) in
            func target(_ name: String) -> String? {
                var reference: OpaquePointer?
                guard git_reference_lookup(&reference, repository, name) == 0 else { return nil }
                defer { git_reference_free(reference) }
                return git_reference_symbolic_target(reference).map { String(cString: $0) }
            }
            if let head = target("HEAD"), head.hasPrefix("refs/heads/") {
                return String(head.dropFirst("refs/heads/".count))
            }
            var candidates = ["main", "master"]
            if let remote = target("refs/remotes/origin/HEAD"), remote.hasPrefix("refs/remotes/origin/") {
                candidates.insert(String(remote.dropFirst("refs/remotes/origin/".count)), at: 0)
            }
            for candidate in candidates {
                var id = git_oid()
                if git_reference_name_to_id(&id, repository, "refs/heads/" + candidate) == 0 { return candidate }
            }
            throw GitError(
                .notFound, "find the default branch of", location,
                "HEAD is detached and there is neither main nor master",
                help: "name the branch with --ref")
        }
    }
}

extension Repository {
    /// The files below a directory of the work tree that the index holds, relative to that directory; none when it lies elsewhere.
    ///
    /// Links and submodules are not among them. The index is read and never written.
    package func trackedPaths(below directory: String) throws(GitError) -> [String] {
        guard let workDirectory, let resolved = resolvedPath(directory), (resolved + "/").hasPrefix(workDirectory)
        else { return [] }
        let prefix = String((resolved + "/").dropFirst(workDirectory.count))
        return try locked { repository throws(GitError) in
            let index = try GitHandle(git_index_free, "read the index of", workDirectory) {
                git_repository_index(&$0, repository)
            }
            // The handle may hold the index of an earlier call.
            try check(git_index_read(index.pointer, 0), "read the index of", workDirectory)
            var paths: [String] = []
            for position in 0..<git_index_entrycount(index.pointer) {
                // SAFETY: an entry lives as long as the index is not read again.
                guard let entry = git_index_get_byindex(index.pointer, position)?.pointee,
                    entry.mode & UInt32(S_IFMT) == UInt32(S_IFREG), let path = String(validatingCString: entry.path),
                    let relative = path.rest(afterBytes: prefix)
                else { continue }
                // A file in conflict has one entry for each side.
                if paths.last != relative { paths.append(relative) }
            }
            return paths
        }
    }
}
