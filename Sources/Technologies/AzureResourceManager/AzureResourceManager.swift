package import ConfigModel
internal import Documents
package import Projects
internal import SourceText

extension Project.Kind {
    /// Templates of Azure Resource Manager that link each other, with their parameter files; mostly one template.
    package static let arm = Project.Kind("arm", scope: "the deployment", isNamedAfterFile: true)
}

/// Templates of Azure Resource Manager, known by their schema.
///
/// Source: https://learn.microsoft.com/azure/azure-resource-manager/templates/
package struct AzureResourceManager: ProjectTechnology {
    package let name = "arm"
    package let kinds = [Project.Kind.arm]
    package let exampleFile = "azuredeploy.json"
    package let selectors = [
        SelectorKind("arm.resource", system: "arm", bindings: ["resource", "properties"]) { resource, selector in
            // Types are not told apart by case.
            let type = resource.id.type.lowercased()
            guard selector.names.isEmpty || selector.names.contains(where: { Selector.matches($0.lowercased(), type) }),
                let properties = resource.value["properties"]
            else { return [] }
            return [[.root(of: resource), Subject.Part(name: "properties", path: ValuePath.root.key("properties"), value: properties)]]
        }
    ]

    package init() {}

    package func discover(in discovery: inout Discovery) {
        var broken: [any Document] = []
        for project in armProjects(discovery.unclaimed, in: discovery.tree, broken: &broken) {
            discovery.add(project)
            discovery.claim(Set(project.files))
        }
        discovery.noteBroken(broken)
    }

    package func render(_ project: Project, in context: RenderContext) -> RenderedProject {
        var files = ProjectFiles(context.tree)
        files.keep(project.files) { context.tree.document($0, as: .json) }
        return RenderedProject(project, files, renderARMTemplates(files.documents))
    }

    /// Metadata by which a resource turns off a check of checkov, once or as a list.
    ///
    ///     "metadata": {"checkov": ["checkov:skip=CKV_AZURE_3: serves a legacy client"]}
    package func marks(of resource: Resource) -> [ForeignMark] {
        let value = resource.value["metadata"]?["checkov"]
        return (value?.value.list ?? value.map { [$0] } ?? []).compactMap { item in
            guard let text = item.value.string, let mark = text.firstRange(of: "checkov:skip="), let origin = item.provenance.nearest else {
                return nil
            }
            let rest = text[mark.upperBound...]
            return ForeignMark(
                name: String(rest.prefix { $0 != ":" }.trimmed), reason: String(rest.drop { $0 != ":" }.dropFirst().trimmed), origin: origin)
        }
    }

    package func recognition(of resource: Resource, in project: RenderedProject) -> Recognition {
        Recognition(
            path: "the name ends in \(resource.home.ending)", content: "a schema of deployment templates and the type '\(resource.id.type)'")
    }
}
