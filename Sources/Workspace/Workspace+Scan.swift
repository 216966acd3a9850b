package import Engine
package import Rules
package import SourceText

extension Workspace {
    /// Scans the whole tree.
    package func scan(progress: Progress? = nil) -> ScanResult { Engine.scan(tree, with: ruleset, progress: progress) }

    /// The edits that would remove a finding of the tree, by path; see `Engine.findingEdits`.
    package func findingEdits() -> (Finding) -> [String: EditList]? { Engine.findingEdits(tree, with: ruleset) }

    /// How the findings of this tree, the head, differ from those of another, the base.
    package func compared(to base: Workspace, progress: Progress? = nil) -> ScanComparison {
        compare(base: base.scan(progress: progress), head: scan(progress: progress))
    }
}
