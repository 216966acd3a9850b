package import ConfigModel

extension Provenance {
    /// The same places, the nearest in another role.
    package func asRole(_ role: Origin.Role) -> Provenance {
        guard let nearest else { return self }
        return Provenance(Origin(path: nearest.path, span: nearest.span, role: role), further: further)
    }
}

extension Traced {
    /// The same value, each of its parts with the nearest place in that role.
    package func inRole(_ role: Origin.Role) -> Traced {
        let provenance = provenance.asRole(role)
        switch value {
        case .list(let items): return Traced(.list(items.map { $0.inRole(role) }), provenance)
        case .map(let mapping):
            let entries = mapping.entries.map { Mapping.Entry(key: $0.key, keyProvenance: $0.keyProvenance, value: $0.value.inRole(role)) }
            return Traced(.map(Mapping(entries)), provenance)
        default: return Traced(value, provenance)
        }
    }
}

extension Provenance {
    /// These places, then those of `other`.
    package func continued(_ other: Provenance) -> Provenance { other.origins.reduce(self) { $0.continued(by: $1) } }
}
