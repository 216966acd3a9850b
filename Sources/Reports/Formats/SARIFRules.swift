internal import Rules

/// The checks of a run by id, with those of its findings, each once.
func sarifRules(_ checks: [Check], _ findings: [Finding]) -> [Check] {
    var known: [String: Check] = [:]
    for check in checks + findings.map(\.check) where known[check.id] == nil { known[check.id] = check }
    return known.values.sorted { $0.id < $1.id }
}

/// One rule as a `reportingDescriptor` (§3.49).
func sarifRule(_ check: Check) -> JSON {
    .object([
        "id": .string(check.id),
        "name": .string(check.id.split(separator: "-").map(\.capitalized).joined()),
        "shortDescription": text(check.title),
        "fullDescription": text(check.why),
        "help": .object(["text": .string(plainHelp(check)), "markdown": .string(markdownHelp(check))]),
        "helpUri": check.references.first { $0.hasPrefix("https://") }.map(JSON.string),
        "defaultConfiguration": .object(["level": .string(check.severity.sarifLevel)]),
        "properties": .object([
            "precision": .string(check.confidence.sarifPrecision),
            "problem.severity": .string(
                check.severity.sarifLevel == "note" ? "recommendation" : check.severity.sarifLevel),
            "security-severity": .string(check.severity.securitySeverity),
            "tags": .strings(tags(check)),
        ]),
    ])
}

private func text(_ text: String) -> JSON { .object(["text": .string(sarifMessage(text))]) }

private func plainHelp(_ check: Check) -> String {
    var parts = [check.why.asSentence, check.advice.asSentence]
    if let fix = check.fix { parts.append("Fix: \(fix.title).") }
    if !check.references.isEmpty { parts.append("References: \(check.references.joined(separator: ", "))") }
    return sarifMessage(parts.joined(separator: " "))
}

private func markdownHelp(_ check: Check) -> String {
    var parts = [markdownText(check.why.asSentence), "**What to do:** \(markdownText(check.advice.asSentence))"]
    if let fix = check.fix, fix.safety != .none {
        parts.append("**Fix:** \(markdownText(fix.title)) (\(fix.safety.rawValue); \(fix.impact.title))")
        if !fix.reviewCheck.isEmpty { parts.append("**Check before merging:** \(markdownText(fix.reviewCheck.asSentence))") }
    }
    if !check.references.isEmpty {
        parts.append(
            "**References:**\n\n" + check.references.map { "- \(markdownReference($0))" }.joined(separator: "\n"))
    }
    return parts.joined(separator: "\n\n")
}

/// `security`, weaknesses as GitHub filters by them, the area, controls; no more than are read.
private func tags(_ check: Check) -> [String] {
    let weaknesses = check.references.compactMap { reference -> String? in
        guard reference.hasPrefix("CWE-"), let number = Int(reference.dropFirst(4)) else { return nil }
        let digits = String(number)
        return "external/cwe/cwe-" + String(repeating: "0", count: max(0, 3 - digits.count)) + digits
    }
    let controls = check.controls.map { "\($0.framework)/\($0.control)" }
    return Array((["security"] + weaknesses + [check.area].filter { !$0.isEmpty } + controls).prefix(SARIFLimits.tags))
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
