internal import ConfigModel
internal import Projects

/// The paths of all PodSpecs that a Kubernetes object holds.
///
///     apiVersion: batch/v1
///     kind: CronJob               ->  spec.jobTemplate.spec.template.spec
///
/// Built-in kinds have theirs at a fixed place (Kubernetes API reference); in custom resources a map counts when its `containers`
/// all have a name and an image. Policies hold pod *patterns*, definitions hold schemas: neither runs anything.
func podSpecPaths(of resource: Resource) -> [ValuePath] {
    let kind = resource.value["kind"]?.value.string ?? ""
    let group = apiGroup(of: resource)
    if let path = builtIn(kind: kind, group: group) { return resource.value.at(path)?.value.mapping == nil ? [] : [path] }
    if group.isEmpty || patternGroups.contains(where: { group.hasSuffix($0) }) || kind == "CustomResourceDefinition" { return [] }
    var found: [ValuePath] = []
    search(resource.value, ValuePath(), depth: 0, &found)
    return found
}

private let patternGroups = [
    "kyverno.io", "gatekeeper.sh", "admissionregistration.k8s.io", "apiextensions.k8s.io", "kubewarden.io", "kustomize.config.k8s.io",
]

private func builtIn(kind: String, group: Substring) -> ValuePath? {
    switch (kind, group) {
    case ("Pod", ""): ValuePath([.key("spec")])
    case ("PodTemplate", ""): ValuePath([.key("template"), .key("spec")])
    case ("ReplicationController", ""), ("Deployment", "apps"), ("Deployment", "extensions"), ("StatefulSet", "apps"),
        ("DaemonSet", "apps"), ("DaemonSet", "extensions"), ("ReplicaSet", "apps"), ("ReplicaSet", "extensions"), ("Job", "batch"):
        ValuePath([.key("spec"), .key("template"), .key("spec")])
    case ("CronJob", "batch"):
        ValuePath([.key("spec"), .key("jobTemplate"), .key("spec"), .key("template"), .key("spec")])
    default: nil
    }
}

private func search(_ value: Traced, _ path: ValuePath, depth: Int, _ found: inout [ValuePath]) {
    guard depth < 10, found.count < 32 else { return }
    switch value.value {
    case .map(let mapping):
        if let containers = mapping["containers"]?.value.list, !containers.isEmpty,
            containers.allSatisfy({ $0["name"]?.value.string != nil && $0["image"]?.value.string != nil })
        {
            found.append(path)
            return
        }
        for entry in mapping.entries { search(entry.value, path.key(entry.key), depth: depth + 1, &found) }
    case .list(let items):
        for (index, item) in items.enumerated() { search(item, path.index(index), depth: depth + 1, &found) }
    default: break
    }
}
