internal import ConfigModel
package import Remediation
package import Projects
package import Rules
package import SourceText

/// Fixes that one branch holds, proven together and alone against the base.
package struct RemediationGroup: Sendable {
    /// `pod-hardening/shop-api`; stable across runs, unique within one.
    package let name: String
    package let title: String
    package let project: Project
    package let settlement: Settlement
    package let verified: [VerifiedChange]

    package var fixes: [PlannedFix] { verified.flatMap(\.change.fixes) }
    package var files: [String: [UInt8]] {
        verified.flatMap(\.change.files).reduce(into: [:]) { $0[$1.path] = $1.after }
    }
}

/// Groups the findings of a work tree by root cause and proves the fixes of each group against the base on their own.
package func remediationGroups(
    _ tree: any WorkTree, with ruleset: Ruleset, policy: FixPolicy, progress: Progress? = nil
) -> (groups: [RemediationGroup], unfixed: [Unfixed], diagnostics: [Diagnostic]) {
    let projects = selectedProjects(tree, ruleset, [])
    let grouping = ruleset.configuration.remediate.groupBy
    let index = ruleset.index(of: tree)
    let parts = concurrently(projects, progress: progress) { project -> (groups: [RemediationGroup], unfixed: [Unfixed], diagnostics: [Diagnostic]) in
        let scanned = scan(project, in: tree, with: ruleset, index: index)
        var groups: [RemediationGroup] = []
        var unfixed: [Unfixed] = []
        // What opens by itself and what needs a reviewer never share a branch.
        for findings in grouped(scanned.findings.filter { $0.suppression == nil }, by: { groupKey($0, grouping) }) {
            let settlement = settle(scanned, findings: findings, in: tree, with: ruleset, policy: policy)
            unfixed += settlement.unfixed
            guard !settlement.verified.isEmpty, let first = findings.first else { continue }
            let key = groupKey(first, grouping)
            let titles = Set(settlement.fixes.compactMap { $0.finding.rule.fix?.title })
            groups.append(
                RemediationGroup(
                    name: "\(slug(key))/\(slug(project.name))",
                    title: titles.count == 1 ? titles.first! : groupTitle(key, titles.count), project: project, settlement: settlement,
                    verified: settlement.verified))
        }
        return (groups, unfixed, scanned.diagnostics)
    }
    return (
        uniquelyNamed(parts.flatMap(\.groups)), parts.flatMap(\.unfixed).sorted { Finding.isOrderedBefore($0.finding, $1.finding) },
        sorted(tree.diagnostics + ruleset.diagnostics + parts.flatMap(\.diagnostics))
    )
}

private func groupKey(_ finding: Finding, _ grouping: Configuration.Remediate.Grouping) -> String {
    switch grouping {
    case .rule:
        if finding.safety() == .review, !(finding.rule.group ?? finding.rule.id).hasSuffix("-review") {
            (finding.rule.group ?? finding.rule.id) + "-review"
        } else {
            finding.rule.group ?? finding.rule.id
        }
    case .file: finding.home.path
    case .project: "all"
    }
}

private func groupTitle(_ key: String, _ count: Int) -> String {
    key == "all" ? "Fix \(count) kinds of findings" : "\(key.split(separator: "-").joined(separator: " ")): \(count) kinds of fixes"
}

/// A name that Git takes as part of a reference (git-check-ref-format): letters, digits and single dashes.
package func slug(_ text: String) -> String {
    if text == "." { return "root" }
    let kept = text.lowercased().utf8.map { byte -> Character in
        (97...122).contains(byte) || (48...57).contains(byte) || byte == 95 ? Character(UnicodeScalar(byte)) : "-"
    }
    let joined = String(kept).split(separator: "-").joined(separator: "-")
    return joined.isEmpty ? "x" : String(joined.prefix(100))
}

/// Two projects whose names differ only in punctuation get numbers, by their order.
private func uniquelyNamed(_ groups: [RemediationGroup]) -> [RemediationGroup] {
    var seen: [String: Int] = [:]
    return groups.sorted { ($0.name, $0.project.name) < ($1.name, $1.project.name) }.map { group in
        seen[group.name, default: 0] += 1
        guard let count = seen[group.name], count > 1 else { return group }
        return RemediationGroup(
            name: "\(group.name)-\(count)", title: group.title, project: group.project, settlement: group.settlement, verified: group.verified)
    }
}
