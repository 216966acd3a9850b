import CLibgit2
import SourceText
import Synchronization

/// Reads objects of one repository from many threads at once.
///
/// Invariant: a libgit2 handle is used by one thread at a time; there are as many as threads ever read together.
final class BlobReader: Sendable {
    private struct Handle: @unchecked Sendable {
        // SAFETY: taken out of the idle list by one thread, which alone uses it until it puts it back.
        let database: OpaquePointer
        let repository: OpaquePointer
    }

    private let location: String
    private let idle = Mutex<[Handle]>([])

    init(location: String) { self.location = location }

    deinit {
        idle.withLock { handles in
            for handle in handles {
                git_odb_free(handle.database)
                git_repository_free(handle.repository)
            }
            handles = []
        }
    }

    private func take() throws(GitError) -> Handle {
        if let handle = idle.withLock({ $0.popLast() }) { return handle }
        var repository: OpaquePointer?
        try check(git_repository_open(&repository, location), "open the repository", location)
        var database: OpaquePointer?
        let code = git_repository_odb(&database, repository)
        guard code == 0, let database, let repository else {
            let error = GitError(code: code, "open the objects of", location)
            git_repository_free(repository)
            throw error
        }
        return Handle(database: database, repository: repository)
    }

    private func lend<Result>(_ body: (OpaquePointer) throws(GitError) -> Result) throws(GitError) -> Result {
        let handle = try take()
        defer { idle.withLock { $0.append(handle) } }
        return try body(handle.database)
    }

    /// The size in bytes, without reading the content.
    func size(_ id: ObjectID) throws(GitError) -> Int {
        try lend { database throws(GitError) in try BlobReader.size(id, database) }
    }

    private static func size(_ id: ObjectID, _ database: OpaquePointer) throws(GitError) -> Int {
        var raw = id.raw
        var size = 0
        var type = GIT_OBJECT_INVALID
        try check(git_odb_read_header(&size, &type, database, &raw), "read the object", id.hex)
        return size
    }

    /// The content of a blob smaller than `limit` bytes.
    func read(_ id: ObjectID, limit: Int) throws(GitError) -> [UInt8] {
        try lend { database throws(GitError) in
            let size = try BlobReader.size(id, database)
            if size >= limit {
                throw GitError(
                    .unsupported, "read the object", id.hex, "it has \(size) bytes, and \(limit) and more are not read")
            }
            var raw = id.raw
            let object = try GitHandle(git_odb_object_free, "read the object", id.hex) {
                git_odb_read(&$0, database, &raw)
            }
            guard git_odb_object_type(object.pointer) == GIT_OBJECT_BLOB else {
                throw GitError(.failed, "read the object", id.hex, "it is no blob")
            }
            // SAFETY: the data belongs to `object`, which outlives the copy.
            return Array(
                UnsafeRawBufferPointer(
                    start: git_odb_object_data(object.pointer), count: git_odb_object_size(object.pointer)))
        }
    }
}
