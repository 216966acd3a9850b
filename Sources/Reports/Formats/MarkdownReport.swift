internal import ConfigModel
internal import Engine
internal import Remediation
internal import Rules
internal import SourceText

/// The marker by which a bot finds its own comment again.
private let marker = "<!-- larboard:summary -->"

/// GitHub refuses comments of more than 65,536 characters.
private let longestComment = 60_000

/// A summary for a comment on a pull request: counts, the worst findings, the rest folded by file.
func markdownReport(_ result: ScanResult, _ settings: ReportSettings, _ sources: SourceLines) -> String {
    let active = result.active
    let counts = FindingCounts(active, settings)
    var parts = [marker, "## Larboard: \(counts.total == 0 ? "no findings" : count(counts.total, "finding"))"]
    if counts.total > 0 { parts.append(severityTable(counts)) }
    let worst = urgentFirst(active).prefix(10).map { active[$0] }
    if !worst.isEmpty {
        parts.append(worst.count < active.count ? "### The worst \(worst.count)" : "### Findings")
        parts.append(worst.map { summaryItem($0, settings, sources) }.joined(separator: "\n"))
    }
    parts.append(footer(result))
    var length = parts.reduce(0) { $0 + $1.utf8.count }
    var details: [String] = []
    var left = 0
    for file in runs(active, by: \.path) {
        let block = fileDetails(file.key, file.elements, settings, sources)
        guard left == 0, length + block.utf8.count < longestComment else {
            left += file.elements.count
            continue
        }
        length += block.utf8.count
        details.append(block)
    }
    if left > 0 {
        details.append(
            "*\(count(left, "more finding")) would not fit here; the full report has \(left == 1 ? "it" : "them").*")
    }
    parts.insert(contentsOf: details, at: parts.count - 1)
    return parts.joined(separator: "\n\n") + "\n"
}

private func severityTable(_ counts: FindingCounts) -> String {
    let rows = Severity.worstFirst.filter { counts[$0] > 0 }.map { severity in
        [severity.rawValue, "\(counts[severity])"] + Remedy.allCases.map { "\(counts[severity, $0])" }
    }
    return markdownTable(["Severity", "Findings", "Safe fix", "Fix to review", "No fix"], rows)
}

private func summaryItem(_ finding: Finding, _ settings: ReportSettings, _ sources: SourceLines) -> String {
    "- **\(finding.severity.rawValue)** \(markdownText(masked(finding.message))) — "
        + "\(markdownCode(sources.place(finding.path, finding.span))) \(markdownCode(finding.check.id))"
}

private func fileDetails(_ path: String, _ findings: ArraySlice<Finding>, _ settings: ReportSettings, _ sources: SourceLines)
    -> String
{
    // HTML of a summary takes no Markdown, so the path is escaped as HTML and set as code.
    let head = "<details>\n<summary><code>\(htmlText(path))</code>: \(count(findings.count, "finding"))</summary>"
    let blocks = runs(findings, by: { FindingPlace(span: $0.span, resource: $0.resource) }).map { place -> String in
        let items = place.elements.sorted(by: Finding.isMoreUrgent).map { finding in
            "- **\(finding.severity.rawValue)** \(markdownText(masked(finding.message))) \(markdownCode(finding.check.id))\n"
                + "  \(remedy(finding, settings))"
        }
        let first = place.elements[place.elements.startIndex]
        let frame = sources.frame(first.path, first.span).map { markdownBlock($0.plain, language: "text") }
        let resource =
            "\(markdownCode(first.resource.description)), \(markdownCode(sources.place(first.path, first.span)))"
        return [resource, frame, items.joined(separator: "\n")].compactMap { $0 }.joined(separator: "\n\n")
    }
    return ([head] + blocks + ["</details>"]).joined(separator: "\n\n")
}

private func remedy(_ finding: Finding, _ settings: ReportSettings) -> String {
    let title = finding.check.fix?.title ?? ""
    return switch settings.remedy(of: finding) {
    case .safe: "Safe fix: \(markdownText(title))."
    case .review: "Fix to review: \(markdownText(title)). Check \(markdownText(finding.check.fix?.reviewCheck ?? ""))."
    case .none:
        "No fix: \(markdownText(masked(reasonWithoutRemedy(finding)))). \(markdownText(finding.check.advice.asSentence))"
    }
}

private func footer(_ result: ScanResult) -> String {
    let statistics = result.statistics
    var text =
        "Scanned \(count(statistics.files, "file")), \(count(statistics.resources, "resource")) with "
        + count(statistics.rules, "rule")
    if !result.suppressed.isEmpty { text += "; \(result.suppressed.count) suppressed" }
    let trouble = diagnosticCounts(result.diagnostics)
    return text + (trouble.isEmpty ? "." : "; \(trouble).")
}

func htmlText(_ text: String) -> String {
    oneLine(text).replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;").replacing(
        "\"", with: "&quot;")
}

/// What was fixed and what stays, for a comment or a job summary.
func fixMarkdown(_ result: FixResult, _ fixed: FixedFindings, _ sources: SourceLines) -> String {
    var parts = ["## Larboard: fixed \(count(fixed.count, "finding")) in \(count(result.files.count, "file"))"]
    for file in fixed.files {
        let items = file.fixes.map { fix in
            let finding = fix.finding
            let line = finding.place.line.map { "line \($0): " } ?? ""
            return "- \(line)\(markdownText(masked(finding.message))) \(markdownCode(finding.check.id))\n"
                + "  \(markdownText(finding.check.fix?.title ?? finding.check.title))."
        }
        parts.append("### \(markdownCode(file.path))\n\n" + items.joined(separator: "\n"))
    }
    if !result.unfixed.isEmpty {
        let rows = result.unfixed.map { item in
            [
                item.finding.severity.rawValue, markdownCode(item.finding.check.id),
                markdownCode(sources.place(item.finding.path, item.finding.span)),
                markdownText(adviceText(item.finding, item.reason)),
            ]
        }
        parts.append("### Still there\n\n" + markdownTable(["Severity", "Rule", "Place", "Why"], rows))
    }
    return parts.joined(separator: "\n\n") + "\n"
}
