import ConfigModel
import SourceText
internal import Projects

extension KustomizeBuild {
    /// Applies a kustomization's own fields, then its `transformers`, in kustomize's order.
    func transform(_ kustomization: Kustomization, _ all: Accumulator) throws(KustomizeFailure) {
        let config = all.config
        try patchStrategically(kustomization.list("patchesStrategicMerge"), kustomization, all)
        for entry in kustomization.list("patches") {
            try patch(entry, kustomization, all)
            all.dropGone()
        }
        if let namespace = kustomization["namespace"], namespace.value.string != "" {
            let step = NamespaceStep(namespace: namespace, fields: config["namespace"])
            try step.apply(to: all.resources, path: kustomization.path, sources.budget)
        }
        for (field, isPrefix) in [("namePrefix", true), ("nameSuffix", false)] {
            if let affix = kustomization[field], affix.value.string != "" {
                try addAffix(affix, isPrefix: isPrefix, config[field], to: all.resources)
            }
        }
        for entry in kustomization.list("labels") {
            var fields = try fieldSpecs(entry["fields"]).merged(with: config["labels"])
            if entry["includeSelectors"]?.value.bool == true {
                fields = try fields.merged(with: config["commonLabels"])
            } else {
                if entry["includeTemplates"]?.value.bool == true { fields = try fields.merged(with: config["templateLabels"]) }
                fields = try fields.merged(with: [FieldSpec(path: "metadata/labels", creates: true)])
            }
            try setTexts(entry["pairs"], fields, all.resources)
        }
        try setTexts(kustomization["commonLabels"], config["commonLabels"], all.resources)
        try setTexts(kustomization["commonAnnotations"], config["commonAnnotations"], all.resources)
        for entry in kustomization.list("patchesJson6902") {
            guard entry["target"]?["name"]?.value.string ?? "" != "" else {
                throw KustomizeFailure("must specify the target name", path: kustomization.path, span: entry.provenance.nearest?.span)
            }
            try patch(entry, kustomization, all, onlyJSON: true)
            all.dropGone()
        }
        for entry in kustomization.list("replicas") {
            try setReplicas(entry, config["replicas"], all.resources, path: kustomization.path)
        }
        for entry in kustomization.list("images") + kustomization.list("imageTags") {
            try ImageStep(entry, path: kustomization.path).apply(to: all.resources, fields: config["images"], sources.budget)
        }
        try replace(kustomization.list("replacements"), kustomization, all)
        all.dropGone()
        for plugin in try plugins(kustomization.list("transformers"), kustomization) {
            try run(plugin, kustomization, all)
            all.dropGone()
        }
    }

    /// Runs a transformer that is written as an object of its own.
    private func run(_ plugin: KustomizeResource, _ kustomization: Kustomization, _ all: Accumulator) throws(KustomizeFailure) {
        let value = plugin.value
        let fields = fieldSpecs(value["fieldSpecs"])
        switch plugin.kind {
        case "PatchTransformer": try patch(value, kustomization, all)
        case "PatchStrategicMergeTransformer":
            try patchStrategically(value["paths"]?.value.list ?? [], kustomization, all)
            if let text = value["patches"], text.value.string != nil {
                try patchStrategically(try sources.objects(try sources.roots(embedded: text), path: kustomization.path), all)
            }
        case "PatchJson6902Transformer":
            var entry = value
            if let operations = value["jsonOp"] { entry.setKey("patch", operations) }
            try patch(entry, kustomization, all, onlyJSON: true)
        case "NamespaceTransformer":
            guard let namespace = value["metadata"]?["namespace"] else { return }
            var step = NamespaceStep(namespace: namespace, fields: fields)
            step.onlyUnset = value["unsetOnly"]?.value.bool ?? false
            step.subjects = value["setRoleBindingSubjects"]?.value.string ?? ""
            try step.apply(to: all.resources, path: plugin.home.path, sources.budget)
        case "PrefixTransformer", "SuffixTransformer", "PrefixSuffixTransformer":
            for (key, isPrefix) in [("prefix", true), ("suffix", false)] {
                if let affix = value[key] { try addAffix(affix, isPrefix: isPrefix, fields, to: all.resources) }
            }
        case "LabelTransformer": try setTexts(value["labels"], fields, all.resources)
        case "AnnotationsTransformer": try setTexts(value["annotations"], fields, all.resources)
        case "ReplicaCountTransformer":
            try setReplicas(value["replica"] ?? .new(.null), fields, all.resources, path: plugin.home.path)
        case "ImageTagTransformer":
            try ImageStep(value["imageTag"] ?? .new(.null), path: plugin.home.path).apply(to: all.resources, fields: fields, sources.budget)
        case "ReplacementTransformer": try replace(value["replacements"]?.value.list ?? [], kustomization, all)
        case "ValueAddTransformer": try addValue(value, all, path: plugin.home.path)
        case "HashTransformer": addHashes(all.resources)
        default:
            throw KustomizeFailure("unable to load builtin transformer \(plugin.kind)", path: plugin.home.path)
        }
    }

