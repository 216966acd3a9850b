import CLibgit2
import SourceText

extension Repository {
    /// Writes a commit on top of `base` without a reference to it; index, HEAD and work tree are not touched.
    ///
    /// The same base, changes, message and signatures give the same commit, so that a second run writes nothing new. Modes of files
    /// stay as they are; new files are plain ones. Objects are on the disk when this returns.
    /// - Parameters:
    ///   - changes: new bytes per path; nil removes the file.
    ///   - reusing: a commit to hand back when it already says all this and is signed or not as asked. Signatures hold the time they were made, so a signed commit
    ///     would otherwise differ in every run.
    /// - Throws: `GitError` `.nothingToCommit`, `.invalidName` for an unsafe path, `.unsupported` where a path leads through
    ///   a link, submodule or file, `.signing`, `.missingObject`.
    package func writeCommit(
        base: CommitID, changes: [String: [UInt8]?], message: String, author: Signature, committer: Signature,
        signer: (any CommitSigner)? = nil, reusing: CommitID? = nil
    ) throws(GitError) -> CommitID {
        let operation = "write a commit on"
        if message.isEmpty || message.utf8.contains(0) {
            throw GitError(.unsupported, operation, base.short, "the message is empty or holds a NUL byte")
        }
        let plan = try TreeChange.sorted(changes)
        let text = message.hasSuffix("\n") ? message : message + "\n"
        let content = try locked { repository throws(GitError) -> [UInt8]? in
            let parent = try Repository.openCommit(base, repository)
            let baseTree = try Repository.readCommit(base, repository).tree
            guard let id = try TreeUpdate(repository: repository).updated(baseTree, plan[...], prefix: ""),
                id != baseTree
            else {
                throw GitError(
                    .nothingToCommit, operation, base.short, "the changes leave every file as it is, or none")
            }
            var raw = id.raw
            let tree = try GitHandle(git_tree_free, operation, base.short) { git_tree_lookup(&$0, repository, &raw) }
            let writer = try GitHandle.signature(author)
            let maker = try GitHandle.signature(committer)
            if let reusing {
                let old = try Repository.readCommit(reusing, repository)
                // Compared as libgit2 would write them, without blanks around a name.
                let isSame =
                    old.tree == id && old.parents == [base] && old.message == text
                    && old.isSigned == (signer != nil) && old.author == writer.signature
                    && old.committer == maker.signature
                if isSame { return nil }
            }
            var buffer = git_buf()
            defer { git_buf_dispose(&buffer) }
            var parents: [OpaquePointer?] = [parent.pointer]
            // SAFETY: the signature structs were made by git_signature_new and outlive the call.
            try check(
                git_commit_create_buffer(
                    &buffer, repository, UnsafePointer(writer.pointer), UnsafePointer(maker.pointer), nil, text,
                    tree.pointer, 1, &parents),
                operation, base.short)
            return Array(UnsafeRawBufferPointer(start: buffer.ptr, count: buffer.size))
        }
        guard let content, content.count > 0 else { return reusing ?? base }
        // Outside the lock: signing may run a program and wait for it.
        let signature = try signer?.signature(of: content)
        return try locked { repository throws(GitError) in
            var id = git_oid()
            try check(
                git_commit_create_with_signature(
                    &id, repository, String(decoding: content, as: UTF8.self), signature,
                    signature == nil ? nil : "gpgsig"),
                operation, base.short)
            return CommitID(ObjectID(id))
        }
    }
}

/// One file of a change, its path in parts.
private struct TreeChange {
    let parts: ArraySlice<String>
    /// Nil removes the file.
    let bytes: [UInt8]?

    private static let partLimit = 128

    /// Checks the paths and sorts them bytewise, so that what lies in one folder stands together.
    static func sorted(_ changes: [String: [UInt8]?]) throws(GitError) -> [TreeChange] {
        let operation = "change the file"
        var result: [TreeChange] = []
        for path in changes.keys.sorted(by: { $0.precedesBytewise($1) }) {
            let parts = pathParts(path)
            guard parts.allSatisfy(isPlainName) else {
                throw GitError(.invalidName, operation, path, "the path is not a plain relative one")
            }
            guard parts.count <= partLimit else {
                throw GitError(.invalidName, operation, path, "it lies more than \(partLimit) folders deep")
            }
            result.append(TreeChange(parts: parts[...], bytes: changes[path] ?? nil))
        }
        return result
    }

    var below: TreeChange { TreeChange(parts: parts.dropFirst(), bytes: bytes) }
}

/// Writes the trees that a change leads to, from the changed files upwards.
private struct TreeUpdate {
    let repository: OpaquePointer

