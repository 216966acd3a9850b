internal import Documents
package import Engine
package import Remediation
internal import Projects
internal import Rules
package import SourceText

/// What the result of fixing can be written as.
package enum FixReportFormat: String, Sendable, CaseIterable {
    case text, json, markdown
}

/// Writes what was fixed, what stays and why.
///
/// - Parameters:
///   - policy: what was asked for, which decides what is suggested next.
///   - withDiff: adds the unified diff of all files (text and JSON).
///   - bytes: the files before the fixes.
package func render(
    _ result: FixResult, as format: FixReportFormat, policy: FixPolicy, settings: ReportSettings = ReportSettings(),
    withDiff: Bool = false, bytes: @escaping FileBytes
) -> String {
    let fixed = FixedFindings(result)
    let remaining = SourceLines { result.files[$0] ?? bytes($0) }
    return switch format {
    case .text: fixText(result, fixed, policy, settings, remaining, withDiff ? unifiedDiffs(result, bytes) : [])
    case .json: fixJSON(result, fixed, remaining, withDiff ? unifiedDiffs(result, bytes) : [])
    case .markdown: fixMarkdown(result, fixed, remaining)
    }
}

/// The unified diffs of all files that the fixes change, by path.
package func unifiedDiffs(_ result: FixResult, _ bytes: FileBytes) -> [UnifiedDiff] {
    result.files.sorted { $0.key.precedesBytewise($1.key) }.map {
        UnifiedDiff(path: $0.key, old: bytes($0.key), new: $0.value)
    }
    .filter { !$0.isEmpty }
}

/// The fixes that were made, by the file of the finding, each with its place before anything was fixed.
struct FixedFindings {
    struct Entry {
        let fix: PlannedFix
        /// Nil where an earlier fix brought the finding about.
        let position: LineIndex.Position?
    }

    let files: [(path: String, entries: [Entry])]
    var count: Int { files.reduce(0) { $0 + $1.entries.count } }

    init(_ result: FixResult) {
        var rounds: [Project: Int] = [:]
        var entries: [Entry] = []
        for settlement in result.settlements {
            let project = settlement.before.rendered.project
            rounds[project, default: 0] += 1
            let changed = settlement.verified.flatMap(\.change.files).reduce(into: [:]) { $0[$1.path] = $1.before }
            let sources = SourceLines { path in
                changed[path] ?? settlement.before.rendered.document(path)?.source.bytes
            }
            let isFirst = rounds[project] == 1
            entries += settlement.fixes.map { fix in
                Entry(fix: fix, position: isFirst ? sources.position(fix.finding.path, fix.finding.span.start) : nil)
            }
        }
        let sorted = entries.enumerated().sorted { a, b in
            let (left, right) = (a.element.fix.finding, b.element.fix.finding)
            if left.path != right.path { return left.path.precedesBytewise(right.path) }
            let last = Int.max
            return (a.element.position?.line ?? last, a.element.position?.column ?? last, a.offset)
                < (b.element.position?.line ?? last, b.element.position?.column ?? last, b.offset)
        }
        files = runs(sorted.map(\.element), by: \.fix.finding.path).map { ($0.key, Array($0.elements)) }
    }
}

private func fixText(
    _ result: FixResult, _ fixed: FixedFindings, _ policy: FixPolicy, _ settings: ReportSettings,
    _ sources: SourceLines,
    _ diffs: [UnifiedDiff]
) -> String {
    let paint = Paint(isOn: settings.allowsColour)
    var lines: [String] = []
    for diff in diffs { lines.append(paint.diff(diff)) }
    for file in fixed.files {
        lines.append(paint.bold(oneLine(file.path)))
        for entry in file.entries { lines += fixedLines(entry, file.path, paint) }
        lines.append("")
    }
    if !result.unfixed.isEmpty {
        lines += [paint.bold("still there"), ""] + unfixedLines(result.unfixed, policy, sources, paint)
    }
    let diagnostics = diagnosticLines(result.diagnostics, sources, paint)
    if !diagnostics.isEmpty { lines += diagnostics + [""] }
    return (lines + fixSummary(result, fixed, policy, paint)).joined(separator: "\n") + "\n"
}

private func fixedLines(_ entry: FixedFindings.Entry, _ path: String, _ paint: Paint) -> [String] {
    let finding = entry.fix.finding
    let place = entry.position.map { "\($0.line):\($0.column)" } ?? "then"
    let title = oneLine(finding.rule.fix?.title ?? finding.rule.title)
    var lines = ["  \(place)  \(paint.green("fixed"))" + findingLine(finding, paint)]
    let elsewhere =
        entry.fix.site.path == path ? "" : " in \(oneLine(entry.fix.site.path)), \(oneLine(entry.fix.site.note))"
    lines += forcedLines(finding, paint)
    lines.append(detail(title + elsewhere))
    for rejected in entry.fix.rejected {
        lines.append(
            detail(
                "not in \(oneLine(rejected.site.path)), \(oneLine(rejected.site.note)): "
                    + oneLine(masked(rejected.reason))))
    }
    return lines
}

private func unfixedLines(
    _ unfixed: [Unfixed], _ policy: FixPolicy, _ sources: SourceLines, _ paint: Paint
) -> [String] {
    runs(unfixed, by: \.finding.path).flatMap { file -> [String] in
        [paint.bold(oneLine(file.key))]
            + file.elements.flatMap { item in
                [
                    "  \(placeHead(item.finding, sources))" + findingLine(item.finding, paint),
                    detail(remainingText(item, policy, paint)),
                ]
            } + [""]
    }
}

private func remainingText(_ item: Unfixed, _ policy: FixPolicy, _ paint: Paint) -> String {
    guard isHeldForReview(item, policy), let fix = item.finding.rule.fix else {
        return adviceText(item.finding, item.reason)
    }
    let check = fix.check.isEmpty ? "" : "; check \(oneLine(fix.check.withoutPeriod))"
    return paint.yellow("fix (review):") + " \(oneLine(fix.title))\(check)"
}

private func fixSummary(_ result: FixResult, _ fixed: FixedFindings, _ policy: FixPolicy, _ paint: Paint) -> [String] {
    let changed = count(result.files.count, "file")
    let head =
        fixed.count == 0 ? "nothing to fix" : paint.green("fixed \(count(fixed.count, "finding"))") + " in \(changed)"
    guard !result.unfixed.isEmpty else { return [head + (fixed.count == 0 ? "" : "; none remain")] }
    let review = policy.includesReview ? 0 : result.unfixed.count { isHeldForReview($0, policy) }
    var lines = ["\(head); \(result.unfixed.count) \(result.unfixed.count == 1 ? "remains" : "remain")"]
    if review > 0 { lines.append("  \(review) with a fix to review   larboard fix --review") }
    if result.unfixed.count > review { lines.append("  \(result.unfixed.count - review) for a person to look at") }
    return lines
}

/// Whether a finding stays only because its fix is of the review class.
func isHeldForReview(_ unfixed: Unfixed, _ policy: FixPolicy) -> Bool {
    !policy.includesReview && unfixed.finding.safety(configured: policy.safety) == .review
}
