import ConfigModel
internal import Projects

/// The kinds that kustomize's legacy order puts first and last. Source: `sortOptions` of kustomize 5.7.
private let firstKinds = [
    "Namespace", "ResourceQuota", "StorageClass", "CustomResourceDefinition", "ServiceAccount", "PodSecurityPolicy", "Role", "ClusterRole",
    "RoleBinding", "ClusterRoleBinding", "ConfigMap", "Secret", "Endpoints", "Service", "LimitRange", "PriorityClass", "PersistentVolume",
    "PersistentVolumeClaim", "Deployment", "StatefulSet", "CronJob", "PodDisruptionBudget",
]
private let lastKinds = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"]

private let kindRanks = ranks(firstKinds, lastKinds)

private func ranks(_ first: [String], _ last: [String]) -> [String: Int] {
    var result: [String: Int] = [:]
    for (index, kind) in first.enumerated() { result[kind] = index - first.count }
    for (index, kind) in last.enumerated() { result[kind] = index + 1 }
    return result
}

extension GroupVersionKind {
    /// The order in which kustomize keeps field specs.
    func precedes(_ other: GroupVersionKind) -> Bool {
        let (mine, theirs) = (kindRanks[kind] ?? 0, kindRanks[other.kind] ?? 0)
        return mine != theirs ? mine < theirs : sortText.utf8.lexicographicallyPrecedes(other.sortText.utf8)
    }
}

extension KustomizeBuild {
    /// Puts objects into the order that `sortOptions` asks for; `legacy` where nothing is asked.
    func sort(_ all: Accumulator, _ options: Traced?, path: String) throws(KustomizeFailure) {
        let order = options?["order"]?.value.string ?? ""
        let legacy = options?["legacySortOptions"].flatMap { $0.value.isNull ? nil : $0 }
        if options != nil {
            guard ["legacy", "fifo"].contains(order) else {
                throw KustomizeFailure("the field 'sortOptions.order' must be one of [fifo, legacy]", path: path)
            }
            guard order == "legacy" || legacy == nil else {
                throw KustomizeFailure("the field 'sortOptions.legacySortOptions' is set but the selected sort order is 'fifo'", path: path)
            }
            if order == "fifo" { return }
        }
        func kinds(_ key: String, _ known: [String]) -> [String] {
            legacy.map { ($0[key]?.value.list ?? []).compactMap(\.value.string) } ?? known
        }
        let ranks = ranks(kinds("orderFirst", firstKinds), kinds("orderLast", lastKinds))
        let keyed = all.resources.map { (resource: $0, key: SortKey($0.current, ranks)) }
        all.resources = keyed.sorted { $0.key < $1.key }.map(\.resource)
    }
}

private struct SortKey: Comparable {
    private let rank: Int
    private let type: GroupVersionKind
    private let typeText: String
    private let text: String

    init(_ name: ResourceName, _ ranks: [String: Int]) {
        rank = ranks[name.type.kind] ?? 0
        type = name.type
        typeText = name.type.sortText
        text = [name.namespace.isEmpty ? "~X" : name.namespace, name.name.isEmpty ? "~N" : name.name].joined(separator: "|")
    }

    static func < (a: SortKey, b: SortKey) -> Bool {
        if a.type == b.type { return a.text.utf8.lexicographicallyPrecedes(b.text.utf8) }
        if a.rank != b.rank { return a.rank < b.rank }
        let isBefore = a.typeText.utf8.lexicographicallyPrecedes(b.typeText.utf8)
        // Kubernetes' own namespaces stand before those of other groups.
        if a.type.kind == "Namespace", b.type.kind == "Namespace", a.type.group.isEmpty || b.type.group.isEmpty { return !isBefore }
        return isBefore
    }
}
