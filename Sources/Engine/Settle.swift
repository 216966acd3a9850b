internal import ConfigModel
package import Remediation
internal import Projects
package import Rules
package import SourceText

/// What remediation came to for one project.
package struct Settlement: Sendable {
    package let before: ScannedProject
    /// Proven changes, one per file (or per module); together they hold all fixes that can be made.
    package let verified: [VerifiedChange]
    /// Every finding that stays, with the reason.
    package let unfixed: [Unfixed]

    package var fixes: [PlannedFix] { verified.flatMap(\.change.fixes) }
}

/// Plans, applies and verifies the fixes of one project, passing on to the next site when one is refused.
///
/// Fixes that share files are proven together; when that fails they are parted until the culprit stands alone.
package func settle(
    _ before: ScannedProject, findings: [Finding]? = nil, in tree: any WorkTree, with ruleset: Ruleset, policy: FixPolicy
) -> Settlement {
    var settling = Settling(before: before, tree: tree, ruleset: ruleset, policy: policy)
    let wanted = findings ?? before.findings
    var verified: [VerifiedChange] = []
    let parts = before.rendered.project.kind.isWhole ? [wanted] : grouped(wanted) { $0.home.path }
    for part in parts {
        let first = plan(part, in: before.rendered, policy: policy)
        settling.unfixed += first.unfixed
        if let change = settling.settle(first.fixes) { verified.append(change) }
    }
    return Settlement(before: before, verified: verified, unfixed: settling.unfixed.sorted { Finding.isOrderedBefore($0.finding, $1.finding) })
}

func grouped<Element, Key: Hashable & Comparable>(_ elements: [Element], by key: (Element) -> Key) -> [[Element]] {
    Dictionary(grouping: elements, by: key).sorted { $0.key < $1.key }.map(\.value)
}

private struct Settling {
    let before: ScannedProject
    let tree: any WorkTree
    let ruleset: Ruleset
    let policy: FixPolicy
    var unfixed: [Unfixed] = []

    mutating func settle(_ fixes: [PlannedFix]) -> VerifiedChange? {
        guard !fixes.isEmpty else { return nil }
        let (change, dropped) = apply(fixes, in: before.rendered)
        var verified = change.isEmpty ? nil : settle(change)
        if change.isEmpty {
            unfixed += change.fixes.map { Unfixed(finding: $0.finding, reason: "the document made no edit of the planned change") }
        }
        for drop in dropped { verified = retry(drop.fix, drop.reason, at: drop.sites, on: verified) }
        return verified
    }

    private mutating func settle(_ change: ChangeSet) -> VerifiedChange? {
        switch attempt(change) {
        case .verified(let verified): return verified
        case .refused(let objection):
            if change.fixes.count == 1 { return retry(change.fixes[0], objection, on: nil) }
            let culprits = change.fixes.filter { objection.culprits.contains($0.finding.fingerprint) }
            let others = change.fixes.filter { !objection.culprits.contains($0.finding.fingerprint) }
            if !culprits.isEmpty, !others.isEmpty {
                var verified = settle(others)
                for fix in culprits { verified = retry(fix, objection, on: verified) }
                return verified
            }
            let middle = change.fixes.count / 2
            let left = settle(Array(change.fixes[..<middle]))
            let right = settle(Array(change.fixes[middle...]))
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

    private mutating func retry(_ fix: PlannedFix, _ objection: Objection, on verified: VerifiedChange?) -> VerifiedChange? {
        let atFault = fix.edits.filter { objection.cases.isEmpty || !$0.cases.isDisjoint(with: objection.cases) }
        return retry(fix, objection.reason, at: atFault.map(\.site), on: verified)
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
        if case .refused(let objection) = attempt(change) { return retry(candidate, objection, on: verified) }
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
        guard case .verified = verdict, let check = policy.fileCheck else { return verdict }
        for file in change.files {
            let system = before.rendered.resources.first { $0.home.path == file.path }?.id.system
            if let system, let reason = check(system, file.path, file.before, file.after) { return .refused(Objection(reason: reason)) }
        }
        return verdict
    }
}
