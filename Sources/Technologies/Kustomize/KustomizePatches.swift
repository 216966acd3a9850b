import ConfigModel
internal import Projects

extension KustomizeBuild {
    /// Applies the entries of `patchesStrategicMerge`: texts or files.
    func patchStrategically(_ entries: [Traced], _ kustomization: Kustomization, _ all: Accumulator) throws(KustomizeFailure) {
        var patches: [KustomizeResource] = []
        for entry in entries {
            if let inline = try? sources.objects(try sources.roots(embedded: entry), path: kustomization.path) {
                patches += inline
            } else {
                patches += try sources.objects(try kustomization.file(entry), role: .environment)
            }
        }
        if patches.isEmpty, let entry = entries.first {
            throw KustomizeFailure("patch appears to be empty", path: kustomization.path, span: entry.provenance.nearest?.span)
        }
        try patchStrategically(patches, all)
    }

    func patchStrategically(_ patches: [KustomizeResource], _ all: Accumulator) throws(KustomizeFailure) {
        for patch in patches {
            try merge(patch, into: try target(of: patch, all))
            all.dropGone()
        }
    }

    /// Applies one entry of `patches`: a strategic merge patch or a JSON patch, in a file or inline.
    func patch(_ entry: Traced, _ kustomization: Kustomization, _ all: Accumulator, onlyJSON: Bool = false) throws(KustomizeFailure) {
        let span = entry.provenance.nearest?.span
        func failure(_ message: String) -> KustomizeFailure { KustomizeFailure(message, path: kustomization.path, span: span) }
        let inline = entry["patch"].flatMap { value in
            value.value.string.map { $0.utf8.contains { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 } } == true ? value : nil
        }
        let file = entry["path"].flatMap { $0.value.string == "" || $0.value.isNull ? nil : $0 }
        let roots: [Traced]
        let path: String
        switch (inline, file) {
        case (nil, nil): throw failure("must specify one of patch and path")
        case (.some, .some): throw failure("patch and path can't be set at the same time")
        case (let text?, nil):
            path = kustomization.path
            roots = try sources.roots(embedded: text)
        case (nil, let file?):
            path = try kustomization.file(file)
            roots = try sources.roots(path, role: .environment)
        }
        let target = entry["target"].flatMap { $0.value.isNull ? nil : $0 }
        if let first = roots.first, let patch = JSONPatch(first, path: path, budget: sources.budget) {
            guard let target else { throw failure("must specify a target for the JSON patch in \(path)") }
            for resource in try ResourceSelector(target, path: kustomization.path).select(all.resources, sources) {
                if !onlyJSON { resource.rememberName() }
                resource.value = try patch.apply(to: resource.value)
            }
            return
        }
        guard !onlyJSON else { throw failure("patch appears to be no JSON patch") }
        let patches = try sources.objects(roots, path: path)
        guard !patches.isEmpty else {
            if target == nil { throw failure("must specify a target for JSON patch") }
            return
        }
        for patch in patches {
            patch.allowsNameChange = entry["options"]?["allowNameChange"]?.value.bool ?? false
            patch.allowsKindChange = entry["options"]?["allowKindChange"]?.value.bool ?? false
        }
        guard let target else {
            for patch in patches { try merge(patch, into: try self.target(of: patch, all)) }
            return
        }
        guard patches.count == 1, let patch = patches.first else {
            throw failure("multiple strategic merge patches in one entry are not allowed to set a target")
        }
        for resource in try ResourceSelector(target, path: kustomization.path).select(all.resources, sources) {
            try merge(patch, into: resource, isSelected: true)
        }
        all.dropGone()
        var known: Set<ResourceKey> = []
        for resource in all.resources where !known.insert(ResourceKey(resource.current)).inserted {
            throw failure("may not add resource with an already registered id: \(resource.current)")
        }
    }

    /// The one object that a patch names.
    private func target(of patch: KustomizeResource, _ all: Accumulator) throws(KustomizeFailure) -> KustomizeResource {
        let name = patch.current
        let found = all.resources.filter { !$0.isGone && $0.hadName(where: name.denotesSame) }
        guard let first = found.first, found.count == 1 else {
            throw KustomizeFailure(
                "no resource matches strategic merge patch \(name): \(found.isEmpty ? "no" : "multiple") matches for Id \(name)",
                path: patch.home.path, span: patch.value.provenance.nearest?.span)
        }
        return first
    }

    private func merge(_ patch: KustomizeResource, into resource: KustomizeResource, isSelected: Bool = false) throws(KustomizeFailure) {
        let name = resource.metadataEntry("name")
        let namespace = resource.metadataEntry("namespace")
        let kind = resource.value.value.mapping?.entry("kind")
        if patch.allowsNameChange || patch.allowsKindChange { resource.rememberName() }
        var change = patch.value
        if isSelected { adapt(&change, to: resource, keepsKind: !patch.allowsKindChange) }
        let merged = try StrategicMerge(schema: schema, sources: sources).merge(patch: change, into: resource.value, path: patch.home.path)
        resource.value = merged ?? .new(.null)
        if resource.isGone { return }
        if !isKustomizationFile(patch.home.path) { resource.patches.append(patch.home) }
        if !patch.allowsKindChange, let kind { resource.value.setKey("kind", kind.value, keyProvenance: kind.keyProvenance) }
        if !patch.allowsNameChange { resource.setMetadata("name", name) }
        resource.setMetadata("namespace", namespace?.value.value.plainText?.isEmpty == false ? namespace : nil)
    }

    /// A patch with a target takes the target's version; its labels and annotations are text, whatever was written.
    private func adapt(_ patch: inout Traced, to resource: KustomizeResource, keepsKind: Bool) {
        if let version = resource.value["apiVersion"] { patch.setKey("apiVersion", version) }
        patch.updateKey("metadata") { metadata in
            for key in ["labels", "annotations"] {
                guard let texts = metadata[key] else { continue }
                if texts.isEmptyValue {
                    metadata.removeKey(key)
                } else {
                    metadata.setKey(key, textsOnly(texts, sources))
                }
            }
        }
    }
}

/// A map whose values are all text, as kustomize makes of labels and annotations.
func textsOnly(_ map: Traced, _ sources: KustomizeSources) -> Traced {
    var result = map
    guard case .map(let mapping) = map.value else { return map }
    result.value = .map(
        Mapping(
            mapping.entries.map { entry in
                let text = entry.value.value.isNull ? sources.nullText(entry.value) : sources.text(entry.value)
                return .init(key: entry.key, keyProvenance: entry.keyProvenance, value: Traced(.string(text), entry.value.provenance))
            }))
    return result
}

/// kustomize takes its notes out of an object's annotations at the end, which makes text of all of them.
func finishMetadata(_ resource: KustomizeResource, _ sources: KustomizeSources) {
    guard let annotations = resource.value["metadata"]?["annotations"] else { return }
    resource.value.updateKey("metadata") { metadata in
        if annotations.value.mapping?.isEmpty ?? true {
            metadata.removeKey("annotations")
        } else {
            metadata.setKey("annotations", textsOnly(annotations, sources))
        }
    }
}
