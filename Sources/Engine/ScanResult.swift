package import Projects
package import Rules
package import SourceText

/// What a scan of a work tree found.
package struct ScanResult: Sendable {
    /// Suppressed ones included; sorted by path and place.
    package let findings: [Finding]
    /// What could not be read or rendered, and what is wrong with the configuration; sorted, each once.
    package let diagnostics: [Diagnostic]
    /// Those that were judged, sorted by folder.
    package let projects: [Project]
    /// How much was judged.
    package let statistics: Statistics

    /// - Parameter findings: sorted by path and place.
    package init(findings: [Finding], diagnostics: [Diagnostic], projects: [Project], statistics: Statistics) {
        self.findings = findings
        self.diagnostics = diagnostics
        self.projects = projects
        self.statistics = statistics
    }

    /// Counts over all projects of a scan.
    package struct Statistics: Hashable, Sendable {
        /// Files that were parsed; one of several projects counts in each.
        package var files = 0
        /// Bytes that were read.
        package var bytes = 0
        /// Resources that were judged, those of several render cases once.
        package var resources = 0
        /// Rules of the ruleset, whether they apply or not.
        package var rules = 0

        package init() {}
    }

    /// Findings that nothing suppresses.
    package var active: [Finding] { findings.filter { $0.suppression == nil } }
    /// Findings that a comment, an annotation or the configuration suppresses.
    package var suppressed: [Finding] { findings.filter { $0.suppression != nil } }
}

/// Told once per project that is done, from any thread.
package typealias Progress = @Sendable (_ done: Int, _ total: Int) -> Void
