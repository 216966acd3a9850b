package import ConfigModel

/// What a change makes of a value, by meaning alone: the measure for what the edited bytes have to read as.
package func applying(_ change: DocumentChange, to value: Value) -> Value {
    apply(change.path.elements[...], change.action, to: value) ?? .map(Mapping())
}

/// - Returns: nil when nothing is left.
private func apply(_ path: ArraySlice<ValuePath.Element>, _ action: DocumentChange.Action, to value: Value?) -> Value? {
    guard let step = path.first else { return applyHere(action, to: value) }
    let rest = path.dropFirst()
    switch step {
    case .key(let key):
        var mapping = value?.mapping ?? Mapping()
        if rest.isEmpty, case .rename(let name) = action {
            return .map(Mapping(mapping.entries.map { $0.key == key ? Mapping.Entry(key: name, value: $0.value) : $0 }))
        }
        let new = apply(rest, action, to: mapping[key]?.value)
        if let new { mapping.set(Mapping.Entry(key: key, value: .new(new))) } else { mapping.remove(key) }
        return mapping.isEmpty && isRemoval(action) ? nil : .map(mapping)
    case .index(let index):
        var items = value?.list ?? []
        if rest.isEmpty, case .insert(let new) = action {
            items.insert(.new(new.value), at: min(index, items.count))
            return .list(items)
        }
        let new = apply(rest, action, to: items.indices.contains(index) ? items[index].value : nil)
        if let new {
            if items.indices.contains(index) { items[index] = .new(new) } else { items.append(.new(new)) }
        } else if items.indices.contains(index) {
            items.remove(at: index)
        }
        return items.isEmpty && isRemoval(action) ? nil : .list(items)
    }
}

private func isRemoval(_ action: DocumentChange.Action) -> Bool {
    if case .remove = action { true } else { false }
}

private func applyHere(_ action: DocumentChange.Action, to value: Value?) -> Value? {
    switch action {
    case .set(let new): return new.value
    case .remove: return nil
    case .rename: return value
    case .append(let new), .insert(let new):
        let items = value?.list ?? []
        return .list(items.contains { $0.value == new.value } ? items : items + [.new(new.value)])
    case .merge(let new):
        guard case .map(let entries) = new, !entries.isEmpty else { return new.value }
        return .map(
            entries.reduce(into: value?.mapping ?? Mapping()) { mapping, entry in
                let merged = applyHere(isMap(entry.value) ? .merge(entry.value) : .set(entry.value), to: mapping[entry.key]?.value)
                mapping.set(Mapping.Entry(key: entry.key, value: .new(merged ?? .null)))
            })
    }
}

private func isMap(_ value: NewValue) -> Bool {
    if case .map(let entries) = value { !entries.isEmpty } else { false }
}
