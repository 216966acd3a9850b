internal import Engine
internal import Rules
internal import SourceText

/// Workflow commands, which GitHub Actions shows as annotations beside the code.
///
///     ::error file=deploy/web.yaml,line=9,endLine=9,col=11,endColumn=20,title=container-runs-as-root::container 'web' may run as root
///
/// A step shows ten annotations of each level and drops the rest without a word, so the worst are given and a last notice counts the others.
func githubReport(_ result: ScanResult, _ sources: SourceLines) -> String {
    let most = ["error": 10, "warning": 10, "notice": 9]
    var lines: [String] = []
    var given: [String: Int] = [:]
    let active = result.active
    for index in urgentFirst(active) {
        let finding = active[index]
        let level = finding.severity.annotationLevel
        guard given[level, default: 0] < most[level, default: 0] else { continue }
        given[level, default: 0] += 1
        lines.append(annotation(finding, level, sources))
    }
    let omitted = active.count - lines.count
    if omitted > 0 {
        let counts = FindingCounts(active, ReportSettings())
        let text =
            "\(omitted) more of \(counts.total) findings (\(counts.severities)) are in the report but not shown here"
        lines.append("::notice title=Larboard::\(workflowData(text))")
    }
    return lines.map { $0 + "\n" }.joined()
}

private func annotation(_ finding: Finding, _ level: String, _ sources: SourceLines) -> String {
    var properties = ["file=\(workflowProperty(finding.path))"]
    if let region = sources.region(finding.path, finding.span) {
        properties += ["line=\(region.startLine)", "endLine=\(region.endLine)"]
        // Columns count only where the annotation keeps to one line.
        if region.startLine == region.endLine, let start = region.startColumn, let end = region.endColumn {
            properties += ["col=\(start)", "endColumn=\(end)"]
        }
    }
    properties.append("title=\(workflowProperty("\(finding.check.id) (\(finding.severity.rawValue))"))")
    let message = "\(masked(finding.message)) in \(finding.resource)"
    return "::\(level) \(properties.joined(separator: ","))::\(workflowData(message))"
}

extension Severity {
    fileprivate var annotationLevel: String {
        switch self {
        case .critical, .high: "error"
        case .medium: "warning"
        case .low: "notice"
        }
    }
}

/// Escaping of `@actions/core`: a line break would end the command and let the rest be read as another.
private func workflowData(_ text: String) -> String { oneLine(text).replacing("%", with: "%25") }

private func workflowProperty(_ text: String) -> String {
    workflowData(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
}
