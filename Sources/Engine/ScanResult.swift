package import Projects
package import Rules
package import SourceText

/// What a scan of a work tree found.
package struct ScanResult: Sendable {
    /// Suppressed ones included; sorted by path and place.
    package let findings: [Finding]
    package let diagnostics: [Diagnostic]
    package let projects: [Project]
    package let statistics: Statistics

    package struct Statistics: Hashable, Sendable {
        package var files = 0
        package var bytes = 0
        package var resources = 0
        package var rules = 0

        package init() {}
    }

    package var active: [Finding] { findings.filter { $0.suppression == nil } }
    package var suppressed: [Finding] { findings.filter { $0.suppression != nil } }
}

/// Told once per project that is done, from any thread.
package typealias Progress = @Sendable (_ done: Int, _ total: Int) -> Void
