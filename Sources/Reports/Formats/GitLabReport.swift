internal import ConfigModel
internal import Engine
internal import Rules
internal import SourceText

/// GitLab's Code Quality report (docs.gitlab.com, "Code Quality report format").
///
/// Suppressed findings are left out, since the format cannot say so. The list may be empty, which clears earlier ones.
func gitlabReport(_ result: ScanResult, _ sources: SourceLines) -> String {
    let active = result.active
    return JSON.generated(active.count) { index in
        let finding = active[index]
        let region = sources.region(finding.path, finding.span)
        return .object([
            "description": .string(
                "\(oneLine(masked(finding.message))) (\(oneLine(finding.resource.description)))"),
            "check_name": .string(finding.check.id),
            "fingerprint": .string(finding.fingerprint),
            "severity": .string(finding.severity.codeQuality),
            "location": .object([
                "path": .string(finding.path),
                "lines": .object(["begin": .int(region?.startLine ?? 1), "end": .int(region?.endLine ?? 1)]),
            ]),
        ])
    }.pretty
}

extension Severity {
    fileprivate var codeQuality: String {
        switch self {
        case .critical: "blocker"
        case .high: "critical"
        case .medium: "major"
        case .low: "minor"
        }
    }
}
