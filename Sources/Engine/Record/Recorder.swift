internal import ConfigModel
internal import Documents
internal import Remediation
internal import Projects
internal import Rules
internal import SourceText

/// Turns what remediation came to for one project into what is kept of it, while the project is at hand.
final class Recorder {
    private let project: ScannedProject
    private let safety: [String: Fix.Safety]
    /// Files before the changes that are no documents of the project, such as lists of values that follow a chart's.
    private let changed: [String: [UInt8]]
    /// Whether lines can be told: after a first round of fixes they are those of a file that nobody has seen.
    private let tellsLines: Bool
    private var lines: [String: LineIndex?] = [:]

    /// - Parameters:
    ///   - safety: classes that the configuration gives checks, by id.
    ///   - tellsLines: false for all rounds of fixes but the first.
    init(_ remediation: ProjectRemediation, safety: [String: Fix.Safety], tellsLines: Bool = true) {
        project = remediation.before
        self.safety = safety
        self.tellsLines = tellsLines
        changed = remediation.verified.flatMap(\.change.files).reduce(into: [:]) { $0[$1.path] = $1.before }
    }

    private func index(_ path: String) -> LineIndex? {
        if let known = lines[path] { return known }
        let index = (changed[path] ?? project.rendered.document(path)?.source.bytes).map(LineIndex.init)
        lines[path] = .some(index)
        return index
    }

    private func place(_ path: String, _ span: Span) -> RecordedPlace {
        let index = tellsLines ? index(path) : nil
        let position = index.map { $0.position(min(span.start, $0.byteCount)) }
        return RecordedPlace(path: path, span: span, line: position?.line, column: position?.column)
    }

    func finding(_ finding: Finding) -> RecordedFinding {
        RecordedFinding(
            check: finding.check, severity: finding.severity, confidence: finding.confidence, message: finding.message,
            resource: finding.resource, occurrences: finding.occurrences.map(\.id), subject: finding.subjectPath,
            place: place(finding.path, finding.span),
            origins: finding.provenance.origins.map { RecordedOrigin(place: place($0.path, $0.span), role: $0.role) },
            fingerprint: finding.fingerprint, safety: finding.safety(configured: safety), impact: finding.impact,
            forcedChanges: finding.forcedChanges)
    }

    func remaining(_ unfixed: Unfixed) -> RemainingFinding {
        RemainingFinding(finding: finding(unfixed.finding), reason: unfixed.reason)
    }

    func fix(_ fix: PlannedFix) -> RecordedFix {
        RecordedFix(
            finding: finding(fix.finding), safety: fix.safety, sites: fix.sites.map(RecordedSite.init),
            rejected: fix.rejected.map { RecordedRejection(site: RecordedSite($0.site), reason: $0.reason) })
    }

    func proof(_ proof: Proof) -> RecordedProof {
        RecordedProof(
            cases: proof.cases, ruleCount: proof.ruleCount, findingsBefore: proof.findingsBefore, findingsAfter: proof.findingsAfter,
            differences: proof.differences.map(difference), alsoResolved: proof.alsoResolved.map(finding))
    }

    private func difference(_ difference: Difference) -> RecordedDifference {
        let cases = project.rendered.cases
        let names = difference.cases.sorted().filter(cases.indices.contains).map { cases[$0].name }
        return RecordedDifference(
            resource: difference.resource, path: difference.path, before: difference.before.map(RecordedValue.init),
            after: difference.after.map(RecordedValue.init), cases: names,
            isInEveryCase: names.count == cases.count(where: { $0.failure == nil }))
    }
}
