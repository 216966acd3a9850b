internal import ConfigModel
internal import Documents
internal import SourceText
internal import Projects

/// What an entry of `spec.valuesFrom` of a Flux HelmRelease comes to (fluxcd.io, "Values references").
///
///     valuesFrom:
///       - kind: ConfigMap            # the text of `values.yaml` in its data, or the file that a generator puts there
///         name: web-values
///         valuesKey: values.yaml     # the default
///         targetPath: image.tag      # the text is one value then
enum FluxValues {
    case layer(ChartRelease.Layer)
    /// `Secret web-values`: the tree has no such object.
    case missing(String)
    case nothing
}

/// Looks for the object in the release's folder first, then in the rest of the tree.
func fluxValues(_ reference: Traced, near path: String, _ tree: any WorkTree) -> FluxValues {
    guard let kind = reference["kind"]?.value.string, let name = reference["name"]?.value.string, kind == "ConfigMap" || kind == "Secret"
    else { return .nothing }
    let key = reference["valuesKey"]?.value.string ?? "values.yaml"
    guard let found = valuesText(kind, name, key, near: path, tree) else {
        return reference["optional"]?.value.bool == true ? .nothing : .missing("\(kind) \(name)")
    }
    guard let target = reference["targetPath"]?.value.string else { return .layer(found.layer) }
    return .layer(.set("\(target)=\(found.text.replacing(",", with: "\\,"))"))
}

private func valuesText(
    _ kind: String, _ name: String, _ key: String, near path: String, _ tree: any WorkTree
) -> (layer: ChartRelease.Layer, text: String)? {
    let home = folder(of: path)
    let files = tree.paths.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }
    let (near, far) = (files.filter { folder(of: $0) == home }, files.filter { folder(of: $0) != home })
    for candidate in near + far.prefix(mostFilesSearched) {
        guard let size = tree.size(candidate), size < 1 << 20, let file = try? tree.file(candidate),
            file.bytes.contains(text: "ConfigMap") || file.bytes.contains(text: "Secret") || file.bytes.contains(text: "Generator"),
            String(decoding: file.bytes, as: UTF8.self).contains(name)
        else { continue }
        for root in tree.document(file, as: .yaml).roots {
            if let found = written(root, kind, name, key, candidate) ?? generated(root, kind, name, key, candidate, tree) { return found }
        }
    }
    return nil
}

/// Files outside the release's own folder that are looked at.
private let mostFilesSearched = 5_000

private func written(
    _ root: Traced, _ kind: String, _ name: String, _ key: String, _ path: String
) -> (layer: ChartRelease.Layer, text: String)? {
    guard root["kind"]?.value.string == kind, root["metadata"]?["name"]?.value.string == name,
        let value = (root["data"]?[key]).flatMap({ kind == "ConfigMap" ? $0 : nil }) ?? root["stringData"]?[key], let text = value.value.string,
        let span = value.provenance.nearest?.span
    else { return nil }
    return (.text(text, EmbeddedValues(file: path, span: span)), text)
}

/// `files: [values.yaml=prod.yaml]` of a generator in a kustomization.
private func generated(
    _ root: Traced, _ kind: String, _ name: String, _ key: String, _ path: String, _ tree: any WorkTree
) -> (layer: ChartRelease.Layer, text: String)? {
    for generator in root[kind == "Secret" ? "secretGenerator" : "configMapGenerator"]?.value.list ?? []
    where generator["name"]?.value.string == name {
        for entry in generator["files"]?.value.list ?? [] {
            guard let text = entry.value.string else { continue }
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard let last = parts.last, (parts.count == 2 ? parts[0] : fileName(of: last)) == key else { continue }
            let source = joined(folder(of: path), last)
            guard let bytes = try? tree.read(source) else { continue }
            return (.file(source), String(decoding: bytes, as: UTF8.self))
        }
    }
    return nil
}
