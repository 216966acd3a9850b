package import ConfigModel
internal import Documents
package import Projects
internal import SourceText

/// Manifests while they are read: the objects of YAML and JSON files, and what else such files are.
package struct ManifestFiles {
    /// What was read, and what was wrong with it.
    package var files: ProjectFiles
    /// The objects so far, in the order of the files.
    package private(set) var resources: [Resource] = []
    private let technologies: TechnologySet

    /// Reads nothing yet.
    package init(_ context: RenderContext) {
        files = ProjectFiles(context.tree)
        technologies = context.technologies
    }

    /// Adds the Kubernetes objects of a YAML or JSON file; files that hold none cost a search for two words.
    package mutating func add(_ path: String) {
        guard let file = files.read(path), !addStructured(file), !path.hasSuffix(".toml"), file.bytes.contains(text: "apiVersion"),
            file.bytes.contains(text: "kind")
        else {
            return
        }
        let hasBraces = file.bytes.contains(text: "{{")
        let document = files.tree.document(file, as: path.hasSuffix(".json") ? .json : .yaml)
        if hasBraces, !document.isSound || document.roots.contains(where: { holdsAction($0, depth: 0) }) {
            files.noteTemplate(path)
            return
        }
        let found = objects(of: document, mayHoldActions: hasBraces)
        // A YAML file that merely mentions the words and is broken is not ours to report.
        guard !found.isEmpty || (!document.isSound && looksLikeManifest(file)) else { return }
        files.keep(document)
        resources += found
    }

    private func objects(of document: any Document, mayHoldActions: Bool) -> [Resource] {
        document.roots.enumerated().flatMap { number, root in
            kubernetesObjects(root, path: document.source.path, root: number, prefix: .root, mayHoldActions: mayHoldActions)
        }
    }

    /// Adds a YAML, JSON or TOML file of a product that is no Kubernetes object. Returns whether the file was one.
    private mutating func addStructured(_ file: SourceFile) -> Bool {
        let isNamed = technologies.isStructuredProduct(namedBy: file.path)
        guard isNamed || technologies.mayBeStructured(file) else { return false }
        let document = files.tree.document(file, as: file.path.hasSuffix(".json") ? .json : file.path.hasSuffix(".toml") ? .toml : .yaml)
        guard document.isSound else {
            // `${{ }}` of a workflow is no sign of a template of text.
            let isTemplate = file.bytes.contains(text: "{%") || file.bytes.contains(text: "<%")
            if isNamed { if isTemplate { files.noteTemplate(file.path) } else { files.diagnostics += document.diagnostics } }
            return isNamed
        }
        var found: [Resource] = []
        for (number, root) in document.roots.enumerated() {
            guard let known = technologies.recogniseStructured(file.path, root),
                let span = root.value.mapping?.entries.first?.keyProvenance.nearest?.span
            else { continue }
            found.append(
                Resource(
                    id: ResourceID(system: known.system, type: known.type, name: fileName(of: file.path)), value: root,
                    home: Resource.Home(path: file.path, root: number, span: root.provenance.nearest?.span ?? span), headline: span))
        }
        guard !found.isEmpty else { return false }
        // Kubernetes objects among the other documents of the file are judged beside them.
        files.documents.append(document)
        resources += found + objects(of: document, mayHoldActions: file.bytes.contains(text: "{{"))
        return true
    }
}

/// Whether a line starts with `apiVersion:` and another with `kind:`; of JSON, whether it has these keys and one for metadata.
private func looksLikeManifest(_ file: SourceFile) -> Bool {
    let bytes = file.bytes
    if file.path.hasSuffix(".json") {
        let keys: [StaticString] = ["\"apiVersion\"", "\"kind\"", "\"metadata\""]
        return bytes.first { $0 > 0x20 } == UInt8(ascii: "{") && keys.allSatisfy { bytes.contains(text: $0) }
    }
    return (bytes.starts(with: "apiVersion:".utf8) || bytes.contains(text: "\napiVersion:")) && bytes.contains(text: "\nkind:")
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
