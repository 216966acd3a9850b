package import Engine
package import Remediation
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
    let files: [(path: String, fixes: [RecordedFix])]
    var count: Int { files.reduce(0) { $0 + $1.fixes.count } }

    init(_ result: FixResult) {
        let sorted = result.fixes.enumerated().sorted { a, b in
            let (left, right) = (a.element.finding.place, b.element.finding.place)
            if left.path != right.path { return left.path.precedesBytewise(right.path) }
            let last = Int.max
            return (left.line ?? last, left.column ?? last, a.offset) < (right.line ?? last, right.column ?? last, b.offset)
        }
        files = runs(sorted.map(\.element), by: \.finding.path).map { ($0.key, Array($0.elements)) }
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
        for fix in file.fixes { lines += fixedLines(fix, file.path, paint) }
        lines.append("")
    }
    if !result.unfixed.isEmpty {
        lines += [paint.bold("still there"), ""] + unfixedLines(result.unfixed, policy, sources, paint)
    }
    let diagnostics = diagnosticLines(result.diagnostics, sources, paint)
    if !diagnostics.isEmpty { lines += diagnostics + [""] }
    return (lines + fixSummary(result, fixed, policy, paint)).joined(separator: "\n") + "\n"
}

private func fixedLines(_ fix: RecordedFix, _ path: String, _ paint: Paint) -> [String] {
    let finding = fix.finding
    // An earlier fix brought a finding about that has no place yet.
    let place = placeText(finding.place) ?? "then"
    let title = oneLine(finding.check.fix?.title ?? finding.check.title)
    var lines = ["  \(place)  \(paint.green("fixed"))" + findingLine(finding, paint)]
    let site = fix.sites[0]
    let elsewhere = site.path == path ? "" : " in \(oneLine(site.path)), \(oneLine(site.description))"
    lines += forcedLines(finding, paint)
    lines.append(detail(title + elsewhere))
    for rejected in fix.rejected {
        lines.append(
            detail(
                "not in \(oneLine(rejected.site.path)), \(oneLine(rejected.site.description)): "
                    + oneLine(masked(rejected.reason))))
    }
    return lines
}

private func placeText(_ place: RecordedPlace) -> String? {
    guard let line = place.line, let column = place.column else { return nil }
    return "\(line):\(column)"
}

private func unfixedLines(
    _ unfixed: [RemainingFinding], _ policy: FixPolicy, _ sources: SourceLines, _ paint: Paint
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

private func remainingText(_ item: RemainingFinding, _ policy: FixPolicy, _ paint: Paint) -> String {
    guard isHeldForReview(item, policy), let fix = item.finding.check.fix else {
        return adviceText(item.finding, item.reason)
    }
    let check = fix.reviewCheck.isEmpty ? "" : "; check \(oneLine(fix.reviewCheck.withoutPeriod))"
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
func isHeldForReview(_ unfixed: RemainingFinding, _ policy: FixPolicy) -> Bool {
    !policy.includesReview && unfixed.finding.safety == .review
}
