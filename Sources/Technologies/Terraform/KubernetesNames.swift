import ConfigModel
import Documents
internal import Projects

/// The words of Terraform's Kubernetes provider for the fields of the Kubernetes API: `security_context` for `securityContext`, and one
/// `container` block for each item of `containers`.
struct KubernetesNames {
    /// The kind of the object, since a few words mean different things in different kinds.
    let kind: String

    /// Blocks that repeat, with the list that they make, within blocks of those types (any when empty; `""` is the resource) of those kinds.
    private static let repeatable: [(block: String, field: String, parents: Set<String>, kinds: Set<String>)] = [
        ("container", "containers", [], []), ("init_container", "initContainers", [], []),
        ("volume", "volumes", ["spec"], []), ("volume_mount", "volumeMounts", [], []), ("volume_device", "volumeDevices", [], []),
        ("env", "env", [], []), ("env_from", "envFrom", [], []),
        ("port", "ports", ["container", "init_container"], []), ("port", "ports", ["spec"], ["Service"]),
        ("toleration", "tolerations", [], []), ("host_aliases", "hostAliases", [], []), ("image_pull_secrets", "imagePullSecrets", [], []),
        ("topology_spread_constraint", "topologySpreadConstraints", [], []), ("readiness_gate", "readinessGates", [], []),
        ("sysctl", "sysctls", [], []), ("option", "options", ["dns_config"], []), ("http_header", "httpHeaders", [], []),
        ("items", "items", [], []), ("sources", "sources", [], []),
        ("match_expressions", "matchExpressions", [], []), ("match_fields", "matchFields", [], []),
        ("node_selector_term", "nodeSelectorTerms", [], []),
        ("preferred_during_scheduling_ignored_during_execution", "preferredDuringSchedulingIgnoredDuringExecution", [], []),
        (
            "required_during_scheduling_ignored_during_execution", "requiredDuringSchedulingIgnoredDuringExecution",
            ["pod_affinity", "pod_anti_affinity"], []
        ),
        ("volume_claim_template", "volumeClaimTemplates", [], []),
        ("rule", "rules", [""], ["Role", "ClusterRole"]), ("rule", "rules", ["spec"], ["Ingress"]), ("rule", "rules", ["webhook"], []),
        ("cluster_role_selectors", "clusterRoleSelectors", [], []),
        ("subject", "subjects", [""], []), ("webhook", "webhooks", [""], []),
        ("secret", "secrets", [""], ["ServiceAccount"]), ("image_pull_secret", "imagePullSecrets", [""], ["ServiceAccount"]),
        ("ingress", "ingress", ["spec"], ["NetworkPolicy"]), ("egress", "egress", ["spec"], ["NetworkPolicy"]),
        ("from", "from", ["ingress"], []), ("to", "to", ["egress"], []), ("ports", "ports", ["ingress", "egress"], []),
        ("tls", "tls", ["spec"], ["Ingress"]), ("path", "paths", ["http"], []),
        ("limit", "limits", ["spec"], ["LimitRange"]),
    ]

    /// Arguments that are maps, whose keys are the user's own.
    static let maps: Set = [
        "annotations", "binary_data", "data", "default", "default_request", "hard", "labels", "limits", "match_labels", "max", "min", "node_selector",
        "options", "parameters", "requests", "string_data", "volume_attributes",
    ]

    /// Fields of the API that the provider has no argument for.
    static let absent: Set = ["app_armor_profile", "host_users", "proc_mount", "resize_policy", "ephemeral_containers", "scheduling_gates"]

    /// Fields whose words are not told by their capitals.
    private static let irregular: [(argument: String, field: String)] = [
        ("cluster_ip", "clusterIP"), ("cluster_ips", "clusterIPs"), ("data_disk_uri", "diskURI"), ("external_ips", "externalIPs"),
        ("host_ip", "hostIP"), ("host_ipc", "hostIPC"), ("host_pid", "hostPID"), ("load_balancer_ip", "loadBalancerIP"),
        ("non_resource_urls", "nonResourceURLs"), ("pd_id", "pdID"), ("pod_cidr", "podCIDR"), ("volume_id", "volumeID"),
    ]
    private static let fields = Dictionary(uniqueKeysWithValues: irregular.map { ($0.argument, $0.field) })
    private static let arguments = Dictionary(uniqueKeysWithValues: irregular.map { ($0.field, $0.argument) })

    private func fits(_ row: (block: String, field: String, parents: Set<String>, kinds: Set<String>), _ parent: String) -> Bool {
        (row.parents.isEmpty || row.parents.contains(parent)) && (row.kinds.isEmpty || row.kinds.contains(kind))
    }

    /// The block that makes the items of a list, within a block of type `parent`.
    func repeated(_ field: String, in parent: String) -> String? {
        KubernetesNames.repeatable.first { $0.field == field && fits($0, parent) }?.block
    }

    /// One argument, or the blocks of one type, as the field that they make.
    func entry(_ entry: Mapping.Entry, in parent: String) -> Mapping.Entry {
        func named(_ name: String, _ value: Traced) -> Mapping.Entry {
            Mapping.Entry(key: name, keyProvenance: entry.keyProvenance, value: value)
        }
        if let row = KubernetesNames.repeatable.first(where: { $0.block == entry.key && fits($0, parent) }) {
            guard case .list(let items) = entry.value.value else { return named(row.field, entry.value) }
            return named(row.field, Traced(.list(items.map { field($0, in: entry.key) }), entry.value.provenance))
        }
        let name = KubernetesNames.camelCase(entry.key)
        // A list of maps is a block: the provider's arguments hold scalars, lists of scalars and maps.
        guard case .list(let items) = entry.value.value, let first = items.first, first.value.mapping != nil else { return named(name, entry.value) }
        return named(name, field(first, in: entry.key))
    }

    private func field(_ block: Traced, in type: String) -> Traced {
        guard let mapping = block.value.mapping else { return block }
        return Traced(.map(Mapping(mapping.entries.map { entry($0, in: type) })), block.provenance)
    }

    /// A value of the API as a block of type `parent` holds it.
    func spelled(_ value: NewValue, in parent: String) -> NewValue {
        guard case .map(let entries) = value else { return value }
        return .map(
            entries.map { entry in
                if let block = repeated(entry.key, in: parent), case .list(let items) = entry.value {
                    return NewValue.Entry(block, .list(items.map { spelled($0, in: block) }))
                }
                let name = KubernetesNames.snakeCase(entry.key)
                guard case .map = entry.value, !KubernetesNames.maps.contains(name) else { return NewValue.Entry(name, entry.value) }
                return NewValue.Entry(name, .list([spelled(entry.value, in: name)]))
            })
    }

    /// `runAsNonRoot` of `run_as_non_root`.
    static func camelCase(_ argument: String) -> String {
        if let field = fields[argument] { return field }
        let words = argument.split(separator: "_")
        return (words.first.map(String.init) ?? "") + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }

    /// `run_as_non_root` of `runAsNonRoot`.
    static func snakeCase(_ field: String) -> String {
        if let argument = arguments[field] { return argument }
        return field.reduce(into: "") { result, letter in
            if letter.isUppercase { result += "_" }
            result += letter.lowercased()
        }
    }
}
