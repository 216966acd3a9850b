import ConfigModel
internal import Projects

/// What may be written where in a kustomization file; kustomize refuses anything else.
///
/// Source: the `Kustomization` type of kustomize 5.7. Names count without regard to case, as Go's JSON reader has it.
indirect enum KustomizationShape: Sendable {
    case text, flag, number, anything
    case list(KustomizationShape)
    /// A map with free keys.
    case map(KustomizationShape)
    case object([String: KustomizationShape])

    static let kustomization: KustomizationShape = .object([
        "apiVersion": .text, "kind": .text, "metadata": .object(["name": .text, "namespace": .text, "labels": texts, "annotations": texts]),
        "openapi": texts, "namePrefix": .text, "nameSuffix": .text, "namespace": .text, "commonLabels": texts, "labels": .list(labels),
        "commonAnnotations": texts, "patchesStrategicMerge": .list(.text), "patchesJson6902": .list(patch), "patches": .list(patch),
        "images": .list(image), "imageTags": .list(image), "replacements": .list(replacement),
        "replicas": .list(.object(["name": .text, "count": .number])), "vars": .list(variable), "sortOptions": sorting, "resources": .list(.text),
        "components": .list(.text), "crds": .list(.text), "bases": .list(.text), "configMapGenerator": .list(generator),
        "secretGenerator": .list(generator), "helmGlobals": .object(["chartHome": .text, "configHome": .text]), "helmCharts": .list(chart),
        "helmChartInflationGenerator": .list(.map(.anything)), "generatorOptions": generatorOptions, "configurations": .list(.text),
        "generators": .list(.text), "transformers": .list(.text), "validators": .list(.text), "buildMetadata": .list(.text),
    ])

    private static let texts = KustomizationShape.map(.text)
    private static let selectorFields: [String: KustomizationShape] = [
        "group": .text, "version": .text, "kind": .text, "name": .text, "namespace": .text,
    ]
    private static let selector = KustomizationShape.object(
        selectorFields.merging(["annotationSelector": .text, "labelSelector": .text]) { first, _ in first })
    private static let fieldSpec = KustomizationShape.object(["group": .text, "version": .text, "kind": .text, "path": .text, "create": .flag])
    private static let labels = KustomizationShape.object([
        "pairs": texts, "includeSelectors": .flag, "includeTemplates": .flag, "fields": .list(fieldSpec),
    ])
    private static let patch = KustomizationShape.object([
        "path": .text, "patch": .text, "target": selector, "options": .map(.flag),
    ])
    private static let image = KustomizationShape.object([
        "name": .text, "newName": .text, "tagSuffix": .text, "newTag": .text, "digest": .text,
    ])
    private static let options = KustomizationShape.object(["delimiter": .text, "index": .number, "encoding": .text, "create": .flag])
    private static let replacement = KustomizationShape.object([
        "path": .text, "sourceValue": .text,
        "source": .object(selectorFields.merging(["fieldPath": .text, "options": options]) { first, _ in first }),
        "targets": .list(.object(["select": selector, "reject": .list(selector), "fieldPaths": .list(.text), "options": options])),
    ])
    private static let variable = KustomizationShape.object([
        "name": .text, "objref": .object(selectorFields.merging(["apiVersion": .text]) { first, _ in first }),
        "fieldref": .object(["fieldPath": .text]),
    ])
    private static let sorting = KustomizationShape.object([
        "order": .text, "legacySortOptions": .object(["orderFirst": .list(.text), "orderLast": .list(.text)]),
    ])
    private static let generatorOptions = KustomizationShape.object([
        "labels": texts, "annotations": texts, "disableNameSuffixHash": .flag, "immutable": .flag,
    ])
    private static let generator = KustomizationShape.object([
        "namespace": .text, "name": .text, "behavior": .text, "type": .text, "literals": .list(.text), "files": .list(.text),
        "envs": .list(.text), "env": .text, "options": generatorOptions,
    ])
    private static let chart = KustomizationShape.object([
        "name": .text, "version": .text, "repo": .text, "releaseName": .text, "namespace": .text, "additionalValuesFiles": .list(.text),
        "valuesFile": .text, "valuesInline": .map(.anything), "valuesMerge": .text, "includeCRDs": .flag, "skipHooks": .flag,
        "apiVersions": .list(.text), "kubeVersion": .text, "nameTemplate": .text, "skipTests": .flag, "debug": .flag, "devel": .flag,
    ])
}

extension KustomizationShape {
    /// Checks a value, and spells its names as the shape does.
    func read(_ value: Traced, _ name: String, path: String) throws(KustomizeFailure) -> Traced {
        var result = value
        func mismatch(_ wanted: String) -> KustomizeFailure {
            KustomizeFailure(
                "invalid Kustomization: '\(name)' has to be a \(wanted) but is a \(value.value.kindName)", path: path,
                span: value.provenance.nearest?.span)
        }
        switch (self, value.value) {
        case (.anything, _), (_, .null), (.text, .string), (.flag, .bool), (.number, .int): break
        case (.list(let shape), .list(let items)):
            var read: [Traced] = []
            for item in items { read.append(try shape.read(item, name, path: path)) }
            result.value = .list(read)
        case (.map(let shape), .map(let mapping)):
            var entries: [Mapping.Entry] = []
            for entry in mapping.entries {
                let inner = try shape.read(entry.value, name + "." + entry.key, path: path)
                entries.append(Mapping.Entry(key: entry.key, keyProvenance: entry.keyProvenance, value: inner))
            }
            result.value = .map(Mapping(entries))
        case (.object(let shapes), .map(let mapping)):
            var known = Mapping()
            for entry in mapping.entries {
                let spelling = shapes[entry.key] != nil ? entry.key : shapes.keys.first { $0.lowercased() == entry.key.lowercased() }
                guard let spelling, let shape = shapes[spelling] else {
                    throw KustomizeFailure(
                        "invalid Kustomization: unknown field '\(entry.key)'", path: path, span: entry.keyProvenance.nearest?.span)
                }
                let inner = try shape.read(entry.value, spelling, path: path)
                known.set(Mapping.Entry(key: spelling, keyProvenance: entry.keyProvenance, value: inner))
            }
            result.value = .map(known)
        case (.text, _): throw mismatch("text")
        case (.flag, _): throw mismatch("bool")
        case (.number, _): throw mismatch("whole number")
        case (.list, _): throw mismatch("list")
        case (.map, _), (.object, _): throw mismatch("map")
        }
        return result
    }
}
