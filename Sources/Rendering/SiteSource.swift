package import ConfigModel
package import Documents

/// What is wanted of a resource's rendered value: one step of a fix.
package struct SiteRequest: Sendable {
    package let resource: Resource
    /// Which of the resource's render cases is asked about.
    package let renderCase: Int
    /// From the resource's root.
    package let path: ValuePath
    package let action: DocumentChange.Action

    package init(resource: Resource, renderCase: Int, path: ValuePath, action: DocumentChange.Action) {
        self.resource = resource
        self.renderCase = renderCase
        self.path = path
        self.action = action
    }
}

/// Knows where the values of a project's resources are written.
///
/// Each renderer has its own: what is applied as it is written has one site a value, a chart has values files, templates and helpers.
package protocol SiteSource: Sendable {
    /// Places where the request can be met in its render case, leftmost first. Places that may not be written come with an obstacle.
    func sites(for request: SiteRequest, in documents: [any Document]) -> [SiteCandidate]
}

/// Sites of what is applied as it is written: the resource's own document.
struct WrittenSites: SiteSource {
    /// `the manifest`, `the Dockerfile`
    let note: String
    /// The note for other products' files, which may lie beside manifests in one folder.
    var noteElsewhere: String?
    /// Why files may not be written, by path.
    var obstacles: [String: String] = [:]

    func sites(for request: SiteRequest, in documents: [any Document]) -> [SiteCandidate] {
        let home = request.resource.home
        let isManifest = request.resource.id.system == "kubernetes"
        return [
            SiteCandidate(
                path: home.path, root: home.root, documentPath: home.prefix.appending(request.path), rung: .application,
                note: isManifest ? note : noteElsewhere ?? note, obstacle: obstacles[home.path])
        ]
    }
}

/// Sites of a Terraform module: variable defaults, tfvars, locals, the block.
struct TerraformSites: SiteSource {
    /// What only a plan or state tells.
    var planned = PlannedPlaces()

    func sites(for request: SiteRequest, in documents: [any Document]) -> [SiteCandidate] {
        if let obstacle = planned.obstacle(request) {
            let home = request.resource.home
            return [
                SiteCandidate(
                    path: home.path, documentPath: home.prefix, rung: .application, note: "the block of \(request.resource.id)",
                    obstacle: obstacle)
            ]
        }
        if isIgnored(request.path, request.resource) {
            let home = request.resource.home
            return [
                SiteCandidate(
                    path: home.path, documentPath: home.prefix.appending(request.path), rung: .application,
                    note: "the block of \(request.resource.id)",
                    obstacle: "lifecycle.ignore_changes keeps Terraform from applying a change there")
            ]
        }
        return terraformSiteCandidates(request.resource, request.path, in: documents)
    }
}
