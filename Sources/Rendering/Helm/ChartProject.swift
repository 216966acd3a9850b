internal import ConfigModel
internal import Documents
internal import SourceText
import Templates

extension Rendering {
    /// Adds the charts of a project: every template that renders, in every case, as resources whose values know where they came from.
    ///
    /// - Parameter previous: the project before an edit that `tree` lays over it; what the edit does not reach is taken from there.
    mutating func addCharts(_ project: Project, _ tree: any WorkTree, after previous: RenderedProject? = nil) {
        for path in project.files { addChartFile(path, tree) }
        listings = valuesListings(project.files, tree)
        cases = []
        guard let sites = previous?.sites as? ChartSites, let overlay = tree as? OverlayTree else {
            render(project, tree, [:], [:])
            return
        }
        self = sites.withRenderings { charts, cases in
            var rendering = self
            let edits = overlay.changes.compactMapValues { $0 }
            // Files that come or go may be templates, or shadow others: then charts are loaded anew.
            let isEdit = edits.count == overlay.changes.count && edits.keys.allSatisfy { overlay.base.size($0) != nil }
            let edited = isEdit ? charts.compactMapValues { $0.edited(edits) } : [:]
            let earlier = Dictionary(cases.map { (CaseName(folder: $0.folder, name: $0.name), $0.chart) }) { first, _ in first }
            rendering.render(project, tree, edited, earlier)
            return rendering
        }
    }

    private struct CaseName: Hashable {
        let folder: String
        let name: String
    }

    private mutating func render(
        _ project: Project, _ tree: any WorkTree, _ edited: [String: PreparedChart], _ earlier: [CaseName: RenderedChart]
    ) {
        var rendered: [ChartSites.RenderedCase] = []
        var charts: [String: PreparedChart] = [:]
        let folders = chartFolders(project.files)
        for folder in folders {
            let prepared: PreparedChart
            do throws(HelmFailure) {
                if let known = edited[folder] { prepared = known } else { prepared = PreparedChart(try loadChart(tree, folder)) }
            } catch {
                noteFailure(error, folder, "the chart cannot be loaded")
                continue
            }
            let chart = prepared.chart
            if chart.isLibrary { continue }
            charts[folder] = prepared
            let scopes = ChartScopes(chart)
            for renderCase in renderCases(of: chart, folder, project, tree) {
                var result =
                    renderCase.failure.map(RenderedChart.init)
                    ?? prepared.render(
                        renderCase.layers, renderCase.release, after: earlier[CaseName(folder: folder, name: renderCase.name)],
                        remembers: earlier.isEmpty)
                result.texts = texts(renderCase.layers)
                let name = folders.count > 1 ? "\(chart.name): \(renderCase.name)" : renderCase.name
                if let failure = result.failure, cases.isEmpty || renderCase.isDefault || renderCase.failure != nil {
                    noteFailure(failure, folder, name)
                }
                cases.append(RenderCase(name: name, failure: result.failure?.message))
                rendered.append(
                    ChartSites.RenderedCase(name: renderCase.name, chart: result, scopes: scopes, release: renderCase.release, folder: folder))
            }
        }
        if cases.isEmpty { cases = [RenderCase.asWritten] }
        let built = chartResources(rendered, tree)
        resources += built.resources
        sites = ChartSites(rendered, prepared: charts, manifests: built.manifests)
    }

    /// The scalars of the project's files that layers were read from.
    private func texts(_ layers: [ValuesLayer]) -> [String: EmbeddedScalar] {
        layers.reduce(into: [:]) { result, layer in
            guard case .file(let path, _) = layer, let values = EmbeddedValues(path: path),
                let document = documents.first(where: { $0.source.path == values.file })
            else { return }
            result[path] = EmbeddedScalar(document, span: values.span)
        }
    }

    private mutating func addChartFile(_ path: String, _ tree: any WorkTree) {
        let isYAML = path.hasSuffix(".yaml") || path.hasSuffix(".yml")
        let isTemplate = path.contains("/templates/") || path.hasPrefix("templates/")
        guard isYAML || (isTemplate && path.hasSuffix(".tpl")), let file = read(path, tree) else { return }
        if isTemplate {
            documents.append(TemplateDocument.parse(file))
        } else {
            // Values are read by Helm's rules when charts are rendered, which reports what is wrong with them.
            documents.append(parseDocument(file, as: .yaml))
        }
    }

    private mutating func noteFailure(_ failure: HelmFailure, _ folder: String, _ name: String) {
        let path = folder.isEmpty || folder == "." ? "Chart.yaml" : folder + "/Chart.yaml"
        let help: String
        switch failure.kind {
        case .missingDependencies(let names): help = "run 'helm dependency build', or add \(names.joined(separator: ", ")) below charts/"
        case .demanded: help = "add values that it needs as ci/NAME-values.yaml, which makes another render case"
        default: help = "'helm template' fails in the same way"
        }
        diagnostics.append(Diagnostic(.warning, "chart-not-rendered", "\(name): \(failure.message)", path: path, help: help))
    }
}

/// The folders of charts that are rendered by themselves: those that are not part of another chart.
func chartFolders(_ files: [String]) -> [String] {
    let all = files.filter { fileName(of: $0) == "Chart.yaml" }.map(folder)
    return all.filter { inner in
        !all.contains { outer in outer != inner && inner.hasPrefix(outer.isEmpty ? "charts/" : outer + "/charts/") }
    }.sorted()
}

/// The manifests of all cases as resources; what several cases render alike is one resource.
private func chartResources(_ rendered: [ChartSites.RenderedCase], _ tree: any WorkTree) -> (resources: [Resource], manifests: [ChartSites.Key: Int])
{
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
        for inner in embeddedResources(of: resource, manifest, one.chart, tree) {
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
    of host: Resource, _ manifest: RenderedManifest, _ chart: RenderedChart, _ tree: any WorkTree
) -> [Resource] {
    let texts = embeddedTexts(of: host).compactMap { text in
        recognise(text.value.value.string ?? "", text.name, host, tree).map { (text, $0) }
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
    let metadata = value["metadata"]
    let name = metadata?["name"]?.value.string ?? metadata?["generateName"]?.value.string ?? "unnamed"
    let namespace = metadata?["namespace"].flatMap { isReleaseNamespace($0, one.release) ? nil : $0.value.string }
    let span = templateSpan(of: manifest, path, one.chart)
    let headline = value.value.mapping?.entry("kind")?.value.provenance.origins.first { $0.path == path }?.span ?? Span.at(span.start)
    return Resource(
        id: ResourceID(system: "kubernetes", type: "\(version)/\(kind)", name: namespace.map { "\($0)/\(name)" } ?? name),
        value: withReleaseNamespace(value, one.release), home: Resource.Home(path: path, root: root, span: span), headline: headline,
        cases: cases)
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
