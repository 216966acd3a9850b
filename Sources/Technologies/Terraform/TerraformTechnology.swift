package import ConfigModel
internal import Documents
package import Projects
internal import SourceText

extension Project.Kind {
    /// Terraform folders that call each other, with the Terragrunt units that use them.
    package static let terraform = Project.Kind("terraform", scope: "the module")
}

/// Terraform and OpenTofu modules, Terragrunt units, plans and states.
///
/// Source: https://developer.hashicorp.com/terraform/language
package struct TerraformTechnology: ProjectTechnology {
    package let name = "terraform"
    package let kinds = [Project.Kind.terraform]
    package let exampleFile = "main.tf"
    package let selectors = [SelectorKind.whole("terraform.resource", system: "terraform")]
    package let bindings = terraformBindings
    package let relations: (any RelationModel)? = TerraformRelations()
    package let changes: (any ChangeModel)? = TerraformChanges()
    private let plans: [TerraformPlan]

    /// - Parameter plans: plans and states, each of which is for one root module of the tree.
    package init(_ plans: [TerraformPlan] = []) { self.plans = plans }

    package func discover(in discovery: inout Discovery) {
        let own = discovery.unclaimed.filter(isTerraformFile)
        let projects = terraformProjects(Dictionary(grouping: own) { folder(of: $0) }, among: discovery.paths, in: discovery.tree)
        let (assigned, diagnostics) = assign(plans, to: projects, in: discovery.tree)
        for project in assigned { discovery.add(project) }
        discovery.note(diagnostics)
        discovery.claim(Set(own))
    }

    package func render(_ project: Project, in context: RenderContext) -> RenderedProject {
        var files = ProjectFiles(context.tree)
        files.keep(project.files) { context.tree.document($0, as: $0.path.hasSuffix(".json") ? .json : .hcl) }
        let rendered = renderTerraform(files.documents, files: context.tree, plans: project.settings(AssignedPlan.self))
        let blocks = rendered.resources.map { KubernetesBlock($0) }
        return RenderedProject(
            project: project, documents: files.documents, resources: zip(blocks, rendered.resources).map { $0?.object ?? $1 },
            unbuilt: rendered.unbuilt.map { KubernetesBlock($0)?.object ?? $0 },
            cases: rendered.cases.count > 1 ? rendered.cases.map { RenderCase(name: $0) } : [],
            sites: TerraformSites(blocks.compactMap(\.self), planned: rendered.planned),
            diagnostics: files.diagnostics + rendered.diagnostics, byteCount: files.byteCount)
    }

    package func recognition(of resource: Resource, in project: RenderedProject) -> Recognition {
        Recognition(path: "the name ends in \(resource.home.ending)", content: "a block \(resource.id.type)")
    }
}

/// What Terraform does with a resource whose arguments change.
private struct TerraformChanges: ChangeModel {
    /// `lifecycle { prevent_destroy = true }` makes a plan fail that would replace the resource.
    func refusesReplacement(of resource: Resource) -> Bool {
        (resource.value["lifecycle"]?.value.list ?? []).contains { $0["prevent_destroy"]?.value == .bool(true) }
    }
}

private func isTerraformFile(_ path: String) -> Bool {
    [".tf", ".tf.json", ".tofu", ".tfvars", ".tfvars.json"].contains(where: path.hasSuffix) || path.hasSuffix(".terraform/modules/modules.json")
}
