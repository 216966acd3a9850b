import CLibgit2

/// Who wrote or made a commit, and when.
package struct Signature: Hashable, Sendable {
    package let name: String
    package let email: String
    package let time: CommitTime

    package init(name: String, email: String, time: CommitTime) {
        self.name = name
        self.email = email
        self.time = time
    }
}

/// A moment with the author's offset from UTC, both part of a commit's content.
package struct CommitTime: Hashable, Sendable {
    /// Since 1970, in UTC.
    package let seconds: Int64
    package let offsetMinutes: Int

    package init(seconds: Int64, offsetMinutes: Int = 0) {
        self.seconds = seconds
        self.offsetMinutes = offsetMinutes
    }
}

/// What a commit says of itself, without its files.
package struct Commit: Hashable, Sendable {
    package let id: CommitID
    package let tree: ObjectID
    package let parents: [CommitID]
    package let author: Signature
    package let committer: Signature
    /// Invalid UTF-8 became U+FFFD.
    package let message: String
    /// Whether it carries a signature, good or bad.
    package let isSigned: Bool

    /// The first line of the message.
    package var subject: String { String(message.prefix { $0 != "\n" && $0 != "\r\n" }) }
}

extension Repository {
    /// - Throws: `GitError` `.missingObject` when the commit is not in this clone.
    package func commit(_ id: CommitID) throws(GitError) -> Commit {
        try locked { repository throws(GitError) in try Repository.readCommit(id, repository) }
    }

    static func openCommit(_ id: CommitID, _ repository: OpaquePointer) throws(GitError) -> GitHandle {
        var raw = id.object.raw
        return try GitHandle(git_commit_free, "read the commit", id.hex) { git_commit_lookup(&$0, repository, &raw) }
    }

    static func readCommit(_ id: CommitID, _ repository: OpaquePointer) throws(GitError) -> Commit {
        let commit = try openCommit(id, repository)
        // SAFETY: what these functions return lives as long as `commit`.
        let parents = (0..<git_commit_parentcount(commit.pointer)).compactMap { index in
            git_commit_parent_id(commit.pointer, index).map { CommitID(ObjectID($0)) }
        }
        guard let tree = git_commit_tree_id(commit.pointer), let author = git_commit_author(commit.pointer),
            let committer = git_commit_committer(commit.pointer)
        else { throw GitError(.failed, "read the commit", id.hex, "it is malformed") }
        var field = git_buf()
        defer { git_buf_dispose(&field) }
        let isSigned = git_commit_header_field(&field, commit.pointer, "gpgsig") == 0
        return Commit(
            id: id, tree: ObjectID(tree), parents: parents, author: Signature(author.pointee),
            committer: Signature(committer.pointee),
            message: git_commit_message(commit.pointer).map { String(cString: $0) } ?? "",
            isSigned: isSigned)
    }
}

extension Signature {
    init(_ raw: git_signature) {
        self.init(
            name: raw.name.map { String(cString: $0) } ?? "", email: raw.email.map { String(cString: $0) } ?? "",
            time: CommitTime(seconds: raw.when.time, offsetMinutes: Int(raw.when.offset)))
    }
}
