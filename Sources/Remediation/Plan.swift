internal import ConfigModel
package import Documents
package import Rendering
package import Rules
internal import SourceText

/// A place where a fix can be made, ranked by how far left it lies.
package typealias EditSite = SiteCandidate

/// A site that was considered and not taken.
package struct RejectedSite: Hashable, Sendable {
    package let site: EditSite
    package let reason: String

    package init(site: EditSite, reason: String) {
        self.site = site
        self.reason = reason
    }
}

/// One finding with the changes that remove it from every render case.
package struct PlannedFix: Sendable {
    package let finding: Finding
    package let edits: [PlannedEdit]
    package let safety: Fix.Safety
    package var rejected: [RejectedSite]

    package var sites: [EditSite] { edits.map(\.site) }
    package var changes: [DocumentChange] { edits.map(\.change) }

    /// Where the first change is made, which stands for the whole.
    package var site: EditSite { edits[0].site }
}

/// One change at one place; several render cases may need it.
package struct PlannedEdit: Hashable, Sendable {
    package let site: EditSite
    package let change: DocumentChange
}

/// A finding that is not fixed, and why.
package struct Unfixed: Sendable {
    package let finding: Finding
    package let reason: String

    package init(finding: Finding, reason: String) {
        self.finding = finding
        self.reason = reason
    }
}

/// What shall be done about the findings of one project.
package struct Plan: Sendable {
    /// In the one order that settles conflicts: severity, then site, then rule id.
    package let fixes: [PlannedFix]
    package let unfixed: [Unfixed]
}

/// Which fixes a person or the configuration asked for.
package struct FixPolicy: Sendable {
    /// Whether review-class fixes are taken too.
    package var includesReview: Bool
    package var only: Set<String>?
    package var safety: [String: Fix.Safety]

    package init(includesReview: Bool = false, only: Set<String>? = nil, safety: [String: Fix.Safety] = [:]) {
        self.includesReview = includesReview
        self.only = only
        self.safety = safety
    }
}

/// Chooses a site for every fix. Nothing is edited yet.
///
/// - Parameter attempt: how many of the leftmost sites to pass over per finding, after a refusal.
package func plan(
    _ findings: [Finding], in project: RenderedProject, policy: FixPolicy, attempt: [String: [RejectedSite]] = [:]
) -> Plan {
    var fixes: [PlannedFix] = []
    var unfixed: [Unfixed] = []
    for finding in findings where finding.suppression == nil && policy.only.map({ $0.contains(finding.rule.id) }) ?? true {
        switch plannedFix(for: finding, in: project, policy: policy, rejected: attempt[finding.fingerprint] ?? []) {
        case .success(let fix): fixes.append(fix)
        case .failure(let refusal): unfixed.append(Unfixed(finding: finding, reason: refusal.reason))
        }
    }
    return Plan(fixes: fixes.sorted(by: isOrderedBefore), unfixed: unfixed)
}

private func isOrderedBefore(_ a: PlannedFix, _ b: PlannedFix) -> Bool {
    if a.finding.severity != b.finding.severity { return a.finding.severity > b.finding.severity }
    let left = (a.site.path, a.site.root, a.finding.span.start)
    let right = (b.site.path, b.site.root, b.finding.span.start)
    if left != right { return left < right }
    return (a.finding.rule.id, a.finding.fingerprint) < (b.finding.rule.id, b.finding.fingerprint)
}

struct PlanRefusal: Error { let reason: String }

private func plannedFix(
    for finding: Finding, in project: RenderedProject, policy: FixPolicy, rejected: [RejectedSite]
) -> Result<PlannedFix, PlanRefusal> {
    guard let edits = finding.fix.edits else {
        return .failure(PlanRefusal(reason: finding.fix.unfixableReason ?? "the rule has no fix"))
    }
    let safety = policy.safety[finding.rule.id] ?? edits.safety
    if safety == .none { return .failure(PlanRefusal(reason: "the rule gives advice only")) }
    if safety == .review, !policy.includesReview {
        return .failure(PlanRefusal(reason: "the fix needs review: \(finding.rule.fix?.check ?? "")"))
    }
    var planned: [PlannedEdit] = []
    var seen: Set<PlannedEdit> = []
    var blocked: [RejectedSite] = []
    for occurrence in finding.occurrences {
        for renderCase in occurrence.cases {
            for step in occurrence.fix.edits?.steps ?? [] {
                let candidates = editSites(for: step, of: occurrence, renderCase: renderCase, in: project)
                blocked += candidates.compactMap { site in site.obstacle.map { RejectedSite(site: site, reason: $0) } }
                let open = candidates.first { candidate in
                    candidate.obstacle == nil && !rejected.contains { $0.site == candidate }
                }
                guard let site = open else {
                    let reason = rejected.first?.reason ?? blocked.first?.reason ?? "no file that we may write holds this value"
                    return .failure(PlanRefusal(reason: reason))
                }
                let change = DocumentChange(
                    root: site.root, path: site.documentPath, action: step.action, anchor: site.anchor, embedded: site.embedded)
                let edit = PlannedEdit(site: site, change: change)
                if seen.insert(edit).inserted { planned.append(edit) }
            }
        }
    }
    if planned.isEmpty { return .failure(PlanRefusal(reason: "no step of the fix applies here")) }
    let known = Set(rejected.map(\.site))
    var told: Set<EditSite> = []
    let obstacles = blocked.filter { !known.contains($0.site) && told.insert($0.site).inserted }
    return .success(PlannedFix(finding: finding, edits: planned, safety: safety, rejected: rejected + obstacles))
}
