import ConfigModel
internal import Projects

/// A field that a transformer changes: `spec/template/spec/containers[]/image` of some kinds.
struct FieldSpec: Hashable {
    var type = GroupVersionKind()
    let path: String
    /// Whether the field and the maps on the way are made where they are missing.
    var creates = false

    /// What a missing or null field becomes before it is changed.
    enum Creation { case nothing, scalar, map }

    /// The steps of the path: separated by `/`, which a backslash escapes.
    static func split(_ path: String, separator: Character = "/") -> [String] {
        var parts = path.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
        if parts.count > 1, parts[0].isEmpty { parts.removeFirst() }
        var result: [String] = []
        for part in parts {
            if let last = result.last, last.hasSuffix("\\") {
                result[result.count - 1] = last.dropLast() + String(separator) + part
            } else {
                result.append(part)
            }
        }
        return result
    }

    /// Calls `change` on every value that the path leads to in an object of a matching kind.
    func apply(
        to object: inout Traced, type objectType: GroupVersionKind, creating creation: Creation = .nothing, place: Provenance = .none,
        _ change: (inout Traced) throws(KustomizeFailure) -> Void
    ) throws(KustomizeFailure) {
        guard objectType.isSelected(by: type) else { return }
        let steps = FieldSpec.split(path)
        guard steps.count <= KustomizeBudget.steps else {
            throw KustomizeFailure(.limit, "'\(path.prefix(80))…' has more than \(KustomizeBudget.steps) steps", path: "")
        }
        try visit(&object, steps[...], creation, place, change)
    }

    private func visit(
        _ value: inout Traced, _ steps: ArraySlice<String>, _ creation: Creation, _ place: Provenance,
        _ change: (inout Traced) throws(KustomizeFailure) -> Void
    ) throws(KustomizeFailure) {
        guard let first = steps.first else { return try change(&value) }
        switch value.value {
        case .null, .unknown: return
        case .list:
            try value.updateElements { (item) throws(KustomizeFailure) in try visit(&item, steps, creation, place, change) }
        case .map(let mapping):
            let isList = first.hasSuffix("[]")
            let key = isList ? String(first.dropLast(2)) : first
            let makes = creates && creation != .nothing && !isList
            let isLast = steps.count == 1
            var inner: Traced
            if let known = mapping[key] {
                inner = known
                if known.value.isNull {
                    if isList {
                        inner.value = .list([])
                    } else if makes {
                        inner.value = isLast && creation == .scalar ? .string("") : .map(Mapping())
                    }
                }
            } else if makes {
                inner = Traced(isLast && creation == .scalar ? .string("") : .map(Mapping()), place)
            } else {
                return
            }
            try visit(&inner, steps.dropFirst(), creation, place, change)
            value.setKey(key, inner, keyProvenance: place)
        case .bool, .int, .double, .string:
            throw KustomizeFailure("considering field '\(path)': expected sequence or mapping node", path: "")
        }
    }
}

extension [FieldSpec] {
    /// Adds specs that are not there yet.
    /// - Throws: where two specs of one field disagree about making it.
    func merged(with others: [FieldSpec]) throws(KustomizeFailure) -> [FieldSpec] {
        var result = self
        for spec in others {
            if let known = result.first(where: { $0.path == spec.path && $0.type.isSelected(by: spec.type) }) {
                guard known.creates == spec.creates else { throw KustomizeFailure("conflicting fieldspecs for '\(spec.path)'", path: "") }
            } else {
                result.append(spec)
            }
        }
        return result
    }
}
