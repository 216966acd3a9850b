package import Documents
package import SourceText
package import Templates
internal import Projects

/// What `helm template` is told besides values.
package struct HelmRelease: Hashable, Sendable {
    /// `.Release.Name`; Helm's own default.
    package var name = "release-name"
    /// `.Release.Namespace`.
    package var namespace = "default"
    /// `.Release.IsUpgrade`, as `--is-upgrade` sets it.
    package var isUpgrade = false
    /// `.Capabilities.KubeVersion`, with its `v`.
    package var kubeVersion = "v1.35.0"
    /// Besides those that every cluster is assumed to have.
    package var apiVersions: [String] = []
    /// Whether the files of `crds/` are part of the output, as with `--include-crds`.
    package var includesCustomResourceDefinitions = false
    /// Whether values are checked against `values.schema.json`; false as with `--skip-schema-validation`.
    package var validatesSchemas = true

    /// An installation; everything else as Helm assumes it.
    package init(name: String = "release-name", namespace: String = "default") {
        self.name = name
        self.namespace = namespace
    }
}

/// One document of a rendered chart.
package struct RenderedManifest {
    /// As Helm names it: `app/charts/redis/templates/service.yaml`.
    package let source: String
    /// The object's `kind`; empty where it says none.
    package let kind: String
    /// Whether the annotation `helm.sh/hook` makes it run at a moment of the release.
    package let isHook: Bool
    /// Without the separator and the source comment; its runs tell where each byte came from.
    package let text: Text
}

