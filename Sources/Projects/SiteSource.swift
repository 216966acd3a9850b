package import ConfigModel
package import Documents

/// What is wanted of a resource's rendered value: one step of a fix.
package struct SiteRequest: Sendable {
    /// As it was rendered before the fix.
    package let resource: Resource
    /// Which of the resource's render cases is asked about.
    package let renderCase: Int
    /// From the resource's root.
    package let path: ValuePath
    /// What is to be done with the value at `path`.
    package let action: DocumentChange.Action

    /// - Parameter renderCase: one of the resource's `cases`.
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
///
/// Sites are asked for by need (`SiteSource`): the origins of a rendered value are walked only when it is going to be fixed. A fix is the
/// union of the leftmost sites of every case it fires in.
package protocol SiteSource: Sendable {
    /// Places where the request can be met in its render case, leftmost first. Places that may not be written come with an obstacle.
    func sites(for request: SiteRequest, in documents: DocumentSet) -> [SiteCandidate]

    /// Why no new resource can be written behind one in its file, whose format is given, or nil where it can.
    func relatedResourceObstacle(beside resource: Resource, _ format: Format?) -> String?

    /// Whether `sites` also knows where values of documents within texts are written; else they are changed in place.
    var findsEmbedded: Bool { get }

    /// What the technology knows of where values come from.
    var derivations: any DerivationSource { get }
}

extension SiteSource {
    package var derivations: any DerivationSource { TracedDerivations() }
    package func relatedResourceObstacle(beside resource: Resource, _ format: Format?) -> String? { jsonObstacle(format) }
    package var findsEmbedded: Bool { false }
}

/// Why nothing is added to a file of that format that could hold one object only.
package func jsonObstacle(_ format: Format?) -> String? { format == .json ? "the file is JSON, which holds one object" : nil }

/// Sites of what is applied as it is written: the resource's own document.
package struct WrittenSites: SiteSource {
    /// What the place is, in words: `the manifest`, `the Dockerfile`.
    private let description: String
    /// The same for the resources of some systems, by `ResourceID.system`.
    private let descriptions: [String: String]
    /// Why files may not be written, by path.
    private let obstacles: [String: String]
    package let derivations: any DerivationSource

    /// - Parameter description: for resources of systems that `descriptions` does not name.
    package init(
        description: String, descriptions: [String: String] = [:], obstacles: [String: String] = [:],
        derivations: any DerivationSource = TracedDerivations()
    ) {
        self.derivations = derivations
        self.description = description
        self.descriptions = descriptions
        self.obstacles = obstacles
    }

    package func sites(for request: SiteRequest, in documents: DocumentSet) -> [SiteCandidate] {
        let home = request.resource.home
        return [
            SiteCandidate(
                path: home.path, root: home.root, documentPath: home.prefix.appending(request.path), rung: .application,
                description: descriptions[request.resource.id.system] ?? description, obstacle: obstacles[home.path])
        ]
    }
}
