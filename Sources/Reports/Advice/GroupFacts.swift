internal import Engine
internal import Rules
internal import SourceText

/// What the messages about a group of fixes draw on, gathered once.
struct GroupFacts {
    let group: RemediationGroup
    /// Worst first.
    let findings: [RecordedFinding]
    /// Worst first, each once.
    let checks: [Check]
    let files: [RecordedFileChange]
    let proof: JoinedProof
    let sources: SourceLines

    /// The proofs of the group's changes, which do not touch the same files.
    struct JoinedProof {
        let cases: [String]
        let ruleCount: Int
        let before: Int
        let after: Int
        let differences: [RecordedDifference]
        let alsoResolved: [RecordedFinding]
    }

    init(_ group: RemediationGroup, _ bytes: @escaping FileBytes) {
        self.group = group
        findings = group.fixes.map(\.finding).sorted(by: RecordedFinding.isMoreUrgent)
        var seen: Set<String> = []
        checks = findings.map(\.check).filter { seen.insert($0.id).inserted }
        files = group.files
        let proofs = group.changes.map(\.proof)
        var cases: [String] = []
        for name in proofs.flatMap(\.cases) where !cases.contains(name) { cases.append(name) }
        proof = JoinedProof(
            cases: cases, ruleCount: proofs.map(\.ruleCount).max() ?? 0,
            before: proofs.reduce(0) { $0 + $1.findingsBefore }, after: proofs.reduce(0) { $0 + $1.findingsAfter },
            differences: proofs.flatMap(\.differences), alsoResolved: proofs.flatMap(\.alsoResolved))
        sources = SourceLines(bytes)
    }

    var isReview: Bool { group.fixes.contains { $0.safety != .safe } }

    /// The fix of one check, as far as this group goes.
    struct FixKind {
        let fix: Check.DeclaredFix
        let isReview: Bool

        /// What may break was ruled out where a fix of the review class was raised to safe.
        var impact: Fix.Impact { !isReview && fix.safety == .review && worst == .mayBreak ? .restart : worst }

        /// The worst impact of the fix in any of its places.
        let worst: Fix.Impact
    }

    var fixes: [FixKind] {
        checks.compactMap { check in
            check.fix.map { fix in
                FixKind(
                    fix: fix,
                    isReview: group.fixes.contains { $0.finding.check.id == check.id && $0.safety != .safe },
                    worst: worst(group.fixes.filter { $0.finding.check.id == check.id }.map(\.finding.impact)))
            }
        }
    }

    var worstImpact: Fix.Impact {
        worst(fixes.map(\.impact))
    }

    private func worst(_ impacts: [Fix.Impact]) -> Fix.Impact { Fix.Impact.allCases.last { impacts.contains($0) } ?? .none }

    /// What applying the group forces, each once, worst first.
    var forced: [ForcedChange] {
        let all = distinct(group.fixes.flatMap(\.finding.forcedChanges))
        return all.filter { $0.effect == .replace } + all.filter { $0.effect == .restart }
    }

    var severities: String {
        Severity.worstFirst.compactMap { severity in
            let number = findings.count { $0.severity == severity }
            return number > 0 ? "\(number) \(severity.rawValue)" : nil
        }.joined(separator: ", ")
    }

    /// Findings of the group that stay in the changed files, worst first.
    var tried: [RemainingFinding] { group.unfixed.sorted { RecordedFinding.isMoreUrgent($0.finding, $1.finding) } }

    /// What was judged again as a whole: `the changed file`, `the module`.
    var scope: String {
        group.project.scope ?? (files.count == 1 ? "the changed file" : "the changed files")
    }

    /// `5 → 4 findings in the changed file (1 of them suppressed), nothing new`
    var beforeAndAfter: String {
        let suppressed = group.suppressedCount > 0 ? " (\(group.suppressedCount) of them suppressed)" : ""
        return "\(proof.before) → \(count(proof.after, "finding")) in \(scope)\(suppressed), nothing new"
    }

    /// `deploy/shop`, or nil for the tree's root, which needs no name.
    var projectName: String? { group.project.name == "." ? nil : group.project.name }
}
