import ConfigModel
internal import Projects

/// Moves objects to a namespace, with the default service accounts that bindings name.
struct NamespaceStep {
    let namespace: Traced
    let fields: [FieldSpec]
    var onlyUnset = false
    /// Which subjects of bindings follow: `defaultOnly`, `allServiceAccounts` or `none`.
    var subjects = ""

    init(namespace: Traced, fields: [FieldSpec]) {
        self.namespace = namespace
        self.fields = fields
    }

    func apply(to resources: [KustomizeResource], path: String, _ budget: KustomizeBudget) throws(KustomizeFailure) {
        try budget.visit((fields.count + 2) * resources.count, path: path)
        guard ["", "defaultOnly", "allServiceAccounts", "none"].contains(subjects) else {
            throw KustomizeFailure("invalid value '\(subjects)' for setRoleBindingSubjects", path: path)
        }
        for resource in resources where !resource.isGone {
            resource.rememberName()
            try move(resource)
        }
        var known: Set<ResourceKey> = []
        for resource in resources where !known.insert(ResourceKey(resource.current)).inserted {
            throw KustomizeFailure(
                "namespace transformation produces ID conflict: \(resource.current)", path: path, span: namespace.provenance.nearest?.span)
        }
    }

    private func set(_ field: inout Traced) throws(KustomizeFailure) {
        guard field.isScalar || field.value.isNull else {
            throw KustomizeFailure("namespace field specs must target scalar nodes", path: field.provenance.nearest?.path ?? "")
        }
        if onlyUnset, let text = field.value.plainText, !text.isEmpty { return }
        field = namespace
    }

    private func move(_ resource: KustomizeResource) throws(KustomizeFailure) {
        let type = resource.type
        let place = namespace.provenance
        if !type.isClusterScoped {
            try FieldSpec(path: "metadata/namespace", creates: true).apply(
                to: &resource.value, type: type, creating: .scalar, place: place, set)
        }
        let isBinding = ["RoleBinding", "ClusterRoleBinding"].contains(type.kind)
        if isBinding, subjects != "none" {
            resource.value.updateKey("subjects") { list in
                list.updateElements { subject in
                    let isMeant =
                        subjects == "allServiceAccounts"
                        ? subject["kind"]?.value.string == "ServiceAccount" : subject["name"]?.value.string == "default"
                    guard isMeant else { return }
                    if onlyUnset, let known = subject["namespace"]?.value.plainText, !known.isEmpty { return }
                    subject.setKey("namespace", namespace, keyProvenance: place)
                }
            }
        }
        for field in fields where field.path != "metadata/namespace" {
            if field.path == "metadata/name", type.apiVersion != "v1" { continue }
            if isBinding, field.path == "subjects/namespace", ["RoleBinding", "ClusterRoleBinding"].contains(field.type.kind) { continue }
            try field.apply(to: &resource.value, type: type, creating: .scalar, place: place, set)
        }
    }
}
