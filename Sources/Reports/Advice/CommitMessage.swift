internal import Engine
internal import Rules
internal import SourceText

/// At most 72 characters, in the imperative: `Set runAsNonRoot in deploy/shop`.
func commitSubject(_ facts: GroupFacts) -> String {
    var titles: [String] = []
    for item in facts.fixes where !titles.contains(item.fix.title) { titles.append(item.fix.title) }
    let place = facts.projectName.map { " in \(commitText($0))" } ?? ""
    var candidates: [String] = []
    if titles.count == 1 { candidates += [titles[0] + place, titles[0]] }
    if titles.count == 2 { candidates += ["\(titles[0]) and \(lowerFirst(titles[1]))\(place)"] }
    let shared = Set(facts.checks.map(\.group)).count == 1 ? facts.checks.first?.group : nil
    let kind = shared.map { $0 + " " } ?? ""
    let number = facts.findings.count == 1 ? "1 \(kind)finding" : "\(facts.findings.count) \(kind)findings"
    candidates += ["Fix \(number)\(place)", "Fix \(number)"]
    if titles.count == 1 { return cut(candidates.first { $0.count <= 72 } ?? titles[0], to: 72) }
    return cut(candidates.first { $0.count <= 72 } ?? candidates[candidates.count - 1], to: 72)
}

/// A title after "and": lower case, unless its first word is a name (`IMDSv2`, `USER`).
private func lowerFirst(_ title: String) -> String {
    let second = title.dropFirst().first
    guard second?.isLowercase == true || second == " " else { return title }
    return title.prefix(1).lowercased() + title.dropFirst()
}

/// What, why, risk and proof, wrapped at 72; the last paragraph holds the trailers.
func commitBody(_ facts: GroupFacts) -> String {
    var parts = facts.checks.count == 1 ? [wrapped(commitText(facts.checks[0].why.asSentence))] : []
    for check in facts.checks.prefix(20) { parts.append(checkParagraph(check, facts)) }
    if facts.checks.count > 20 { parts.append("… and findings of \(facts.checks.count - 20) more rules.") }
    parts.append(riskParagraph(facts))
    parts.append(proofParagraph(facts))
    parts.append(trailers(facts))
    return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
}

private func checkParagraph(_ check: Check, _ facts: GroupFacts) -> String {
    let shown = 10
    let findings = facts.findings.filter { $0.check.id == check.id }
    let title = check.fix?.title ?? check.title
    var lines = [wrapped("\(title) (\(check.id), \(findings[0].severity.rawValue)):")]
    if facts.checks.count > 1 {
        lines = [wrapped("\(title) (\(check.id), \(findings[0].severity.rawValue)). \(check.why.asSentence)")]
    }
    for finding in findings.prefix(shown) {
        let text = "\(finding.place.text): \(masked(finding.message))"
        lines.append(wrapped(commitText(text), first: "- ", rest: "  "))
    }
    if findings.count > shown { lines.append("- and \(findings.count - shown) more") }
    return lines.joined(separator: "\n")
}

private func riskParagraph(_ facts: GroupFacts) -> String {
    let forced = facts.forced.prefix(3).map { commitText($0.sentence) + ". " }.joined()
    var text = "\(forced)Risk: \(facts.worstImpact.title)."
    var seen: Set<String> = []
    let checks = facts.fixes.filter { $0.isReview && !$0.fix.reviewCheck.isEmpty && seen.insert($0.fix.reviewCheck).inserted }.map(
        \.fix.reviewCheck)
    if checks.count == 1 { text += " Before merging, check \(checks[0].withoutPeriod)." }
    if checks.count > 1 {
        return wrapped(text + " Before merging, check:") + "\n"
            + checks.map { wrapped($0.withoutPeriod, first: "- ", rest: "  ") }.joined(separator: "\n")
    }
    return wrapped(text)
}

private func proofParagraph(_ facts: GroupFacts) -> String {
    let proof = facts.proof
    let values = proof.differences.count
    return wrapped(
        "Verified: parsed and rendered again (\(proof.cases.joined(separator: ", "))) and judged with all \(count(proof.ruleCount, "rule")). "
            + "\(facts.scope.capitalized) had \(count(proof.before, "finding")) and \(facts.scope.hasSuffix("s") ? "have" : "has") "
            + "\(proof.after), none of them new; "
            + "\(values == 1 ? "1 value differs" : "\(values) values differ"), as intended.")
}

/// Read again by a later run to tell its own commits (git-interpret-trailers).
private func trailers(_ facts: GroupFacts) -> String {
    let most = 200
    var lines = ["Larboard-Group: \(commitText(facts.group.name))"]
    lines += facts.checks.map { "Larboard-Rule: \($0.id)" }
    lines += facts.findings.prefix(most).map { "Larboard-Fingerprint: \($0.fingerprint)" }
    if facts.findings.count > most { lines.append("Larboard-Fingerprints-Omitted: \(facts.findings.count - most)") }
    return lines.joined(separator: "\n")
}

extension String {
    var withoutPeriod: String { hasSuffix(".") ? String(dropLast()) : self }
}
