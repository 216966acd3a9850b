internal import ConfigModel
internal import Engine
internal import Remediation
internal import Rendering
internal import Rules
internal import SourceText

/// What was done to prove the change, and every value that it alters.
func proofSection(_ facts: GroupFacts, _ limits: AdviceLimits) -> String {
    let proof = facts.proof
    let cases = proof.cases.map(markdownText).joined(separator: ", ")
    let gone = facts.findings.count == 1 ? "The finding is" : "All \(facts.findings.count) findings are"
    var lines = [
        "- \(facts.changes.count == 1 ? "The changed file still parses" : "All \(facts.changes.count) changed files still parse"); "
            + "rendered again in \(count(proof.cases.count, "case")): \(cases).",
        "- \(gone) gone, and none of the \(count(proof.ruleCount, "rule")) finds anything new "
            + "(\(proof.before) before, \(proof.after) after in the changed \(facts.changes.count == 1 ? "file" : "files")).",
    ]
    if !proof.alsoResolved.isEmpty {
        let ids = distinct(proof.alsoResolved.map(\.rule.id)).sorted().map { markdownCode($0) }
        lines.append("- Also gone: \(count(proof.alsoResolved.count, "finding")) of \(listed(ids)).")
    }
    let number = proof.differences.count
    lines.append(
        "- \(number == 1 ? "One rendered value differs" : "\(number) rendered values differ"), and nothing else:")
    let rows = proof.differences.prefix(limits.rows * 5).map { difference in
        [
            markdownCode(difference.resource.description), markdownCode(difference.path.description),
            valueCell(difference.before, difference), valueCell(difference.after, difference),
        ]
    }
    var table = markdownTable(["Resource", "Value", "Before", "After"], Array(rows))
    if number > rows.count { table += "\n\n… and \(number - rows.count) more of the same kind." }
    let shown = rows.count > 15 ? folded("All changed values", table) : table
    return (["## Proof", lines.joined(separator: "\n"), shown]).joined(separator: "\n\n")
}

private func valueCell(_ value: Value?, _ difference: Difference) -> String {
    let text = shownValue(value, at: difference.path, of: difference.resource)
    return value == nil || text.hasPrefix("(secret") ? "*\(text)*" : markdownCode(text)
}

/// Findings of the same files that stay, so that nobody takes the file for clean.
func remainingSection(_ facts: GroupFacts, _ limits: AdviceLimits) -> String? {
    let remaining = facts.remaining
    if remaining.isEmpty { return nil }
    struct Kind: Hashable {
        let rule: String
        let severity: Severity
        let reason: String
    }
    var order: [Kind] = []
    var lines: [Kind: [String]] = [:]
    for (finding, reason) in remaining {
        let key = Kind(
            rule: finding.rule.id, severity: finding.severity,
            reason: reason ?? "not in this group; it gets a branch of its own if it can be fixed")
        if lines[key] == nil { order.append(key) }
        lines[key, default: []].append(facts.sources.place(finding.path, finding.span))
    }
    let rows = order.prefix(limits.rows).map { kind in
        let places = distinct(lines[kind] ?? [])
        let more = places.count > 3 ? " and \(places.count - 3) more" : ""
        return [
            kind.severity.rawValue, markdownCode(kind.rule),
            places.prefix(3).map { markdownCode($0) }.joined(separator: ", ") + more,
            markdownText(masked(kind.reason)),
        ]
    }
    var parts = [
        "## What stays",
        "\(count(remaining.count, "other finding")) of the changed files \(remaining.count == 1 ? "is" : "are") not part of this change.",
    ]
    parts.append(markdownTable(["Severity", "Rule", "Place", "Why it stays"], Array(rows)))
    if order.count > rows.count { parts.append("… and \(count(order.count - rows.count, "more kind")).") }
    return parts.joined(separator: "\n\n")
}

func undoSection(_ facts: GroupFacts) -> String {
    let impacts = facts.fixes.map(\.fix.impact)
    let worst = Fix.Impact.allCases.last { impacts.contains($0) } ?? .none
    let effect =
        switch worst {
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
