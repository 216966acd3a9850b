package import Documents
package import SourceText
package import Templates

/// What `helm template` is told besides values.
package struct HelmRelease: Sendable {
    package var name = "release-name"
    package var namespace = "default"
    package var isUpgrade = false
    package var kubeVersion = "v1.35.0"
    /// Besides those that every cluster is assumed to have.
    package var apiVersions: [String] = []
    package var includesCustomResourceDefinitions = false
    package var validatesSchemas = true

    package init(name: String = "release-name", namespace: String = "default") {
        self.name = name
        self.namespace = namespace
    }
}

/// One document of a rendered chart.
package struct RenderedManifest {
    /// As Helm names it: `app/charts/redis/templates/service.yaml`.
    package let source: String
    package let kind: String
    package let isHook: Bool
    /// Without the separator and the source comment; its runs tell where each byte came from.
    package let text: Text
}

/// What came of rendering a chart for one set of values.
package struct RenderedChart {
    /// In the order of `helm template`: by kind, hooks last.
    package let manifests: [RenderedManifest]
    package let failure: HelmFailure?
    package let trace: TraceTable
    /// False when random values or the clock went into the output.
    package let isDeterministic: Bool
    /// The values files of the chart and its subcharts, to tell defaults from what was laid over them.
    package var defaultPaths: Set<String> = []
    /// Which of the trace's skipped branches each template file passed over while it was rendered.
    package var skipped: [String: Range<Int>] = [:]
    /// Values that are texts of other files, by the names that the trace has for them.
    package var texts: [String: EmbeddedScalar] = [:]
    /// The file of the work tree behind each `RenderedManifest.source`.
    package var templatePaths: [String: String] = [:]

    /// The bytes that `helm template` prints.
    package var output: [UInt8] {
        if failure != nil { return [] }
        var main: [UInt8] = []
        var hooks: [UInt8] = []
        for manifest in manifests {
            let piece = Array("---\n# Source: \(manifest.source)\n".utf8) + manifest.text.bytes + [0x0A]
            if manifest.isHook { hooks += piece } else { main += piece }
        }
        return trimmedSpace(main) + [0x0A] + hooks
    }
}

extension RenderedChart {
    /// A case that does not render.
    init(failure: HelmFailure) {
        self.init(manifests: [], failure: failure, trace: TraceTable(isEnabled: false), isDeterministic: true)
    }
}

/// Renders a chart of a work tree once.
package func renderChart(
    _ tree: any WorkTree, _ chartPath: String, values layers: [ValuesLayer] = [], release: HelmRelease = HelmRelease(),
    isTracing: Bool = true
) -> RenderedChart {
    do throws(HelmFailure) {
        let prepared = PreparedChart(try loadChart(tree, chartPath), isTracing: isTracing)
        return prepared.render(layers, release)
    } catch {
        return RenderedChart(
            manifests: [], failure: error, trace: TraceTable(isEnabled: isTracing), isDeterministic: true)
    }
}

