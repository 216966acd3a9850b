internal import ConfigModel
internal import Documents
internal import SourceText
import Templates
internal import Synchronization
internal import Projects

/// Sites of what charts render: values files, then templates and helpers.
///
///     image: {{ .Values.image }}            1. `image` of values.yaml, or of the values file that overrides it
///     securityContext:                      2. a new key below the value that `toYaml` writes
///       {{- toYaml .Values.sc | nindent 10 }}
///     hostNetwork: true                     3. the bytes in the template
///
/// The renderings stay in memory, so that origins are looked up only for what is going to be fixed. They are not shared: the lock lets one
/// thread at a time walk them.
final class ChartSites: SiteSource, @unchecked Sendable {
    struct RenderedCase {
        let name: String
        let chart: RenderedChart
        let scopes: ChartScopes
        let release: HelmRelease
        let folder: String
    }

    /// One resource in one render case.
    struct Key: Hashable {
        let home: Resource.Home
        let id: ResourceID
        let renderCase: Int

        init(_ resource: Resource, renderCase: Int) {
            home = resource.home
            id = resource.id
            self.renderCase = renderCase
        }
    }

    private struct Reading: Hashable {
        let renderCase: Int
        let manifest: Int
    }

    private let cases: [RenderedCase]
    /// By folder, for renderings after an edit.
    private let prepared: [String: PreparedChart]
    private let manifests: [Key: Int]
    private var read: [Reading: Traced] = [:]
    private let lock = Mutex(())

    init(_ cases: [RenderedCase], prepared: [String: PreparedChart], manifests: [Key: Int]) {
        self.cases = cases
        self.prepared = prepared
        self.manifests = manifests
    }

    var findsEmbedded: Bool { true }

    func relatedResourceObstacle(beside resource: Resource, _ format: Format?) -> String? {
        format == .template ? "a new object of a chart needs a template of its own, with the names that the chart gives" : jsonObstacle(format)
    }

    /// Lets `body` render charts after edits of files, as nobody else does at the time.
    func withRenderings<Result>(_ body: (_ charts: [String: PreparedChart], _ cases: [RenderedCase]) -> Result) -> Result {
        lock.withLock { _ in body(prepared, cases) }
    }

    func sites(for request: SiteRequest, in documents: DocumentSet) -> [SiteCandidate] {
        lock.withLock { _ in
            guard cases.indices.contains(request.renderCase),
                let manifest = manifests[Key(request.resource, renderCase: request.renderCase)],
                let root = value(of: manifest, request.renderCase)
            else { return [] }
            let one = cases[request.renderCase]
            let lookup = ChartLookup(
                chart: one.chart, scopes: one.scopes, manifest: manifest, sources: SourceBytes(documents), root: root)
            var seen: Set<SiteCandidate> = []
            if let format = request.resource.home.embedded.flatMap(Format.init(rawValue:)) {
                return lookup.embeddedSites(request, format: format, in: documents)
            }
            return lookup.candidates(request.path, request.action).filter { seen.insert($0).inserted }
        }
    }

    var derivations: any DerivationSource { self }

    /// One resource as its chart rendered it in one case, with spans in the manifest's own text; nil for what is none of the chart's.
    func withManifest<Result>(
        of resource: Resource, _ renderCase: Int, _ body: (_ chart: RenderedChart, _ manifest: RenderedManifest, _ root: Traced) -> Result
    ) -> Result? {
        lock.withLock { _ in
            guard cases.indices.contains(renderCase), let manifest = manifests[Key(resource, renderCase: renderCase)],
                let root = value(of: manifest, renderCase)
            else { return nil }
            let chart = cases[renderCase].chart
            return body(chart, chart.manifests[manifest], root)
        }
    }

    private func value(of manifest: Int, _ renderCase: Int) -> Traced? {
        let key = Reading(renderCase: renderCase, manifest: manifest)
        if let known = read[key] { return known }
        let chart = cases[renderCase].chart
        guard let value = chart.readValue(of: chart.manifests[manifest]) else { return nil }
        read[key] = value
        return value
    }
}

/// The bytes of a project's files by path.
struct SourceBytes {
    private let documents: DocumentSet

    init(_ documents: DocumentSet) { self.documents = documents }

    subscript(_ path: String) -> [UInt8]? { documents[path]?.source.bytes }

    /// Which document of a file holds a value, and where in it values of a chart begin: at its root, or below `spec.values` of a release.
    func place(_ path: String, _ span: Span?, _ address: ValuePath) -> (root: Int, start: ValuePath)? {
        guard let document = documents[path] else { return nil }
        let root = document.roots.firstIndex { root in
            if let span, let whole = root.provenance.nearest?.span { return whole.contains(span) }
            return root.at(ValuePath(Array(address.elements.prefix(2)))) != nil
        }
        guard let root else { return document.roots.isEmpty ? nil : (0, .root) }
        for release in [
            ["spec", "values"], ["spec", "source", "helm", "valuesObject"], ["spec", "template", "spec", "source", "helm", "valuesObject"],
        ] {
            let start = ValuePath(release.map { .key($0) })
            if start.contains(address), document.roots[root]["kind"] != nil { return (root, start) }
        }
        for start in sourcesStart(address) where document.roots[root]["kind"] != nil || document.roots[root]["releases"] != nil {
            return (root, start)
        }
        return (root, .root)
    }

    /// `spec.sources[n].helm.valuesObject` of an Application, `releases[n].values[m]` of a helmfile.
    private func sourcesStart(_ address: ValuePath) -> [ValuePath] {
        let elements = address.elements
        if elements.count > 5, elements.starts(with: [.key("spec"), .key("sources")]), elements[4] == .key("valuesObject") {
            return [ValuePath(Array(elements.prefix(5)))]
        }
        if elements.count > 4, elements.first == .key("releases"), elements[2] == .key("values") { return [ValuePath(Array(elements.prefix(4)))] }
        return []
    }
}
