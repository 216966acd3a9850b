internal import ConfigModel
internal import Documents
internal import Kubernetes
internal import Projects
internal import SourceText
import Templates

/// The folders of charts that are rendered by themselves: those that are not part of another chart.
func chartFolders(_ files: [String]) -> [String] {
    let all = files.filter { fileName(of: $0) == "Chart.yaml" }.map(folder)
    return all.filter { inner in
        !all.contains { outer in outer != inner && inner.hasPrefix(outer.isEmpty ? "charts/" : outer + "/charts/") }
    }.sorted()
}

/// The manifests of all cases as resources; what several cases render alike is one resource.
///
/// Release namespaces are unknown: who installs a chart chooses them.
func chartResources(_ rendered: [ChartSites.RenderedCase], _ context: RenderContext) -> (resources: [Resource], manifests: [ChartSites.Key: Int]) {
    struct Content: Hashable {
        let source: String
        let bytes: [UInt8]
        let folder: String
        let repeated: Int
    }
    var order: [Content] = []
    var found: [Content: (cases: [Int], manifest: Int, root: Int)] = [:]
    for (number, one) in rendered.enumerated() {
        var roots: [String: Int] = [:]
        var repeats: [[UInt8]: Int] = [:]
        for (index, manifest) in one.chart.manifests.enumerated() {
            let root = roots[manifest.source, default: 0]
            roots[manifest.source] = root + 1
            let repeated = repeats[manifest.text.bytes, default: 0]
            repeats[manifest.text.bytes] = repeated + 1
            let content = Content(
                source: manifest.source, bytes: manifest.text.bytes, folder: one.folder, repeated: repeated)
            if found[content] == nil {
                order.append(content)
                found[content] = ([number], index, root)
            } else {
                found[content]?.cases.append(number)
            }
        }
    }
    var resources: [Resource] = []
    var manifests: [ChartSites.Key: Int] = [:]
    for content in order {
        guard let entry = found[content], let first = entry.cases.first else { continue }
        let one = rendered[first]
        let manifest = one.chart.manifests[entry.manifest]
        guard let value = one.chart.value(of: manifest), let path = one.chart.templatePaths[manifest.source],
            let resource = chartResource(value, manifest, path, entry.root, entry.cases, one)
        else { continue }
        for number in entry.cases {
            let place = rendered[number].chart.manifests.firstIndex { $0.source == content.source && $0.text.bytes == content.bytes }
            manifests[ChartSites.Key(resource, renderCase: number)] = place
        }
        resources.append(resource)
        for inner in embeddedResources(of: resource, manifest, one.chart, context) {
            for number in entry.cases {
                manifests[ChartSites.Key(inner, renderCase: number)] = manifests[ChartSites.Key(resource, renderCase: number)]
            }
            resources.append(inner)
        }
    }
    return (resources, manifests)
}

/// Configuration that the manifest carries as text, with the places in templates and values where its bytes come from.
private func embeddedResources(
    of host: Resource, _ manifest: RenderedManifest, _ chart: RenderedChart, _ context: RenderContext
) -> [Resource] {
    let texts = embeddedTexts(of: host).compactMap { text in
        recogniseEmbedded(text.value.value.string ?? "", text.name, host, context).map { (text, $0) }
    }
    if texts.isEmpty { return [] }
    let rendered = parseDocument(SourceFile(path: host.home.path, bytes: manifest.text.bytes), as: .yaml)
    return texts.compactMap { text, found in
        guard let content = text.value.value.string, let span = rendered.roots.first?.at(text.path)?.provenance.nearest?.span,
            let scalar = EmbeddedScalar(rendered, span: span), scalar.text.elementsEqual(content.utf8)
        else { return nil }
        let place = EmbeddedOrigin { inner in
            let span = scalar.span(inner)
            guard span.end <= manifest.text.count else { return text.value.provenance }
            let places = chart.origins(of: span.isEmpty ? span.start..<span.start + 1 : span.range, in: manifest.text).data
            let origins = places.compactMap { place -> Origin? in
                switch place {
                case .template(let path, let found): Origin(path: path, span: found, role: .template)
                case .value(let path, let found, _): Origin(path: path, span: found, role: .defaultValue)
                default: nil
                }
            }
            return origins.first.map { Provenance($0, further: Array(origins.dropFirst())) } ?? text.value.provenance
        }
        let home = Resource.Home(
            path: host.home.path, root: host.home.root, prefix: text.path, span: host.home.span, embedded: found.document.format.rawValue)
        let headline = place.moved(found.headline).nearest.flatMap { $0.path == host.home.path ? $0.span : nil } ?? host.headline
        return Resource(
            id: ResourceID(system: found.system, type: found.type, name: "\(host.id.name)/\(text.name)"), value: place.moved(found.value), home: home,
            headline: headline, cases: host.cases)
    }
}

private func chartResource(
    _ value: Traced, _ manifest: RenderedManifest, _ path: String, _ root: Int, _ cases: [Int], _ one: ChartSites.RenderedCase
) -> Resource? {
    guard let kind = value["kind"]?.value.string, let version = value["apiVersion"]?.value.string else { return nil }
    let object = withReleaseNamespace(value, one.release)
    let span = templateSpan(of: manifest, path, one.chart)
    let headline = value.value.mapping?.entry("kind")?.value.provenance.origins.first { $0.path == path }?.span ?? Span.at(span.start)
    return kubernetesObject(
        object, kind: kind, version: version, home: Resource.Home(path: path, root: root, span: span), headline: headline, cases: cases)
}

/// Whether a namespace is that of the release, which whoever installs the chart chooses.
private func isReleaseNamespace(_ namespace: Traced, _ release: HelmRelease) -> Bool {
    namespace.value.string == release.namespace && !namespace.provenance.origins.contains { $0.role != .template }
}

/// Without a namespace of its own an object lands in the release's, which no file knows.
private func withReleaseNamespace(_ value: Traced, _ release: HelmRelease) -> Traced {
    if let namespace = value["metadata"]?["namespace"], !isReleaseNamespace(namespace, release) { return value }
    return withUnknownNamespace(value, "is the namespace of the release")
}

/// From the first to the last byte of the template that the manifest shows.
private func templateSpan(of manifest: RenderedManifest, _ path: String, _ chart: RenderedChart) -> Span {
    let text = manifest.text
    var span: Span?
    func add(_ start: Int, _ end: Int) { span = span.map { Span(min($0.start, start), max($0.end, end)) } ?? Span(start, end) }
    var start = 0
    var last = TraceID.none
    for run in text.runs ?? [Text.Run(end: UInt32(clamping: text.count), trace: text.trace, offset: 0, control: .none)] {
        let length = Int(run.end) - start
        start = Int(run.end)
        if case .template(let source, let base) = chart.trace[run.trace] {
            if chart.trace.path(source) == path { add(Int(base &+ run.offset), Int(base &+ run.offset) + length) }
        } else if run.trace != last {
            last = run.trace
            for case .template(path, let found) in chart.origins(of: run.trace).data { add(found.start, found.end) }
        }
    }
    return span ?? Span(0, 0)
}
