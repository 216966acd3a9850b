/// Where people write a key among the keys of its map; keys that the table does not name come last.
package func canonicalRank(_ key: String) -> Int { keyRanks[key] ?? keyRanks.count }

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
