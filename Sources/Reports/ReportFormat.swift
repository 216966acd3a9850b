package import Engine
package import Rules
package import SourceText

/// What a scan's result can be written as.
package enum ReportFormat: String, Sendable, CaseIterable {
    /// For people at a terminal.
    case text
    /// Everything, in a stable layout; see `jsonReport`.
    case json
    /// SARIF 2.1.0 for code scanning services and editors.
    case sarif
    /// Test results for CI servers.
    case junit
    /// Workflow commands that GitHub Actions turns into annotations.
    case github
    /// The Code Quality report that GitLab shows in merge requests.
    case gitlab
    /// A summary for a comment on a pull request.
    case markdown
}

/// Gives the bytes of a file by its path, or nil when they are not at hand.
package typealias FileBytes = (_ path: String) -> [UInt8]?

/// What a report needs to know beside the findings.
package struct ReportSettings: Sendable {
    /// Named as the tool's version by the formats that have a place for it.
    package var version: String
    package var allowsColour: Bool
    /// Every check of the run, for formats that list them; checks with findings are listed in any case.
    package var checks: [Check]
    /// Fix classes that the configuration sets, by rule.
    package var safety: [String: Fix.Safety]

    package init(
        version: String = "0", allowsColour: Bool = false, checks: [Check] = [], safety: [String: Fix.Safety] = [:]
    ) {
        self.version = version
        self.allowsColour = allowsColour
        self.checks = checks
        self.safety = safety
    }
}

/// The edits that would remove a finding, by path, or nil when there are none.
package typealias FindingEdits = (Finding) -> [String: EditList]?

/// Writes the result of a scan. Equal results give equal bytes: everything is sorted and nothing tells the time.
///
/// - Parameter edits: asked once for every finding by formats that carry fixes (SARIF).
package func render(
    _ result: ScanResult, as format: ReportFormat, settings: ReportSettings = ReportSettings(),
    edits: FindingEdits = { _ in nil }, bytes: @escaping FileBytes
) -> String {
    let sources = SourceLines(bytes)
    return switch format {
    case .text: textReport(result, settings, sources)
    case .json: jsonReport(result, settings, sources)
    case .sarif: sarifReport(result, settings, sources, edits)
    case .junit: junitReport(result, sources)
    case .github: githubReport(result, sources)
    case .gitlab: gitlabReport(result, sources)
    case .markdown: markdownReport(result, settings, sources)
    }
}
