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
    if case .add(let companion) = step.action { return [companionSite(companion, of: occurrence, in: project)] }
    if project.project.kind != .chart, let site = embeddedSite(step, of: occurrence) { return [site] }
    let request = SiteRequest(
        resource: project.resources[occurrence.resource], renderCase: renderCase, path: step.path, action: step.action)
    return project.sites.sites(for: request, in: project.documents)
}

/// Companions are written behind their subject, in the same file.
private func companionSite(_ companion: Companion, of occurrence: Finding.Occurrence, in project: RenderedProject) -> EditSite {
    let home = occurrence.home
    return EditSite(
        path: home.path, root: home.root, documentPath: home.prefix, rung: .application, note: "beside \(occurrence.id): a new \(companion.type)",
        obstacle: companionObstacle(occurrence, project.document(home.path)?.format))
}

/// Why nothing can be written beside the subject, or nil.
private func companionObstacle(_ occurrence: Finding.Occurrence, _ format: Format?) -> String? {
    let (id, home) = (occurrence.id, occurrence.home)
    if id.system == "terraform", id.type != "module", home.prefix.elements.first == .key("module") {
        return "the resource is written in a module that is not in the tree"
    }
    if format == .hcl, id.system == "kubernetes" { return "a new Kubernetes object needs a block of the provider" }
    if home.path.contains(".terraform/") { return "the module is installed, not written here" }
    switch format {
    case .template: return "a new object of a chart needs a template of its own, with the names that the chart gives"
    case .json: return "the file is JSON, which holds one object"
    default: return isKustomizationFile(home.path) ? "the object is made by a generator" : nil
    }
}

/// A document within a scalar is changed in place.
private func embeddedSite(_ step: FixOffer.Step, of occurrence: Finding.Occurrence) -> EditSite? {
    let home = occurrence.home
    guard let name = home.embedded, let format = Format(rawValue: name) else { return nil }
    return EditSite(
        path: home.path, root: home.root, documentPath: step.path, embedded: EmbeddedPlace(span: home.span, format: format), rung: .application,
        note: "the text of '\(home.prefix)'")
}
