internal import ConfigModel
internal import Engine
internal import Remediation
internal import Projects
internal import Rules
internal import SourceText

/// What was done to prove the change, and every value that it alters.
func proofSection(_ facts: GroupFacts, _ limits: AdviceLimits) -> String {
    let proof = facts.proof
    let cases = proof.cases.map(markdownText).joined(separator: ", ")
    let gone =
        switch facts.findings.count {
        case 1: "The finding is"
        case 2: "Both findings are"
        default: "All \(facts.findings.count) findings are"
        }
    var lines = [
        "- \(facts.changes.count == 1 ? "The changed file still parses" : "All \(facts.changes.count) changed files still parse"); "
            + "rendered again in \(count(proof.cases.count, "case")): \(cases).",
        "- \(gone) gone, judged with all \(count(proof.ruleCount, "rule")): \(facts.beforeAndAfter).",
    ]
    if !proof.alsoResolved.isEmpty {
        let ids = distinct(proof.alsoResolved.map(\.rule.id)).sorted().map { markdownCode($0) }
        lines.append("- Also gone: \(count(proof.alsoResolved.count, "finding")) of \(listed(ids)).")
    }
    let number = proof.differences.count
    lines.append(
        "- \(number == 1 ? "One rendered value differs" : "\(number) rendered values differ"), and nothing else:")
    let hasCases = proof.cases.count > 1
    let rows = proof.differences.prefix(limits.rows * 5).map { difference in
        [
            markdownCode(difference.resource.description), markdownCode(difference.path.description),
            valueCell(difference.before, difference), valueCell(difference.after, difference),
        ] + (hasCases ? [caseCell(difference, facts)] : [])
    }
    var table = markdownTable(["Resource", "Value", "Before", "After"] + (hasCases ? ["Render cases"] : []), Array(rows))
    if number > rows.count { table += "\n\n… and \(number - rows.count) more of the same kind." }
    let shown = rows.count > 15 ? folded("All changed values", table) : table
    return (["## Proof", lines.joined(separator: "\n"), shown]).joined(separator: "\n\n")
}

/// The render cases in which a value differs.
private func caseCell(_ difference: Difference, _ facts: GroupFacts) -> String {
    let cases = facts.group.settlement.before.rendered.cases
    let names = difference.cases.sorted().filter(cases.indices.contains).map { cases[$0].name }
    if names.count > 1, names.count == cases.count(where: { $0.failure == nil }) { return "all" }
    return shortList(names.map(markdownText), most: 5)
}

private func valueCell(_ value: Value?, _ difference: Difference) -> String {
    let text = shownValue(value, at: difference.path, of: difference.resource)
    return value == nil || text.hasPrefix("(secret") ? "*\(text)*" : markdownCode(text)
}

/// Findings of the same files that stay, so that nobody takes the file for clean.
func remainingSection(_ facts: GroupFacts, _ limits: AdviceLimits) -> String? {
    let remaining = facts.remaining
    if remaining.isEmpty { return nil }
    let tried = remaining.filter { $0.reason != nil }
    let others = remaining.filter { $0.reason == nil }.map(\.finding)
    let files = facts.changes.count == 1 ? "file has" : "files have"
    var parts = ["## What stays", "The changed \(files) \(count(remaining.count, "more finding"))."]
    if !tried.isEmpty {
        let rows = tried.prefix(limits.rows).map { finding, reason in
            [
                finding.severity.rawValue, markdownCode(finding.rule.id),
                markdownCode(facts.sources.place(finding.path, finding.span)),
                markdownText(masked(reason ?? "")),
            ]
        }
        parts.append("Of the same group, but not fixed:")
        parts.append(markdownTable(["Severity", "Rule", "Place", "Why it stays"], Array(rows)))
        if tried.count > rows.count { parts.append("… and \(tried.count - rows.count) more.") }
    }
    let fixable = others.filter { $0.fix.edits != nil }
    if !fixable.isEmpty { parts.append("With a fix that belongs to other groups: \(ruleCounts(fixable)).") }
    let advised = others.filter { $0.fix.edits == nil }
    if !advised.isEmpty { parts.append("Without a fix, for a person to look at: \(ruleCounts(advised)).") }
    return parts.joined(separator: "\n\n")
}

/// `host-pid-used` and `cpu-limit-missing` (4), worst first.
private func ruleCounts(_ findings: [Finding]) -> String {
    let ids = distinct(findings.map(\.rule.id))
    return listed(
        ids.map { id in
            let number = findings.count { $0.rule.id == id }
            return markdownCode(id) + (number > 1 ? " (\(number))" : "")
        })
}

func undoSection(_ facts: GroupFacts) -> String {
    let effect =
        switch facts.worstImpact {
        case .none: "Neither merging nor reverting touches what runs."
        case .restart: "Reverting restarts the workload once more."
        case .mayBreak: "If the workload does not come up after the rollout, revert first and look for the cause then."
        case .replace: "Reverting replaces the resource again: plan before you apply."
        }
    return """
        ## Undo

        \(markdownBlock("git revert <commit>        # of a merge: git revert -m 1 <merge commit>", language: "sh"))

        The change is this one commit and keeps nothing anywhere else. \(effect) To keep a finding on purpose, \
        write `# larboard: allow RULE -- REASON until YYYY-MM-DD` above the line.
        """
}

func referenceSection(_ facts: GroupFacts) -> String? {
    let references = distinct(facts.rules.flatMap(\.references))
    let controls = distinct(facts.rules.flatMap(\.controls))
    if references.isEmpty && controls.isEmpty { return nil }
    var parts = ["## References"]
    if !references.isEmpty { parts.append(references.map { "- \(markdownReference($0))" }.joined(separator: "\n")) }
    if !controls.isEmpty {
        parts.append(
            "Controls: "
                + controls.map { "\(markdownText($0.framework)) \(markdownText($0.control))" }.joined(separator: "; ")
                + ".")
    }
    return parts.joined(separator: "\n\n")
}

/// A comment that no reader sees and a later run reads: `<!-- larboard:advice {"version":1,…} -->`.
///
/// Nothing in it can end the comment: `<`, `>` and double dashes are written as JSON escapes.
func adviceMetadata(_ facts: GroupFacts, base: String?, version: String) -> String {
    let most = 500
    let fingerprints = facts.findings.map(\.fingerprint).sorted()
    let text = JSON.object([
        "version": 1, "tool": .string(version), "group": .string(facts.group.name),
        "project": .string(facts.group.project.name),
        "base": base.map(JSON.string), "rules": .strings(facts.rules.map(\.id).sorted()),
        "fingerprints": .strings(Array(fingerprints.prefix(most))),
        "omittedFingerprints": fingerprints.count > most ? .int(fingerprints.count - most) : nil,
        "digest": .string("sha256:" + facts.digest),
    ]).compact
    let inert = text.replacing("<", with: "\\u003c").replacing(">", with: "\\u003e").replacing("--", with: "-\\u002d")
    return "<!-- larboard:advice \(inert) -->"
}
