internal import ConfigModel
internal import Projects

/// What rules may select of Kubernetes: whatever runs pods, and any object.
let kubernetesSelectors: [SelectorKind] = [
    // Anything that holds a PodSpec.
    SelectorKind("kubernetes.workload", system: "kubernetes", bindings: ["pod", "resource"], lists: containerLists) { resource, selector in
        guard selector.admits(kubernetesKind(resource)), admitsGroup(resource, selector.groups) else { return [] }
        return podSpecPaths(of: resource).compactMap { path in
            resource.value.at(path).map { [Subject.Part(name: "pod", path: path, value: $0), .root(of: resource)] }
        }
    },
    SelectorKind("kubernetes.resource", system: "kubernetes", lists: containerLists) { resource, selector in
        selector.admits(kubernetesKind(resource)) && admitsGroup(resource, selector.groups) ? [[.root(of: resource)]] : []
    },
]

private let containerLists: [String: SelectorKind.NamedList] = [
    // Regular, init and ephemeral containers.
    "containers": SelectorKind.NamedList(keys: ["containers", "initContainers", "ephemeralContainers"], binding: "container", title: "container"),
    "app-containers": SelectorKind.NamedList(keys: ["containers"], binding: "container", title: "regular container"),
]

/// The kind that an object says it is; empty where it says none.
func kubernetesKind(_ resource: Resource) -> String {
    resource.value["kind"]?.value.string ?? ""
}

/// The API group that an object says it is of, `apps` of `apps/v1`; empty for the core.
func apiGroup(of resource: Resource) -> Substring {
    guard let version = resource.value["apiVersion"]?.value.string, let slash = version.utf8.firstIndex(of: UInt8(ascii: "/")) else { return "" }
    return version[..<slash]
}

/// Whether the object's API group is one of those, `core` for none; no groups admit any.
func admitsGroup(_ resource: Resource, _ groups: [String]) -> Bool {
    guard !groups.isEmpty else { return true }
    let group = String(apiGroup(of: resource))
    return groups.contains { Selector.matches($0, group) || ($0 == "core" && group.isEmpty) }
}
