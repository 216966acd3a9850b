internal import ConfigModel

/// An object whose namespace somebody else chooses: who applies the file, a kustomization, who installs the chart.
///
/// - Parameter reason: in words that follow the path: `is the namespace of the release`.
func withUnknownNamespace(_ value: Traced, _ reason: String) -> Traced {
    guard var root = value.value.mapping, let entry = root.entry("metadata"), var metadata = entry.value.value.mapping else { return value }
    let provenance = metadata["namespace"]?.provenance ?? .none
    metadata.set(Mapping.Entry(key: "namespace", value: Traced(.unknown(UnknownReason(reason)), provenance)))
    root.set(Mapping.Entry(key: "metadata", keyProvenance: entry.keyProvenance, value: Traced(.map(metadata), entry.value.provenance)))
    return Traced(.map(root), value.provenance)
}
