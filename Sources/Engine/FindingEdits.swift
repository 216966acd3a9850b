internal import ConfigModel
internal import Remediation
internal import Projects
package import Rules
package import SourceText

/// The edits of single findings for reports that carry them: planned and verified one by one, projects scanned once.
///
/// Gives the edits by path, or nil when there are none. Findings are best asked about in the order of their files, since only the last project is remembered.
/// The tree is looked at when the first finding is asked about.
package func findingEdits(_ tree: any WorkTree, with ruleset: Ruleset) -> (Finding) -> [String: EditList]? {
    let policy = FixPolicy(includesReview: true, safety: ruleset.configuration.safety)
    let cache = ProjectCache(tree, ruleset)
    return { finding in
        guard finding.suppression == nil, finding.fix.edits != nil, let scanned = cache.scanned(with: finding.home.path) else { return nil }
        let remediation = remediate(scanned, findings: [finding], in: cache.tree, with: ruleset, policy: policy)
        let files = remediation.verified.flatMap(\.change.files)
        return files.isEmpty ? nil : files.reduce(into: [:]) { $0[$1.path] = $1.edits }
    }
}

/// Remembers the last project.
private final class ProjectCache {
    let tree: DocumentTree
    private let ruleset: Ruleset
    private lazy var projects = selectedProjects(tree, ruleset, [])
    private lazy var index = ruleset.index(of: tree)
    private var last: ScannedProject?

    init(_ tree: any WorkTree, _ ruleset: Ruleset) {
        self.tree = DocumentTree.of(tree)
        self.ruleset = ruleset
    }

    /// The project that holds a file.
    func scanned(with path: String) -> ScannedProject? {
        guard let project = projects.first(where: { $0.files.contains(path) }) else { return nil }
        if let last, last.rendered.project == project { return last }
        let made = scan(project, in: tree, with: ruleset, index: index)
        last = made
        return made
    }
}
