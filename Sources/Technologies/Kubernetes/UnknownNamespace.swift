package import ConfigModel
internal import Projects

/// An object whose namespace somebody else chooses: who applies the file, a kustomization, who installs the chart.
///
/// - Parameter reason: in words that follow the path: `is the namespace of the release`.
package func withUnknownNamespace(_ value: Traced, _ reason: String) -> Traced {
    let provenance = value["metadata"]?["namespace"]?.provenance ?? .none
    return withNamespace(value, Traced(.unknown(UnknownReason(reason)), provenance))
}

/// The object in that namespace; what has no metadata stays as it is.
package func withNamespace(_ value: Traced, _ namespace: Traced) -> Traced {
    guard var root = value.value.mapping, let entry = root.entry("metadata"), var metadata = entry.value.value.mapping else { return value }
    metadata.set(Mapping.Entry(key: "namespace", value: namespace))
    root.set(Mapping.Entry(key: "metadata", keyProvenance: entry.keyProvenance, value: Traced(.map(metadata), entry.value.provenance)))
    return Traced(.map(root), value.provenance)
}
