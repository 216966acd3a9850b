internal import Rules

/// The rules of a run by id, with those of its findings, each once.
func sarifRules(_ rules: [Rule], _ findings: [Finding]) -> [Rule] {
    var known: [String: Rule] = [:]
    for rule in rules + findings.map(\.rule) where known[rule.id] == nil { known[rule.id] = rule }
    return known.values.sorted { $0.id < $1.id }
}

/// One rule as a `reportingDescriptor` (§3.49).
func sarifRule(_ rule: Rule) -> JSON {
    .object([
        "id": .string(rule.id),
        "name": .string(rule.id.split(separator: "-").map(\.capitalized).joined()),
        "shortDescription": text(rule.title),
        "fullDescription": text(rule.why),
        "help": .object(["text": .string(plainHelp(rule)), "markdown": .string(markdownHelp(rule))]),
        "helpUri": rule.references.first { $0.hasPrefix("https://") }.map(JSON.string),
        "defaultConfiguration": .object(["level": .string(rule.severity.sarifLevel)]),
        "properties": .object([
            "precision": .string(rule.confidence.sarifPrecision),
            "problem.severity": .string(
                rule.severity.sarifLevel == "note" ? "recommendation" : rule.severity.sarifLevel),
            "security-severity": .string(rule.severity.securitySeverity),
            "tags": .strings(tags(rule)),
        ]),
    ])
}

private func text(_ text: String) -> JSON { .object(["text": .string(sarifMessage(text))]) }

private func plainHelp(_ rule: Rule) -> String {
    var parts = [rule.why.asSentence, rule.advice.asSentence]
    if let fix = rule.fix { parts.append("Fix: \(fix.title).") }
    if !rule.references.isEmpty { parts.append("References: \(rule.references.joined(separator: ", "))") }
    return sarifMessage(parts.joined(separator: " "))
}

private func markdownHelp(_ rule: Rule) -> String {
    var parts = [markdownText(rule.why.asSentence), "**What to do:** \(markdownText(rule.advice.asSentence))"]
    if let fix = rule.fix, fix.safety != .none {
        parts.append("**Fix:** \(markdownText(fix.title)) (\(fix.safety.rawValue); \(fix.impact.title))")
        if !fix.check.isEmpty { parts.append("**Check before merging:** \(markdownText(fix.check.asSentence))") }
    }
    if !rule.references.isEmpty {
        parts.append(
            "**References:**\n\n" + rule.references.map { "- \(markdownReference($0))" }.joined(separator: "\n"))
    }
    return parts.joined(separator: "\n\n")
}

/// `security`, weaknesses as GitHub filters by them, the area, controls; no more than are read.
private func tags(_ rule: Rule) -> [String] {
    let weaknesses = rule.references.compactMap { reference -> String? in
        guard reference.hasPrefix("CWE-"), let number = Int(reference.dropFirst(4)) else { return nil }
        let digits = String(number)
        return "external/cwe/cwe-" + String(repeating: "0", count: max(0, 3 - digits.count)) + digits
    }
    let controls = rule.controls.map { "\($0.framework)/\($0.control)" }
    return Array((["security"] + weaknesses + [rule.area].filter { !$0.isEmpty } + controls).prefix(SARIFLimits.tags))
}

extension Severity {
    var sarifLevel: String {
        switch self {
        case .critical, .high: "error"
        case .medium: "warning"
        case .low: "note"
        }
    }

    /// In the middle of the range that GitHub calls by the same name: above 9.0, 7.0, 4.0 and 0.1.
    var securitySeverity: String {
        switch self {
        case .critical: "9.5"
        case .high: "8.0"
        case .medium: "5.5"
        case .low: "2.0"
        }
    }
}

extension Confidence {
    fileprivate var sarifPrecision: String {
        switch self {
        case .high: "very-high"
        case .medium: "high"
        case .low: "medium"
        }
    }
}

extension Fix.Impact {
    /// What the fix does to what runs, in words.
    var title: String {
        switch self {
        case .none: "no effect on what runs"
        case .restart: "restarts the workload"
        case .mayBreak: "may break the workload"
        case .replace: "replaces the resource"
        }
    }
}

extension StringProtocol {
    var capitalized: String { prefix(1).uppercased() + dropFirst() }

    /// With a capital and a final period.
    var asSentence: String {
        guard let last else { return "" }
        return capitalized + (".!?".contains(last) ? "" : ".")
    }
}
