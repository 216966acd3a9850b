import CLibgit2
import Glibc
import SourceText

/// A local branch and the commit it stands on.
package struct Branch: Hashable, Sendable {
    /// Without `refs/heads/`.
    package let name: String
    package let tip: CommitID

    package init(name: String, tip: CommitID) {
        self.name = name
        self.tip = tip
    }
}

/// What `ensureBranch` had to do.
package enum BranchUpdate: Hashable, Sendable {
    case created
    case moved(from: CommitID)
    /// The branch stood there already.
    case unchanged
}

extension Repository {
    /// The local branches whose names begin with `prefix`, sorted bytewise.
    package func branches(prefix: String = "") throws(GitError) -> [Branch] {
        try locked { repository throws(GitError) in
            let iterator = try GitHandle(git_reference_iterator_free, "list the branches of", gitDirectory) {
                git_reference_iterator_glob_new(&$0, repository, "refs/heads/*")
            }
            var found: [Branch] = []
            while true {
                var reference: OpaquePointer?
                let code = git_reference_next(&reference, iterator.pointer)
                if code == GIT_ITEROVER.rawValue { break }
                try check(code, "list the branches of", gitDirectory)
                defer { git_reference_free(reference) }
                // Bytes decide: two branches may differ only in how their accents are encoded.
                guard let name = git_reference_name(reference).flatMap({ String(validatingCString: $0) })?.rest(afterBytes: "refs/heads/"),
                    name.utf8.starts(with: prefix.utf8), let target = git_reference_target(reference)
                else { continue }
                found.append(Branch(name: name, tip: CommitID(ObjectID(target))))
            }
            return found.sorted { $0.name.precedesBytewise($1.name) }
        }
    }

    /// The commit a local branch stands on, or nil when there is no such branch.
    package func branch(_ name: String) throws(GitError) -> CommitID? {
        try locked { repository throws(GitError) in try Repository.tip("refs/heads/" + name, repository) }
    }

    /// Makes a branch stand on a commit: creates it, moves it, or finds it there.
    ///
    /// Safe to repeat, and safe against others: the branch moves only if it still stands on `expected`.
    /// - Parameters:
    ///   - expected: where the branch was when the caller decided; nil when there was none.
    ///   - identity: who the reflog names.
    /// - Throws: `GitError` `.refMoved` when the branch is not where it was expected, `.checkedOut` when a work tree stands on it,
    ///   `.invalidName`, `.refLocked`.
    package func ensureBranch(
        _ name: String, at target: CommitID, expected: CommitID?, identity: Identity, reason: String
    ) throws(GitError) -> BranchUpdate {
        let operation = "move the branch"
        let reference = "refs/heads/" + name
        var isValid: Int32 = 0
        guard git_branch_name_is_valid(&isValid, name) == 0, isValid == 1 else {
            throw GitError(.invalidName, operation, name, "Git does not allow this name for a branch")
        }
        return try locked { repository throws(GitError) in
            _ = try Repository.openCommit(target, repository)
            let current = try Repository.tip(reference, repository)
            if current == target { return .unchanged }
            guard current == expected else {
                let place = current.map { "it stands on \($0.short)" } ?? "it is gone"
                let belief = expected.map { "\($0.short) was expected" } ?? "it was not there before"
                throw GitError(
                    .refMoved, operation, name, "\(place), and \(belief)", help: "somebody else changed it; run again")
            }
            try refuseCheckedOut(reference, operation)
            try check(git_repository_set_ident(repository, identity.name, identity.email), operation, name)
            let turn = try ReferenceTurn(gitDirectory: gitDirectory, reference: reference)
            var raw = target.object.raw
            // All zeros: there must be no such branch.
            var old = expected?.object.raw ?? git_oid()
            let line = reason.split(whereSeparator: \.isNewline).first.map(String.init) ?? "larboard"
            try turn.retryingWhileLocked {
                var made: OpaquePointer?
                let code = git_reference_create_matching(&made, repository, reference, &raw, 1, &old, line)
                git_reference_free(made)
                // Another run may have made the very same move meanwhile.
                if code < 0, code != GIT_ELOCKED.rawValue, Repository.stands(reference, on: target, repository) { return 0 }
                return code
            }
            return current.map { .moved(from: $0) } ?? .created
        }
    }

    /// Removes a branch if it still stands on `expected`; false when there is none.
    /// - Throws: as `ensureBranch`.
    package func removeBranch(_ name: String, expected: CommitID) throws(GitError) -> Bool {
        let operation = "remove the branch"
        let reference = "refs/heads/" + name
        return try locked { repository throws(GitError) in
            guard let current = try Repository.tip(reference, repository) else { return false }
            guard current == expected else {
                throw GitError(
                    .refMoved, operation, name, "it stands on \(current.short), and \(expected.short) was expected",
                    help: "somebody else changed it; run again")
            }
            try refuseCheckedOut(reference, operation)
            let handle = try GitHandle(git_reference_free, operation, name) {
                git_reference_lookup(&$0, repository, reference)
            }
            guard git_reference_target(handle.pointer).map({ CommitID(ObjectID($0)) }) == expected else {
                throw GitError(
                    .refMoved, operation, name, "it moved meanwhile", help: "somebody else changed it; run again")
            }
            let turn = try ReferenceTurn(gitDirectory: gitDirectory, reference: reference)
            try turn.retryingWhileLocked {
                let code = git_reference_delete(handle.pointer)
                return code < 0 && code != GIT_ELOCKED.rawValue && Repository.stands(reference, on: nil, repository) ? 0 : code
            }
            return true
        }
    }

    /// Whether a reference stands on a commit now, or is not there.
    private static func stands(_ reference: String, on commit: CommitID?, _ repository: OpaquePointer) -> Bool {
        do throws(GitError) { return try tip(reference, repository) == commit } catch { return false }
    }

    private static func tip(_ reference: String, _ repository: OpaquePointer) throws(GitError) -> CommitID? {
        var id = git_oid()
        let code = git_reference_name_to_id(&id, repository, reference)
        if code == GIT_ENOTFOUND.rawValue { return nil }
        try check(code, "read the branch", reference)
        return CommitID(ObjectID(id))
    }

    /// HEAD of every work tree is read from its file: libgit2 knows nothing of a branch that is checked out but not born,
    /// nor of one that is being rebased.
    private func refuseCheckedOut(_ reference: String, _ operation: String) throws(GitError) {
        guard let top = try? OpenDirectory(gitDirectory) else { return }
        var folders: [(OpenDirectory, String)] = [(top, workDirectory ?? gitDirectory)]
        if case .success(let linked) = top.folder(["worktrees"]) {
            for name in linked.names() {
                guard case .success(let folder) = linked.folder([name]) else { continue }
                folders.append((folder, name))
            }
        }
        for (folder, place) in folders {
            for file in ["HEAD", "rebase-merge/head-name", "rebase-apply/head-name"] {
                guard let bytes = try? folder.readFile(file, limit: 1 << 16) else { continue }
                var line = String(decoding: bytes.prefix { $0 != 0x0A }, as: UTF8.self)
                if line.hasPrefix("ref: ") { line.removeFirst("ref: ".count) }
                guard line.filter({ $0 != " " }) == reference else { continue }
                throw GitError(
                    .checkedOut, operation, String(reference.dropFirst("refs/heads/".count)),
                    "it is checked out in '\(place)'",
                    help: "switch that work tree to another branch")
            }
        }
    }
}
