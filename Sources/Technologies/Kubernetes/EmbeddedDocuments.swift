package import ConfigModel
package import Documents
package import Projects
package import SourceText

/// The configuration that Kubernetes objects carry as text: `nginx.conf` in a ConfigMap, `additionalConfig` of a RabbitmqCluster.
package struct EmbeddedDocuments {
    /// Resources in the object's file, whose values say where in the scalar each byte stands.
    package private(set) var resources: [Resource] = []
    /// Comments of the texts, by file.
    package private(set) var comments: [String: [Comment]] = [:]

    /// - Parameters:
    ///   - hosts: objects, and anything else, which is passed over.
    ///   - documents: the files that hold them.
    package init(of hosts: [Resource], in documents: [any Document], _ context: RenderContext) {
        let files = Dictionary(documents.map { ($0.source.path, $0) }, uniquingKeysWith: { first, _ in first })
        for host in hosts where host.id.system == "kubernetes" {
            for text in embeddedTexts(of: host) {
                guard let origin = text.value.provenance.nearest, text.value.provenance.further.isEmpty, let content = text.value.value.string,
                    let document = files[origin.path], document.isSound,
                    let scalar = EmbeddedScalar(document, span: origin.span), scalar.text.elementsEqual(content.utf8),
                    let found = recogniseEmbedded(content, text.name, host, context)
                else { continue }
                let place = EmbeddedOrigin { Provenance(Origin(path: origin.path, span: scalar.span($0))) }
                comments[origin.path, default: []] += found.document.comments.map {
                    Comment(span: scalar.span($0.span), text: $0.text, isTrailing: $0.isTrailing)
                }
                resources.append(
                    Resource(
                        id: ResourceID(system: found.system, type: found.type, name: "\(host.id.name)/\(text.name)"), value: place.moved(found.value),
                        home: Resource.Home(
                            path: origin.path, root: host.home.root, prefix: host.home.prefix.appending(text.path), span: origin.span,
                            embedded: found.document.format.rawValue),
                        headline: scalar.span(found.headline), cases: host.cases))
            }
        }
    }
}

/// Values that may be whole files.
package func embeddedTexts(of host: Resource) -> [(path: ValuePath, name: String, value: Traced)] {
    func entries(_ key: String) -> [(path: ValuePath, name: String, value: Traced)] {
        (host.value[key]?.value.mapping?.entries ?? []).filter { $0.value.value.string != nil }.map {
            (ValuePath.root.key(key).key($0.key), $0.key, $0.value)
        }
    }
    switch host.id.type {
    case "v1/ConfigMap": return entries("data")
    case "v1/Secret": return entries("stringData")
    case let type where type.hasPrefix("templates.gatekeeper.sh/"): return regoTexts(of: host)
    default:
        let path = ValuePath([.key("spec"), .key("rabbitmq"), .key("additionalConfig")])
        guard host.id.type.hasPrefix("rabbitmq.com/"), let value = host.value.at(path) else { return [] }
        return [(path, "rabbitmq.conf", value)]
    }
}

/// Modules of a Gatekeeper ConstraintTemplate: `rego` and `libs` of its targets, and `code[].source.rego`.
private func regoTexts(of host: Resource) -> [(path: ValuePath, name: String, value: Traced)] {
    var result: [(path: ValuePath, name: String, value: Traced)] = []
    func add(_ path: ValuePath, _ value: Traced?) {
        if let value, value.value.string != nil { result.append((path, "\(path).rego", value)) }
    }
    func addSource(_ path: ValuePath, _ value: Traced) {
        add(path.key("rego"), value["rego"])
        for (index, module) in (value["libs"]?.value.list ?? []).enumerated() { add(path.key("libs").index(index), module) }
    }
    let targets = ValuePath([.key("spec"), .key("targets")])
    for (index, target) in (host.value.at(targets)?.value.list ?? []).enumerated() {
        addSource(targets.index(index), target)
        for (place, code) in (target["code"]?.value.list ?? []).enumerated() {
            if let source = code["source"] { addSource(targets.index(index).key("code").index(place).key("source"), source) }
        }
    }
    return result
}

/// What a text is, by its name and content together; the object's name counts as its folder.
package func recogniseEmbedded(_ text: String, _ name: String, _ host: Resource, _ context: RenderContext) -> RecognisedFile? {
    guard text.utf8.count > 8, text.utf8.count <= 1 << 20 else { return nil }
    let inside = [folder(of: host.home.path), host.id.name.split(separator: "/").last.map(String.init) ?? ""].filter { !$0.isEmpty }
    let file = SourceFile(path: (inside + [name]).joined(separator: "/"), text: text)
    let technologies = context.technologies
    if let reader = technologies.documentReaders.first(where: { $0.mayHold(name) }) { return reader.read(embedded: file) }
    // Somebody fills these in before the program reads them.
    if file.holdsTemplateMarks { return nil }
    let isJSON = name.hasSuffix(".json")
    if isJSON || name.hasSuffix(".yaml") || name.hasSuffix(".yml") {
        guard technologies.mayBeStructured(file) else { return nil }
        let document = parseDocument(file, as: isJSON ? .json : .yaml)
        guard document.isSound, document.roots.count == 1, let root = document.roots.first,
            let known = technologies.recogniseStructured(file.path, root),
            let head = root.value.mapping?.entries.first?.keyProvenance.nearest?.span
        else { return nil }
        return RecognisedFile(document: document, system: known.system, type: known.type, value: root, headline: head)
    }
    return technologies.recogniseDirectives(file, in: context.tree, isEmbedded: true)
}

/// Moves the origins of values in a text to where the text is written.
package struct EmbeddedOrigin {
    /// Where a part of the text comes from.
    package let moved: (Span) -> Provenance

    /// - Parameter moved: given a span of the embedded text, in bytes.
    package init(moved: @escaping (Span) -> Provenance) { self.moved = moved }

    /// The value with all that it holds, every origin moved.
    package func moved(_ value: Traced) -> Traced {
        let content: Value
        switch value.value {
        case .list(let items): content = .list(items.map(moved))
        case .map(let mapping):
            content = .map(
                Mapping(mapping.entries.map { Mapping.Entry(key: $0.key, keyProvenance: moved($0.keyProvenance), value: moved($0.value)) }))
        default: content = value.value
        }
        return Traced(content, moved(value.provenance))
    }

    private func moved(_ provenance: Provenance) -> Provenance { provenance.nearest.map { moved($0.span) } ?? provenance }
}
