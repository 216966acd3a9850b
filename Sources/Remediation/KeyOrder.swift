internal import ConfigModel
internal import Documents

/// Sorts changes so that new keys of one map come out in the order in which people write them.
///
/// Documents add new keys in arrival order. Keys that the table does not name keep the order of the plan, after those that it names.
func inCanonicalOrder(_ changes: [DocumentChange]) -> [DocumentChange] {
    changes.enumerated().map { (ranks: $0.element.path.elements.map(rank), place: $0.offset, change: $0.element) }
        .sorted { a, b in
            if a.change.root != b.change.root { return a.change.root < b.change.root }
            if a.ranks != b.ranks { return a.ranks.lexicographicallyPrecedes(b.ranks) }
            return a.place < b.place
        }
        .map(\.change)
}

private func rank(_ element: ValuePath.Element) -> Int {
    switch element {
    case .index(let index): index
    case .key(let key): canonicalRank(key)
    }
}