    /// Sets entries of label or annotation maps.
    func setTexts(_ pairs: Traced?, _ fields: [FieldSpec], _ resources: [KustomizeResource]) throws(KustomizeFailure) {
        for entry in pairs?.value.mapping?.sortedEntries ?? [] {
            try sources.budget.visit(fields.count * resources.count, path: entry.value.provenance.nearest?.path ?? "")
            let text = Traced(.string(entry.value.value.string ?? sources.text(entry.value)), entry.value.provenance)
            for resource in resources {
                let type = resource.type
                for field in fields {
                    try field.apply(to: &resource.value, type: type, creating: .map, place: entry.keyProvenance) {
                        (map) throws(KustomizeFailure) in
                        guard map.value.mapping != nil || map.value.isNull else {
                            throw KustomizeFailure("'\(field.path)' of \(resource.current) is no map", path: resource.home.path)
                        }
                        map.setKey(entry.key, text, keyProvenance: entry.keyProvenance)
                    }
                }
            }
        }
    }

    private static let unaffixed = [
        GroupVersionKind(kind: "CustomResourceDefinition"), GroupVersionKind(group: "apiregistration.k8s.io", kind: "APIService"),
        GroupVersionKind(kind: "Namespace"),
    ]

    func addAffix(_ affix: Traced, isPrefix: Bool, _ fields: [FieldSpec], to resources: [KustomizeResource]) throws(KustomizeFailure) {
        let text = sources.text(affix)
        let path = affix.provenance.nearest?.path ?? ""
        try sources.budget.visit(fields.count * resources.count, path: path)
        try sources.budget.take(text.utf8.count * resources.count, path: path)
        for resource in resources {
            let original = resource.original
            if Self.unaffixed.contains(where: original.type.isSelected) { continue }
            for field in fields where original.type.isSelected(by: field.type) {
                if field.path == "metadata/name", !text.isEmpty {
                    if isPrefix { resource.prefixes.append(text) } else { resource.suffixes.append(text) }
                    resource.rememberName()
                }
                let type = resource.type
                try field.apply(to: &resource.value, type: type, creating: .scalar, place: affix.provenance) { name in
                    let known = sources.text(name)
                    name = Traced(.string(isPrefix ? text + known : known + text), name.provenance.followed(by: affix.provenance))
                }
            }
        }
    }

    func setReplicas(_ entry: Traced, _ fields: [FieldSpec], _ resources: [KustomizeResource], path: String) throws(KustomizeFailure) {
        let name = entry["name"].map(sources.text) ?? ""
        let count = entry["count"] ?? Traced(.int(0), entry.provenance)
        var isFound = false
        try sources.budget.visit(fields.count * resources.count, path: path)
        for field in fields {
            for resource in resources where resource.hadName(where: { $0.name == name && $0.type.isSelected(by: field.type) }) {
                isFound = true
                let type = resource.type
                try field.apply(to: &resource.value, type: type, creating: .scalar, place: count.provenance) { $0 = count }
            }
        }
        guard isFound else {
            throw KustomizeFailure(
                "resource with name \(name) does not match a kind that has replicas", path: path, span: entry.provenance.nearest?.span)
        }
    }

    /// Puts a text into fields of selected objects, or into a part of a file path that they hold.
    func addValue(_ config: Traced, _ all: Accumulator, path: String) throws(KustomizeFailure) {
        guard let value = config["value"], let text = value.value.plainText else {
            throw KustomizeFailure("must specify value", path: path)
        }
        for target in config["targets"]?.value.list ?? [] {
            guard let field = target["fieldPath"]?.value.string else { continue }
            let position = target["filePathPosition"]?.value.int ?? 0
            let chosen = try ResourceSelector(target["selector"] ?? .new(.null), path: path).select(all.resources, sources)
            for resource in chosen {
                let spec = FieldSpec(path: field, creates: true)
                let type = resource.type
                try spec.apply(to: &resource.value, type: type, creating: .scalar, place: value.provenance) { known in
                    let result = position > 0 ? inserted(text, into: sources.text(known), at: Int(position) - 1) : text
                    known = Traced(.string(result), value.provenance.followed(by: position > 0 ? known.provenance : .none))
                }
            }
        }
    }

    private func inserted(_ part: String, into path: String, at position: Int) -> String {
        var parts = path.split(separator: "/").map(String.init)
        parts.insert(part, at: max(0, min(position, parts.count)))
        return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
    }
}
