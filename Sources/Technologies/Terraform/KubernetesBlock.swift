import ConfigModel
import Documents
internal import Projects
internal import Kubernetes

/// A block of Terraform's Kubernetes provider with the Kubernetes object that it makes, so that one rule judges both.
///
///     resource "kubernetes_deployment_v1" "web" {        # apps/v1 Deployment
///       spec { template { spec {
///         container { security_context { … } }           # spec.template.spec.containers[0].securityContext
///
/// Source: https://registry.terraform.io/providers/hashicorp/kubernetes/latest/docs, and the provider's schemas for which blocks repeat.
///
/// Blocks of Terraform's Kubernetes provider are judged as the objects that they make (`KubernetesBlock`), in place of the block, so that
/// every rule for Kubernetes holds for them; what a fix says is spelled back into the provider's blocks and arguments
/// (`SiteCandidate.action`), and fields that the provider lacks are refused by name.
struct KubernetesBlock: Sendable {
    let block: Resource
    /// What the block makes, under the block's own address.
    let object: Resource

    /// The block that `resource` is; nil for other types.
    init?(_ resource: Resource) {
        guard let value = KubernetesBlock.object(of: resource) else { return nil }
        block = resource
        let id = ResourceID(system: "kubernetes", type: resource.id.type, name: resource.id.name, scope: resource.id.scope, key: resource.id.key)
        object = Resource(id: id, value: value, home: resource.home, headline: resource.headline, cases: resource.cases)
    }

    private static func object(of resource: Resource) -> Traced? {
        guard resource.id.type.hasPrefix("kubernetes_") else { return nil }
        if resource.id.type == "kubernetes_manifest" {
            guard let manifest = resource.value["manifest"], manifest["kind"]?.value.string != nil,
                manifest["apiVersion"]?.value.string != nil
            else { return nil }
            return manifest
        }
        guard let type = kinds[withoutVersion(resource.id.type)], let entries = resource.value.value.mapping?.entries else { return nil }
        let names = KubernetesNames(kind: type.kind)
        var mapping = Mapping([
            Mapping.Entry(key: "apiVersion", value: .new(.string(type.version))),
            Mapping.Entry(key: "kind", value: .new(.string(type.kind))),
        ])
        for entry in entries where !metaArguments.contains(entry.key) { mapping.set(names.entry(entry, in: "")) }
        let object = Traced(.map(mapping), resource.value.provenance)
        // The provider creates objects in the namespace `default` where the block names none.
        let isNamed = clusterScoped.contains(type.kind) || object["metadata"]?.value.mapping?.entry("namespace") != nil
        return isNamed ? object : withNamespace(object, .new(.string("default")))
    }

    private static let clusterScoped: Set = [
        "Namespace", "ClusterRole", "ClusterRoleBinding", "PodSecurityPolicy", "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration",
    ]

    /// `kubernetes_deployment` of `kubernetes_deployment_v1`.
    private static func withoutVersion(_ type: String) -> String {
        guard let mark = type.ranges(of: "_v").last, let first = type[mark.upperBound...].first, first.isNumber else { return type }
        return String(type[..<mark.lowerBound])
    }

    private static let metaArguments: Set = ["count", "depends_on", "for_each", "lifecycle", "provider", "provisioner", "connection", "timeouts"]

    private static let kinds: [String: (version: String, kind: String)] = [
        "kubernetes_pod": ("v1", "Pod"),
        "kubernetes_deployment": ("apps/v1", "Deployment"),
        "kubernetes_stateful_set": ("apps/v1", "StatefulSet"),
        "kubernetes_daemonset": ("apps/v1", "DaemonSet"),
        "kubernetes_daemon_set": ("apps/v1", "DaemonSet"),
        "kubernetes_replication_controller": ("v1", "ReplicationController"),
        "kubernetes_job": ("batch/v1", "Job"),
        "kubernetes_cron_job": ("batch/v1", "CronJob"),
        "kubernetes_service": ("v1", "Service"),
        "kubernetes_service_account": ("v1", "ServiceAccount"),
        "kubernetes_default_service_account": ("v1", "ServiceAccount"),
        "kubernetes_config_map": ("v1", "ConfigMap"),
        "kubernetes_secret": ("v1", "Secret"),
        "kubernetes_namespace": ("v1", "Namespace"),
        "kubernetes_limit_range": ("v1", "LimitRange"),
        "kubernetes_resource_quota": ("v1", "ResourceQuota"),
        "kubernetes_role": ("rbac.authorization.k8s.io/v1", "Role"),
        "kubernetes_cluster_role": ("rbac.authorization.k8s.io/v1", "ClusterRole"),
        "kubernetes_role_binding": ("rbac.authorization.k8s.io/v1", "RoleBinding"),
        "kubernetes_cluster_role_binding": ("rbac.authorization.k8s.io/v1", "ClusterRoleBinding"),
        "kubernetes_network_policy": ("networking.k8s.io/v1", "NetworkPolicy"),
        "kubernetes_ingress": ("networking.k8s.io/v1", "Ingress"),
        "kubernetes_pod_disruption_budget": ("policy/v1", "PodDisruptionBudget"),
        "kubernetes_pod_security_policy": ("policy/v1beta1", "PodSecurityPolicy"),
        "kubernetes_validating_webhook_configuration": ("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration"),
        "kubernetes_mutating_webhook_configuration": ("admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration"),
    ]
}

