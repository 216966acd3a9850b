internal import ConfigModel

/// Changes of one document, arranged by path, so that all that concerns one map is done at once.
final class ChangeTree {
    /// Index of the change that ends here, and what it does.
    var actions: [(index: Int, action: DocumentChange.Action)] = []
    /// In arrival order.
    private(set) var children: [(element: ValuePath.Element, tree: ChangeTree)] = []

    func child(_ element: ValuePath.Element) -> ChangeTree {
        if let found = children.first(where: { $0.element == element }) { return found.tree }
        let tree = ChangeTree()
        children.append((element, tree))
        return tree
    }

    /// A merge becomes one `set` a leaf.
    func add(_ path: ArraySlice<ValuePath.Element>, _ action: DocumentChange.Action, index: Int) {
        if let first = path.first { return child(first).add(path.dropFirst(), action, index: index) }
        if case .merge(.map(let entries)) = action, !entries.isEmpty {
            for entry in entries { child(.key(entry.key)).add([], mergeStep(entry.value), index: index) }
        } else {
            actions.append((index, action))
        }
    }

    private func mergeStep(_ value: NewValue) -> DocumentChange.Action {
        if case .map(let entries) = value, !entries.isEmpty { return .merge(value) }
        return .set(value)
    }

    /// Every change at or below this place.
    var indexes: Set<Int> {
        children.reduce(into: Set(actions.map(\.index))) { $0.formUnion($1.tree.indexes) }
    }

    /// The value that these changes make where nothing is yet; nil when there is nothing to make, as for `remove`.
    var newValue: NewValue? {
        var result: NewValue?
        for (_, action) in actions {
            switch action {
            case .set(let value), .merge(let value): result = value
            case .append(let value), .insert(let value):
                if case .list(let items)? = result { result = .list(items.contains(value) ? items : items + [value]) } else { result = .list([value]) }
            case .remove, .rename: break
            }
        }
        var entries: [NewValue.Entry] = []
        var items: [NewValue] = []
        for (element, tree) in children {
            guard let value = tree.newValue else { continue }
            switch element {
            case .key(let key): entries.append(NewValue.Entry(key, value))
            case .index: items.append(value)
            }
        }
        if !entries.isEmpty {
            if case .map(let present)? = result { return .map(present + entries) }
            return .map(entries)
        }
        return items.isEmpty ? result : .list(items)
    }
}
