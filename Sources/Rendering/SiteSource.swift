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

    /// Why no new resource can be written behind one in its file, whose format is given, or nil where it can.
    func companionObstacle(beside resource: Resource, _ format: Format?) -> String?

    /// Whether `sites` also knows where values of documents within texts are written; else they are changed in place.
    var findsEmbedded: Bool { get }

    /// What the technology knows of where values come from.
    var derivations: any DerivationSource { get }
}

extension SiteSource {
    package var derivations: any DerivationSource { TracedDerivations() }
}

/// Sites of what is applied as it is written: the resource's own document.
struct WrittenSites: SiteSource {
    /// `the manifest`, `the Dockerfile`
    let note: String
    /// The note for other products' files, which may lie beside manifests in one folder.
    var noteElsewhere: String?
    /// Why files may not be written, by path.
    var obstacles: [String: String] = [:]
    var derivations: any DerivationSource = TracedDerivations()

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
    /// Blocks that are judged as the Kubernetes objects that they make.
    private let blocks: [ResourceID: [KubernetesBlock]]

    /// What only a plan or state tells.
    private let planned: PlannedPlaces

    let derivations: any DerivationSource = TerraformDerivations()

    init(_ blocks: [KubernetesBlock] = [], planned: PlannedPlaces = PlannedPlaces()) {
        self.blocks = Dictionary(grouping: blocks) { $0.object.id }
        self.planned = planned
    }

    func sites(for request: SiteRequest, in documents: [any Document]) -> [SiteCandidate] {
        let block = blocks[request.resource.id]?.first { $0.object.cases == request.resource.cases && $0.object.home == request.resource.home }
        guard let block else { return sites(of: request.resource, request.path, request.renderCase, in: documents) }
        switch block.spelling(of: request.path, request.action) {
        case .none(let reason): return [obstructed(block.block, request.path, reason)]
        case .change(let path, let action):
            return sites(of: block.block, path, request.renderCase, in: documents).map { site in
                var site = site
                site.action = action
                return site
            }
        }
    }

    private func sites(of resource: Resource, _ path: ValuePath, _ renderCase: Int, in documents: [any Document]) -> [SiteCandidate] {
        if let reason = planned.obstacle(resource.id, path, in: renderCase) { return [obstructed(resource, path, reason)] }
        if isIgnored(path, resource) { return [obstructed(resource, path, "lifecycle.ignore_changes keeps Terraform from applying a change there")] }
        return terraformSiteCandidates(resource, path, in: documents)
    }

    private func obstructed(_ resource: Resource, _ path: ValuePath, _ reason: String) -> SiteCandidate {
        let home = resource.home
        return SiteCandidate(
            path: home.path, documentPath: home.prefix.appending(path), rung: .application, note: "the block of \(resource.id)", obstacle: reason)
    }
}
