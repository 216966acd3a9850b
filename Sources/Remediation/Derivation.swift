internal import ConfigModel
internal import Projects

/// Tells which fixes of a change a difference derives from, by the places that its values came from.
struct Derivation {
    let regions: EditRegions
    private let before: RenderedProject
    private let after: RenderedProject

    init(_ change: ChangeSet, before: RenderedProject, after: RenderedProject) {
        regions = EditRegions(change, before: before, after: after)
        self.before = before
        self.after = after
    }

    /// Indexes into the change's fixes, ascending; empty for what no fix accounts for.
    ///
    /// A value that is there after the change derives from a fix that wrote one of its origins; one that was there before also from a fix
    /// that took one of its origins away. A resource that is new derives from the fix that wrote it.
    func fixes(behind difference: TracedDifference) -> [Int] {
        var found: Set<Int> = []
        let isLasting = difference.before != nil && difference.after != nil
        if let part = difference.after { found.formUnion(traced(part, isLasting, regions.writing) ?? whole(part)) }
        if let part = difference.before { found.formUnion(traced(part, isLasting, regions.removing) ?? []) }
        if difference.pair.before == nil, let home = difference.pair.after?.home {
            found.formUnion(regions.writingWhole(Origin(path: home.path, span: home.span)))
        }
        if found.isEmpty { found = known(difference) }
        return found.sorted()
    }

    /// What the trace of a value tells; of a list or map that of every leaf. Nil where some leaf has origins and none of them fits.
    private func traced(_ part: TracedDifference.Part, _ isLasting: Bool, _ lookup: ([Origin]) -> Set<Int>) -> Set<Int>? {
        var leaves: [Traced] = []
        part.value.addLeaves(to: &leaves)
        var found = isLasting ? [] : lookup(part.key.origins)
        let isKeyed = !found.isEmpty
        for leaf in leaves {
            let own = lookup(leaf.provenance.origins)
            if own.isEmpty, !isKeyed, !leaf.provenance.origins.isEmpty { return nil }
            found.formUnion(own)
        }
        if found.isEmpty { found = lookup(part.value.provenance.origins) }
        return found
    }

    /// The fixes that wrote all of a list or map.
    private func whole(_ part: TracedDifference.Part) -> Set<Int> { part.value.provenance.nearest.map(regions.writingWhole) ?? [] }

    /// What the technology knows besides: of the value, and of the being there of a resource that is new or lost.
    private func known(_ difference: TracedDifference) -> Set<Int> {
        guard let renderCase = difference.difference.cases.first else { return [] }
        func origins(_ resource: Resource?, _ part: TracedDifference.Part?, _ project: RenderedProject) -> [Origin] {
            guard let resource else { return [] }
            let isAlone = difference.pair.before == nil || difference.pair.after == nil
            return ((part.map { [$0.path] } ?? []) + (isAlone ? [.root] : [])).flatMap { path in
                project.derivations.origins(of: RenderedPart(resource: resource, renderCase: renderCase, path: path), in: project.documents)
            }
        }
        return regions.writing(origins(difference.pair.after, difference.after, after))
            .union(regions.removing(origins(difference.pair.before, difference.before, before)))
    }
}

extension Traced {
    /// The scalars below, and what is empty.
    fileprivate func addLeaves(to leaves: inout [Traced]) {
        switch value {
        case .map(let mapping) where !mapping.isEmpty: for entry in mapping.entries { entry.value.addLeaves(to: &leaves) }
        case .list(let items) where !items.isEmpty: for item in items { item.addLeaves(to: &leaves) }
        default: leaves.append(self)
        }
    }
}
