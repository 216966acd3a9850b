internal import ConfigModel
internal import Projects

/// How Kubernetes objects find each other: by namespace, by labels and by name.
struct KubernetesRelations: RelationModel {
    let key = "kinds"
    let looksAtTree = true

    func admits(_ resource: Resource, kinds: [String], groups: [String]) -> Bool {
        kinds.contains(kubernetesKind(resource)) && admitsGroup(resource, groups)
    }

    func names(of resource: Resource) -> [Value] { (resource.value["metadata"]?["name"]?.value).map { [$0] } ?? [] }

    func scope(of resource: Resource) -> Value? {
        kubernetesKind(resource) == "Namespace" ? resource.value["metadata"]?["name"]?.value : resource.value["metadata"]?["namespace"]?.value
    }

    func areInOneScope(_ one: Resource, _ other: Resource, isOwn: Bool) -> Certainty {
        if clusterScoped.contains(kubernetesKind(other)) && kubernetesKind(other) != "Namespace" { return .yes }
        switch (scope(of: one), scope(of: other)) {
        case (nil, nil): return isOwn ? .yes : .maybe
        case (.string(let a)?, .string(let b)?): return a == b ? .yes : .no
        // Everything of one release lands in its namespace.
        case (.unknown(let a)?, .unknown(let b)?): return isOwn && a == b ? .yes : .maybe
        default: return .maybe
        }
    }

    func labels(of resource: Resource) -> Traced? {
        guard let path = podSpecPaths(of: resource).first, let parent = path.parent else { return nil }
        let metadata = parent.isRoot ? resource.value["metadata"] : resource.value.at(parent)?["metadata"]
        return metadata?["labels"] ?? .new(.map(Mapping()))
    }

    /// The label selector with which an object chooses pods, by its kind.
    ///
    ///     NetworkPolicy        spec.podSelector             {matchLabels, matchExpressions}; empty selects all
    ///     Service              spec.selector                a map; missing selects none
    ///     AuthorizationPolicy  spec.selector.matchLabels    missing selects all of the namespace
    func selection(of resource: Resource) -> LabelSelection? {
        let object = resource.value
        let kind = kubernetesKind(resource)
        let spec = object["spec"]
        let isService = kind == "Service" || kind == "ReplicationController"
        let place = ["podSelector", "selector", "endpointSelector"].lazy.compactMap { spec?[$0] }.first
        let labels = isService ? place : place?["matchLabels"]
        let parts = [object, spec, place, labels, place?["matchExpressions"]]
        return LabelSelection(
            labels: labels?.value.mapping, expressions: place?["matchExpressions"]?.value.list ?? [],
            isUnknown: parts.contains { $0?.value.isUnknown ?? false } || !(place?["targetRefs"]?.value.list ?? []).isEmpty,
            selectsNone: isService && (labels?.value.mapping?.isEmpty ?? true))
    }
}

/// Kinds without a namespace that rules relate to.
private let clusterScoped: Set<String> = [
    "Namespace", "ClusterRole", "ClusterRoleBinding", "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration", "ClusterPolicy",
    "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding", "PriorityClass", "StorageClass", "CustomResourceDefinition", "ClusterIssuer",
]
