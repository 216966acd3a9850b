internal import ConfigModel
internal import Documents
internal import Kubernetes
internal import Projects
internal import SourceText

/// What the kustomizations of a project build, one render case a build.
///
/// Objects that come from files outside the project, such as templates of a chart or excluded files, are left to those.
/// Manifests that no successful build reads are judged as they are written, so that a broken overlay hides nothing.
func renderKustomizations(_ project: Project, _ context: RenderContext) -> RenderedProject {
    let own = Set(project.files)
    var manifests = ManifestFiles(context)
    var resources: [Resource] = []
    var cases: [RenderCase] = []
    var found = KustomizeSites()
    var written: Set<String> = []
    var known: [String: any Document] = [:]
    for group in KustomizationGraph(context.tree, paths: project.files).groups {
        let built = KustomizeProject(group, in: context.tree)
        let first = cases.count
        for build in built.builds {
            cases.append(RenderCase(name: build.folder.isEmpty ? "." : build.folder, failure: build.failure?.message))
            if let failure = build.failure { manifests.files.diagnostics.append(failure.diagnostic) }
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
        for path in written.sorted() { manifests.add(path) }
        resources += manifests.resources.map {
            Resource(id: $0.id, value: $0.value, home: $0.home, headline: $0.headline, cases: [cases.count - 1])
        }
    }
    let told = Set(manifests.files.documents.map(\.source.path))
    for document in known.values where !told.contains(document.source.path) {
        manifests.files.documents.append(document)
        manifests.files.count(document.source.bytes.count)
    }
    let documents = manifests.files.documents.sorted { $0.source.path.utf8.lexicographicallyPrecedes($1.source.path.utf8) }
    let embedded = EmbeddedDocuments(of: resources, in: documents, context)
    return RenderedProject(
        project: project, documents: documents, resources: resources + embedded.resources, cases: cases, sites: found,
        diagnostics: manifests.files.diagnostics, embeddedComments: embedded.comments, byteCount: manifests.files.byteCount)
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
    let origin = object.value["kind"]?.provenance.nearest
    return kubernetesObject(
        object.value, kind: kind, version: version,
        home: Resource.Home(path: object.path, root: object.root, prefix: object.prefix, span: span),
        headline: origin.flatMap { $0.path == object.path ? $0.span : nil } ?? Span.at(span.start), mayHoldActions: mayHoldActions,
        cases: built.builds.map { firstCase + $0 })
}
