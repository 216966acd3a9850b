internal import ConfigModel
internal import Engine
internal import Projects
internal import Remediation
internal import Rules
internal import SourceText

/// The format's number; it grows when a member changes its meaning or goes away.
private let version = 1

/// Everything a scan knows, for programs.
///
///     {"format": 1, "tool": {…}, "summary": {…}, "findings": [{"rule": …, "location": {…}, "fix": {…}}], "diagnostics": […]}
///
/// Lines and columns count from 1, columns in UTF-16 code units; `offset` and `length` count bytes.
func jsonReport(_ result: ScanResult, _ settings: ReportSettings, _ sources: SourceLines) -> String {
    let counts = FindingCounts(result.active, settings)
    let statistics = result.statistics
    return JSON.object([
        "format": .int(version),
        "tool": .object(["name": "larboard", "version": .string(settings.version)]),
        "summary": .object([
            "findings": .int(counts.total),
            "suppressed": .int(result.suppressed.count),
            "severities": .object(Severity.worstFirst.map { ($0.rawValue, .int(counts[$0])) }),
            "fixes": .object(Remedy.allCases.map { ($0.rawValue, .int(counts[$0])) }),
            "files": .int(statistics.files), "bytes": .int(statistics.bytes), "resources": .int(statistics.resources),
            "rules": .int(statistics.rules),
        ]),
        "findings": .generated(result.findings.count) { json(result.findings[$0], settings, sources) },
        "diagnostics": .array(result.diagnostics.map { json($0, sources) }),
    ]).pretty
}

func json(_ finding: Finding, _ settings: ReportSettings, _ sources: SourceLines) -> JSON {
    let origins = finding.provenance.origins.map { origin -> JSON in
        .object(["role": .string(origin.role.rawValue), "location": location(origin.path, origin.span, sources)])
    }
    return .object([
        "rule": .string(finding.check.id),
        "severity": .string(finding.severity.rawValue),
        "confidence": .string(finding.confidence.rawValue),
        "message": .string(masked(finding.message)),
        "resource": resource(finding),
        "location": location(finding.path, finding.span, sources),
        "origins": .nonEmpty(origins),
        "fingerprint": .string(finding.fingerprint),
        "fix": fix(finding, settings),
        "advice": .string(finding.check.advice),
        "suppression": finding.suppression.map { suppression($0, sources) },
    ])
}

private func resource(_ finding: Finding) -> JSON {
    .object([
        "system": .string(finding.resource.system), "type": .string(finding.resource.type), "name": .string(finding.resource.name),
        "path": finding.subjectPath.isRoot ? nil : .string(finding.subjectPath.description),
    ])
}

private func fix(_ finding: Finding, _ settings: ReportSettings) -> JSON {
    let remedy = settings.remedy(of: finding)
    let fix = finding.check.fix
    return .object([
        "safety": .string(remedy.rawValue),
        "title": remedy == .none ? nil : fix.map { .string($0.title) },
        "impact": remedy == .none ? nil : fix.map { _ in .string(finding.impact.rawValue) },
        "forces": remedy == .none ? nil : .nonEmpty(finding.forcedChanges.map(json)),
        "check": remedy == .review ? fix.map { .string($0.reviewCheck) } : nil,
        "reason": remedy == .none ? .string(masked(reasonWithoutRemedy(finding))) : nil,
    ])
}

private func suppression(_ suppression: Suppression, _ sources: SourceLines) -> JSON {
    .object([
        "source": .string(suppression.source.rawValue), "reason": .string(suppression.reason),
        "until": suppression.until.map { .string($0.description) },
        "location": location(suppression.path, suppression.span, sources),
    ])
}

func json(_ change: ForcedChange) -> JSON {
    .object([
        "effect": .string(change.effect.rawValue), "resource": .string(change.resource.address), "argument": .string(change.argument),
        "losesData": .bool(change.losesData), "source": change.source.map(JSON.string),
    ])
}

func location(_ path: String, _ span: Span, _ sources: SourceLines) -> JSON {
    let region = sources.region(path, span)
    return .object([
        "path": .string(path), "line": region.map { .int($0.startLine) }, "column": region?.startColumn.map(JSON.int),
        "endLine": region.map { .int($0.endLine) }, "endColumn": region?.endColumn.map(JSON.int),
        "offset": .int(span.start),
        "length": .int(span.length),
    ])
}

func json(_ diagnostic: Diagnostic, _ sources: SourceLines) -> JSON {
    .object([
        "severity": .string(diagnostic.severity.rawValue), "id": .string(diagnostic.id),
        "message": .string(masked(diagnostic.message)),
        "location": diagnostic.span.map { location(diagnostic.path, $0, sources) }
            ?? .object(["path": .string(diagnostic.path)]),
        "help": diagnostic.help.map(JSON.string),
    ])
}

/// What was fixed, with the chosen and the rejected sites, and what stays.
func fixJSON(_ result: FixResult, _ fixed: FixedFindings, _ sources: SourceLines, _ diffs: [UnifiedDiff]) -> String {
    JSON.object([
        "format": .int(version),
        "fixed": .array(fixed.files.flatMap { $0.fixes.map(json) }),
        "remaining": .array(
            result.unfixed.map { item in
                .object([
                    "rule": .string(item.finding.check.id), "severity": .string(item.finding.severity.rawValue),
                    "message": .string(masked(item.finding.message)),
                    "location": location(item.finding.path, item.finding.span, sources),
                    "fingerprint": .string(item.finding.fingerprint), "reason": .string(masked(item.reason)),
                ])
            }),
        "files": .strings(result.files.keys.sorted { $0.precedesBytewise($1) }),
        "diff": diffs.isEmpty ? nil : .string(diffs.map(\.text).joined()),
        "diagnostics": .array(result.diagnostics.map { json($0, sources) }),
    ]).pretty
}

private func json(_ fix: RecordedFix) -> JSON {
    let finding = fix.finding
    return .object([
        "rule": .string(finding.check.id), "severity": .string(finding.severity.rawValue),
        "message": .string(masked(finding.message)),
        "path": .string(finding.path), "line": finding.place.line.map(JSON.int),
        "fingerprint": .string(finding.fingerprint),
        "title": finding.check.fix.map { .string($0.title) }, "safety": .string(fix.safety.rawValue),
        "sites": .array(fix.sites.map { .object(members(of: $0)) }),
        "rejected": .nonEmpty(fix.rejected.map { .object(members(of: $0.site) + [("reason", .string(masked($0.reason)))]) }),
    ])
}

private func members(of site: RecordedSite) -> [(key: String, value: JSON)] {
    [
        ("path", .string(site.path)), ("document", .int(site.document)), ("at", .string(site.documentPath.description)),
        ("rung", .string(site.rung.title)), ("note", .string(site.description)),
    ]
}
