import ConfigModel
import SourceText

extension HCLDocument {
    /// Makes the changes one after the other on a working copy, each checked by reading the result again.
    ///
    /// Paths name places of this document. What would shift them (removing, inserting, renaming) is made last, from the back.
    package func edits(for changes: [DocumentChange]) -> PlannedEdits {
        withCompanions(changes, others: plainEdits) { (new, change) throws(RelatedResourceRefusal) in try relatedResource(new, change) }
    }

    private func plainEdits(_ changes: [DocumentChange]) -> PlannedEdits {
        if let trouble = diagnostics.first(where: { $0.severity == .error }) {
            return PlannedEdits(
                refused: changes.map { .init(change: $0, reason: "the file has errors: \(trouble.message)") })
        }
        var copy = HCLWorkingCopy(self)
        var refused: [(order: Int, refusal: PlannedEdits.Refusal)] = []
        var seen: Set<DocumentChange> = []
        for (order, change) in HCLDocument.inWorkingOrder(changes) where seen.insert(change).inserted {
            do throws(HCLRefusal) {
                guard change.root == 0 else { throw HCLRefusal("the file has one document only") }
                try copy.make(change.path, change.action)
            } catch {
                refused.append((order, PlannedEdits.Refusal(change: change, reason: error.reason)))
            }
        }
        let list = (try? EditList(copy.pieces.edits)) ?? EditList()
        return PlannedEdits(edits: list, refused: refused.sorted { $0.order < $1.order }.map(\.refusal))
    }

    private static func inWorkingOrder(_ changes: [DocumentChange]) -> [(order: Int, change: DocumentChange)] {
        func phase(_ change: DocumentChange) -> Int {
            switch change.action {
            case .set, .append, .merge: 0
            case .remove, .insert, .add: 1
            case .rename: 2
            }
        }
        return changes.enumerated().map { (order: $0.offset, change: $0.element) }.sorted { first, second in
            let phases = (phase(first.change), phase(second.change))
            if phases.0 != phases.1 { return phases.0 < phases.1 }
            if phases.0 == 0 { return first.order < second.order }
            let paths = (first.change.path, second.change.path)
            if paths.0 != paths.1 { return isBehind(paths.0, paths.1) }
            // At one place the removal comes first, and what is inserted last ends up first.
            if first.change.action == .remove || second.change.action == .remove {
                return first.change.action == .remove && second.change.action != .remove
            }
            return first.order > second.order
        }
    }

    /// Whether a path lies behind another one among indexes of the same list; deeper paths come before the ones that hold them.
    private static func isBehind(_ first: ValuePath, _ second: ValuePath) -> Bool {
        for (a, b) in zip(first.elements, second.elements) where a != b {
            switch (a, b) {
            case (.index(let x), .index(let y)): return x > y
            case (.key(let x), .key(let y)): return x < y
            case (.index, .key): return true
            case (.key, .index): return false
            }
        }
        return first.count > second.count
    }
}
