internal import ConfigModel
internal import Documents
package import Rendering
package import Rules
package import SourceText

/// A project after rendering and judging.
package struct ScannedProject: Sendable {
    package let rendered: RenderedProject
    /// Suppressed ones included, sorted by place.
    package let findings: [Finding]
    package let diagnostics: [Diagnostic]

    package init(rendered: RenderedProject, findings: [Finding], diagnostics: [Diagnostic]) {
        self.rendered = rendered
        self.findings = findings
        self.diagnostics = diagnostics
    }
}

/// A change that was tried: rendered and judged again with every rule.
///
/// Invariant: made by `verify` only, so that nothing unverified can be published.
package struct VerifiedChange: Sendable {
    package let change: ChangeSet
    package let proof: Proof

    fileprivate init(change: ChangeSet, proof: Proof) {
        self.change = change
        self.proof = proof
    }
}

/// What was seen when the change was tried.
package struct Proof: Sendable {
    /// Names of the render cases that were compared.
    package let cases: [String]
    package let ruleCount: Int
    package let findingsBefore: Int
    package let findingsAfter: Int
    /// Every value that differs between the two renderings.
    package let differences: [Difference]
    /// Findings that the change removes without being aimed at, such as the same trouble reported by a broader rule.
    package let alsoResolved: [Finding]
}

package enum Verdict: Sendable {
    case verified(VerifiedChange)
    case refused(reason: String)
}

/// Tries a change and compares: the targets are gone, nothing new is found, and only intended values differ.
///
/// - Parameter scan: renders and judges the project over another work tree.
package func verify(
    _ change: ChangeSet, before: ScannedProject, tree: any WorkTree, ruleCount: Int, scan: (Project, any WorkTree) -> ScannedProject
) -> Verdict {
    let project = narrowed(before.rendered.project, to: change)
    let touched = Set(project.files)
    let after = scan(project, change.laidOver(tree))
    for file in change.files where after.rendered.document(file.path)?.isSound != true {
        return .refused(reason: "'\(file.path)' no longer parses after the change")
    }
    let known = before.findings.filter { touched.contains($0.home.path) }
    let pairs = paired(before.rendered.resources.filter { touched.contains($0.home.path) }, after.rendered.resources)
    let renames = renames(pairs)
    if let reason = compareFindings(change.fixes.map(\.finding), known, after.findings, renames) { return .refused(reason: reason) }
    let differences = differences(pairs)
    if let stray = differences.first(where: { !isIntended($0, change.fixes) }) {
        return .refused(reason: "the change would also alter \(stray)")
    }
    if differences.isEmpty { return .refused(reason: "the change has no effect on what is rendered") }
    let targets = Set(change.fixes.map(\.finding.fingerprint))
    let remaining = Set(after.findings.map(\.fingerprint))
    let proof = Proof(
        cases: ["as written"], ruleCount: ruleCount, findingsBefore: known.count, findingsAfter: after.findings.count,
        differences: differences,
        alsoResolved: known.filter {
            !targets.contains($0.fingerprint) && !remaining.contains($0.fingerprint) && !renames.values.contains($0.resource)
        })
    return .verified(VerifiedChange(change: change, proof: proof))
}

/// Files of manifests and Dockerfiles do not depend on each other, so only the changed ones are scanned again.
private func narrowed(_ project: Project, to change: ChangeSet) -> Project {
    switch project.kind {
    case .terraform, .chart: return project
    case .manifests, .dockerfile: return Project(kind: project.kind, root: project.root, files: change.files.map(\.path))
    }
}

/// From the new identity of a resource to its old one: a fix may change its namespace or API version.
private func renames(_ pairs: [ResourcePair]) -> [ResourceID: ResourceID] {
    pairs.reduce(into: [:]) { result, pair in
        guard let before = pair.before?.id, let after = pair.after?.id, before != after else { return }
        result[after] = before
    }
}

/// Counts per rule and resource: an edit may move or rename what a finding points at, but may not add one.
private func compareFindings(
    _ targets: [Finding], _ before: [Finding], _ after: [Finding], _ renames: [ResourceID: ResourceID]
) -> String? {
    struct Spot: Hashable {
        let rule: String
        let path: String
        let resource: ResourceID
    }
    func counts(_ findings: [Finding]) -> [Spot: Int] {
        findings.reduce(into: [:]) { result, finding in
            let resource = renames[finding.resource] ?? finding.resource
            result[Spot(rule: finding.rule.id, path: finding.home.path, resource: resource), default: 0] += 1
        }
    }
    let wanted = counts(targets)
    let old = counts(before)
    for (spot, count) in counts(after).sorted(by: { $0.key.rule < $1.key.rule }) {
        let allowed = old[spot, default: 0] - wanted[spot, default: 0]
        guard count > allowed else { continue }
        return wanted[spot] != nil
            ? "the finding \(spot.rule) on \(spot.resource) would remain" : "it would cause \(spot.rule) on \(spot.resource)"
    }
    return nil
}