/// A chart whose files are parsed once and rendered for any number of values.
///
/// Not for use from several threads at a time: make one for each.
package final class PreparedChart {
    package let chart: HelmChart
    /// Origins of values and templates, which every rendering continues.
    private let base: TraceTable
    private var values: [String: Result<GoMap?, HelmFailure>] = [:]
    private var templates: [String: Result<ParsedTemplate, HelmFailure>] = [:]

    package init(_ chart: HelmChart, isTracing: Bool = true) {
        self.chart = chart
        base = TraceTable(isEnabled: isTracing)
    }

    package func render(_ layers: [ValuesLayer], _ release: HelmRelease) -> RenderedChart {
        withLargeStack {
            do throws(HelmFailure) { return try self.renderOrFail(layers, release) } catch {
                return RenderedChart(manifests: [], failure: error, trace: self.base, isDeterministic: true)
            }
        }
    }

    /// A fresh copy of the values that a chart brings.
    private func ownValues(_ chart: HelmChart) throws(HelmFailure) -> GoMap? {
        guard let file = chart.values else { return nil }
        let cached: Result<GoMap?, HelmFailure>
        if let known = values[file.path] {
            cached = known
        } else {
            do throws(HelmFailure) { cached = .success(try readValues(path: file.path, bytes: file.bytes, base)) } catch {
                cached = .failure(
                    HelmFailure(.load, "cannot load values.yaml: cannot unmarshal yaml document: \(error.message)"))
            }
            values[file.path] = cached
        }
        guard let map = try cached.get(), case .map(let copy, _) = GoValue.map(map, .none).deepCopied() else {
            return nil
        }
        return copy
    }

    private func parsed(_ name: String, _ file: HelmChart.File) throws(HelmFailure) -> ParsedTemplate {
        if let known = templates[name] { return try known.get() }
        let result: Result<ParsedTemplate, HelmFailure>
        do {
            let source = TemplateSource(name: name, bytes: file.bytes, number: base.addSource(file.path))
            result = .success(try ParsedTemplate(source, table: base))
        } catch {
            result = .failure(HelmFailure(template: name, parsing: error))
        }
        templates[name] = result
        return try result.get()
    }

    /// The values that the root chart's templates see first, those of subcharts below their names.
    package func coalescedValues(_ layers: [ValuesLayer]) throws(HelmFailure) -> GoValue {
        let table = TraceTable(isEnabled: false)
        let root = try enabled(layers)
        let values = try mergedLayers(layers, table)
        try Coalescing(table, keepsNull: false).coalesce(root, into: values)
        return .map(values, .none)
    }

    /// The chart with what dependencies' tags, conditions and imports make of it.
    private func enabled(_ layers: [ValuesLayer]) throws(HelmFailure) -> EnabledChart {
        if !["v1", "v2"].contains(chart.metadata.apiVersion) { throw HelmFailure(.load, "invalid chart apiVersion") }
        if chart.isLibrary { throw HelmFailure(.load, "library charts are not installable") }
        let untraced = TraceTable(isEnabled: false)
        let root = try EnabledChart.make(chart, parent: nil) { (chart: HelmChart) throws(HelmFailure) in
            try self.ownValues(chart)
        }
        let missing = root.missingDependencies
        if !missing.isEmpty {
            throw HelmFailure(
                .missingDependencies(missing),
                "an error occurred while checking for chart dependencies. You may need to run `helm dependency build` to fetch missing dependencies: found in Chart.yaml, but missing in charts/ directory: "
                    + missing.joined(separator: ", "))
        }
        try root.process(try mergedLayers(layers, untraced), path: "", untraced)
        try root.importValues(untraced)
        return root
    }

    private func renderOrFail(_ layers: [ValuesLayer], _ release: HelmRelease) throws(HelmFailure) -> RenderedChart {
        let root = try enabled(layers)
        let files = root.templateFiles()
        let order = files.keys.sorted(by: HelmOrder.precedes).reversed()
        let templates = TemplateSet()
        for name in order {
            guard let entry = files[name] else { continue }
            templates.add(try parsed(name, entry.file))
        }
        let table = TraceTable(continuing: base)
        let userValues = try mergedLayers(layers, table)
        try Coalescing(table, keepsNull: false).coalesce(root, into: userValues)
        if release.validatesSchemas { try root.validateSchemas(userValues) }
        if !root.metadata.kubeVersion.isEmpty,
            !EnabledChart.isCompatible(root.metadata.kubeVersion, CapabilitiesObject.normalized(release.kubeVersion))
        {
            throw HelmFailure(
                .load,
                "chart requires kubeVersion: \(root.metadata.kubeVersion) which is incompatible with Kubernetes \(release.kubeVersion)"
            )
        }
        let contexts = RenderContexts(root, GoMap(sharing: userValues, kind: .values), release, table)
        let execution = Execution(templates: templates, table: table)
        var rendered: [(name: String, text: Text)] = []
        var skipped: [String: Range<Int>] = [:]
        for name in order {
            guard let entry = files[name], let context = contexts[entry.chart], !HelmOrder.baseName(name).hasPrefix("_")
            else { continue }
            context.set(
                "Template",
                .map(
                    GoMap(
                        [
                            GoMap.Entry(key: "Name", value: .text(name)),
                            GoMap.Entry(key: "BasePath", value: .text(entry.chart.fullPath + "/templates")),
                        ], kind: .values), .none))
            do {
                let start = table.controls.skipped.count
                let text = try execution.execute(file: name, .map(context, .none))
                rendered.append((name, try execution.withoutNoValue(text)))
                skipped[name] = start..<table.controls.skipped.count
            } catch {
                throw HelmFailure(template: name, executing: error)
            }
        }
        var manifests: [RenderedManifest] =
            release.includesCustomResourceDefinitions ? root.customResourceDefinitions(table) : []
        manifests += try sortedManifests(rendered, table)
        return RenderedChart(
            manifests: manifests, failure: nil, trace: table, isDeterministic: execution.isDeterministic,
            defaultPaths: Set(values.keys), skipped: skipped, templatePaths: files.mapValues(\.file.path))
    }
}
