internal import Projects

/// Group, version and kind of a Kubernetes object; an empty part of a selector matches anything.
struct GroupVersionKind: Hashable {
    var group = ""
    var version = ""
    var kind = ""

    init(group: String = "", version: String = "", kind: String = "") {
        self.group = group
        self.version = version
        self.kind = kind
    }

    init(apiVersion: String, kind: String) {
        if let slash = apiVersion.firstIndex(of: "/") {
            group = String(apiVersion[..<slash])
            version = String(apiVersion[apiVersion.index(after: slash)...])
        } else {
            version = apiVersion
        }
        self.kind = kind
    }

    var apiVersion: String { group.isEmpty ? version : group + "/" + version }

    func isSelected(by selector: GroupVersionKind) -> Bool {
        (selector.group.isEmpty || selector.group == group) && (selector.version.isEmpty || selector.version == version)
            && (selector.kind.isEmpty || selector.kind == kind)
    }

    var isClusterScoped: Bool { clusterScoped.contains(self) }

    /// As kustomize sorts: `~G_v1_Service`.
    var sortText: String {
        "\(group.isEmpty ? "~G" : group)_\(version.isEmpty ? "~V" : version)_\(kind.isEmpty ? "~K" : kind)"
    }
}

private let clusterScoped: Set<GroupVersionKind> = {
    var result: Set<GroupVersionKind> = []
    for line in clusterScopedKinds.split(separator: "\n") {
        let words = line.split(separator: " ").map(String.init)
        for kind in words.dropFirst() { result.insert(GroupVersionKind(apiVersion: words[0], kind: kind)) }
    }
    return result
}()

/// Who an object is to kustomize, now or at an earlier step of the build.
struct ResourceName: Hashable, CustomStringConvertible {
    var type: GroupVersionKind
    var name = ""
    /// As written; empty counts as `default`.
    var namespace = ""

    static let noNamespace = "_non_namespaceable_"

    var effectiveNamespace: String {
        if type.isClusterScoped { return Self.noNamespace }
        return namespace.isEmpty ? "default" : namespace
    }

    /// Whether both name the same object of a cluster.
    func denotesSame(as other: ResourceName) -> Bool {
        name == other.name && type == other.type && effectiveNamespace == other.effectiveNamespace
    }

    func isSelected(by selector: ResourceName) -> Bool {
        (selector.name.isEmpty || selector.name == name)
            && (selector.namespace.isEmpty || selector.effectiveNamespace == effectiveNamespace) && type.isSelected(by: selector.type)
    }

    var description: String {
        "\(type.kind).\(type.version.isEmpty ? "[noVer]" : type.version).\(type.group.isEmpty ? "[noGrp]" : type.group)/"
            + "\(name.isEmpty ? "[noName]" : name).\(namespace.isEmpty ? "[noNs]" : namespace)"
    }
}
