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
    if case .add(let companion) = step.action { return [companionSite(companion, of: occurrence, in: project)] }
    if !project.sites.findsEmbedded, let site = embeddedSite(step, of: occurrence) { return [site] }
    let request = SiteRequest(
        resource: project.resources[occurrence.resource], renderCase: renderCase, path: step.path, action: step.action)
    return project.sites.sites(for: request, in: project.documents)
}

/// Companions are written behind their subject, in the same file.
private func companionSite(_ companion: Companion, of occurrence: Finding.Occurrence, in project: RenderedProject) -> EditSite {
    let home = occurrence.home
    return EditSite(
        path: home.path, root: home.root, documentPath: home.prefix, rung: .application, note: "beside \(occurrence.id): a new \(companion.type)",
        obstacle: project.sites.companionObstacle(beside: project.resources[occurrence.resource], project.document(home.path)?.format))
}

/// A document within a scalar is changed in place.
private func embeddedSite(_ step: FixOffer.Step, of occurrence: Finding.Occurrence) -> EditSite? {
    let home = occurrence.home
    guard let name = home.embedded, let format = Format(rawValue: name) else { return nil }
    return EditSite(
        path: home.path, root: home.root, documentPath: step.path, embedded: EmbeddedPlace(span: home.span, format: format), rung: .application,
        note: "the text of '\(home.prefix)'")
}
