import CLibgit2
import Glibc

/// One libgit2 object, freed when it goes out of scope.
struct GitHandle: ~Copyable {
    let pointer: OpaquePointer
    private let release: (OpaquePointer?) -> Void

    /// Calls a libgit2 function that hands out a new object.
    init(
        _ release: @escaping (OpaquePointer?) -> Void, _ operation: String, _ subject: String,
        _ make: (inout OpaquePointer?) -> Int32
    ) throws(GitError) {
        var made: OpaquePointer?
        try check(make(&made), operation, subject)
        guard let made else { throw GitError(.failed, operation, subject, "libgit2 handed out nothing") }
        pointer = made
        self.release = release
    }

    deinit { release(pointer) }
}

/// libgit2 itself, started once.
enum GitLibrary {
    /// Reading it starts the library on whichever thread comes first.
    static let isReady: Bool = {
        guard git_libgit2_init() > 0 else { return false }
        // Objects and references reach the disk before a call returns, so that a crash leaves a valid repository.
        larboard_git_fsync_everything()
        // These extensions change neither what we read nor how we write: objects that a partial clone lacks are reported,
        // nothing is ever deleted, and the settings of one work tree do not concern commits.
        let names = ["partialclone", "worktreeconfig", "preciousobjects"]
        let copies = names.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        var pointers = copies.map { UnsafePointer($0) }
        // SAFETY: libgit2 copies the names.
        larboard_git_accept_extensions(&pointers, pointers.count)
        return true
    }()
}