// From the object back to the block.
extension KubernetesBlock {
    /// What a change of the object is in the block.
    enum Spelling {
        case change(ValuePath, DocumentChange.Action)
        /// Why the block cannot say it.
        case none(String)
    }

    func spelling(of path: ValuePath, _ action: DocumentChange.Action) -> Spelling {
        if block.id.type == "kubernetes_manifest" { return .change(ValuePath([.key("manifest")] + path.elements), action) }
        var place = Place(names: KubernetesNames(kind: object.value["kind"]?.value.string ?? ""), value: block.value)
        var steps = path.elements[...]
        while let step = steps.popFirst() {
            let index: Int? = if case .index(let index)? = steps.first { index } else { nil }
            if place.enter(step, index, endsInMap: steps.isEmpty ? action.setsMap : true) { steps = steps.dropFirst() }
            if let missing = place.missing { return .none("the Kubernetes provider has no argument \(missing)") }
        }
        guard !place.isLiteral else { return .change(place.path, action) }
        switch action {
        case .set(let value): return .change(place.path, .set(place.names.spelled(value, in: place.parent)))
        case .merge(let value): return .change(place.path, .merge(place.names.spelled(value, in: place.parent)))
        case .append(let value): return .change(place.path, .append(place.names.spelled(value, in: place.parent)))
        case .insert(let value): return .change(place.path, .insert(place.names.spelled(value, in: place.parent)))
        case .rename(let name): return .change(place.path, .rename(to: KubernetesNames.snakeCase(name)))
        case .remove: return .change(place.path, .remove)
        case .add: return .none("a new object needs a block of its own")
        }
    }

    /// A way into a block while it is walked.
    private struct Place {
        let names: KubernetesNames
        var value: Traced?
        var path = ValuePath.root
        /// The type of the block that holds the next name.
        var parent = ""
        /// Inside an argument, whose keys are the object's own.
        var isLiteral = false
        var missing: String?

        init(names: KubernetesNames, value: Traced) {
            self.names = names
            self.value = value
        }

        /// Takes a step; true when it took the index behind it too.
        mutating func enter(_ step: ValuePath.Element, _ index: Int?, endsInMap: Bool) -> Bool {
            guard case .key(let key) = step, !isLiteral else {
                path = ValuePath(path.elements + [step])
                value = value?.at(ValuePath([step]))
                return false
            }
            if let repeated = names.repeated(key, in: parent) {
                path = path.key(repeated)
                value = value?[repeated]
                parent = repeated
                guard let index else { return false }
                path = path.index(index)
                value = value?[index]
                return true
            }
            let name = KubernetesNames.snakeCase(key)
            if KubernetesNames.absent.contains(name) || (parent.isEmpty && ["api_version", "kind"].contains(name)) { missing = name }
            path = path.key(name)
            value = value?[name]
            let isBlock: Bool
            switch value?.value {
            case nil: isBlock = endsInMap && index == nil && !KubernetesNames.maps.contains(name)
            case .list(let items)?: isBlock = !items.isEmpty && items.allSatisfy { $0.value.mapping != nil }
            default: isBlock = false
            }
            guard isBlock else {
                isLiteral = true
                return false
            }
            path = path.index(0)
            value = value?[0]
            parent = name
            return false
        }
    }
}

extension DocumentChange.Action {
    /// Whether what is written is a map.
    fileprivate var setsMap: Bool {
        switch self {
        case .set(.map), .merge(.map): true
        default: false
        }
    }
}
