package import ConfigModel
package import Projects
package import SourceText
internal import Kubernetes

extension Project.Kind {
    /// Kustomizations that take each other in: overlays, bases and components.
    package static let kustomization = Project.Kind("kustomization", scope: "the overlays and their bases", isRendered: true)
}

/// Kustomizations, built as `kubectl kustomize` builds them.
///
/// Source: https://kubectl.docs.kubernetes.io/references/kustomize/
package struct Kustomize: ProjectTechnology, ObjectReader {
    package let name = "kustomize"
    package let systems: [String] = []
    package let kinds = [Project.Kind.kustomization]

    package init() {}

    package func discover(in discovery: inout Discovery) {
        let groups = graph(of: discovery.tree, discovery.unclaimed).groups
        let free = Set(discovery.unclaimed)
        for group in groups {
            discovery.add(Project(kind: .kustomization, root: commonFolder(group.folders), files: group.files.filter(free.contains)))
        }
        discovery.claim(Set(groups.flatMap(\.files)))
    }

    /// The index of objects asks for what discovery found, unless charts claimed some of the files.
    private func graph(of tree: any WorkTree, _ paths: [String]) -> KustomizationGraph {
        let named = paths.filter(isKustomizationFile)
        return tree.fact("kustomizations", of: named) { KustomizationGraph(tree, paths: named) }
    }

    package func render(_ project: Project, in context: RenderContext) -> RenderedProject { renderKustomizations(project, context) }

    package func composedFiles(in tree: any WorkTree) -> Set<String> {
        Set(graph(of: tree, tree.paths).groups.flatMap(\.files))
    }

    package func recognition(of resource: Resource, in project: RenderedProject) -> Recognition {
        .object(resource, place: "a kustomization of '\(project.project.name)' takes it in")
    }
}
