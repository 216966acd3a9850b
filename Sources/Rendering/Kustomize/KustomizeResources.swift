internal import ConfigModel
internal import Documents
internal import SourceText

extension Rendering {
    /// Adds what the kustomizations of a project build, one render case a build.
    ///
    /// Objects that come from files outside the project, such as templates of a chart or excluded files, are left to those.
    /// Manifests that no successful build reads are judged as they are written, so that a broken overlay hides nothing.
    mutating func addKustomizations(_ project: Project, _ tree: any WorkTree) {
        let own = Set(project.files)
        var found = KustomizeSites()
        var written: Set<String> = []
        var known: [String: any Document] = [:]
        cases = []
        for group in KustomizationGraph(tree, paths: project.files).groups {
            let built = KustomizeProject(group, in: tree)
            let first = cases.count
            for build in built.builds {
                cases.append(RenderCase(name: build.folder.isEmpty ? "." : build.folder, failure: build.failure?.message))
                if let failure = build.failure { diagnostics.append(failure.diagnostic) }
            }
            for document in built.documents where own.contains(document.source.path) { known[document.source.path] = document }
            found.add(group)
            let mayHoldActions = built.documents.contains { $0.source.bytes.contains(text: "{{") }
            for object in built.objects {
                guard let document = known[object.object.path],
                    let resource = resource(object, in: document, firstCase: first, mayHoldActions: mayHoldActions)
                else { continue }
                resources.append(resource)
                found.add(object.object, as: resource)
            }
            written.formUnion(group.manifests.filter { own.contains($0) && !built.used.contains($0) })
        }
        if !written.isEmpty {
            found.writtenCase = cases.count
            cases.append(.asWritten)
            for path in written.sorted() { addWritten(path, tree) }
        }
        let told = Set(documents.map(\.source.path))
        for document in known.values where !told.contains(document.source.path) {
            documents.append(document)
            byteCount += document.source.bytes.count
        }
        documents.sort { $0.source.path.utf8.lexicographicallyPrecedes($1.source.path.utf8) }
        if cases.isEmpty { cases = [.asWritten] }
        sites = found
    }

    /// Adds a manifest to the last render case.
    private mutating func addWritten(_ path: String, _ tree: any WorkTree) {
        let first = resources.count
        addManifest(path, tree)
        for index in first..<resources.count {
            let plain = resources[index]
            resources[index] = Resource(id: plain.id, value: plain.value, home: plain.home, headline: plain.headline, cases: [cases.count - 1])
        }
    }
}

private func resource(
    _ built: KustomizeProject.Object, in document: any Document, firstCase: Int, mayHoldActions: Bool
) -> Resource? {
    let object = built.object
    guard let kind = object.value["kind"]?.value.string, let version = object.value["apiVersion"]?.value.string,
        document.roots.indices.contains(object.root)
    else { return nil }
    let root = document.roots[object.root]
    let span = (root.at(object.prefix) ?? root).provenance.nearest?.span ?? Span(0, 0)
    let metadata = object.value["metadata"]
    let name = metadata?["name"]?.value.string ?? metadata?["generateName"]?.value.string ?? "unnamed"
    let namespace = metadata?["namespace"]?.value.string
    let origin = object.value["kind"]?.provenance.nearest
    return Resource(
        id: ResourceID(system: "kubernetes", type: "\(version)/\(kind)", name: namespace.map { "\($0)/\(name)" } ?? name),
        value: mayHoldActions && !version.contains("kyverno.io") ? withActionsUnknown(object.value) : object.value,
        home: Resource.Home(path: object.path, root: object.root, prefix: object.prefix, span: span),
        headline: origin.flatMap { $0.path == object.path ? $0.span : nil } ?? Span.at(span.start), cases: built.builds.map { firstCase + $0 })
}
