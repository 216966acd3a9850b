import ConfigModel
internal import Projects

/// Changes in place of values that a build works on; keys keep where they were written.
extension Traced {
    /// Null, or a map or list without elements.
    var isEmptyValue: Bool {
        switch value {
        case .null: true
        case .map(let mapping): mapping.isEmpty
        case .list(let items): items.isEmpty
        default: false
        }
    }

    var isScalar: Bool {
        switch value {
        case .map, .list, .null: false
        default: true
        }
    }

    /// Sets or adds a key of a map; null counts as an empty map. Anything else is left alone.
    mutating func setKey(_ key: String, _ new: Traced, keyProvenance: Provenance = .none) {
        var mapping: Mapping
        switch value {
        case .map(let known): mapping = known
        case .null: mapping = Mapping()
        default: return
        }
        value = .null
        let place = mapping.entry(key)?.keyProvenance ?? keyProvenance
        mapping.set(Mapping.Entry(key: key, keyProvenance: place, value: new))
        value = .map(mapping)
    }

    mutating func removeKey(_ key: String) {
        guard case .map(var mapping) = value else { return }
        value = .null
        mapping.remove(key)
        value = .map(mapping)
    }

    /// Changes what is under `key`, which is null where it is missing; what stays null is not added.
    mutating func updateKey<Failure: Error>(_ key: String, _ change: (inout Traced) throws(Failure) -> Void) throws(Failure) {
        let known = self[key]
        var inner = known ?? .new(.null)
        try change(&inner)
        if known == nil, inner.value.isNull { return }
        setKey(key, inner)
    }

    /// Changes each element of a list.
    mutating func updateElements<Failure: Error>(_ change: (inout Traced) throws(Failure) -> Void) throws(Failure) {
        guard case .list(var items) = value else { return }
        value = .null
        for index in items.indices { try change(&items[index]) }
        value = .list(items)
    }
}

extension Provenance {
    /// The places of `self`, then those of `other` that are new.
    func followed(by other: Provenance) -> Provenance {
        var result = self
        for origin in other.origins where !result.origins.contains(origin) { result = result.continued(by: origin) }
        return result
    }
}
