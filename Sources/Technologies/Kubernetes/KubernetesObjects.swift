package import ConfigModel
internal import Projects
package import SourceText

/// One object as a resource: `kubernetes`, `apps/v1/Deployment`, `shop/web`.
///
/// - Parameters:
///   - version: its `apiVersion`.
///   - headline: what a report underlines when nothing narrower fits.
///   - mayHoldActions: whether texts such as `"{{ image }}"` are filled in by a tool that we do not see. Policies of Kyverno write their own
///     variables so.
///   - cases: the render cases that have the object, as indexes into the project's.
package func kubernetesObject(
    _ value: Traced, kind: String, version: String, home: Resource.Home, headline: Span, mayHoldActions: Bool = false, cases: [Int] = [0]
) -> Resource {
    Resource(
        id: kubernetesID(kind: kind, version: version, metadata: value["metadata"]),
        value: mayHoldActions && !version.contains("kyverno.io") ? withActionsUnknown(value) : value, home: home, headline: headline, cases: cases)
}

/// Who an object is; its namespace is part of its name.
func kubernetesID(kind: String, version: String, metadata: Traced?) -> ResourceID {
    let name = metadata?["name"]?.value.string ?? metadata?["generateName"]?.value.string ?? "unnamed"
    let namespace = metadata?["namespace"]?.value.string
    return ResourceID(system: "kubernetes", type: "\(version)/\(kind)", name: namespace.map { "\($0)/\(name)" } ?? name)
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
    return [
        kubernetesObject(
            value, kind: kind, version: version, home: Resource.Home(path: path, root: root, prefix: prefix, span: span),
            headline: mapping.entry("kind")?.value.provenance.nearest?.span ?? span, mayHoldActions: mayHoldActions)
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
