internal import ConfigModel
internal import Engine
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
        "- \(facts.files.count == 1 ? "The changed file still parses" : "All \(facts.files.count) changed files still parse"); "
            + "rendered again in \(count(proof.cases.count, "case")): \(cases).",
        "- \(gone) gone, judged with all \(count(proof.ruleCount, "rule")): \(facts.beforeAndAfter).",
    ]
    if !proof.alsoResolved.isEmpty {
        let ids = distinct(proof.alsoResolved.map(\.check.id)).sorted().map { markdownCode($0) }
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
        ] + (hasCases ? [caseCell(difference)] : [])
    }
    var table = markdownTable(["Resource", "Value", "Before", "After"] + (hasCases ? ["Render cases"] : []), Array(rows))
    if number > rows.count { table += "\n\n… and \(number - rows.count) more of the same kind." }
    let shown = rows.count > 15 ? folded("All changed values", table) : table
    return (["## Proof", lines.joined(separator: "\n"), shown]).joined(separator: "\n\n")
}

/// The render cases in which a value differs.
private func caseCell(_ difference: RecordedDifference) -> String {
    if difference.cases.count > 1, difference.isInEveryCase { return "all" }
    return shortList(difference.cases.map(markdownText), most: 5)
}

private func valueCell(_ value: RecordedValue?, _ difference: RecordedDifference) -> String {
    let text = shownValue(value?.value, at: difference.path, of: difference.resource)
    return value == nil || text.hasPrefix("(secret") ? "*\(text)*" : markdownCode(text)
}

/// Findings of the same files that stay, so that nobody takes the file for clean.
func remainingSection(_ facts: GroupFacts, _ limits: AdviceLimits) -> String? {
    let tried = facts.tried
    let others = facts.group.others
    let number = tried.count + others.total
    if number == 0 { return nil }
    let files = facts.files.count == 1 ? "file has" : "files have"
    var parts = ["## What stays", "The changed \(files) \(count(number, "more finding"))."]
    if !tried.isEmpty {
        let rows = tried.prefix(limits.rows).map { item in
            [
                item.finding.severity.rawValue, markdownCode(item.finding.check.id), markdownCode(item.finding.place.text),
                markdownText(masked(item.reason)),
            ]
        }
        parts.append("Of the same group, but not fixed:")
        parts.append(markdownTable(["Severity", "Rule", "Place", "Why it stays"], Array(rows)))
        if tried.count > rows.count { parts.append("… and \(tried.count - rows.count) more.") }
    }
    if !others.fixable.isEmpty { parts.append("With a fix that belongs to other groups: \(checkCounts(others.fixable)).") }
    if !others.advised.isEmpty { parts.append("Without a fix, for a person to look at: \(checkCounts(others.advised)).") }
    return parts.joined(separator: "\n\n")
}

/// `host-pid-used` and `cpu-limit-missing` (4), worst first.
private func checkCounts(_ counts: [OtherFindings.CheckCount]) -> String {
    listed(counts.map { markdownCode($0.check) + ($0.count > 1 ? " (\($0.count))" : "") })
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
    let references = distinct(facts.checks.flatMap(\.references))
    let controls = distinct(facts.checks.flatMap(\.controls))
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
        "base": base.map(JSON.string), "rules": .strings(facts.checks.map(\.id).sorted()),
        "fingerprints": .strings(Array(fingerprints.prefix(most))),
        "omittedFingerprints": fingerprints.count > most ? .int(fingerprints.count - most) : nil,
        "digest": .string("sha256:" + facts.group.digest),
    ]).compact
    let inert = text.replacing("<", with: "\\u003c").replacing(">", with: "\\u003e").replacing("--", with: "-\\u002d")
    return "<!-- larboard:advice \(inert) -->"
}
