import ConfigModel
internal import Projects

/// Merges a strategic merge patch into an object as kustomize does: maps key by key, lists of known types by their merge keys, anything
/// else replaced; null and `$patch: delete` remove.
///
/// Values of the patch keep their place in the patch, values that it does not touch theirs in the object.
struct StrategicMerge {
    let schema: MergeSchema
    let sources: KustomizeSources

    /// Where a value stands in its schema: nil where no schema is known at all.
    typealias Position = SchemaPosition

    enum SchemaPosition {
        case type(String)
        /// A list merged by keys, with the type of its elements.
        case list(keys: [String], element: String?)
        /// In a known type, but nothing here or below is merged.
        case plain
    }

    /// - Returns: nil where the patch removes the value.
    func merge(patch: Traced, into object: Traced, path: String) throws(KustomizeFailure) -> Traced? {
        try walk(object, patch, nil, depth: 0, path).value
    }

    private struct Outcome {
        var value: Traced?
        /// Whether the value is the object's, changed in place, rather than the patch's.
        var isOwn = true
    }

    private func walk(_ own: Traced?, _ patch: Traced?, _ known: Position?, depth: Int, _ path: String) throws(KustomizeFailure) -> Outcome {
        guard depth < 128 else { throw KustomizeFailure(.limit, "values are nested more than 128 deep", path: path) }
        let position = known ?? kind(own) ?? kind(patch)
        let leading = [own, patch].compactMap { $0 }.first { !$0.value.isNull }
        func demand(_ matches: (Value) -> Bool, _ name: String) throws(KustomizeFailure) {
            for value in [own, patch].compactMap({ $0 }) where !value.value.isNull && !matches(value.value) {
                throw KustomizeFailure(
                    "wrong kind of value: expected \(name) but the patch or object has \(value.value.kindName)", path: path,
                    span: patch?.provenance.nearest?.span)
            }
        }
        switch leading?.value {
        case .map, nil:
            try demand({ $0.mapping != nil }, "map")
            return try walkMap(own, patch, position, depth: depth, path)
        case .list:
            try demand({ $0.list != nil }, "list")
            if case .list(let keys, let element) = position {
                return try walkList(own, patch, keys, element, depth: depth, path)
            }
            if let patch { return Outcome(value: patch, isOwn: false) }
            return Outcome(value: own)
        default:
            try demand({ $0.mapping == nil && $0.list == nil }, "scalar")
            if let patch { return Outcome(value: patch, isOwn: false) }
            return Outcome(value: own)
        }
    }

    private func kind(_ value: Traced?) -> Position? {
        guard let kind = value?["kind"]?.value.string, let version = value?["apiVersion"]?.value.string else { return nil }
        return schema.kinds[GroupVersionKind(apiVersion: version, kind: kind)].map(Position.type)
    }

    private func field(_ position: Position?, _ key: String) -> Position? {
        guard case .type(let name) = position else { return nil }
        guard let field = schema.types[name]?[key] else { return .plain }
        if let keys = field.keys { return .list(keys: keys, element: field.type) }
        return field.type.map(Position.type) ?? .plain
    }

    private enum Directive: String { case merge, replace, delete }

    /// The `$patch` of a map, taken out of it.
    private func directive(_ patch: inout Traced, _ path: String) throws(KustomizeFailure) -> Directive {
        guard let written = patch["$patch"], !written.value.isNull else { return .merge }
        let text = written.value.plainText ?? ""
        guard let directive = Directive(rawValue: text) else {
            throw KustomizeFailure("unknown patch strategy '\(text)'", path: path, span: written.provenance.nearest?.span)
        }
        patch.removeKey("$patch")
        return directive
    }

    private func walkMap(_ own: Traced?, _ written: Traced?, _ position: Position?, depth: Int, _ path: String) throws(KustomizeFailure)
        -> Outcome
    {
        var patch = written
        var target: Traced
        var isOwn = true
        if let own, !own.value.isNull {
            target = own
            if var change = patch {
                if change.value.isNull { return Outcome(value: nil) }
                switch try directive(&change, path) {
                case .delete: return Outcome(value: nil)
                case .replace:
                    target = change
                    isOwn = false
                case .merge: break
                }
                patch = change
            }
        } else {
            guard var change = patch else { return Outcome(value: own) }
            if change.value.isNull { return Outcome(value: nil) }
            if try directive(&change, path) == .delete { return Outcome(value: nil) }
            target = change
            patch = change
            isOwn = false
        }
        let own = target.value.mapping
        for key in (own?.keys ?? []) + (patch?.value.mapping?.keys ?? []).filter({ own?[$0] == nil }) {
            let (known, change) = (own?[key], patch?[key])
            // Null that is written out stays unless the patch has the key too.
            if let known, known.value.isNull, change == nil, sources.isWritten(known) { continue }
            let result = try walk(known, change, field(position, key), depth: depth + 1, path)
            guard var value = result.value, !value.value.isNull else {
                target.removeKey(key)
                continue
            }
            if result.isOwn, change == nil, value.isScalar { continue }
            if let known, known.isScalar, !result.isOwn { value = sources.keepingQuotes(of: known, in: value) }
            target.setKey(key, value, keyProvenance: patch?.value.mapping?.entry(key)?.keyProvenance ?? .none)
        }
        return Outcome(value: target, isOwn: isOwn)
    }

    // MARK: lists with merge keys

    private func walkList(_ own: Traced?, _ written: Traced?, _ keys: [String], _ element: String?, depth: Int, _ path: String)
        throws(KustomizeFailure) -> Outcome
    {
        var patch = written
        var target: Traced
        var isOwn = true
        if let own, !own.value.isNull {
            target = own
            if let change = patch {
                if change.value.isNull { return Outcome(value: nil) }
                let (rest, directive) = try listDirective(change, path)
                patch = rest
                switch directive {
                case .delete: return Outcome(value: nil)
                case .replace:
                    target = rest
                    isOwn = false
                case .merge: break
                }
            }
        } else {
            guard let change = patch else { return Outcome(value: own) }
            target = change
            isOwn = false
        }
        var list = AssociativeList(own: target.value.list ?? [], patch: patch?.value.list ?? [], keys: keys, sources: sources)
        try list.merge { (mine, theirs) throws(KustomizeFailure) in
            let position: Position? = keys.isEmpty ? nil : element.map(Position.type) ?? .plain
            let result = try walk(mine, theirs, position, depth: depth + 1, path)
            return (result.value, result.isOwn)
        }
        target.value = .list(list.result)
        return Outcome(value: target, isOwn: isOwn)
    }

    /// The `- $patch: replace` of a list, taken out of it.
    private func listDirective(_ patch: Traced, _ path: String) throws(KustomizeFailure) -> (Traced, Directive) {
        let items = patch.value.list ?? []
        guard let place = items.firstIndex(where: { $0["$patch"] != nil }), items[place].value.mapping?.count == 1 else { return (patch, .merge) }
        var item = items[place]
        let found = try directive(&item, path)
        var rest = patch
        rest.value = .list(items.filter { $0["$patch"]?.value.plainText != found.rawValue })
        return (rest, found)
    }
}
