internal import ConfigModel
internal import Cryptography
internal import Documents
internal import Engine
internal import Primitives
internal import Remediation
internal import Projects
internal import Rules
internal import SourceText

/// What the messages about a group of fixes draw on, gathered once.
struct GroupFacts {
    let group: RemediationGroup
    /// Worst first.
    let findings: [Finding]
    /// Worst first, each once.
    let rules: [Rule]
    let changes: [ChangeSet.FileChange]
    let proof: JoinedProof
    let sources: SourceLines

    /// The proofs of the group's changes, which do not touch the same files.
    struct JoinedProof {
        let cases: [String]
        let ruleCount: Int
        let before: Int
        let after: Int
        let differences: [Difference]
        let alsoResolved: [Finding]
    }

    init(_ group: RemediationGroup) {
        self.group = group
        findings = group.fixes.map(\.finding).sorted(by: Finding.isMoreUrgent)
        var seen: Set<String> = []
        rules = findings.map(\.rule).filter { seen.insert($0.id).inserted }
        changes = group.verified.flatMap(\.change.files).sorted { $0.path.precedesBytewise($1.path) }
        let proofs = group.verified.map(\.proof)
        var cases: [String] = []
        for name in proofs.flatMap(\.cases) where !cases.contains(name) { cases.append(name) }
        proof = JoinedProof(
            cases: cases, ruleCount: proofs.map(\.ruleCount).max() ?? 0,
            before: proofs.reduce(0) { $0 + $1.findingsBefore }, after: proofs.reduce(0) { $0 + $1.findingsAfter },
            differences: proofs.flatMap(\.differences), alsoResolved: proofs.flatMap(\.alsoResolved))
        let rendered = group.settlement.before.rendered
        let changed = changes.reduce(into: [:]) { $0[$1.path] = $1.before }
        sources = SourceLines { changed[$0] ?? rendered.document($0)?.source.bytes }
    }

    var isReview: Bool { group.fixes.contains { $0.safety != .safe } }

    /// The fix of one rule, as far as this group goes.
    struct FixKind {
        let fix: Fix
        let isReview: Bool

        /// What may break was ruled out where a fix of the review class was raised to safe.
        var impact: Fix.Impact { !isReview && fix.safety == .review && worst == .mayBreak ? .restart : worst }

        /// The worst impact of the fix in any of its places.
        let worst: Fix.Impact
    }

    var fixes: [FixKind] {
        rules.compactMap { rule in
            rule.fix.map { fix in
                FixKind(
                    fix: fix,
                    isReview: group.fixes.contains { $0.finding.rule.id == rule.id && $0.safety != .safe },
                    worst: worst(group.fixes.filter { $0.finding.rule.id == rule.id }.map(\.finding.impact)))
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

    /// Names the change, whatever its message says: SHA-256 over paths and new bytes.
    var digest: String {
        let hash = RunningDigest(.sha256)
        for change in changes {
            let after = change.after
            hash.update(Array("\(change.path)\u{0}\(after.count)\u{0}".utf8))
            hash.update(after)
        }
        return Hexadecimal.encoded(hash.finish())
    }

    /// Findings of the changed files that the change leaves, with the reason where one is known.
    var remaining: [(finding: Finding, reason: String?)] {
        let paths = Set(changes.map(\.path))
        let gone = Set(findings.map(\.fingerprint) + proof.alsoResolved.map(\.fingerprint))
        let reasons = group.settlement.unfixed.reduce(into: [:]) { $0[$1.finding.fingerprint] = $1.reason }
        return group.settlement.before.findings
            .filter { paths.contains($0.home.path) && $0.suppression == nil && !gone.contains($0.fingerprint) }
            .sorted(by: Finding.isMoreUrgent)
            .map { ($0, reasons[$0.fingerprint]) }
    }

    /// What was judged again as a whole: `the changed file`, `the module`.
    var scope: String {
        group.project.kind.scope ?? (changes.count == 1 ? "the changed file" : "the changed files")
    }

    /// Suppressed findings within the scope, which count before and after.
    var suppressedCount: Int {
        let paths = Set(changes.map(\.path))
        let isWhole = group.project.kind.isWhole
        return group.settlement.before.findings.count { finding in
            finding.suppression != nil && (isWhole || paths.contains(finding.home.path))
        }
    }

    /// `5 → 4 findings in the changed file (1 of them suppressed), nothing new`
    var beforeAndAfter: String {
        let suppressed = suppressedCount > 0 ? " (\(suppressedCount) of them suppressed)" : ""
        return "\(proof.before) → \(count(proof.after, "finding")) in \(scope)\(suppressed), nothing new"
    }

    /// `deploy/shop`, or nil for the tree's root, which needs no name.
    var projectName: String? { group.project.name == "." ? nil : group.project.name }
}
