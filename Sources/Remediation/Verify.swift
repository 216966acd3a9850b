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
    /// What else the work tree held.
    package let surroundings: Surroundings

    package init(rendered: RenderedProject, findings: [Finding], diagnostics: [Diagnostic], surroundings: Surroundings) {
        self.surroundings = surroundings
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
    if let reason = brokenCase(before.rendered, after.rendered) { return .refused(reason: reason) }
    for file in change.files where after.rendered.document(file.path)?.isSound != true {
        return .refused(reason: "'\(file.path)' no longer parses after the change")
    }
    let isWhole = project == before.rendered.project
    let known = isWhole ? before.findings : before.findings.filter { touched.contains($0.home.path) }
    let pairs = paired(
        isWhole ? before.rendered.resources : before.rendered.resources.filter { touched.contains($0.home.path) }, after.rendered.resources)
    let renames = renames(pairs)
    if let reason = compareFindings(change.fixes.map(\.finding), known, after.findings, renames) { return .refused(reason: reason) }
    let differences = differences(pairs)
    for difference in differences where !isIntended(difference, change.fixes) {
        guard let fix = collateralFix(difference, change.fixes, in: before.rendered) else {
            return .refused(reason: "the change would also alter \(difference)\(inCases(difference, before.rendered))")
        }
        if let reason = objection(to: fix, difference, before.findings) { return .refused(reason: reason) }
    }
    if differences.isEmpty { return .refused(reason: "the change has no effect on what is rendered") }
    let targets = Set(change.fixes.map(\.finding.fingerprint))
    let remaining = Set(after.findings.map(\.fingerprint))
    let proof = Proof(
        cases: after.rendered.cases.filter { $0.failure == nil }.map(\.name), ruleCount: ruleCount, findingsBefore: known.count,
        findingsAfter: after.findings.count,
        differences: differences,
        alsoResolved: known.filter {
            !targets.contains($0.fingerprint) && !remaining.contains($0.fingerprint) && !renames.values.contains($0.resource)
        })
    return .verified(VerifiedChange(change: change, proof: proof))
}

/// A case that rendered before has to render still.
private func brokenCase(_ before: RenderedProject, _ after: RenderedProject) -> String? {
    guard before.cases.map(\.name) == after.cases.map(\.name) else { return "the change would add or lose a render case" }
    for (old, new) in zip(before.cases, after.cases) where old.failure == nil {
        if let failure = new.failure { return "\(new.name) would no longer render: \(failure)" }
    }
    return nil
}

/// ` in values-prod.yaml`, where there are several cases.
private func inCases(_ difference: Difference, _ project: RenderedProject) -> String {
    guard project.cases.count > 1, let first = difference.cases.first, project.cases.indices.contains(first) else { return "" }
    return " (\(project.cases[first].name))"
}

/// A shared value may not change where somebody allowed the finding, or where the rule itself cannot fix it.
private func objection(to fix: PlannedFix, _ difference: Difference, _ findings: [Finding]) -> String? {
    for finding in findings where finding.rule.id == fix.finding.rule.id {
        let isHere = finding.occurrences.contains { occurrence in
            occurrence.id == difference.resource && occurrence.home.path == difference.file
                && occurrence.cases.contains(where: difference.cases.contains) && occurrence.subjectPath.contains(difference.path)
        }
        guard isHere else { continue }
        if let suppression = finding.suppression { return "it would also alter \(difference), which is allowed: \(suppression.reason)" }
        if let reason = finding.fix.unfixableReason { return "it would also alter \(difference), where \(reason)" }
    }
    return nil
}

/// Files of manifests and Dockerfiles do not depend on each other, so only the changed ones are scanned again; a new resource may
/// matter to all.
private func narrowed(_ project: Project, to change: ChangeSet) -> Project {
    if change.fixes.flatMap(\.changes).contains(where: { if case .add = $0.action { true } else { false } }) { return project }
    switch project.kind {
    case .terraform, .chart, .kustomization: return project
    case .manifests, .dockerfile, .directives: return Project(kind: project.kind, root: project.root, files: change.files.map(\.path))
    }
}

/// From the new identity of a resource to its old one: a fix may change its namespace or API version.
private func renames(_ pairs: [ResourcePair]) -> [ResourceID: ResourceID] {
    pairs.reduce(into: [:]) { result, pair in
        guard let before = pair.before?.id, let after = pair.after?.id, before != after else { return }
        result[after] = before
    }
}

/// Counts per rule, resource and render case: an edit may move or rename what a finding points at, but may not add one.
private func compareFindings(
    _ targets: [Finding], _ before: [Finding], _ after: [Finding], _ renames: [ResourceID: ResourceID]
) -> String? {
    struct Spot: Hashable {
        let rule: String
        let path: String
        let resource: ResourceID
        let renderCase: Int
    }
    func counts(_ findings: [Finding]) -> [Spot: Int] {
        var result: [Spot: Int] = [:]
        for finding in findings {
            for occurrence in finding.occurrences {
                let resource = renames[occurrence.id] ?? occurrence.id
                for renderCase in occurrence.cases {
                    let spot = Spot(rule: finding.rule.id, path: occurrence.home.path, resource: resource, renderCase: renderCase)
                    result[spot, default: 0] += 1
                }
            }
        }
        return result
    }
    let wanted = counts(targets)
    let old = counts(before)
    for (spot, count) in counts(after).sorted(by: { ($0.key.rule, $0.key.renderCase) < ($1.key.rule, $1.key.renderCase) }) {
        let allowed = old[spot, default: 0] - wanted[spot, default: 0]
        guard count > allowed else { continue }
        return wanted[spot] != nil
            ? "the finding \(spot.rule) on \(spot.resource) would remain" : "it would cause \(spot.rule) on \(spot.resource)"
    }
    return nil
}
