package import ConfigModel
package import Projects
package import SourceText
internal import Documents

extension Project.Kind {
    /// A folder of manifests, and of YAML, JSON and TOML files of other products.
    package static let manifests = Project.Kind("manifests")
}

/// Kubernetes objects, wherever they come from, and folders of manifests.
///
/// Source: https://kubernetes.io/docs/reference/kubernetes-api/
package struct Kubernetes: ProjectTechnology, ObjectReader {
    package let name = "kubernetes"
    package let kinds = [Project.Kind.manifests]
    package let selectors = kubernetesSelectors
    package let bindings = kubernetesBindings
    package let relations: (any RelationModel)? = KubernetesRelations()
    package let changes: (any ChangeModel)? = KubernetesChanges()

    package init() {}

    package func testFiles(_ paths: [String], in tree: any WorkTree) -> Set<String> { testObjects(paths, in: tree) }

    package func discover(in discovery: inout Discovery) {
        discovery.addFolders(of: .manifests) { path in [".yaml", ".yml", ".json", ".toml"].contains(where: path.hasSuffix) }
    }

    package func render(_ project: Project, in context: RenderContext) -> RenderedProject {
        var manifests = ManifestFiles(context)
        for path in project.files { manifests.add(path) }
        let documents = manifests.files.documents
        let embedded = EmbeddedDocuments(of: manifests.resources, in: documents, context)
        let obstacles = documents.reduce(into: [String: String]()) { $0[$1.source.path] = printedManifestObstacle($1.source, context.tree) }
        return RenderedProject(
            project: project, documents: documents, resources: manifests.resources + embedded.resources,
            sites: WrittenSites(description: "the configuration file", descriptions: [name: "the manifest"], obstacles: obstacles),
            diagnostics: manifests.files.diagnostics, embeddedComments: embedded.comments, byteCount: manifests.files.byteCount)
    }

    package func mayHold(_ path: String) -> Bool { mayHoldObjects(path) }

    package func objects(
        in path: String, of tree: any WorkTree, kinds: Set<String>, isComposed: () -> Bool
    ) -> [RepositoryIndex.Neighbour] { relatedObjects(in: path, of: tree, kinds: kinds, isComposed: isComposed) }

    package func marks(of resource: Resource) -> [ForeignMark] { annotationMarks(resource) }

    package func recognition(of resource: Resource, in project: RenderedProject) -> Recognition {
        .object(resource, place: "the name ends in \(resource.home.ending)")
    }
}

/// Objects are patched in place; what a field cannot do in place is not known here.
private struct KubernetesChanges: ChangeModel {
    let plansReplacements = false
}

extension Recognition {
    /// The evidence of an object, by what it says of itself.
    package static func object(_ resource: Resource, place: String) -> Recognition {
        guard let version = resource.value["apiVersion"]?.value.string, let kind = resource.value["kind"]?.value.string else {
            return Recognition(path: place, content: "a rendered object")
        }
        return Recognition(path: place, content: "apiVersion '\(version)' and kind '\(kind)'")
    }
}
