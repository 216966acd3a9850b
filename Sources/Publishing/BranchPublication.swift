package import Engine
package import SourceControl
internal import SourceText

/// What a reviewer reads: the commit's message and the advice that goes with it.
package struct PublishedText: Sendable {
    package let message: String
    /// Markdown.
    package let advice: String

    package init(message: String, advice: String) {
        self.message = message
        self.advice = advice
    }
}

/// What became of one group's branch.
package struct BranchOutcome: Sendable {
    package enum State: Sendable, Hashable {
        case created
        /// It stood on an older base or held an older fix and was made anew.
        case regenerated
        case unchanged
        /// Somebody else committed to it; it is theirs.
        case foreign(commits: [String])
        /// Ours, but no finding needs it any more.
        case obsolete
        case removed
        case failed(reason: String)
    }

    package let branch: String
    package let group: RemediationGroup?
    package let commit: CommitID?
    package let state: State

    /// Whether a person has to look.
    package var needsAttention: Bool {
        switch state {
        case .foreign, .failed: true
        default: false
        }
    }
}

/// How branches are written.
package struct PublishingOptions: Sendable {
    /// The first part of every branch name.
    package var prefix: String
    package var identity: Identity
    package var signer: (any CommitSigner)?
    /// Removes branches of ours that no finding needs any more.
    package var prunes: Bool
    /// Branches created or moved in one run at the most.
    package var limit: Int?

    package init(prefix: String, identity: Identity, signer: (any CommitSigner)?, prunes: Bool = false, limit: Int? = nil) {
        self.prefix = prefix
        self.identity = identity
        self.signer = signer
        self.prunes = prunes
        self.limit = limit
    }
}

/// Makes one branch a group stand on one commit over the base, touching nothing else of the repository.
///
/// Safe to repeat and safe to kill: objects are on the disk before a branch moves, a branch moves by compare-and-swap, and commits take
/// their time from the base, so that the same base and change give the same commit. Takes groups, whose changes are all verified.
package func ensureBranches(
    for groups: [RemediationGroup], on base: CommitID, in repository: Repository, options: PublishingOptions,
    text: (RemediationGroup) -> PublishedText
) throws(GitError) -> [BranchOutcome] {
    let time = try repository.commit(base).committer.time
    let tree = try repository.tree(at: base)
    let branches = try repository.branches(prefix: options.prefix + "/")
    // By bytes: Swift takes two names for equal that differ only in how their accents are encoded, and Git does not.
    let present = Dictionary(branches.map { (Array($0.name.utf8), $0.tip) }) { first, _ in first }
    var outcomes: [BranchOutcome] = []
    var written = 0
    for group in groups {
        let name = "\(options.prefix)/\(group.name)"
        if let limit = options.limit, written >= limit { break }
        let outcome = ensureBranch(
            name, for: group, tip: present[Array(name.utf8)], base: base, files: tree, time: time, in: repository, options: options, text: text(group)
        )
        if outcome.state == .created || outcome.state == .regenerated { written += 1 }
        outcomes.append(outcome)
    }
    let wanted = Set(groups.map { Array("\(options.prefix)/\($0.name)".utf8) })
    for branch in branches where !wanted.contains(Array(branch.name.utf8)) {
        guard isOurs(branch, in: repository, options: options) else { continue }
        var state = BranchOutcome.State.obsolete
        if options.prunes {
            do throws(GitError) {
                // One that is gone was removed by another run.
                _ = try repository.removeBranch(branch.name, expected: branch.tip)
                state = .removed
            } catch {
                state = .failed(reason: "\(error)")
            }
        }
        outcomes.append(BranchOutcome(branch: branch.name, group: nil, commit: branch.tip, state: state))
    }
    return outcomes
}

/// Whether a branch stands on a commit that we made for it: a person's branch may stand on any other, with nothing on it yet.
private func isOurs(_ branch: Branch, in repository: Repository, options: PublishingOptions) -> Bool {
    guard let group = branch.name.rest(afterBytes: options.prefix + "/"), let commit = try? repository.commit(branch.tip) else { return false }
    return isOurs(commit, options.identity) && commit.message.split(separator: "\n").contains { $0 == "\(ownTrailer): \(group)" }
}

private func ensureBranch(
    _ name: String, for group: RemediationGroup, tip: CommitID?, base: CommitID, files tree: any WorkTree, time: CommitTime,
    in repository: Repository, options: PublishingOptions, text: PublishedText, attempt: Int = 0
) -> BranchOutcome {
    func outcome(_ state: BranchOutcome.State, _ commit: CommitID? = nil) -> BranchOutcome {
        BranchOutcome(branch: name, group: group, commit: commit ?? tip, state: state)
    }
    if let tip {
        let foreign = foreignCommits(on: tip, base: base, in: repository, identity: options.identity)
        if !foreign.isEmpty { return outcome(.foreign(commits: foreign)) }
    }
    do throws(GitError) {
        let signature = options.identity.signature(at: time)
        let commit = try repository.writeCommit(
            base: base, changes: try newFiles(of: group, in: tree), message: text.message, author: signature, committer: signature,
            signer: options.signer, reusing: tip)
        let reason = "larboard: \(group.title)"
        switch try repository.ensureBranch(name, at: commit, expected: tip, identity: options.identity, reason: reason) {
        case .created: return outcome(.created, commit)
        case .moved: return outcome(.regenerated, commit)
        case .unchanged: return outcome(.unchanged, commit)
        }
    } catch {
        // Another run may have moved the branch since it was listed; what it made is judged as any other branch.
        if error.kind == .refMoved, attempt < 3, let moved = try? repository.branch(name), moved != tip {
            return ensureBranch(
                name, for: group, tip: moved, base: base, files: tree, time: time, in: repository, options: options, text: text, attempt: attempt + 1)
        }
        return outcome(.failed(reason: "\(error)"))
    }
}

private func isOurs(_ commit: Commit, _ identity: Identity) -> Bool {
    commit.committer.email == identity.email && commit.committer.name == identity.name && commit.parents.count == 1
        && commit.message.contains("\n\(ownTrailer): ")
}

/// The newest commits of a branch that are not ours, as `id subject`: another committer, or no trailer of ours.
///
/// Ours is always one commit right on a base, so what lies below the newest of ours is an older base. A commit of ours that somebody
/// rewrote has another committer and so counts as theirs.
func foreignCommits(on tip: CommitID, base: CommitID, in repository: Repository, identity: Identity) -> [String] {
    do throws(GitError) {
        var foreign: [String] = []
        for id in try repository.commits(from: tip, notReachableFrom: base, limit: 100) {
            let commit = try repository.commit(id)
            if isOurs(commit, identity) { break }
            foreign.append("\(id.short) \(commit.subject)")
        }
        return foreign
    } catch {
        // A branch that cannot be read is not ours to move.
        return ["\(tip.short): \(error)"]
    }
}

/// The trailer that every commit of ours carries.
package let ownTrailer = "Larboard-Group"
