internal import ConfigModel

/// The subject's side of a relation: what others may be tied to.
struct RelationAnchor {
    private let resource: Resource
    /// Values of the subject that name others.
    private let named: [Traced]
    private let labels: Traced?

    init(_ relation: Relation, _ subject: Subject, _ resource: Resource) {
        self.resource = resource
        var named: [Traced] = []
        if case .referred(let paths) = relation.link {
            for path in paths {
                guard let part = subject.parts.first(where: { $0.name == path.first }) else { continue }
                named += values(at: path.dropFirst(), in: part.value)
            }
        }
        self.named = named
        labels = relation.link == .selector ? podLabels(resource) : nil
    }

    var target: UnknownReason.Target? { resource.id.system == "terraform" ? Rules.target(of: resource) : nil }

    func isSame(_ other: Resource) -> Bool { other.home == resource.home && other.id == resource.id }

    /// What a candidate has to have in common with it; nil when that cannot be said.
    func keys(_ relation: Relation) -> [String]? {
        switch relation.link {
        case .project: return nil
        case .namespace: return namespace?.string.map { [$0] }
        case .selector: return labels.flatMap { pairs($0) }
        case .selection: return LabelSelection(resource.value).firstPair.map { [$0] }
        case .referred: return referenceKeys(named)
        case .refers:
            guard let target else { return resource.value["metadata"]?["name"]?.value.string.map { [$0] } }
            if identities.contains(where: \.isUnknown) { return nil }
            return identities.compactMap(\.string) + [key(target)]
        }
    }

    func match(_ relation: Relation, _ other: Resource, isOwn: Bool) -> Certainty {
        switch relation.link {
        case .project: return .yes
        case .namespace: return sameNamespace(other, isOwn)
        case .selector:
            guard let labels else { return .no }
            return LabelSelection(other.value).selects(labels) && sameNamespace(other, isOwn)
        case .selection:
            guard let labels = podLabels(other) else { return .no }
            return LabelSelection(resource.value).selects(labels) && sameNamespace(other, isOwn)
        case .referred:
            let found = named.map { names($0.value, target: Rules.target(of: other), namesByWhich(other)) }
            return strongest(found) && (relation.system == "kubernetes" ? sameNamespace(other, isOwn) : .yes)
        case .refers(let paths):
            let found = paths.flatMap { values(at: $0[...], in: other.value) }.map { names($0.value, target: Rules.target(of: resource), identities) }
            return strongest(found) && (relation.system == "kubernetes" ? sameNamespace(other, isOwn) : .yes)
        }
    }

    private func strongest(_ found: [Certainty]) -> Certainty { found.contains(.yes) ? .yes : found.contains(.maybe) ? .maybe : .no }

    private func names(_ value: Value, target: UnknownReason.Target, _ identities: [Value]) -> Certainty {
        switch value {
        case .unknown(let reason): return reason.target.map { $0 == target ? .yes : .no } ?? .maybe
        case .string(let text):
            if identities.contains(.string(text)) { return .yes }
            return identities.contains(where: \.isUnknown) ? .maybe : .no
        default: return .no
        }
    }

    private var identities: [Value] { namesByWhich(resource) }

    private var namespace: Value? { namespace(of: resource) }

    private func namespace(of one: Resource) -> Value? {
        kubernetesKind(one) == "Namespace" ? one.value["metadata"]?["name"]?.value : one.value["metadata"]?["namespace"]?.value
    }

    private func sameNamespace(_ other: Resource, _ isOwn: Bool) -> Certainty {
        if clusterScoped.contains(kubernetesKind(other)) && kubernetesKind(other) != "Namespace" { return .yes }
        switch (namespace, namespace(of: other)) {
        case (nil, nil): return isOwn ? .yes : .maybe
        case (.string(let a)?, .string(let b)?): return a == b ? .yes : .no
        // Everything of one release lands in its namespace.
        case (.unknown(let a)?, .unknown(let b)?): return isOwn && a == b ? .yes : .maybe
        default: return .maybe
        }
    }
}

/// Arguments by which others may name a resource instead of referring to it.
private func namesByWhich(_ resource: Resource) -> [Value] {
    if resource.id.system == "kubernetes" { return (resource.value["metadata"]?["name"]?.value).map { [$0] } ?? [] }
    return ["bucket", "name", "id", "identifier", "function_name", "repository", "cluster_identifier", "domain_name"].compactMap {
        resource.value[$0]?.value
    }
}

/// Kinds without a namespace that rules relate to.
private let clusterScoped: Set<String> = [
    "Namespace", "ClusterRole", "ClusterRoleBinding", "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration", "ClusterPolicy",
    "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding", "PriorityClass", "StorageClass", "CustomResourceDefinition", "ClusterIssuer",
]
