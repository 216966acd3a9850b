internal import ConfigModel
internal import SourceText

extension YAMLDocument {
    package func edits(for changes: [DocumentChange]) -> PlannedEdits {
        guard isSound else {
            let reason = "the file has syntax errors; nothing in it is edited"
            return PlannedEdits(refused: changes.map { PlannedEdits.Refusal(change: $0, reason: reason) })
        }
        if let planned = attempt(changes) { return planned }
        // Together they do not come out as intended: keep those that do, in order.
        var kept: [DocumentChange] = []
        var best = PlannedEdits()
        var refused: [PlannedEdits.Refusal] = []
        for change in changes {
            if let planned = attempt(kept + [change]), planned.refused.isEmpty {
                kept.append(change)
                best = planned
            } else {
                let alone = attempt([change])
                let reason = alone?.refused.first?.reason ?? "the edited file would not hold exactly the intended values"
                refused.append(PlannedEdits.Refusal(change: change, reason: reason))
            }
        }
        return PlannedEdits(edits: best.edits, refused: refused)
    }

    /// Plans all changes and checks the outcome; nil when the edited file would not read as intended.
    private func attempt(_ changes: [DocumentChange]) -> PlannedEdits? {
        var editor = YAMLEditor(self)
        for (root, group) in Dictionary(grouping: changes.indices, by: { changes[$0].root }).sorted(by: { $0.key < $1.key }) {
            guard tree.roots.indices.contains(root) else {
                for index in group { editor.refuse([index], "the file has no document number \(root + 1)") }
                continue
            }
            let wanted = ChangeTree()
            for index in group { wanted.add(changes[index].path.elements[...], changes[index].action, index: index) }
            _ = editor.change(tree.roots[root], wanted, in: .root)
        }
        guard !editor.conflicted else { return nil }
        let refusedIndexes = Set(editor.refused.keys)
        let refused = editor.refused.sorted { $0.key < $1.key }.map { PlannedEdits.Refusal(change: changes[$0.key], reason: $0.value) }
        if !refusedIndexes.isEmpty, refusedIndexes.count < changes.count {
            // Plan the others without the refused ones, so that nothing half-done stays.
            let rest = changes.indices.filter { !refusedIndexes.contains($0) }.map { changes[$0] }
            guard let planned = attempt(rest) else { return nil }
            return PlannedEdits(edits: planned.edits, refused: refused + planned.refused)
        }
        if !refused.isEmpty { return PlannedEdits(refused: refused) }
        return isAsIntended(editor.edits, changes) ? PlannedEdits(edits: editor.edits) : nil
    }

    private func isAsIntended(_ edits: EditList, _ changes: [DocumentChange]) -> Bool {
        if edits.isEmpty { return true }
        let after = YAMLDocument.parse(SourceFile(path: source.path, bytes: edits.applied(to: source.bytes)), format: format)
        guard after.isSound, after.roots.count == roots.count else { return false }
        let hasAliases = tree.nodes.contains { $0.kind == .alias }
        for root in roots.indices {
            let mine = changes.filter { $0.root == root }
            let expected = mine.reduce(roots[root].value) { applying($1, to: $0) }
            if after.roots[root].value == expected { continue }
            // An edit at an anchor shows wherever the anchor is used; the verifier judges that.
            guard hasAliases, mine.allSatisfy({ reads(after.roots[root], $0, as: expected) }) else { return false }
        }
        return true
    }

    private func reads(_ root: Traced, _ change: DocumentChange, as expected: Value) -> Bool {
        let path = change.path
        if case .rename = change.action { return root.at(path) == nil }
        return root.at(path)?.value == Traced.new(expected).at(path)?.value
    }
}
