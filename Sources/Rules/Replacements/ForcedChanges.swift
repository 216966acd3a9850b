package import ConfigModel
internal import Documents
package import Projects

extension ReplacementTable {
    /// What the steps force of the resource, worst first. Companions are resources of their own and force nothing.
    func forced(by steps: [FixOffer.Step], of resource: Resource, _ changes: any ChangeModel) -> [ForcedChange] {
        guard let entries = entries(resource.id.type) else { return [] }
        var found: [ForcedChange] = []
        for step in steps {
            for leaf in leaves(of: step) {
                guard let entry = entries.worst(at: leaf, in: resource, changes) else { continue }
                let change = ForcedChange(
                    resource: resource.id, argument: entry.argument.joined(separator: "."), effect: entry.effect,
                    losesData: entry.effect == .replace && entries.holdsData && !changes.keepsData(resource), source: entries.source)
                if !found.contains(change) { found.append(change) }
            }
        }
        return found.filter { $0.effect == .replace } + found.filter { $0.effect == .restart }
    }

    /// What a difference of one value forces of the resource that had it.
    package func forced(at path: ValuePath, of resource: Resource, _ changes: any ChangeModel) -> ForcedChange? {
        guard let entries = entries(resource.id.type), let entry = entries.worst(at: path, in: resource, changes) else { return nil }
        return ForcedChange(
            resource: resource.id, argument: entry.argument.joined(separator: "."), effect: entry.effect,
            losesData: entry.effect == .replace && entries.holdsData && !changes.keepsData(resource), source: entries.source)
    }
}

extension ReplacementTable.Entries {
    /// The worst entry that a change at `path` meets: one for the argument itself, or for a block around it.
    fileprivate func worst(at path: ValuePath, in resource: Resource, _ changes: any ChangeModel) -> ReplacementEntry? {
        let elements = changes.argument(path, of: resource)
        let keys = elements.compactMap { if case .key(let key) = $0 { key } else { nil } }
        let met = arguments.filter { entry in
            entry.argument.count <= keys.count && Array(keys.prefix(entry.argument.count)) == entry.argument
                && entry.holds(from: value(before: entry.argument.count, elements, resource, changes))
        }
        return met.first { $0.effect == .replace } ?? met.first
    }

    /// The value of the first `count` keys of a path, with the index behind them: the block that a change is in, where there is one.
    private func value(before count: Int, _ elements: [ValuePath.Element], _ resource: Resource, _ changes: any ChangeModel) -> Value? {
        var steps = changes.arguments.elements
        var keys = 0
        for element in elements {
            if case .key = element {
                if keys == count { break }
                keys += 1
            }
            steps.append(element)
        }
        return resource.value.at(ValuePath(steps))?.value
    }
}

/// The paths that a step writes or removes, leaf by leaf.
private func leaves(of step: FixOffer.Step) -> [ValuePath] {
    switch step.action {
    case .add: []
    case .set(let value), .merge(let value), .insert(let value): leaves(of: value, at: step.path)
    // Behind all elements that are there.
    case .append(let value): leaves(of: value, at: step.path.index(1 << 20))
    case .remove, .rename: [step.path]
    }
}

private func leaves(of value: NewValue, at path: ValuePath) -> [ValuePath] {
    switch value {
    case .map(let entries) where !entries.isEmpty: entries.flatMap { leaves(of: $0.value, at: path.key($0.key)) }
    case .list(let items) where !items.isEmpty: items.enumerated().flatMap { leaves(of: $1, at: path.index($0)) }
    default: [path]
    }
}
