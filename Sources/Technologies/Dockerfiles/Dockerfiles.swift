package import ConfigModel
internal import Documents
package import Projects
internal import SourceText

extension Project.Kind {
    /// One Dockerfile.
    package static let dockerfile = Project.Kind("dockerfile", isNamedAfterFile: true)
}

/// Dockerfiles and Containerfiles.
///
/// Source: https://docs.docker.com/reference/dockerfile/
package struct Dockerfiles: ProjectTechnology {
    package let name = "dockerfile"
    package let kinds = [Project.Kind.dockerfile]
    package let exampleFile = "Dockerfile"
    package let selectors = dockerfileSelectors

    package init() {}

    package func discover(in discovery: inout Discovery) {
        let own = discovery.unclaimed.filter { isDockerfileName(fileName(of: $0)) }
        for path in own { discovery.add(Project(kind: .dockerfile, root: folder(of: path), files: [path])) }
        discovery.claim(Set(own))
    }

    package func render(_ project: Project, in context: RenderContext) -> RenderedProject {
        var files = ProjectFiles(context.tree)
        var resources: [Resource] = []
        for path in project.files {
            guard let file = files.read(path) else { continue }
            if file.bytes.contains(text: "{{") || file.bytes.contains(text: "{%") {
                files.noteTemplate(path)
                continue
            }
            guard let document = context.tree.document(file, as: .dockerfile) as? DockerfileDocument else { continue }
            files.keep(document)
            resources += renderDockerfile(document)
        }
        return RenderedProject(
            project: project, documents: files.documents, resources: resources,
            sites: WrittenSites(description: "the Dockerfile", derivations: DockerfileDerivations()),
            diagnostics: files.diagnostics, byteCount: files.byteCount)
    }

    package func recognition(of resource: Resource, in project: RenderedProject) -> Recognition {
        Recognition(path: "the name '\(fileName(of: resource.home.path))' is that of a Dockerfile", content: "instructions")
    }
}
