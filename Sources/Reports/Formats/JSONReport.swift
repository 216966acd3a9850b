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
    let tally = Tally(result.active, settings)
    let statistics = result.statistics
    return JSON.object([
        "format": .int(version),
        "tool": .object(["name": "larboard", "version": .string(settings.version)]),
        "summary": .object([
            "findings": .int(tally.total),
            "suppressed": .int(result.suppressed.count),
            "severities": .object(Severity.worstFirst.map { ($0.rawValue, .int(tally[$0])) }),
            "fixes": .object(Remedy.allCases.map { ($0.rawValue, .int(tally[$0])) }),
            "files": .int(statistics.files), "bytes": .int(statistics.bytes), "resources": .int(statistics.resources),
            "rules": .int(statistics.rules),
        ]),
        "findings": .generated(result.findings.count) { json(result.findings[$0], settings, sources) },
        "diagnostics": .array(result.diagnostics.map { json($0, sources) }),
    ]).pretty
}

func json(_ finding: Finding, _ settings: ReportSettings, _ sources: SourceLines) -> JSON {
    let remedy = settings.remedy(of: finding)
    let fix = finding.rule.fix
    return .object([
        "rule": .string(finding.rule.id),
        "severity": .string(finding.severity.rawValue),
        "confidence": .string(finding.confidence.rawValue),
        "message": .string(masked(finding.message)),
        "resource": .object([
            "system": .string(finding.resource.system), "type": .string(finding.resource.type),
            "name": .string(finding.resource.name),
            "path": finding.subjectPath.isRoot ? nil : .string(finding.subjectPath.description),
        ]),
        "location": location(finding.path, finding.span, sources),
        "origins": .nonEmpty(
            finding.provenance.origins.map { origin in
                .object([
                    "role": .string(origin.role.rawValue), "location": location(origin.path, origin.span, sources),
                ])
            }),
        "fingerprint": .string(finding.fingerprint),
        "fix": .object([
            "safety": .string(remedy.rawValue),
            "title": remedy == .none ? nil : fix.map { .string($0.title) },
            "impact": remedy == .none ? nil : fix.map { _ in .string(finding.impact.rawValue) },
            "forces": remedy == .none ? nil : .nonEmpty(finding.forcedChanges.map(json)),
            "check": remedy == .review ? fix.map { .string($0.check) } : nil,
            "reason": remedy == .none ? .string(masked(reasonWithoutRemedy(finding))) : nil,
        ]),
        "advice": .string(finding.rule.advice),
        "suppression": finding.suppression.map { suppression in
            .object([
                "source": .string(suppression.source.rawValue), "reason": .string(suppression.reason),
                "until": suppression.until.map { .string($0.description) },
                "location": location(suppression.path, suppression.span, sources),
            ])
        },
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
        "fixed": .array(fixed.files.flatMap { file in file.entries.map { json($0, in: file.path) } }),
        "remaining": .array(
            result.unfixed.map { item in
                .object([
                    "rule": .string(item.finding.rule.id), "severity": .string(item.finding.severity.rawValue),
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

private func json(_ entry: FixedFindings.Entry, in path: String) -> JSON {
    let finding = entry.fix.finding
    func site(_ site: EditSite) -> [(key: String, value: JSON)] {
        [
            ("path", .string(site.path)), ("document", .int(site.root)), ("at", .string(site.documentPath.description)),
            ("rung", .string(site.rung.title)), ("note", .string(site.note)),
        ]
    }
    return .object([
        "rule": .string(finding.rule.id), "severity": .string(finding.severity.rawValue),
        "message": .string(masked(finding.message)),
        "path": .string(path), "line": entry.position.map { .int($0.line) },
        "fingerprint": .string(finding.fingerprint),
        "title": finding.rule.fix.map { .string($0.title) }, "safety": .string(entry.fix.safety.rawValue),
        "sites": .array(entry.fix.sites.map { .object(site($0)) }),
        "rejected": .nonEmpty(
            entry.fix.rejected.map { .object(site($0.site) + [("reason", .string(masked($0.reason)))]) }),
    ])
}
