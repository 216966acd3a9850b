import CLibgit2
import SourceText

extension Repository {
    /// The commits that `tip` has and `base` has not, each before its parents: what a branch adds.
    /// - Parameter limit: no more than this many are listed.
    package func commits(
        from tip: CommitID, notReachableFrom base: CommitID, limit: Int = 10_000
    ) throws(GitError) -> [CommitID] {
        try locked { repository throws(GitError) in
            if isShallow {
                let known = try ancestors(of: base, repository)
                return Array(try ancestors(of: tip, repository, except: Set(known)).prefix(limit))
            }
            let operation = "list the commits of"
            let walk = try GitHandle(git_revwalk_free, operation, tip.short) { git_revwalk_new(&$0, repository) }
            try check(
                git_revwalk_sorting(walk.pointer, GIT_SORT_TOPOLOGICAL.rawValue | GIT_SORT_TIME.rawValue), operation,
                tip.short)
            var first = tip.object.raw
            var last = base.object.raw
            try check(git_revwalk_push(walk.pointer, &first), operation, tip.short)
            try check(git_revwalk_hide(walk.pointer, &last), operation, base.short)
            var found: [CommitID] = []
            while found.count < limit {
                var id = git_oid()
                let code = git_revwalk_next(&id, walk.pointer)
                if code == GIT_ITEROVER.rawValue { break }
                try check(code, operation, tip.short)
                found.append(CommitID(ObjectID(id)))
            }
            return found
        }
    }

    /// Whether `ancestor` is `commit` or one of those before it.
    package func isAncestor(_ ancestor: CommitID, of commit: CommitID) throws(GitError) -> Bool {
        if ancestor == commit { return true }
        return try locked { repository throws(GitError) in
            if isShallow { return try ancestors(of: commit, repository).contains(ancestor) }
            var older = ancestor.object.raw
            var newer = commit.object.raw
            let code = git_graph_descendant_of(repository, &newer, &older)
            try check(code, "compare with '\(ancestor.short)' the commit", commit.short)
            return code == 1
        }
    }

    /// The last commit that both have, or nil when their histories share none.
    package func mergeBase(_ one: CommitID, _ other: CommitID) throws(GitError) -> CommitID? {
        try locked { repository throws(GitError) in
            if isShallow {
                let known = Set(try ancestors(of: other, repository))
                return try ancestors(of: one, repository).first { known.contains($0) }
            }
            var first = one.object.raw
            var second = other.object.raw
            var base = git_oid()
            let code = git_merge_base(&base, repository, &first, &second)
            if code == GIT_ENOTFOUND.rawValue { return nil }
            try check(code, "compare with '\(one.short)' the commit", other.short)
            return CommitID(ObjectID(base))
        }
    }

    /// A commit and all before it, each before its parents.
    ///
    /// libgit2 1.5 takes the missing parents at the end of a shallow clone for an error, so such a history, short by its nature, is
    /// walked here.
    private func ancestors(
        of commit: CommitID, _ repository: OpaquePointer, except: Set<CommitID> = []
    ) throws(GitError) -> [CommitID] {
        let ends = shallowEnds()
        var seen = except.union([commit])
        var open: [(commit: Commit, parents: [CommitID])] = []
        func enter(_ id: CommitID) throws(GitError) {
            let commit = try Repository.readCommit(id, repository)
            open.append((commit, ends.contains(id) ? [] : commit.parents))
        }
        if !except.contains(commit) { try enter(commit) }
        // A commit is done when all before it are, so that the reverse has every commit before its parents.
        var done: [CommitID] = []
        while var next = open.popLast() {
            guard let parent = next.parents.popLast() else {
                done.append(next.commit.id)
                continue
            }
            open.append(next)
            if seen.insert(parent).inserted { try enter(parent) }
        }
        return done.reversed()
    }

    /// The commits whose parents were left out, as listed in the repository's `shallow` file.
    private func shallowEnds() -> Set<CommitID> {
        guard let folder = try? OpenDirectory(gitDirectory),
            let bytes = try? folder.readFile("shallow", limit: 64 << 20)
        else { return [] }
        return Set(bytes.split(separator: 0x0A).compactMap { CommitID(hex: String(decoding: $0, as: UTF8.self)) })
    }
}
