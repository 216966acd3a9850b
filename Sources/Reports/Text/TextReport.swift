internal import ConfigModel
internal import Engine
internal import Rules
internal import SourceText

/// Findings by file and place with the code they are about, then a summary.
///
///     deploy/web.yaml
///       9:11  Deployment shop/web
///          8 |       containers:
///          9 |         - name: web
///            |           ^^^^^^^^^
///       high  container 'web' may run as root  [container-runs-as-root] 3f2a91bc
///             fix (review): Set runAsNonRoot
func textReport(_ result: ScanResult, _ settings: ReportSettings, _ sources: SourceLines) -> String {
    let paint = Paint(isOn: settings.allowsColour)
    var lines: [String] = []
    for file in runs(result.active, by: \.path) {
        lines.append(paint.bold(oneLine(file.key)))
        for place in runs(file.elements, by: { FindingPlace(span: $0.span, resource: $0.resource) }) {
            lines += placeLines(place.elements, settings, sources, paint)
        }
    }
    let diagnostics = diagnosticLines(result.diagnostics, sources, paint)
    if !diagnostics.isEmpty { lines += diagnostics + [""] }
    return (lines + scanSummary(result, settings, paint)).joined(separator: "\n") + "\n"
}

/// Several rules often speak of one spot; they share its code frame.
struct FindingPlace: Hashable {
    let span: Span
    let resource: ResourceID
}

private func placeLines(
    _ findings: ArraySlice<Finding>, _ settings: ReportSettings, _ sources: SourceLines, _ paint: Paint
) -> [String] {
    let first = findings[findings.startIndex]
    var lines = ["  " + placeHead(first, sources) + "  " + paint.faint(oneLine(first.resource.description))]
    if let frame = sources.frame(first.path, first.span) {
        lines.append(indented(paint.frame(frame, findings.map(\.severity).max())))
    }
    for finding in findings.sorted(by: Finding.isMoreUrgent) {
        lines.append(findingLine(finding, paint))
        for origin in finding.provenance.further where (origin.path, origin.span) != (finding.path, finding.span) {
            lines.append(detail("from \(oneLine(sources.place(origin.path, origin.span))) (\(origin.role.title))"))
        }
        if settings.remedy(of: finding) != .none { lines += forcedLines(finding, paint) }
        lines.append(detail(remedyText(finding, settings, paint)))
    }
    return lines + [""]
}

/// What the fix forces, before the fix itself is named.
func forcedLines(_ finding: some ReportedFinding, _ paint: Paint) -> [String] {
    let forced = finding.forcedChanges
    let shown = forced.prefix(3).map { detail(paint.yellow(oneLine(masked($0.sentence)))) }
    return shown + (forced.count > shown.count ? [detail("and \(forced.count - shown.count) more")] : [])
}

/// `9:11`, which terminals of editors turn into a link together with the path above.
func placeHead(_ finding: some ReportedFinding, _ sources: SourceLines) -> String {
    sources.position(finding.path, finding.span.start).map { "\($0.line):\($0.column)" } ?? "-"
}

func findingLine(_ finding: some ReportedFinding, _ paint: Paint) -> String {
    let severity = paint.severity(finding.severity) + String(repeating: " ", count: 8 - finding.severity.rawValue.count)
    return
        "  \(severity)  \(oneLine(masked(finding.message)))  \(paint.faint("[\(finding.check.id)] \(finding.fingerprint.prefix(8))"))"
}

func detail(_ text: String) -> String { "            " + text }

func indented(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { "  " + $0 }.joined(separator: "\n")
}

private func remedyText(_ finding: Finding, _ settings: ReportSettings, _ paint: Paint) -> String {
    let title = oneLine(finding.check.fix?.title ?? "")
    return switch settings.remedy(of: finding) {
    case .safe: paint.green("fix (safe):") + " \(title)"
    case .review: paint.yellow("fix (review):") + " \(title)"
    case .none: adviceText(finding, reasonWithoutRemedy(finding))
    }
}

/// Why nothing is done by itself, or what a person should do where the rule has no fix anyway.
func adviceText(_ finding: some ReportedFinding, _ reason: String) -> String {
    guard let fix = finding.check.fix, fix.safety != .none else { return "advice: \(oneLine(finding.check.advice))" }
    return "no fix: \(oneLine(masked(reason)))"
}

extension Origin.Role {
    /// What the place is, in words.
    var title: String {
        switch self {
        case .literal: "written out"
        case .defaultValue: "default value"
        case .environment: "environment"
        case .argument: "argument of the caller"
        case .template: "template"
        case .intermediate: "named value"
        }
    }
}
