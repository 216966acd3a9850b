internal import ConfigModel
internal import Documents
internal import Projects

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

    func sites(for request: SiteRequest, in documents: DocumentSet) -> [SiteCandidate] {
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

    private func sites(of resource: Resource, _ path: ValuePath, _ renderCase: Int, in documents: DocumentSet) -> [SiteCandidate] {
        if let reason = planned.obstacle(resource.id, path, in: renderCase) { return [obstructed(resource, path, reason)] }
        if isIgnored(path, resource) { return [obstructed(resource, path, "lifecycle.ignore_changes keeps Terraform from applying a change there")] }
        return terraformSiteCandidates(resource, path, in: documents)
    }

    func relatedResourceObstacle(beside resource: Resource, _ format: Format?) -> String? {
        let (id, home) = (resource.id, resource.home)
        if id.system == "terraform", id.type != "module", home.prefix.elements.first == .key("module") {
            return "the resource is written in a module that is not in the tree"
        }
        if format == .hcl, id.system == "kubernetes" { return "a new Kubernetes object needs a block of the provider" }
        return home.path.contains(".terraform/") ? "the module is installed, not written here" : jsonObstacle(format)
    }

    private func obstructed(_ resource: Resource, _ path: ValuePath, _ reason: String) -> SiteCandidate {
        let home = resource.home
        return SiteCandidate(
            path: home.path, documentPath: home.prefix.appending(path), rung: .application, description: "the block of \(resource.id)",
            obstacle: reason)
    }
}