/// What came of rendering a chart for one set of values.
package struct RenderedChart {
    /// In the order of `helm template`: by kind, hooks last.
    package let manifests: [RenderedManifest]
    /// Why there is no output; nil when rendering succeeded.
    package let failure: HelmFailure?
    /// Where the bytes of the manifests came from, by the numbers in their runs.
    package let trace: TraceTable
    /// False when random values or the clock went into the output.
    package let isDeterministic: Bool
    /// The values files of the chart and its subcharts, to tell defaults from what was laid over them.
    package var defaultPaths: Set<String> = []
    /// The branches that each template file passed over while it was rendered.
    package var skipped: [String: [ControlTable.Skipped]] = [:]
    /// Values that are texts of other files, by the names that the trace has for them.
    package var texts: [String: EmbeddedScalar] = [:]
    /// The file of the work tree behind each `RenderedManifest.source`.
    package var templatePaths: [String: String] = [:]
    /// What a rendering after an edit may reuse, when that was asked for.
    var memory: RenderMemory?
    /// How many template files were executed for this rendering; the output of the others is that of an earlier one.
    package var executed = 0

    /// The bytes that `helm template` prints.
    package var output: [UInt8] {
        if failure != nil { return [] }
        var main: [UInt8] = []
        var hooks: [UInt8] = []
        func add(_ manifest: RenderedManifest, to output: inout [UInt8]) {
            output += "---\n# Source: \(manifest.source)\n".utf8
            output += manifest.text.bytes
            output.append(0x0A)
        }
        for manifest in manifests {
            if manifest.isHook { add(manifest, to: &hooks) } else { add(manifest, to: &main) }
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
    let chart: HelmChart
    /// Origins of values and templates, which every rendering continues.
    private let base: TraceTable
    private var values: [String: Result<GoMap?, HelmFailure>] = [:]
    private var templates: [String: Result<ParsedTemplate, HelmFailure>] = [:]
    private var layers: [String: [ReadLayer]] = [:]
    private var layouts: [[String]: ChartLayout] = [:]
    /// The chart before all edits.
    private let original: HelmChart

    /// - Parameter isTracing: whether origins are kept; without them rendering is faster and `RenderedChart.trace` is empty.
    package init(_ chart: HelmChart, isTracing: Bool = true) {
        self.chart = chart
        original = chart
        base = TraceTable(isEnabled: isTracing)
    }

    private init(_ chart: HelmChart, after earlier: PreparedChart, _ changed: Set<String>) {
        self.chart = chart
        original = earlier.original
        base = earlier.base
        values = earlier.values.filter { !changed.contains($0.key) }
        layers = earlier.layers
        templates = earlier.templates.filter { _, parsed in
            guard case .success(let template) = parsed else { return false }
            return !changed.contains(base.path(template.main.source.number))
        }
    }

    /// The chart with other bytes in some files, by path; what others came to is shared.
    ///
    /// Nil where one of the files says what the chart is made of: then it has to be loaded anew.
    package func edited(_ changes: [String: [UInt8]]) -> PreparedChart? {
        chart.edited(changes).map { PreparedChart($0, after: self, Set(changes.keys)) }
    }

    /// - Parameters:
    ///   - earlier: a rendering of this chart, or of what it was before an edit, that remembers. What the edit and other values do not
    ///     reach is taken from it.
    ///   - remembers: whether later renderings may reuse this one.
    package func render(
        _ layers: [ValuesLayer], _ release: HelmRelease, after earlier: RenderedChart? = nil, remembers: Bool = false
    ) -> RenderedChart {
        withLargeStack {
            do throws(HelmFailure) {
                if let memory = earlier?.memory, memory.original === self.original, memory.release == release,
                    let again = try self.rerender(layers, release, memory)
                {
                    return again
                }
                return try self.renderOrFail(layers, release, remembers: remembers)
            } catch {
                return RenderedChart(manifests: [], failure: error, trace: self.base, isDeterministic: true)
            }
        }
    }

    /// The values that a chart brings, never to be changed in place.
    private func ownValues(_ chart: HelmChart) throws(HelmFailure) -> GoMap? {
        guard let file = chart.values else { return nil }
        if let known = values[file.path] { return try known.get() }
        let result = Result { () throws(HelmFailure) in try readDefaults(file, base) }
        values[file.path] = result
        return try result.get()
    }

    private func parsed(_ name: String, _ file: HelmChart.File) throws(HelmFailure) -> ParsedTemplate {
        if let known = templates[name] { return try known.get() }
        let result = Result { () throws(HelmFailure) in try parseTemplate(name, file, base) }
        templates[name] = result
        return try result.get()
    }

    /// A copy of the values of a layer.
    private func layerValues(_ path: String, _ bytes: [UInt8]) throws(HelmFailure) -> GoMap? {
        if let known = layers[path]?.first(where: { $0.bytes == bytes }) { return known.values?.deepCopied() }
        let map = try readValues(path: path, bytes: bytes, base)
        layers[path, default: []].append(ReadLayer(bytes: bytes, values: map))
        return map?.deepCopied()
    }

    /// The values that the root chart's templates see first, those of subcharts below their names.
    package func coalescedValues(_ layers: [ValuesLayer]) throws(HelmFailure) -> GoValue {
        let table = TraceTable(isEnabled: false)
        let root = try enabled(layers, ownValues, layerValues)
        let values = try mergedLayers(layers, table, read: layerValues)
        try Coalescing(table, keepsNull: false).coalesce(root, into: values)
        return .map(values, .none)
    }

    /// The chart with what dependencies' tags, conditions and imports make of it.
    private func enabled(
        _ layers: [ValuesLayer], _ own: (HelmChart) throws(HelmFailure) -> GoMap?,
        _ read: (String, [UInt8]) throws(HelmFailure) -> GoMap?
    ) throws(HelmFailure) -> EnabledChart {
        if !["v1", "v2"].contains(chart.metadata.apiVersion) { throw HelmFailure(.load, "invalid chart apiVersion") }
        if chart.isLibrary { throw HelmFailure(.load, "library charts are not installable") }
        let untraced = TraceTable(isEnabled: false)
        let root = try EnabledChart.make(chart, parent: nil, own)
        let missing = root.missingDependencies
        if !missing.isEmpty {
            throw HelmFailure(
                .missingDependencies(missing),
                "an error occurred while checking for chart dependencies. You may need to run `helm dependency build` to fetch missing dependencies: found in Chart.yaml, but missing in charts/ directory: "
                    + missing.joined(separator: ", "))
        }
        try root.process(try mergedLayers(layers, untraced, read: read), path: "", untraced)
        try root.importValues(untraced)
        return root
    }

    /// The values and all else that templates see.
    private func contexts(
        _ root: EnabledChart, _ userValues: GoMap, _ release: HelmRelease, _ table: TraceTable
    ) throws(HelmFailure) -> RenderContexts {
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
        return RenderContexts(root, GoMap(sharing: userValues, kind: .values), release, table)
    }

    private func renderOrFail(_ layers: [ValuesLayer], _ release: HelmRelease, remembers: Bool) throws(HelmFailure)
        -> RenderedChart
    {
        let root = try enabled(layers, ownValues, layerValues)
        let charts = root.all
        let paths = charts.map(\.fullPath)
        let layout = layouts[paths] ?? ChartLayout(charts, paths)
        if layouts[paths] == nil {
            for file in layout.files { layout.add(try parsed(file.name, file.file)) }
            layouts[paths] = layout
        }
        let table = TraceTable(continuing: base)
        let userValues = try mergedLayers(layers, table, read: layerValues)
        let contexts = try contexts(root, userValues, release, table)
        let recorder = remembers ? ReadRecorder() : nil
        if let recorder { contexts.watch(recorder) }
        let execution = Execution(templates: layout.templates, table: table, recorder: recorder)
        var files: [RenderedFile?] = []
        for file in layout.files {
            files.append(try render(file, contexts[charts[file.chart]], execution, recorder))
        }
        var result = try assembled(files, root, layout, release, table)
        result.executed = files.count { $0 != nil }
        if remembers {
            result.memory = RenderMemory(
                original: original, chart: chart, release: release, layout: layout, paths: paths, layers: self.layers,
                values: contexts.values, contexts: contexts.files, files: files, table: table)
        }
        return result
    }

    /// Renders what an edit or other values reach and takes the rest from an earlier rendering; nil where all has to be rendered.
    private func rerender(_ layers: [ValuesLayer], _ release: HelmRelease, _ memory: RenderMemory) throws(HelmFailure)
        -> RenderedChart?
    {
        // Entries of tables that went on where `base` stood do not go together with entries that `base` was given later, so that what
        // is new is read into a table of its own.
        let table = TraceTable(continuing: memory.table)
        let changed = chart.changedPaths(since: memory.chart)
        let root = try enabled(layers) { (chart: HelmChart) throws(HelmFailure) in
            guard let file = chart.values, changed.contains(file.path) else { return try self.ownValues(chart) }
            return try readDefaults(file, table)
        } _: { (path: String, bytes: [UInt8]) throws(HelmFailure) in
            try memory.layerValues(path, bytes, table)
        }
        let charts = root.all
        guard charts.map(\.fullPath) == memory.paths else { return nil }
        guard let (layout, stale) = try memory.layout.replacing(changed, charts, table) else { return nil }
        let userValues = try mergedLayers(layers, table) { (path: String, bytes: [UInt8]) throws(HelmFailure) in
            try memory.layerValues(path, bytes, table)
        }
        let contexts = try contexts(root, userValues, release, table)
        var comparison = ValueComparison(table)
        comparison.compare(memory.values, contexts.values)
        for (path, files) in memory.contexts { comparison.compare(files, contexts.files[path] ?? GoMap()) }
        table.move(comparison.moved)
        let recorder = ReadRecorder()
        contexts.guardChanges(recorder, comparison.numbers)
        let execution = Execution(templates: layout.templates, table: table, recorder: recorder)
        var files: [RenderedFile?] = []
        var executed = 0
        for (index, file) in layout.files.enumerated() {
            if let known = memory.files[index], let reads = known.reads, reads.changes.isEmpty,
                reads.sources.isDisjoint(with: stale), !comparison.reaches(reads)
            {
                files.append(known)
            } else {
                // What is changed in place reaches files that come later, which are reused only if it is changed as before.
                let now = try render(file, contexts[charts[file.chart]], execution, recorder)
                if !comparison.isSame(memory.files[index]?.reads?.changes ?? [], now?.reads?.changes ?? []) { return nil }
                files.append(now)
                if now != nil { executed += 1 }
            }
        }
        table.move(comparison.moved)
        var result = try assembled(files, root, layout, release, table)
        result.executed = executed
        return result
    }

    private func render(
        _ file: ChartLayout.File, _ context: GoMap?, _ execution: Execution, _ recorder: ReadRecorder?
    ) throws(HelmFailure) -> RenderedFile? {
        guard !file.isPartial, let context else { return nil }
        let template = GoMap(
            [
                GoMap.Entry(key: "Name", value: .text(file.name)),
                GoMap.Entry(key: "BasePath", value: .text(file.basePath)),
            ], kind: .values)
        context.setUnwatched(GoMap.Entry(key: "Template", value: .map(template, .none)))
        recorder?.begin()
        let wasDeterministic = execution.isDeterministic
        execution.isDeterministic = true
        let text: Text
        do {
            text = try execution.withoutNoValue(execution.execute(file: file.name, .map(context, .none)))
        } catch {
            throw HelmFailure(template: file.name, executing: error)
        }
        let isDeterministic = execution.isDeterministic
        execution.isDeterministic = wasDeterministic && isDeterministic
        let skipped = execution.table.controls.takeSkipped()
        return RenderedFile(
            text: text, skipped: skipped, reads: recorder?.end(), isDeterministic: isDeterministic)
    }

    /// The manifests of all files in Helm's order.
    private func assembled(
        _ files: [RenderedFile?], _ root: EnabledChart, _ layout: ChartLayout, _ release: HelmRelease, _ table: TraceTable
    ) throws(HelmFailure) -> RenderedChart {
        var all: [RenderedManifest] = []
        var skipped: [String: [ControlTable.Skipped]] = [:]
        for index in layout.byName {
            guard let file = files[index] else { continue }
            let name = layout.files[index].name
            skipped[name] = file.skipped
            all += try file.manifests(name, table)
        }
        let resources = release.includesCustomResourceDefinitions ? root.customResourceDefinitions(table) : []
        return RenderedChart(
            manifests: resources + sortedManifests(all), failure: nil, trace: table,
            isDeterministic: files.allSatisfy { $0?.isDeterministic ?? true }, defaultPaths: Set(values.keys), skipped: skipped,
            templatePaths: layout.paths)
    }
}

/// - Throws: `HelmFailure` in the words of loading a chart.
private func readDefaults(_ file: HelmChart.File, _ table: TraceTable) throws(HelmFailure) -> GoMap? {
    do throws(HelmFailure) { return try readValues(path: file.path, bytes: file.bytes, table) } catch {
        throw HelmFailure(.load, "cannot load values.yaml: cannot unmarshal yaml document: \(error.message)")
    }
}
