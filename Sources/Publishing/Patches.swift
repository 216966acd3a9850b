package import Engine
package import SourceControl
internal import SourceText

/// A group's change as a mail that `git am` takes.
package struct GroupPatch: Sendable {
    /// `0001-pod-hardening-shop-api.patch`
    package let fileName: String
    package let bytes: [UInt8]
}

/// The same commits that branches would hold, as patch files; no branch is made.
///
/// - Throws: `GitError` when a commit cannot be written, a change is binary, or the base is not what a change was proven on.
package func patches(
    for groups: [RemediationGroup], on base: CommitID, in repository: Repository, options: PublishingOptions,
    text: (RemediationGroup) -> PublishedText
) throws(GitError) -> [GroupPatch] {
    let signature = options.identity.signature(at: try repository.commit(base).committer.time)
    let tree = try repository.tree(at: base)
    var result: [GroupPatch] = []
    for (index, group) in groups.enumerated() {
        let commit = try repository.writeCommit(
            base: base, changes: try newFiles(of: group, in: tree), message: text(group).message, author: signature, committer: signature)
        let number = String(repeating: "0", count: max(0, 4 - String(index + 1).count)) + String(index + 1)
        result.append(GroupPatch(fileName: "\(number)-\(slug(group.name)).patch", bytes: try repository.mailPatch(commit)))
    }
    return result
}

/// The new bytes of the files that a group changes, made of those of the base.
///
/// - Throws: `GitError` where the base holds another file than the one that the change was proven on.
func newFiles(of group: RemediationGroup, in base: any WorkTree) throws(GitError) -> [String: [UInt8]?] {
    do throws(StaleFile) {
        return try group.newFiles { try? base.read($0) }.mapValues { $0 }
    } catch {
        throw GitError(.failed, "publish the change of", error.path, "the commit holds another file than the one it was proven on")
    }
}
