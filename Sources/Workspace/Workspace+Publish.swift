package import Engine
package import Publishing
internal import Reports
internal import Rules
internal import SourceControl

extension Workspace {
    /// Makes one branch a group stand on one commit over the base.
    ///
    /// - Parameters:
    ///   - version: the tool's, for the metadata of the advice.
    ///   - prunes: whether branches of ours that no finding needs any more are removed.
    /// - Throws: `WorkspaceError.noCommit` where the tree is no commit, `.git` where the repository cannot be read.
    package func ensureBranches(for record: RemediationRecord, version: String, prunes: Bool = false) throws(WorkspaceError) -> [BranchOutcome] {
        guard let commit else { throw .noCommit }
        do throws(GitError) {
            var options = options(prunes: prunes)
            options.signer = try commit.repository.configuredSigner(committer: options.identity)
            return try Publishing.ensureBranches(for: record.groups, on: commit.id, in: commit.repository, options: options) {
                text(for: $0, version: version)
            }
        } catch {
            throw .git(error)
        }
    }

    /// The same commits as mails that `git am` takes; no branch is made.
    /// - Throws: as `ensureBranches`.
    package func patches(for record: RemediationRecord, version: String) throws(WorkspaceError) -> [GroupPatch] {
        guard let commit else { throw .noCommit }
        do throws(GitError) {
            return try Publishing.patches(for: record.groups, on: commit.id, in: commit.repository, options: options()) {
                text(for: $0, version: version)
            }
        } catch {
            throw .git(error)
        }
    }

    /// Writes the advice of each group as a Markdown file of a folder.
    /// - Throws: `WorkspaceError` where the folder cannot be made or a file not be written.
    package func writeAdvice(for record: RemediationRecord, version: String, to folder: String) throws(WorkspaceError) {
        for group in record.groups {
            try writeFile(Array(text(for: group, version: version).advice.utf8), to: "\(folder)/\(slug(group.name)).md")
        }
    }

    /// Patches are not signed, since `git am` writes commits of its own.
    private func options(prunes: Bool = false) -> PublishingOptions {
        let configured = ruleset.configuration.remediate
        return PublishingOptions(
            prefix: configured.branchPrefix, identity: Identity(name: "Larboard", email: "larboard@localhost"), signer: nil, prunes: prunes,
            limit: configured.maxBranches)
    }

    private func text(for group: RemediationGroup, version: String) -> PublishedText {
        let written = advice(for: group, base: commit?.id.hex, version: version, bytes: bytes)
        return PublishedText(message: written.message, advice: written.markdown)
    }
}
