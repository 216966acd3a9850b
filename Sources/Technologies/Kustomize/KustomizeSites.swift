internal import ConfigModel
internal import Documents
internal import SourceText
internal import Projects

/// Sites of what kustomizations build: the manifest in a base, a patch, a field of a kustomization.
struct KustomizeSites: SiteSource {
    /// One resource in one render case.
    private struct Key: Hashable {
        let home: Resource.Home
        let id: ResourceID
        let renderCase: Int
    }

    private var objects: [KustomizeRendering.Object] = []
    private var places: [Key: Int] = [:]
    /// Manifests that several builds take in.
    private var shared: Set<String> = []
    /// The case of manifests that no build could take in, which are judged as they are written.
    var writtenCase: Int?

    var derivations: any DerivationSource { ComposedDerivations() }

    mutating func add(_ group: KustomizationGraph.Group) {
        shared.formUnion(group.componentFiles)
        for (path, users) in group.users where users.count > 1 { shared.insert(path) }
    }

    mutating func add(_ object: KustomizeRendering.Object, as resource: Resource) {
        for renderCase in resource.cases { places[Key(home: resource.home, id: resource.id, renderCase: renderCase)] = objects.count }
        objects.append(object)
    }

    func relatedResourceObstacle(beside resource: Resource, _ format: Format?) -> String? {
        jsonObstacle(format) ?? (isKustomizationFile(resource.home.path) ? "the object is made by a generator" : nil)
    }

    func sites(for request: SiteRequest, in documents: DocumentSet) -> [SiteCandidate] {
        if request.renderCase == writtenCase { return WrittenSites(description: "the manifest").sites(for: request, in: documents) }
        guard let place = places[Key(home: request.resource.home, id: request.resource.id, renderCase: request.renderCase)] else { return [] }
        let found = objects[place].sites(for: request.path, in: documents).map(candidate)
        // Of equal rungs the one that counts now comes first.
        return Rung.allCases.flatMap { rung in found.filter { $0.rung == rung } }
    }

    private func candidate(_ site: KustomizeSite) -> SiteCandidate {
        let rung: Rung
        let description: String
        switch site.kind {
        case .manifest:
            rung = shared.contains(site.path) ? .shared : .application
            description = rung == .shared ? "the manifest that several overlays share" : "the manifest"
        case .patch: (rung, description) = (.environment, "the patch")
        case .field: (rung, description) = (.environment, "the kustomization's field")
        }
        return SiteCandidate(
            path: site.path, root: site.root, documentPath: site.documentPath, rung: rung, description: description, obstacle: site.obstacle)
    }
}
