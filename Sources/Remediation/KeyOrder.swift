internal import ConfigModel
internal import Documents

/// Sorts changes so that new keys of one map come out in the order in which people write them.
///
/// Documents add new keys in arrival order. Keys that the table does not name keep the order of the plan, after those that it names.
func inCanonicalOrder(_ changes: [DocumentChange]) -> [DocumentChange] {
    changes.enumerated().map { (ranks: $0.element.path.elements.map(rank), place: $0.offset, change: $0.element) }
        .sorted { a, b in
            if a.change.root != b.change.root { return a.change.root < b.change.root }
            if a.ranks != b.ranks { return a.ranks.lexicographicallyPrecedes(b.ranks) }
            return a.place < b.place
        }
        .map(\.change)
}

private func rank(_ element: ValuePath.Element) -> Int {
    switch element {
    case .index(let index): index
    case .key(let key): keyRanks[key] ?? keyRanks.count
    }
}

/// The order of the Kubernetes API reference's examples, then of the Terraform documentation's.
private let keyRanks = Dictionary(
    uniqueKeysWithValues: [
        "apiVersion", "kind", "metadata", "name", "namespace", "labels", "annotations", "spec", "selector", "template",
        "serviceAccountName", "automountServiceAccountToken", "hostNetwork", "hostPID", "hostIPC",
        "image", "imagePullPolicy", "command", "args", "workingDir", "ports", "envFrom", "env", "resources", "requests", "limits", "cpu", "memory",
        "securityContext", "privileged", "allowPrivilegeEscalation", "runAsNonRoot", "runAsUser", "runAsGroup", "fsGroup", "supplementalGroups",
        "readOnlyRootFilesystem", "capabilities", "drop", "add", "seccompProfile", "type", "localhostProfile", "procMount",
        "volumeMounts", "initContainers", "containers", "volumes",
        "http_endpoint", "http_tokens", "http_put_response_hop_limit",
    ].enumerated().map { ($1, $0) })
