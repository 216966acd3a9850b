internal import Projects

/// The orders that Helm sorts by.
enum HelmOrder {
    /// Fewer slashes first, then bytewise; Helm parses and renders in the reverse of it.
    static func precedes(_ left: String, _ right: String) -> Bool {
        let (leftDepth, rightDepth) = (depth(left), depth(right))
        if leftDepth != rightDepth { return leftDepth < rightDepth }
        return bytewise(left, right)
    }

    static func bytewise(_ left: String, _ right: String) -> Bool { left.utf8.lexicographicallyPrecedes(right.utf8) }

    private static func depth(_ path: String) -> Int { path.utf8.reduce(0) { $0 + ($1 == UInt8(ascii: "/") ? 1 : 0) } }

    static func baseName(_ path: String) -> Substring {
        guard let slash = path.lastIndex(of: "/") else { return path[...] }
        return path[path.index(after: slash)...]
    }

    /// Kinds in the order of installation; others follow by name.
    static let kinds: [String: Int] = Dictionary(
        uniqueKeysWithValues: [
            "PriorityClass", "Namespace", "NetworkPolicy", "ResourceQuota", "LimitRange", "PodSecurityPolicy",
            "PodDisruptionBudget",
            "ServiceAccount", "Secret", "SecretList", "ConfigMap", "StorageClass", "PersistentVolume",
            "PersistentVolumeClaim",
            "CustomResourceDefinition", "ClusterRole", "ClusterRoleList", "ClusterRoleBinding",
            "ClusterRoleBindingList", "Role", "RoleList",
            "RoleBinding", "RoleBindingList", "Service", "DaemonSet", "Pod", "ReplicationController", "ReplicaSet",
            "Deployment",
            "HorizontalPodAutoscaler", "StatefulSet", "Job", "CronJob", "IngressClass", "Ingress", "APIService",
            "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration",
        ].enumerated().map { ($1, $0) })

    static func kindPrecedes(_ left: String, _ right: String) -> Bool {
        switch (kinds[left], kinds[right]) {
        case (let first?, let second?): first < second
        case (_?, nil): true
        case (nil, _?): false
        default: bytewise(left, right)
        }
    }
}
