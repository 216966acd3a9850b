internal import ConfigModel
package import Documents
package import Projects
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

/// One change at one place.
package struct PlannedEdit: Sendable {
    package let site: EditSite
    package let change: DocumentChange
    /// The render cases that need it, as indexes into the project's.
    package fileprivate(set) var cases: Set<Int>
}

extension PlannedEdit {
    /// The change that sets a flag without which what is written at a site would not count.
    fileprivate init(switching flag: ValuePath, for site: EditSite, _ renderCase: Int) {
        let place = EditSite(
            path: site.path, root: site.root, documentPath: flag, embedded: site.embedded, rung: site.rung,
            description: "the switch in \(site.description)")
        self.init(
            site: place, change: DocumentChange(root: site.root, path: flag, action: .set(.bool(true)), embedded: site.embedded),
            cases: [renderCase])
    }
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
package struct FixPolicy: Hashable, Sendable {
    /// Whether review-class fixes are taken too.
    package var includesReview: Bool
    /// Ids of the checks to fix; nil for all.
    package var only: Set<String>?
    /// Classes that the configuration gives checks, by id.
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
    for finding in findings where finding.suppression == nil && policy.only.map({ $0.contains(finding.check.id) }) ?? true {
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
    return (a.finding.check.id, a.finding.fingerprint) < (b.finding.check.id, b.finding.fingerprint)
}

struct PlanRefusal: Error { let reason: String }

private func plannedFix(
    for finding: Finding, in project: RenderedProject, policy: FixPolicy, rejected: [RejectedSite]
) -> Result<PlannedFix, PlanRefusal> {
    guard finding.fix.edits != nil else {
        return .failure(PlanRefusal(reason: finding.fix.unfixableReason ?? "the rule has no fix"))
    }
    let safety = finding.safety(configured: policy.safety)
    if safety == .none { return .failure(PlanRefusal(reason: "the rule gives advice only")) }
    if safety == .review, !policy.includesReview {
        return .failure(PlanRefusal(reason: "the fix needs review: \(finding.check.fix?.reviewCheck ?? "")"))
    }
    var planned: [PlannedEdit] = []
    var blocked: [RejectedSite] = []
    for occurrence in finding.occurrences {
        for renderCase in occurrence.cases {
            for step in occurrence.fix.edits?.steps ?? [] {
                let candidates = editSites(for: step, of: occurrence, renderCase: renderCase, in: project)
                blocked += candidates.compactMap { site in site.obstacle.map { RejectedSite(site: site, reason: $0) } }
                let open = candidates.filter { candidate in
                    candidate.obstacle == nil && !rejected.contains { $0.site == candidate }
                }
                // What serves a case already serves this one too, wherever it may.
                let shared = planned.firstIndex { $0.change.action == step.action(at: $0.site) && open.contains($0.site) }
                if let shared {
                    planned[shared].cases.insert(renderCase)
                    continue
                }
                guard let site = open.first else {
                    let reason = blocked.first?.reason ?? rejected.first?.reason ?? "no file that we may write holds this value"
                    return .failure(PlanRefusal(reason: reason))
                }
                let change = DocumentChange(
                    root: site.root, path: site.documentPath, action: step.action(at: site), anchor: site.anchor, embedded: site.embedded)
                planned.append(PlannedEdit(site: site, change: change, cases: [renderCase]))
                planned += site.switches.map { PlannedEdit(switching: $0, for: site, renderCase) }
            }
        }
    }
    if planned.isEmpty { return .failure(PlanRefusal(reason: "no step of the fix applies here")) }
    let known = Set(rejected.map(\.site))
    var told: Set<EditSite> = []
    let obstacles = blocked.filter { !known.contains($0.site) && told.insert($0.site).inserted }
    return .success(PlannedFix(finding: finding, edits: planned, safety: safety, rejected: rejected + obstacles))
}

extension FixOffer.Step {
    /// The step as the site spells its values.
    fileprivate func action(at site: EditSite) -> DocumentChange.Action {
        site.action ?? (site.writesText ? action.asText : action)
    }
}

extension DocumentChange.Action {
    /// The same with a flag or number written as text.
    fileprivate var asText: DocumentChange.Action {
        guard case .set(let value) = self, let text = value.scalarText else { return self }
        return .set(.string(text))
    }
}

extension NewValue {
    /// The text that stands for a flag, a number or a text.
    var scalarText: String? {
        switch self {
        case .string(let text): text
        case .bool(let flag): flag ? "true" : "false"
        case .int(let number): String(number)
        default: nil
        }
    }
}
