internal import ConfigModel
internal import Documents
internal import SourceText

extension Rendering {
    /// Adds a file of directives as one resource; a file that is not surely of a known language is passed over.
    mutating func addDirectives(_ path: String, _ tree: any WorkTree) {
        guard let size = tree.size(path), size <= 1 << 20, let file = read(path, tree) else { return }
        if path.hasSuffix(".rego") { return addRego(file) }
        guard !file.bytes.contains(0), let document = recogniseDirectives(file) else { return }
        if file.bytes.contains(text: "{{") || file.bytes.contains(text: "{%") || file.bytes.contains(text: "<%") {
            noteTemplate(path)
            return
        }
        documents.append(document)
        diagnostics += document.diagnostics
        if var written = sites as? WrittenSites {
            written.derivations = DirectiveDerivations()
            sites = written
        }
        let name = fileName(of: path)
        let value: Traced =
            switch document.language {
            case .nginx: NginxContext(document, tree).resolved()
            case .nats: withNATSIncludes(document, tree)
            case .sshd: withShadowed(document)
            default: document.roots[0]
            }
        resources.append(
            Resource(
                id: ResourceID(system: document.language.rawValue, type: directiveType(document), name: name), value: value,
                home: Resource.Home(path: path, span: Span(0, file.bytes.count)), headline: document.headline))
    }

    /// Adds a module of Rego; one that is a template of text is passed over.
    private mutating func addRego(_ file: SourceFile) {
        let document = RegoDocument.parse(file)
        if !document.isSound, file.bytes.contains(text: "{{") || file.bytes.contains(text: "{%") {
            noteTemplate(file.path)
            return
        }
        documents.append(document)
        diagnostics += document.diagnostics
        guard document.isSound else { return }
        resources.append(
            Resource(
                id: ResourceID(system: "rego", type: regoType(file.path), name: fileName(of: file.path)), value: document.roots[0],
                home: Resource.Home(path: file.path, span: Span(0, file.bytes.count)), headline: document.headline))
    }

    /// Adds a YAML, JSON or TOML file of a product that is no Kubernetes object. Returns whether the file was one.
    mutating func addStructured(_ file: SourceFile) -> Bool {
        guard mayBeStructured(file) else { return false }
        let document = parseDocument(file, as: file.path.hasSuffix(".json") ? .json : file.path.hasSuffix(".toml") ? .toml : .yaml)
        guard document.isSound else { return false }
        var found: [Resource] = []
        for (number, root) in document.roots.enumerated() {
            guard let known = recogniseStructured(file.path, root), let span = root.value.mapping?.entries.first?.keyProvenance.nearest?.span else {
                continue
            }
            found.append(
                Resource(
                    id: ResourceID(system: known.system, type: known.type, name: fileName(of: file.path)), value: root,
                    home: Resource.Home(path: file.path, root: number, span: root.provenance.nearest?.span ?? span), headline: span))
        }
        guard !found.isEmpty else { return false }
        // Kubernetes objects among the other documents of the file are judged beside them.
        let objects = document.roots.enumerated().flatMap { number, root in
            kubernetesObjects(root, path: file.path, root: number, prefix: .root, mayHoldActions: file.bytes.contains(text: "{{"))
        }
        documents.append(document)
        resources += found + objects
        return true
    }
}

/// sshd takes the first of several lines: the root gets `shadowed`, what the last of them says, by keyword. It is not edited.
private func withShadowed(_ document: DirectiveDocument) -> Traced {
    let root = document.roots[0]
    let texts = document.shadowed
    guard var mapping = root.value.mapping, !texts.isEmpty else { return root }
    var shadowed = Mapping()
    for (name, places) in texts.sorted(by: { $0.key < $1.key }) {
        shadowed.set(Mapping.Entry(key: name, value: .new(.string(places.last.map(document.source.text) ?? ""))))
    }
    mapping.set(Mapping.Entry(key: "shadowed", value: .new(.map(shadowed))))
    return Traced(.map(mapping), root.provenance)
}

/// `test` for what `opa test` runs, openpolicyagent.org/docs/policy-testing.
func regoType(_ path: String) -> String { path.hasSuffix("_test.rego") || fileName(of: path).hasPrefix("test_") ? "test" : "policy" }

func directiveType(_ document: DirectiveDocument) -> String {
    switch document.language {
    case .systemd:
        document.source.path.split(separator: "/").reversed().lazy.compactMap { part -> String? in
            let name = part.hasSuffix(".d") ? part.dropLast(2) : part
            return ["service", "socket"].first { name.hasSuffix(".\($0)") }
        }.first ?? "service"
    case .properties: "kafka-" + (kafkaRole(document.roots[0].value.mapping?.keys ?? []) ?? "client")
    default: document.language.rawValue
    }
}
