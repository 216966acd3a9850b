internal import ConfigModel
package import Remediation
internal import Projects
package import Rules
package import SourceText

/// What remediation came to for one project, with the project at hand; `ProjectRecord` and `RemediationGroup` are what is kept of it.
package struct ProjectRemediation: Sendable {
    /// The project as it was rendered and judged before.
    package let before: ScannedProject
    /// Proven changes, one per file (or per module); together they hold all fixes that can be made.
    package let verified: [VerifiedChange]
    /// Every finding that stays, with the reason.
    package let unfixed: [Unfixed]

    /// All fixes of the verified changes.
    package var fixes: [PlannedFix] { verified.flatMap(\.change.fixes) }
}

/// Asked about every file that a verified change would replace; a reason refuses the change like a failed proof.
///
/// - Parameter system: whose file it is, `ResourceID.system`.
package typealias FileCheck = @Sendable (_ system: String, _ path: String, _ before: [UInt8], _ after: [UInt8]) -> String?

/// Plans, applies and verifies the fixes of one project, passing on to the next site when one is refused.
///
/// Fixes that share files are proven together; when that fails they are parted until the fix at fault stands alone.
///
/// - Parameters:
///   - findings: those to fix; nil for all of the project.
///   - fileCheck: asked after a proof held; nil asks nobody.
package func remediate(
    _ before: ScannedProject, findings: [Finding]? = nil, in tree: any WorkTree, with ruleset: Ruleset, policy: FixPolicy,
    fileCheck: FileCheck? = nil
) -> ProjectRemediation {
    var remediating = Remediating(before: before, tree: tree, ruleset: ruleset, policy: policy, fileCheck: fileCheck)
    let wanted = findings ?? before.findings
    var verified: [VerifiedChange] = []
    let parts = before.rendered.project.kind.isWhole ? [wanted] : grouped(wanted) { $0.home.path }
    for part in parts {
        let first = plan(part, in: before.rendered, policy: policy)
        remediating.unfixed += first.unfixed
        if let change = remediating.prove(first.fixes) { verified.append(change) }
    }
    return ProjectRemediation(
        before: before, verified: verified, unfixed: remediating.unfixed.sorted { Finding.isOrderedBefore($0.finding, $1.finding) })
}

func grouped<Element, Key: Hashable & Comparable>(_ elements: [Element], by key: (Element) -> Key) -> [[Element]] {
    Dictionary(grouping: elements, by: key).sorted { $0.key < $1.key }.map(\.value)
}

/// What serves one render case is tried for the others first; a refusal names the fixes and cases at fault (`VerificationFailure`), so that
/// only those look for other places and the rest is proven without them. Halving is left for refusals that name nobody.
private struct Remediating {
    let before: ScannedProject
    let tree: any WorkTree
    let ruleset: Ruleset
    let policy: FixPolicy
    let fileCheck: FileCheck?
    var unfixed: [Unfixed] = []

    mutating func prove(_ fixes: [PlannedFix]) -> VerifiedChange? {
        guard !fixes.isEmpty else { return nil }
        let (change, dropped) = apply(fixes, in: before.rendered)
        var verified = change.isEmpty ? nil : prove(change)
        if change.isEmpty {
            unfixed += change.fixes.map { Unfixed(finding: $0.finding, reason: "the document made no edit of the planned change") }
        }
        for drop in dropped { verified = retry(drop.fix, drop.reason, at: drop.sites, on: verified) }
        return verified
    }

    private mutating func prove(_ change: ChangeSet) -> VerifiedChange? {
        switch attempt(change) {
        case .verified(let verified): return verified
        case .refused(let failure):
            if change.fixes.count == 1 { return retry(change.fixes[0], failure, on: nil) }
            let failing = change.fixes.filter { failure.failingFixes.contains($0.finding.fingerprint) }
            let others = change.fixes.filter { !failure.failingFixes.contains($0.finding.fingerprint) }
            if !failing.isEmpty, !others.isEmpty {
                var verified = prove(others)
                for fix in failing { verified = retry(fix, failure, on: verified) }
                return verified
            }
            let middle = change.fixes.count / 2
            let left = prove(Array(change.fixes[..<middle]))
            let right = prove(Array(change.fixes[middle...]))
            guard let left, let right else { return left ?? right }
            if let both = combined(left.change.fixes + right.change.fixes) { return both }
            // The halves do not stand together: keep the more severe one and add to it what it bears.
            return right.change.fixes.reduce(left) { kept, fix in
                if let more = combined(kept.change.fixes + [fix]) { return more }
                unfixed.append(Unfixed(finding: fix.finding, reason: "does not stand together with the other fixes here; run again after them"))
                return kept
            }
        }
    }

    private mutating func retry(_ fix: PlannedFix, _ failure: VerificationFailure, on verified: VerifiedChange?) -> VerifiedChange? {
        let atFault = fix.edits.filter { failure.cases.isEmpty || !$0.cases.isDisjoint(with: failure.cases) }
        return retry(fix, failure.reason, at: atFault.map(\.site), on: verified)
    }

    /// A refused fix gets its next site; without one its finding stays, with the reason.
    ///
    /// - Parameter sites: where it failed; none where any of its sites may be at fault.
    private mutating func retry(
        _ fix: PlannedFix, _ reason: String, at sites: [EditSite], on verified: VerifiedChange?
    ) -> VerifiedChange? {
        let rejected = fix.rejected + (sites.isEmpty ? fix.sites : sites).map { RejectedSite(site: $0, reason: reason) }
        let next = plan([fix.finding], in: before.rendered, policy: policy, attempt: [fix.finding.fingerprint: rejected])
        guard let candidate = next.fixes.first else {
            unfixed.append(Unfixed(finding: fix.finding, reason: next.unfixed.first?.reason ?? reason))
            return verified
        }
        if let both = combined((verified?.change.fixes ?? []) + [candidate]) { return both }
        let (change, dropped) = apply([candidate], in: before.rendered)
        if let drop = dropped.first { return retry(candidate, drop.reason, at: drop.sites, on: verified) }
        if case .refused(let failure) = attempt(change) { return retry(candidate, failure, on: verified) }
        return retry(candidate, "does not stand together with the other fixes here; run again after them", at: [], on: verified)
    }

    private func combined(_ fixes: [PlannedFix]) -> VerifiedChange? {
        let (change, dropped) = apply(fixes, in: before.rendered)
        guard dropped.isEmpty, !change.isEmpty, case .verified(let verified) = attempt(change) else { return nil }
        return verified
    }

    private func attempt(_ change: ChangeSet) -> Verdict {
        let verdict = verify(change, before: before, tree: tree, with: ruleset) { [ruleset, before] project, tree in
            scan(project, in: tree, with: ruleset, index: before.index.overlaying(tree), after: before.rendered)
        }
        guard case .verified = verdict, let fileCheck else { return verdict }
        for file in change.files {
            let system = before.rendered.resources.first { $0.home.path == file.path }?.id.system
            if let system, let reason = fileCheck(system, file.path, file.before, file.after) { return .refused(VerificationFailure(reason: reason)) }
        }
        return verdict
    }
}
