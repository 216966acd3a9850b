package import Engine
package import SourceControl

/// A group's change as a mail that `git am` takes.
package struct GroupPatch: Sendable {
    /// `0001-pod-hardening-shop-api.patch`
    package let fileName: String
    package let bytes: [UInt8]
}

/// The same commits that branches would hold, as patch files; no branch is made.
///
/// - Throws: `GitError` when the commit cannot be written or a change is binary.
package func patches(
    for groups: [RemediationGroup], on base: CommitID, in repository: Repository, options: PublishingOptions,
    text: (RemediationGroup) -> PublishedText
) throws(GitError) -> [GroupPatch] {
    let signature = options.identity.signature(at: try repository.commit(base).committer.time)
    var result: [GroupPatch] = []
    for (index, group) in groups.enumerated() {
        let commit = try repository.writeCommit(
            base: base, changes: group.files.mapValues { $0 }, message: text(group).message, author: signature, committer: signature)
        let number = String(repeating: "0", count: max(0, 4 - String(index + 1).count)) + String(index + 1)
        result.append(GroupPatch(fileName: "\(number)-\(slug(group.name)).patch", bytes: try repository.mailPatch(commit)))
    }
    return result
}
