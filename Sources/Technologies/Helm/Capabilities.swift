import Templates
internal import Projects

/// `.Capabilities`: what Helm 4.1 says of a cluster that it does not ask.
final class CapabilitiesObject: GoObject {
    let typeName = "*common.Capabilities"
    let kindName = "ptr"
    private let kubeVersion: KubeVersionObject
    private let apiVersions: VersionSetObject
    private let helmVersion = HelmVersionObject()

    init(kubeVersion: String, apiVersions: [String]) {
        self.kubeVersion = KubeVersionObject(kubeVersion)
        self.apiVersions = VersionSetObject(CapabilitiesObject.knownVersions + apiVersions)
    }

    var description: String { "&{\(kubeVersion.description) \(apiVersions.description) \(helmVersion.description)}" }

    var encoded: GoValue? {
        .map(
            GoMap([
                GoMap.Entry(key: "KubeVersion", value: .object(kubeVersion, .none)),
                GoMap.Entry(key: "APIVersions", value: .object(apiVersions, .none)),
                GoMap.Entry(key: "HelmVersion", value: .object(helmVersion, .none)),
            ]), .none)
    }

    func field(_ name: String) -> GoValue? {
        switch name {
        case "KubeVersion": .object(kubeVersion, .none)
        case "APIVersions": .object(apiVersions, .none)
        case "HelmVersion": .object(helmVersion, .none)
        default: nil
        }
    }

    static let knownVersions = [
        "v1", "admissionregistration.k8s.io/v1", "admissionregistration.k8s.io/v1alpha1",
        "admissionregistration.k8s.io/v1beta1",
        "internal.apiserver.k8s.io/v1alpha1", "apps/v1", "apps/v1beta1", "apps/v1beta2", "authentication.k8s.io/v1",
        "authentication.k8s.io/v1alpha1", "authentication.k8s.io/v1beta1", "authorization.k8s.io/v1",
        "authorization.k8s.io/v1beta1",
        "autoscaling/v1", "autoscaling/v2", "autoscaling/v2beta1", "autoscaling/v2beta2", "batch/v1", "batch/v1beta1",
        "certificates.k8s.io/v1", "certificates.k8s.io/v1beta1", "certificates.k8s.io/v1alpha1",
        "coordination.k8s.io/v1alpha2",
        "coordination.k8s.io/v1beta1", "coordination.k8s.io/v1", "discovery.k8s.io/v1", "discovery.k8s.io/v1beta1",
        "events.k8s.io/v1",
        "events.k8s.io/v1beta1", "extensions/v1beta1", "flowcontrol.apiserver.k8s.io/v1",
        "flowcontrol.apiserver.k8s.io/v1beta1",
        "flowcontrol.apiserver.k8s.io/v1beta2", "flowcontrol.apiserver.k8s.io/v1beta3", "networking.k8s.io/v1",
        "networking.k8s.io/v1beta1", "node.k8s.io/v1", "node.k8s.io/v1alpha1", "node.k8s.io/v1beta1", "policy/v1",
        "policy/v1beta1",
        "rbac.authorization.k8s.io/v1", "rbac.authorization.k8s.io/v1beta1", "rbac.authorization.k8s.io/v1alpha1",
        "resource.k8s.io/v1",
        "resource.k8s.io/v1beta2", "resource.k8s.io/v1beta1", "resource.k8s.io/v1alpha3", "scheduling.k8s.io/v1alpha1",
        "scheduling.k8s.io/v1beta1", "scheduling.k8s.io/v1", "storage.k8s.io/v1beta1", "storage.k8s.io/v1",
        "storage.k8s.io/v1alpha1",
        "storagemigration.k8s.io/v1beta1", "apiextensions.k8s.io/v1beta1", "apiextensions.k8s.io/v1",
    ]
}

private final class KubeVersionObject: GoObject {
    let typeName = "common.KubeVersion"
    private let full: String
    let normalized: String
    private let major: String
    private let minor: String

    init(_ version: String) {
        full = version.hasPrefix("v") ? version : "v" + version
        let core = full.dropFirst().prefix { $0.isNumber || $0 == "." }
        let parts = core.split(separator: ".").map(String.init)
        major = parts.first ?? "1"
        minor = parts.count > 1 ? parts[1] : "0"
        normalized = "v" + (parts + ["0", "0", "0"]).prefix(max(3, parts.count)).joined(separator: ".")
    }

    var description: String { normalized }

    var encoded: GoValue? {
        .map(
            GoMap([
                GoMap.Entry(key: "Version", value: .text(full)), GoMap.Entry(key: "Major", value: .text(major)),
                GoMap.Entry(key: "Minor", value: .text(minor)),
            ]), .none)
    }

    func field(_ name: String) -> GoValue? {
        switch name {
        case "Version": .text(full)
        case "Major": .text(major)
        case "Minor": .text(minor)
        default: nil
        }
    }

    func method(_ name: String) -> [ParameterType]? { name == "String" || name == "GitVersion" ? [] : nil }

    func call(_ name: String, _ arguments: [GoValue], _ execution: Execution) throws -> GoValue {
        .text(name == "String" ? normalized : full)
    }
}

private final class VersionSetObject: GoObject {
    let typeName = "common.VersionSet"
    let kindName = "slice"
    private let versions: [String]

    init(_ versions: [String]) { self.versions = versions }

    var description: String { "[\(versions.joined(separator: " "))]" }
    var underlying: GoValue? { .list(GoList(versions.map { .text($0) }, element: .string), .none) }

    func method(_ name: String) -> [ParameterType]? { name == "Has" ? [.string] : nil }

    func call(_ name: String, _ arguments: [GoValue], _ execution: Execution) throws -> GoValue {
        guard case .string(let wanted) = arguments.first else { return .bool(false, .none) }
        return .bool(versions.contains(wanted.string), .none)
    }
}

private final class HelmVersionObject: GoObject {
    let typeName = "version.BuildInfo"
    private static let fields = [
        ("Version", "version", "v4.1.4"), ("GitCommit", "git_commit", "05fa37973dc9e42b76e1d2883494c87174b6074f"),
        ("GitTreeState", "git_tree_state", "clean"), ("GoVersion", "go_version", "go1.25.9"),
        ("KubeClientVersion", "kube_client_version", "v1.35"),
    ]

    var description: String { "{\(HelmVersionObject.fields.map(\.2).joined(separator: " "))}" }
    var encoded: GoValue? {
        .map(GoMap(HelmVersionObject.fields.map { GoMap.Entry(key: $0.1, value: .text($0.2)) }), .none)
    }
    func field(_ name: String) -> GoValue? { HelmVersionObject.fields.first { $0.0 == name }.map { .text($0.2) } }
}
