internal import ConfigModel
package import Remediation
internal import Projects
package import Rules
package import SourceText

/// Groups the findings of a work tree by root cause and proves the fixes of each group against the base on their own.
///
/// Each project is let go once its part of the record is made, so that memory is bounded by the largest ones.
///
/// - Parameter fileCheck: asked about every file that a proven change would replace; nil asks nobody.
package func remediate(
    _ tree: any WorkTree, with ruleset: Ruleset, policy: FixPolicy, fileCheck: FileCheck? = nil, progress: Progress? = nil
) -> RemediationRecord {
    let tree = DocumentTree.of(tree)
    let index = ruleset.index(of: tree)
    let parts = concurrently(selectedProjects(tree, ruleset, []), in: tree, index, progress: progress) { project in
        remediateInGroups(
            scan(project, in: tree, with: ruleset, index: index), in: tree, with: ruleset, policy: policy, fileCheck: fileCheck)
    }
    return RemediationRecord(
        groups: uniquelyNamed(parts.flatMap(\.groups)),
        unfixed: parts.flatMap(\.unfixed).sorted { RecordedFinding.isOrderedBefore($0.finding, $1.finding) },
        diagnostics: sorted(tree.diagnostics + ruleset.diagnostics + parts.flatMap(\.diagnostics)))
}

private struct Part: Sendable {
    var groups: [RemediationGroup] = []
    var unfixed: [RemainingFinding] = []
    let diagnostics: [Diagnostic]
}

private func remediateInGroups(
    _ scanned: ScannedProject, in tree: any WorkTree, with ruleset: Ruleset, policy: FixPolicy, fileCheck: FileCheck?
) -> Part {
    let grouping = ruleset.configuration.remediate.groupBy
    var part = Part(diagnostics: scanned.diagnostics)
    // What opens by itself and what needs a reviewer never share a branch.
    for findings in grouped(scanned.findings.filter { $0.suppression == nil }, by: { groupKey($0, grouping) }) {
        let remediation = remediate(scanned, findings: findings, in: tree, with: ruleset, policy: policy, fileCheck: fileCheck)
        let recorder = Recorder(remediation, safety: policy.safety)
        part.unfixed += remediation.unfixed.map(recorder.remaining)
        guard !remediation.verified.isEmpty, let first = findings.first else { continue }
        let key = groupKey(first, grouping)
        let titles = Set(remediation.fixes.compactMap { $0.finding.check.fix?.title })
        part.groups.append(
            RemediationGroup(
                name: "\(slug(key))/\(slug(scanned.rendered.project.name))",
                title: titles.count == 1 ? titles.first ?? key : groupTitle(key, titles.count), remediation, recorder))
    }
    return part
}

private func groupKey(_ finding: Finding, _ grouping: Configuration.Remediate.Grouping) -> String {
    switch grouping {
    case .rule:
        if finding.safety() == .review, !(finding.check.group ?? finding.check.id).hasSuffix("-review") {
            (finding.check.group ?? finding.check.id) + "-review"
        } else {
            finding.check.group ?? finding.check.id
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
        return group.named("\(group.name)-\(count)")
    }
}
