package import Remediation
internal import Projects
package import Rules
package import SourceText

/// A finding and what came of fixing it alone, review class included.
package struct ExplainedFinding: Sendable {
    /// As the scan found it.
    package let finding: Finding
    /// What came of fixing it alone.
    package let outcome: ProjectRecord
}

/// The findings whose fingerprints begin with `prefix`, all of the first project that has one; empty where none does.
///
/// - Parameter prefix: lower-case hexadecimal digits.
package func explain(fingerprint prefix: String, in tree: any WorkTree, with ruleset: Ruleset) -> [ExplainedFinding] {
    let policy = FixPolicy(includesReview: true, safety: ruleset.configuration.safety)
    let tree = DocumentTree.of(tree)
    let index = ruleset.index(of: tree)
    for project in selectedProjects(tree, ruleset, []) {
        let scanned = scan(project, in: tree, with: ruleset, index: index)
        let matching = scanned.findings.filter { $0.fingerprint.hasPrefix(prefix) }
        if matching.isEmpty { continue }
        return matching.map { finding in
            let remediation = remediate(scanned, findings: [finding], in: tree, with: ruleset, policy: policy)
            return ExplainedFinding(finding: finding, outcome: ProjectRecord(remediation, safety: policy.safety))
        }
    }
    return []
}

/// What a file was taken for: the projects that hold it, as they were judged, and whether only a test of policies names it.
package func explain(file path: String, in tree: any WorkTree, with ruleset: Ruleset) -> (projects: [ScannedProject], isTested: Bool) {
    let tree = DocumentTree.of(tree)
    let projects = selectedProjects(tree, ruleset, []).filter { $0.files.contains(path) }
    let index = ruleset.index(of: tree)
    return (
        projects.map { scan($0, in: tree, with: ruleset, index: index) }, ruleset.technologies.testFiles(tree.paths, in: tree).contains(path)
    )
}
