internal import ConfigModel
internal import Documents
package import Projects
package import Rules
package import SourceText

/// A project after rendering and judging.
package struct ScannedProject: Sendable {
    package let rendered: RenderedProject
    /// Suppressed ones included, sorted by place.
    package let findings: [Finding]
    package let diagnostics: [Diagnostic]
    /// What else the work tree held.
    package let index: RepositoryIndex

    package init(rendered: RenderedProject, findings: [Finding], diagnostics: [Diagnostic], index: RepositoryIndex) {
        self.index = index
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
    case refused(VerificationFailure)
}

/// Why a change is not taken, as exactly as is known.
package struct VerificationFailure: Sendable {
    package let reason: String
    /// Fingerprints of the findings whose fixes are at fault; empty when it may be any.
    package var failingFixes: Set<String> = []
    /// The render cases where it shows; empty when it may be any.
    package var cases: Set<Int> = []

    package init(reason: String, failingFixes: Set<String> = [], cases: Set<Int> = []) {
        self.reason = reason
        self.failingFixes = failingFixes
        self.cases = cases
    }
}

/// Tries a change and compares: the targets are gone, nothing new is found, and only intended values differ.
///
/// - Parameter scan: renders and judges the project over another work tree.
package func verify(
    _ change: ChangeSet, before: ScannedProject, tree: any WorkTree, with ruleset: Ruleset, scan: (Project, OverlayTree) -> ScannedProject
) -> Verdict {
    let project = narrowed(before.rendered.project, to: change)
    let touched = Set(project.files)
    let after = scan(project, change.overlaying(tree))
    if let failure = brokenCase(before.rendered, after.rendered) { return .refused(failure) }
    let listings = Set(before.rendered.listings.map(\.source.path))
    for file in change.files where after.rendered.document(file.path)?.isSound != true && !listings.contains(file.path) {
        return .refused(VerificationFailure(reason: "'\(file.path)' no longer parses after the change"))
    }
    let isWhole = project == before.rendered.project
    let known = isWhole ? before.findings : before.findings.filter { touched.contains($0.home.path) }
    let pairs = paired(
        isWhole ? before.rendered.resources : before.rendered.resources.filter { touched.contains($0.home.path) }, after.rendered.resources)
    let renames = renames(pairs)
    if let failure = compareFindings(change.fixes.map(\.finding), known, after.findings, renames) { return .refused(failure) }
    let compared = pairs.map { (pair: $0, differences: differences($0)) }
    if let failure = untoldReplacement(compared, change.fixes, ruleset) { return .refused(failure) }
    if let failure = unmeantDifference(pairs, change, before, after) { return .refused(failure) }
    let different = compared.flatMap(\.differences)
    if different.isEmpty { return .refused(VerificationFailure(reason: "the change has no effect on what is rendered")) }
    let targets = Set(change.fixes.map(\.finding.fingerprint))
    let remaining = Set(after.findings.map(\.fingerprint))
    let proof = Proof(
        cases: after.rendered.cases.filter { $0.failure == nil }.map(\.name), ruleCount: ruleset.rules.count, findingsBefore: known.count,
        findingsAfter: after.findings.count,
        differences: joined(different),
        alsoResolved: known.filter {
            !targets.contains($0.fingerprint) && !remaining.contains($0.fingerprint) && !renames.values.contains($0.resource)
        })
    return .verified(VerifiedChange(change: change, proof: proof))
}

/// The first difference that derives from no fix, or that no fix may cause.
private func unmeantDifference(
    _ pairs: [ResourcePair], _ change: ChangeSet, _ before: ScannedProject, _ after: ScannedProject
) -> VerificationFailure? {
    let judge = DifferenceJudge(
        change: change, derivation: Derivation(change, before: before.rendered, after: after.rendered), project: before.rendered)
    for pair in pairs {
        for traced in tracedDifferences(pair, moves: judge.derivation.regions.moves) {
            let difference = traced.difference
            let fixes = judge.derivation.fixes(behind: traced)
            if judge.isIntended(traced, fixes) { continue }
            guard let fix = judge.collateralFix(traced, fixes) else {
                let reason = "the change would also alter \(difference)\(inCases(difference, before.rendered))"
                return VerificationFailure(reason: reason, cases: Set(difference.cases))
            }
            if let reason = objection(to: fix, difference, before.findings) {
                return VerificationFailure(reason: reason, failingFixes: [fix.finding.fingerprint])
            }
        }
    }
    return nil
}

/// A value that several resources share may not replace one of them when no fix says so of it.
private func untoldReplacement(
    _ compared: [(pair: ResourcePair, differences: [Difference])], _ fixes: [PlannedFix], _ ruleset: Ruleset
) -> VerificationFailure? {
    let named = fixes.flatMap(\.finding.forcedChanges).filter { $0.effect == .replace }.map(\.resource)
    // A case in which the instances of a block are not known has the block once.
    let told = Set(named + named.map { ResourceID(system: $0.system, type: $0.type, name: $0.name, scope: $0.scope) })
    for (pair, differences) in compared {
        guard let old = pair.before, pair.after != nil, !told.contains(old.id),
            let changes = ruleset.technologies.technology(of: old.id.system)?.changes
        else { continue }
        for difference in differences {
            guard let forced = ruleset.replacements.forced(at: difference.path, of: old, changes), forced.effect == .replace else { continue }
            return VerificationFailure(
                reason: "it would also replace \(old.id.address), since \(forced.argument) cannot be changed in place", cases: Set(pair.cases))
        }
    }
    return nil
}

/// A case that rendered before has to render still.
private func brokenCase(_ before: RenderedProject, _ after: RenderedProject) -> VerificationFailure? {
    guard before.cases.map(\.name) == after.cases.map(\.name) else {
        return VerificationFailure(reason: "the change would add or lose a render case")
    }
    for (index, (old, new)) in zip(before.cases, after.cases).enumerated() where old.failure == nil {
        if let failure = new.failure { return VerificationFailure(reason: "\(new.name) would no longer render: \(failure)", cases: [index]) }
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
    for finding in findings where finding.check.id == fix.finding.check.id {
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
    return project.kind.isWhole ? project : Project(kind: project.kind, root: project.root, files: change.files.map(\.path))
}

/// From the new identity of a resource to its old one: a fix may change its namespace or API version.
private func renames(_ pairs: [ResourcePair]) -> [ResourceID: ResourceID] {
    pairs.reduce(into: [:]) { result, pair in
        guard let before = pair.before?.id, let after = pair.after?.id, before != after else { return }
        result[after] = before
    }
}

/// Counts per rule, resource and render case: an edit may move or rename what a finding points at, but may not add one.
///
/// Verification counts findings per rule and resource, not by fingerprint, since an edit may move or rename what a finding points at.
private func compareFindings(
    _ targets: [Finding], _ before: [Finding], _ after: [Finding], _ renames: [ResourceID: ResourceID]
) -> VerificationFailure? {
    struct Spot: Hashable {
        let rule: String
        let path: String
        let resource: ResourceID
        let renderCase: Int
    }
    func spots(_ finding: Finding) -> [Spot] {
        finding.occurrences.flatMap { occurrence in
            let resource = renames[occurrence.id] ?? occurrence.id
            return occurrence.cases.map { Spot(rule: finding.check.id, path: occurrence.home.path, resource: resource, renderCase: $0) }
        }
    }
    func counts(_ findings: [Finding]) -> [Spot: Int] {
        findings.flatMap(spots).reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }
    let wanted = counts(targets)
    let old = counts(before)
    let tooMany = counts(after).filter { spot, count in count > old[spot, default: 0] - wanted[spot, default: 0] }.map(\.key)
        .sorted { ($0.rule, $0.renderCase, $0.resource.description) < ($1.rule, $1.renderCase, $1.resource.description) }
    let remaining = tooMany.filter { wanted[$0] != nil }
    if let first = remaining.first {
        let failingFixes = targets.filter { !Set(spots($0)).isDisjoint(with: remaining) }
        return VerificationFailure(
            reason: "the finding \(first.rule) on \(first.resource) would remain", failingFixes: Set(failingFixes.map(\.fingerprint)),
            cases: Set(remaining.map(\.renderCase)))
    }
    guard let first = tooMany.first else { return nil }
    let here = targets.filter { target in spots(target).contains { $0.resource == first.resource && $0.path == first.path } }
    return VerificationFailure(
        reason: "it would cause \(first.rule) on \(first.resource)", failingFixes: here.count == 1 ? Set(here.map(\.fingerprint)) : [],
        cases: [first.renderCase])
}
