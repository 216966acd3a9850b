import ConfigModel
internal import Projects

/// Follows the names of objects that were renamed: whoever refers to one by its former name gets the new one.
extension KustomizeBuild {
    func fixReferences(_ all: Accumulator) throws(KustomizeFailure) {
        var former: [String: [KustomizeResource]] = [:]
        for resource in all.resources where !resource.isGone {
            for name in Set(resource.previous.map(\.name)) { former[name, default: []].append(resource) }
        }
        let originals = all.resources.map(\.original)
        let fields = all.config.references.reduce(0) { $0 + $1.fields.count }
        for (referrer, original) in zip(all.resources, originals) where !referrer.isGone {
            try sources.budget.visit(fields, path: referrer.home.path)
            for reference in all.config.references {
                for field in reference.fields where original.type.isSelected(by: field.type) {
                    let step = ReferenceStep(
                        referrer: referrer, name: referrer.current, target: reference.target, path: field.path, former: former, all: all.resources,
                        sources: sources)
                    let type = referrer.type
                    var anyType = field
                    anyType.type = type
                    var value = referrer.value
                    do { try anyType.apply(to: &value, type: type, step.set) } catch {
                        throw KustomizeFailure(
                            error.kind, "updating name reference in '\(field.path)' of \(referrer.current): \(error.message)",
                            path: referrer.home.path, span: error.span)
                    }
                    referrer.value = value
                }
            }
        }
    }
}

/// One kind of reference of one object.
private struct ReferenceStep {
    let referrer: KustomizeResource
    let name: ResourceName
    let target: GroupVersionKind
    let path: String
    let former: [String: [KustomizeResource]]
    let all: [KustomizeResource]
    let sources: KustomizeSources

    func set(_ value: inout Traced) throws(KustomizeFailure) {
        switch value.value {
        case .null, .unknown: return
        case .map: try setMap(&value)
        case .list:
            try value.updateElements { (item) throws(KustomizeFailure) in
                if item.value.mapping != nil {
                    try setMap(&item)
                } else if item.isScalar {
                    try setScalar(&item)
                }
            }
        default: try setScalar(&value)
        }
    }

    private func setScalar(_ value: inout Traced) throws(KustomizeFailure) {
        let old = sources.text(value)
        guard let referral = try select(old, nil, comparesNamespaces: false), referral.name != old else { return }
        value = renamed(value, referral, "name")
    }

    private func setMap(_ value: inout Traced) throws(KustomizeFailure) {
        guard let name = value["name"], !name.value.isNull else { throw failure("path config error; no 'name' field in node") }
        let old = sources.text(name)
        let namespace = value["namespace"].map { $0.value.isNull ? "" : sources.text($0) }
        guard let referral = try select(old, namespace, comparesNamespaces: true) else { return }
        if referral.name == old, referral.namespace.isEmpty { return }
        value.setKey("name", renamed(name, referral, "name"))
        guard !referral.namespace.isEmpty, let written = referral.metadataEntry("namespace") else { return }
        if value["namespace"]?.value == written.value.value { return }
        value.setKey("namespace", written.value, keyProvenance: written.keyProvenance)
    }

    private func renamed(_ value: Traced, _ referral: KustomizeResource, _ key: String) -> Traced {
        if sources.text(value) == referral.name { return value }
        return Traced(.string(referral.name), value.provenance.followed(by: referral.metadataEntry(key)?.value.provenance ?? .none))
    }

    private func failure(_ message: String) -> KustomizeFailure { KustomizeFailure(message, path: referrer.home.path) }

    private func select(_ old: String, _ namespace: String?, comparesNamespaces: Bool) throws(KustomizeFailure) -> KustomizeResource? {
        let bound = try boundNamespaces()
        try sources.budget.visit(former[old]?.count ?? 0, path: referrer.home.path)
        var found = (former[old] ?? []).filter { candidate in
            couldBeReferenced(candidate, bound) && candidate.previousNames.contains { $0.type.isSelected(by: target) }
        }
        if let namespace, !found.isEmpty {
            // The namespace counts as a former one where any object had it.
            try sources.budget.visit(all.count, path: referrer.home.path)
            let isFormer = all.contains { $0.original.effectiveNamespace == namespace && couldBeReferenced($0, bound) }
            found = found.filter { (isFormer ? $0.original : $0.current).effectiveNamespace == namespace }
        }
        if path.hasSuffix("roleRef/name"), let role = referrer.value["roleRef"], let group = role["apiGroup"]?.value.plainText,
            let kind = role["kind"]?.value.plainText
        {
            let type = GroupVersionKind(group: group, kind: kind)
            found = found.filter { $0.previousNames.contains { $0.type.isSelected(by: type) } }
        }
        if !name.type.isClusterScoped {
            found = found.filter { candidate in
                candidate.current.type.isClusterScoped || candidate.kind == "ServiceAccount"
                    || candidate.current.effectiveNamespace == name.effectiveNamespace
            }
        }
        if found.count > 1 { found = found.filter { sharesAffixes($0, allowsEmpty: true) } }
        if found.count > 1 { found = found.filter { sharesAffixes($0, allowsEmpty: false) } }
        guard let first = found.first else { return nil }
        let isOne = found.allSatisfy { $0.name == first.name && (!comparesNamespaces || $0.namespace == first.namespace) }
        guard isOne else { throw failure("found multiple possible referrals: \(found.map { "\($0.current)" }.joined(separator: ", "))") }
        return first
    }

    private func couldBeReferenced(_ candidate: KustomizeResource, _ bound: Set<String>) -> Bool {
        if name.type.isClusterScoped { return true }
        let other = candidate.current
        return other.type.isClusterScoped || other.effectiveNamespace == name.effectiveNamespace || bound.contains(candidate.namespace)
    }

    /// The namespaces of service accounts that a role binding names.
    private func boundNamespaces() throws(KustomizeFailure) -> Set<String> {
        guard referrer.kind == "RoleBinding" else { return [] }
        var result: Set<String> = []
        for subject in referrer.value["subjects"]?.value.list ?? [] where subject["kind"]?.value.string == "ServiceAccount" {
            guard let namespace = subject["namespace"] else { continue }
            guard let text = namespace.value.string else { throw failure("invalid input: namespace is blank for resource \(name)") }
            result.insert(text)
        }
        return result
    }

    private func sharesAffixes(_ other: KustomizeResource, allowsEmpty: Bool) -> Bool {
        func shares(_ a: [String], _ b: [String]) -> Bool {
            if allowsEmpty, a.isEmpty || b.isEmpty { return true }
            let (short, long) = a.count <= b.count ? (a, b) : (b, a)
            if short.isEmpty { return long.isEmpty }
            return long.suffix(short.count).elementsEqual(short)
        }
        return shares(referrer.prefixes, other.prefixes) && shares(referrer.suffixes, other.suffixes)
    }
}
