package import ConfigModel
internal import Documents
package import Projects
internal import SourceText

extension Project.Kind {
    /// CloudFormation templates that nest each other, with their parameter files; mostly one template.
    package static let cloudFormation = Project.Kind("cloudformation", scope: "the stack", isNamedAfterFile: true)
}

/// CloudFormation and SAM templates, known by what they hold, whatever they are called.
///
/// Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/
package struct CloudFormationTechnology: ProjectTechnology {
    package let name = "cloudformation"
    package let kinds = [Project.Kind.cloudFormation]
    package let exampleFile = "stack.yaml"
    package let changes: (any ChangeModel)? = CloudFormationChanges()
    package let selectors = [
        SelectorKind("cloudformation.resource", system: "cloudformation", bindings: ["resource", "properties"]) { resource, selector in
            guard selector.admits(resource.id.type), let properties = resource.value["Properties"] else { return [] }
            return [[.root(of: resource), Subject.Part(name: "properties", path: ValuePath.root.key("Properties"), value: properties)]]
        }
    ]

    package init() {}

    package func discover(in discovery: inout Discovery) {
        let loose = discovery.unclaimed.filter(mayHoldTemplate)
        var broken: [any Document] = []
        for project in cloudFormationProjects(loose, in: discovery.tree, broken: &broken) {
            discovery.add(project)
            discovery.claim(Set(project.files))
        }
        discovery.noteBroken(broken)
    }

    package func render(_ project: Project, in context: RenderContext) -> RenderedProject {
        var files = ProjectFiles(context.tree)
        files.keep(project.files) { parseTemplate($0, in: context.tree) }
        return RenderedProject(project, files, renderCloudFormation(files.documents))
    }

    /// Metadata by which a resource turns off a check of another tool.
    ///
    ///     Metadata: {checkov: {skip: [{id: CKV_AWS_18, comment: logs nothing}]}}
    ///     Metadata: {cfn_nag: {rules_to_suppress: [{id: W35, reason: logs nothing}]}}
    package func marks(of resource: Resource) -> [ForeignMark] {
        let metadata = resource.value["Metadata"]
        let skipped = (metadata?["checkov"]?["skip"]?.value.list ?? []) + (metadata?["cfn_nag"]?["rules_to_suppress"]?.value.list ?? [])
        return skipped.compactMap { item in
            guard let id = item["id"]?.value.string, let origin = item.provenance.nearest else { return nil }
            return ForeignMark(
                name: id, reason: item["comment"]?.value.string ?? item["reason"]?.value.string ?? "no reason given", origin: origin)
        }
    }

    package func recognition(of resource: Resource, in project: RenderedProject) -> Recognition {
        Recognition(path: "the name ends in \(resource.home.ending)", content: "resources of types such as '\(resource.id.type)'")
    }
}

/// What CloudFormation does with a resource whose properties change.
private struct CloudFormationChanges: ChangeModel {
    let arguments = ValuePath.root.key("Properties")

    func argument(_ path: ValuePath, of resource: Resource) -> [ValuePath.Element] {
        path.elements.first == .key("Properties") ? Array(path.elements.dropFirst()) : path.elements
    }

    /// `UpdateReplacePolicy: Retain` or `Snapshot` keeps what a replaced resource held.
    func keepsData(_ resource: Resource) -> Bool { ["Retain", "Snapshot"].contains(resource.value["UpdateReplacePolicy"]?.value.string) }
}

/// YAML and JSON, and `.template`, which says nothing about the format.
private func mayHoldTemplate(_ path: String) -> Bool {
    [".yaml", ".yml", ".json", ".toml", ".template"].contains(where: path.hasSuffix)
}
