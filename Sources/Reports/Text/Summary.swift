internal import Engine
internal import Rules
internal import SourceText

/// The counts below a report and what to run next.
func scanSummary(_ result: ScanResult, _ settings: ReportSettings, _ paint: Paint) -> [String] {
    let counts = FindingCounts(result.active, settings)
    let statistics = result.statistics
    let suppressed = result.suppressed.count
    var head =
        counts.total == 0
        ? paint.green("no findings") : paint.bold(count(counts.total, "finding")) + ": \(counts.severities)"
    if suppressed > 0 { head += "; \(suppressed) suppressed" }
    var lines = [head]
    if counts.total > 0 { lines += remedyLines(counts) }
    var scanned =
        "scanned \(count(statistics.files, "file")), \(count(statistics.resources, "resource")) with "
        + count(statistics.rules, "rule")
    let trouble = diagnosticCounts(result.diagnostics)
    if !trouble.isEmpty { scanned += "; \(trouble)" }
    return lines + [paint.faint(scanned)]
}

private func remedyLines(_ counts: FindingCounts) -> [String] {
    var rows: [(String, String)] = []
    if counts[.safe] > 0 { rows.append(("\(counts[.safe]) with a safe fix", "larboard fix")) }
    if counts[.review] > 0 { rows.append(("\(counts[.review]) with a fix to review", "larboard fix --review")) }
    if counts[.none] > 0 { rows.append(("\(counts[.none]) without a fix", "larboard explain RULE or FINGERPRINT")) }
    let width = rows.map(\.0.count).max() ?? 0
    return rows.map { "  \($0.0)\(String(repeating: " ", count: width - $0.0.count))   \($0.1)" }
}

/// `1 error, 2 warnings, 3 notes (template-not-rendered: 3)`; notes are not listed one by one, so their kinds are named.
func diagnosticCounts(_ diagnostics: [Diagnostic]) -> String {
    var parts: [String] = []
    for severity in Diagnostic.Severity.allCases.reversed() {
        let those = diagnostics.filter { $0.severity == severity }
        if those.isEmpty { continue }
        let kinds = Dictionary(grouping: those, by: \.id).sorted { $0.key < $1.key }.map {
            "\($0.key): \($0.value.count)"
        }
        let names = severity == .note ? " (\(kinds.joined(separator: ", ")))" : ""
        parts.append(count(those.count, severity.rawValue) + names)
    }
    return parts.joined(separator: ", ")
}

/// Errors and warnings one by one, as long as they are few.
func diagnosticLines(_ diagnostics: [Diagnostic], _ sources: SourceLines, _ paint: Paint) -> [String] {
    let shown = 20
    let trouble = diagnostics.filter { $0.severity > .note }.sorted { a, b in
        (b.severity, a.path, a.span?.start ?? 0, a.id, a.message) < (
            a.severity, b.path, b.span?.start ?? 0, b.id, b.message
        )
    }
    var lines = trouble.prefix(shown).flatMap { diagnostic -> [String] in
        let place = diagnostic.span.map { sources.place(diagnostic.path, $0) } ?? diagnostic.path
        let head = paint.diagnostic(diagnostic.severity, diagnostic.severity.rawValue)
        let line =
            "\(oneLine(place)): \(head): \(oneLine(masked(diagnostic.message))) \(paint.faint("[\(diagnostic.id)]"))"
        return diagnostic.help.map { [line, "  help: \(oneLine($0))"] } ?? [line]
    }
    if trouble.count > shown { lines.append("… and \(trouble.count - shown) more; '--format json' has all of them") }
    return lines
}
