package import Rules
package import SourceControl
package import SourceText

/// A repository that was opened: its tree with the rules of this run, the configuration, plans, pins and date applied.
///
///     let workspace = try Workspace(folders: ["."], rules: .bundled(environment: environment))
///     let workspace = try Workspace(repository: "/srv/shop.git", rules: rules)
///     let workspace = try Workspace(MemoryTree(texts: files), rules: rules)
///
/// Invariant: opening reads and never writes; `write(_:)` replaces files, `ensureBranches` writes objects and branches, nothing else does.
package struct Workspace: Sendable {
    /// What was opened; a snapshot where it is a commit.
    package let tree: any WorkTree
    /// The rules with the configuration, pins, plans and date applied.
    package let ruleset: Ruleset
    let settings: WorkspaceSettings
    let commit: Commit?

    /// Where the tree comes from when it is a commit.
    package struct Commit: Sendable {
        /// Where branches are made.
        package let repository: Repository
        /// The commit that was opened.
        package let id: CommitID
    }

    /// The commit that the tree was read from; nil for folders and trees in memory.
    package var base: Commit? { commit }

    /// Opens a tree that is at hand.
    /// - Throws: `WorkspaceError` with every trouble that the configuration, pins, plans or the date have.
    package init(
        _ tree: any WorkTree, rules: RulePack, settings: WorkspaceSettings = WorkspaceSettings()
    ) throws(WorkspaceError) {
        try self.init(tree, rules: rules, settings: settings, commit: nil)
    }

    /// Opens files and folders on disk, rooted where their configuration or repository lies; see `namedTree`.
    ///
    /// - Parameters:
    ///   - paths: absolute or relative to the current folder; none means the current folder.
    ///   - rules: asked for once the folders are known to be there.
    /// - Throws: `WorkspaceError`, as for a tree, and where a path cannot be read.
    package init(
        folders paths: [String], rules: @autoclosure () throws(WorkspaceError) -> RulePack, settings: WorkspaceSettings = WorkspaceSettings()
    ) throws(WorkspaceError) {
        let tree = try namedTree(paths)
        try self.init(tree, rules: try rules(), settings: settings, commit: nil)
    }

    /// Opens a commit of a local or bare repository, straight from its objects.
    ///
    /// - Parameters:
    ///   - ref: branch, tag or commit; nil for the repository's default branch.
    ///   - rules: asked for once the commit is known to be there.
    /// - Throws: `WorkspaceError`, as for a tree, and where the repository or commit cannot be read.
    package init(
        repository path: String, ref: String? = nil, rules: @autoclosure () throws(WorkspaceError) -> RulePack,
        settings: WorkspaceSettings = WorkspaceSettings()
    ) throws(WorkspaceError) {
        let commit: Commit
        let tree: GitTree
        do throws(GitError) {
            let repository = try Repository.open(path)
            let start = if let ref { ref } else { try repository.defaultBranch() }
            commit = Commit(repository: repository, id: try repository.resolve(start))
            tree = try repository.tree(at: commit.id)
        } catch {
            throw .git(error)
        }
        try self.init(tree, rules: try rules(), settings: settings, commit: commit)
    }

    private init(
        _ tree: any WorkTree, rules: RulePack, settings: WorkspaceSettings, commit: Commit?
    ) throws(WorkspaceError) {
        ruleset = try loadRuleset(rules, settings, tree)
        self.tree = tree
        self.settings = settings
        self.commit = commit
    }

    /// The bytes of a file, or nil where there is none.
    package func bytes(_ path: String) -> [UInt8]? { try? tree.read(path) }
}
