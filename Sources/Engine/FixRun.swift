package import Remediation
internal import Projects
package import Rules
package import SourceText

/// What fixing a whole work tree came to.
package struct FixResult: Sendable {
    /// The rounds in which something was fixed, each project's in order.
    package let records: [ProjectRecord]
    /// Verified new bytes per path; the tree itself is untouched.
    package let files: [String: [UInt8]]
    /// The bytes that each of those files held when it was judged.
    package let originals: [String: [UInt8]]
    /// Trouble with files, rules and configuration; sorted by place.
    package let diagnostics: [Diagnostic]
    /// Findings that stay after the fixes, with the reason.
    package let unfixed: [RemainingFinding]

    /// All fixes of all rounds.
    package var fixes: [RecordedFix] { records.flatMap(\.fixes) }
}

/// Fixes a work tree in memory, going round until nothing more can be fixed, since one fix may make another possible.
///
/// - Parameters:
///   - only: relative paths of files or folders to keep to; empty means everything.
///   - fileCheck: asked about every file that a proven change would replace; nil asks nobody.
package func fix(
    _ tree: any WorkTree, with ruleset: Ruleset, policy: FixPolicy, only: [String] = [], fileCheck: FileCheck? = nil, progress: Progress? = nil
) -> FixResult {
    let tree = DocumentTree.of(tree)
    let (projects, unmatched) = selection(tree, ruleset, only)
    let index = ruleset.index(of: tree)
    var outcomes = concurrently(projects, in: tree, index, progress: progress) {
        fixProject($0, in: tree, with: ruleset, policy: policy, fileCheck: fileCheck, index: index)
    }
    var files: [String: [UInt8]] = [:]
    var originals: [String: [UInt8]] = [:]
    for place in outcomes.indices {
        // A file may belong to two projects, as an Application that also holds a chart's values: the second starts from the first one's bytes.
        if outcomes[place].files.keys.contains(where: { files[$0] != nil }) {
            let overlay = OverlayTree(tree, changes: files)
            outcomes[place] = fixProject(
                projects[place], in: overlay, with: ruleset, policy: policy, fileCheck: fileCheck, index: index.overlaying(overlay))
        }
        files.merge(outcomes[place].files) { _, last in last }
        originals.merge(outcomes[place].originals) { first, _ in first }
    }
    return FixResult(
        records: outcomes.flatMap(\.records), files: files, originals: originals,
        diagnostics: sorted(tree.diagnostics + ruleset.diagnostics + outcomes.flatMap(\.diagnostics) + unmatched),
        unfixed: outcomes.flatMap(\.unfixed).sorted { RecordedFinding.isOrderedBefore($0.finding, $1.finding) })
}

private struct ProjectOutcome: Sendable {
    var records: [ProjectRecord] = []
    var files: [String: [UInt8]] = [:]
    var originals: [String: [UInt8]] = [:]
    var diagnostics: [Diagnostic] = []
    var unfixed: [RemainingFinding] = []
}

/// A fix that makes another necessary is rare, one that needs three rounds a loop between rules.
private let mostRounds = 4

private func fixProject(
    _ project: Project, in tree: any WorkTree, with ruleset: Ruleset, policy: FixPolicy, fileCheck: FileCheck?, index: RepositoryIndex
) -> ProjectOutcome {
    var outcome = ProjectOutcome()
    for round in 0..<mostRounds {
        let overlay = outcome.files.isEmpty ? nil : OverlayTree(tree, changes: outcome.files.mapValues { $0 })
        let current: any WorkTree = overlay ?? tree
        let scanned = scan(
            project, in: current, with: ruleset, index: overlay.map(index.overlaying) ?? index)
        if round == 0 { outcome.diagnostics = scanned.diagnostics }
        let remediation = remediate(scanned, in: current, with: ruleset, policy: policy, fileCheck: fileCheck)
        let recorder = Recorder(remediation, safety: policy.safety)
        outcome.unfixed = remediation.unfixed.map(recorder.remaining)
        if remediation.verified.isEmpty { break }
        outcome.records.append(ProjectRecord(remediation, safety: policy.safety, round: round + 1))
        for file in remediation.verified.flatMap(\.change.files) {
            if outcome.originals[file.path] == nil { outcome.originals[file.path] = file.before }
            outcome.files[file.path] = file.after
        }
    }
    return outcome
}
