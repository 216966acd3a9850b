internal import ConfigModel
internal import Documents
internal import Rendering
internal import Rules
internal import SourceText

/// The places where one step of a fix can be made in one render case, leftmost first.
func editSites(
    for step: FixOffer.Step, of occurrence: Finding.Occurrence, renderCase: Int, in project: RenderedProject
) -> [EditSite] {
    guard project.resources.indices.contains(occurrence.resource) else { return [] }
    let request = SiteRequest(
        resource: project.resources[occurrence.resource], renderCase: renderCase, path: step.path, action: step.action)
    return project.sites.sites(for: request, in: project.documents)
}
