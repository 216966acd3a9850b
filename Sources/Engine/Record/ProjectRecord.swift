internal import Remediation
internal import Projects
package import Rules

/// What one round of fixes came to for one project.
package struct ProjectRecord: Hashable, Sendable {
    /// Which project it was.
    package let project: RecordedProject
    /// From 1; fixes that others made possible come in later ones.
    package let round: Int
    /// Proven changes, one per file or one for a project that is rendered as a whole.
    package let changes: [ProvenChange]
    /// Every finding that stays, with the reason; sorted by place.
    package let unfixed: [RemainingFinding]

    /// All fixes of the changes, in their order.
    package var fixes: [RecordedFix] { changes.flatMap(\.fixes) }

    /// - Parameter safety: classes that the configuration gives checks, by id.
    package init(_ remediation: ProjectRemediation, safety: [String: Fix.Safety], round: Int = 1) {
        let recorder = Recorder(remediation, safety: safety, tellsLines: round == 1)
        self.round = round
        project = RecordedProject(remediation.before.rendered.project)
        changes = remediation.verified.map { ProvenChange($0, recorder) }
        unfixed = remediation.unfixed.map(recorder.remaining)
    }
}