    /// The new tree in place of `base`, or nil when no file is left in it.
    /// - Parameter changes: not empty, sorted bytewise, paths relative to this folder.
    func updated(_ base: ObjectID?, _ changes: ArraySlice<TreeChange>, prefix: String) throws(GitError) -> ObjectID? {
        let builder = try openBuilder(base, prefix)
        var rest = changes
        while let first = rest.first, let name = first.parts.first {
            let path = prefix + name
            if first.parts.count == 1 {
                try change(builder, name, path, first.bytes)
                rest = rest.dropFirst()
                continue
            }
            let group = rest.prefix {
                $0.parts.count > 1 && $0.parts.first.map { $0.utf8.elementsEqual(name.utf8) } ?? false
            }
            rest = rest.dropFirst(group.count)
            let old = try entry(builder, name)
            if let old, old.mode != GIT_FILEMODE_TREE {
                throw GitError(.unsupported, "change the file", path, "it is no folder in the commit")
            }
            if let id = try updated(old?.id, group.map(\.below)[...], prefix: path + "/") {
                try insert(builder, name, path, id, GIT_FILEMODE_TREE)
            } else {
                try check(git_treebuilder_remove(builder.pointer, name), "remove the folder", path)
            }
        }
        if git_treebuilder_entrycount(builder.pointer) == 0 { return nil }
        var id = git_oid()
        try check(git_treebuilder_write(&id, builder.pointer), "write the folder", prefix.isEmpty ? "/" : prefix)
        return ObjectID(id)
    }

    private func openBuilder(_ base: ObjectID?, _ prefix: String) throws(GitError) -> GitHandle {
        guard let base else {
            return try GitHandle(git_treebuilder_free, "write the folder", prefix) {
                git_treebuilder_new(&$0, repository, nil)
            }
        }
        var raw = base.raw
        let tree = try GitHandle(git_tree_free, "read the folder", prefix) { git_tree_lookup(&$0, repository, &raw) }
        return try GitHandle(git_treebuilder_free, "write the folder", prefix) {
            git_treebuilder_new(&$0, repository, tree.pointer)
        }
    }

    private func change(_ builder: borrowing GitHandle, _ name: String, _ path: String, _ bytes: [UInt8]?)
        throws(GitError)
    {
        let old = try entry(builder, name)
        if let old, old.mode != GIT_FILEMODE_BLOB, old.mode != GIT_FILEMODE_BLOB_EXECUTABLE {
            throw GitError(.unsupported, "change the file", path, "it is a folder, link or submodule in the commit")
        }
        guard let bytes else {
            if old == nil { throw GitError(.notFound, "remove the file", path, "it is not in the commit") }
            return try check(git_treebuilder_remove(builder.pointer, name), "remove the file", path)
        }
        var id = git_oid()
        // Array's buffer is never nil here, which libgit2 asks for even when nothing is written.
        let code = (bytes + [0]).withUnsafeBytes {
            git_blob_create_from_buffer(&id, repository, $0.baseAddress, bytes.count)
        }
        try check(code, "write the file", path)
        try insert(builder, name, path, ObjectID(id), old?.mode ?? GIT_FILEMODE_BLOB)
    }

    private func insert(
        _ builder: borrowing GitHandle, _ name: String, _ path: String, _ id: ObjectID, _ mode: git_filemode_t
    ) throws(GitError) {
        var raw = id.raw
        try check(git_treebuilder_insert(nil, builder.pointer, name, &raw, mode), "write the file", path)
    }

    private func entry(_ builder: borrowing GitHandle, _ name: String) throws(GitError) -> (
        id: ObjectID, mode: git_filemode_t
    )? {
        // SAFETY: the entry belongs to the builder and is read at once.
        guard let entry = git_treebuilder_get(builder.pointer, name), let id = git_tree_entry_id(entry) else {
            return nil
        }
        return (ObjectID(id), git_tree_entry_filemode(entry))
    }
}

extension GitHandle {
    /// What a handle made by `GitHandle.signature` holds.
    fileprivate var signature: Signature { Signature(UnsafePointer<git_signature>(pointer).pointee) }

    fileprivate static func signature(_ signature: Signature) throws(GitError) -> GitHandle {
        let subject = "\(signature.name) <\(signature.email)>"
        return try GitHandle(
            { git_signature_free($0.map { UnsafeMutablePointer<git_signature>($0) }) }, "sign as", subject
        ) { pointer in
            var made: UnsafeMutablePointer<git_signature>?
            let code = git_signature_new(
                &made, signature.name, signature.email, signature.time.seconds,
                Int32(clamping: signature.time.offsetMinutes))
            pointer = made.map { OpaquePointer($0) }
            return code
        }
    }
}
