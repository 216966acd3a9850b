internal import ConfigModel
internal import Documents
internal import Projects
internal import Rules
internal import SourceText

/// The places where one step of a fix can be made in one render case, leftmost first.
func editSites(
    for step: FixOffer.Step, of occurrence: Finding.Occurrence, renderCase: Int, in project: RenderedProject
) -> [EditSite] {
    guard project.resources.indices.contains(occurrence.resource) else { return [] }
    if case .add(let relatedResource) = step.action { return [relatedResourceSite(relatedResource, of: occurrence, in: project)] }
    if !project.sites.findsEmbedded, let site = embeddedSite(step, of: occurrence) { return [site] }
    let request = SiteRequest(
        resource: project.resources[occurrence.resource], renderCase: renderCase, path: step.path, action: step.action)
    return project.sites.sites(for: request, in: project.documents)
}

/// Companions are written behind their subject, in the same file.
private func relatedResourceSite(_ relatedResource: RelatedResource, of occurrence: Finding.Occurrence, in project: RenderedProject) -> EditSite {
    let home = occurrence.home
    return EditSite(
        path: home.path, root: home.root, documentPath: home.prefix, rung: .application,
        description: "beside \(occurrence.id): a new \(relatedResource.type)",
        obstacle: project.sites.relatedResourceObstacle(beside: project.resources[occurrence.resource], project.document(home.path)?.format))
}

/// A document within a scalar is changed in place.
private func embeddedSite(_ step: FixOffer.Step, of occurrence: Finding.Occurrence) -> EditSite? {
    let home = occurrence.home
    guard let name = home.embedded, let format = Format(rawValue: name) else { return nil }
    return EditSite(
        path: home.path, root: home.root, documentPath: step.path, embedded: EmbeddedPlace(span: home.span, format: format), rung: .application,
        description: "the text of '\(home.prefix)'")
}
