internal import ConfigModel
internal import Documents
internal import Rendering
internal import Rules
internal import SourceText

/// The places where one step of a fix can be made, leftmost first.
///
/// For what is applied as it is written (manifests, Dockerfiles) there is one: the resource's own document. Terraform values may
/// come from a variable's default, a tfvars file or a local; those come before the literal in the block.
func editSites(for step: FixOffer.Step, of finding: Finding, in project: RenderedProject) -> [EditSite] {
    guard let document = project.document(finding.home.path), document.isSound else { return [] }
    if finding.resource.system == "terraform",
        let resource = project.resources.first(where: { $0.home == finding.home && $0.id == finding.resource })
    {
        return terraformSiteCandidates(resource, step.path, in: project.documents).map { candidate in
            EditSite(
                path: candidate.path, root: candidate.root, documentPath: candidate.documentPath, rung: rung(candidate.role),
                note: candidate.note)
        }
    }
    let note = finding.resource.system == "dockerfile" ? "the Dockerfile" : "the manifest"
    return [
        EditSite(
            path: finding.home.path, root: finding.home.root, documentPath: finding.home.prefix.appending(step.path), rung: .application,
            note: note)
    ]
}

private func rung(_ role: Origin.Role) -> EditSite.Rung {
    switch role {
    case .environment: .environment
    case .literal, .template, .argument: .application
    case .defaultValue, .intermediate: .shared
    }
}
