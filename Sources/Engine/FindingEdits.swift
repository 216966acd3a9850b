internal import ConfigModel
internal import Remediation
internal import Projects
package import Rules
package import SourceText

/// The edits of single findings for reports that carry them: planned and verified one by one, projects scanned once.
///
/// Gives the edits by path, or nil when there are none. Findings are best asked about in the order of their files, since only the last project is remembered.
package func findingEdits(_ tree: any WorkTree, with ruleset: Ruleset) -> (Finding) -> [String: EditList]? {
    let policy = FixPolicy(includesReview: true, safety: ruleset.configuration.safety)
    let projects = selectedProjects(tree, ruleset, [])
    let cache = ProjectCache()
    return { finding in
        guard finding.suppression == nil, finding.fix.edits != nil,
            let project = projects.first(where: { $0.files.contains(finding.home.path) })
        else { return nil }
        let scanned = cache.scanned(project) { scan(project, in: tree, with: ruleset) }
        let remediation = remediate(scanned, findings: [finding], in: tree, with: ruleset, policy: policy)
        let files = remediation.verified.flatMap(\.change.files)
        return files.isEmpty ? nil : files.reduce(into: [:]) { $0[$1.path] = $1.edits }
    }
}

/// Remembers the last project.
private final class ProjectCache {
    private var last: ScannedProject?

    func scanned(_ project: Project, _ make: () -> ScannedProject) -> ScannedProject {
        if let last, last.rendered.project == project { return last }
        let made = make()
        last = made
        return made
    }
}
