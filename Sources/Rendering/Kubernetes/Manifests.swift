internal import ConfigModel
internal import Documents
internal import SourceText

extension Rendering {
    /// Adds the Kubernetes objects of a YAML or JSON file; files that hold none cost a search for two words.
    mutating func addManifest(_ path: String, _ tree: any WorkTree) {
        guard let file = read(path, tree), !addStructured(file), !path.hasSuffix(".toml"), file.bytes.contains(text: "apiVersion"),
            file.bytes.contains(text: "kind")
        else {
            return
        }
        let hasBraces = file.bytes.contains(text: "{{")
        let document = parseDocument(file, as: path.hasSuffix(".json") ? .json : .yaml)
        if hasBraces, !document.isSound || document.roots.contains(where: { holdsAction($0, depth: 0) }) {
            noteTemplate(path)
            return
        }
        let found = document.roots.enumerated().flatMap { number, root in
            kubernetesObjects(root, path: path, root: number, prefix: .root, mayHoldActions: hasBraces)
        }
        // A YAML file that merely mentions the words and is broken is not ours to report.
        guard !found.isEmpty || (!document.isSound && looksLikeManifest(file.bytes)) else { return }
        documents.append(document)
        diagnostics += document.diagnostics
        resources += found
    }
}

/// Whether a line starts with `apiVersion:` and another with `kind:`.
private func looksLikeManifest(_ bytes: [UInt8]) -> Bool {
    (bytes.starts(with: "apiVersion:".utf8) || bytes.contains(text: "\napiVersion:")) && bytes.contains(text: "\nkind:")
}

/// `key: {{ .Values.x }}` reads as a flow map whose only key is a flow map; no real manifest has one.
private func holdsAction(_ value: Traced, depth: Int) -> Bool {
    guard depth < 64 else { return false }
    switch value.value {
    case .map(let mapping):
        return mapping.entries.contains { ($0.key.hasPrefix("{") && $0.value.value.isNull) || holdsAction($0.value, depth: depth + 1) }
    case .list(let items): return items.contains { holdsAction($0, depth: depth + 1) }
    default: return false
    }
}

/// The objects of one document; a `List` holds several, anything else none.
func kubernetesObjects(
    _ value: Traced, path: String, root: Int, prefix: ValuePath, mayHoldActions: Bool
) -> [Resource] {
    guard let kind = value["kind"]?.value.string, let version = value["apiVersion"]?.value.string, let mapping = value.value.mapping,
        let span = value.provenance.nearest?.span
    else { return [] }
    // A recorded request to an admission webhook is applied by nobody.
    if kind == "AdmissionReview", version.hasPrefix("admission.k8s.io/") { return [] }
    if kind.hasSuffix("List"), let items = value["items"]?.value.list {
        return items.enumerated().flatMap { index, item in
            kubernetesObjects(
                item, path: path, root: root, prefix: prefix.key("items").index(index), mayHoldActions: mayHoldActions)
        }
    }
    let metadata = value["metadata"]
    let name = metadata?["name"]?.value.string ?? metadata?["generateName"]?.value.string ?? "unnamed"
    let namespace = metadata?["namespace"]?.value.string
    let isPolicy = version.contains("kyverno.io")
    return [
        Resource(
            id: ResourceID(system: "kubernetes", type: "\(version)/\(kind)", name: namespace.map { "\($0)/\(name)" } ?? name),
            value: mayHoldActions && !isPolicy ? withActionsUnknown(value) : value,
            home: Resource.Home(path: path, root: root, prefix: prefix, span: span),
            headline: mapping.entry("kind")?.value.provenance.nearest?.span ?? span)
    ]
}

/// Strings such as `"{{ image }}"` are filled in by a tool that we do not see.
func withActionsUnknown(_ value: Traced) -> Traced {
    var result = value
    switch value.value {
    case .string(let text) where text.contains("{{"):
        result.value = .unknown(UnknownReason("is a template expression"))
    case .list(let items):
        result.value = .list(items.map(withActionsUnknown))
    case .map(let mapping):
        result.value = .map(
            Mapping(mapping.entries.map { .init(key: $0.key, keyProvenance: $0.keyProvenance, value: withActionsUnknown($0.value)) }))
    default: break
    }
    return result
}
