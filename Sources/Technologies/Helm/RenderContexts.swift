import Templates
internal import Projects

/// The data that each chart's templates see: `.Values`, `.Chart`, `.Release` and the rest.
struct RenderContexts {
    private var contexts: [ObjectIdentifier: GoMap] = [:]
    /// What `.Files` is for each chart, by the chart's path.
    private(set) var files: [String: GoMap] = [:]
    private var root = GoMap()
    /// The values of the chart that is rendered, those of charts below it within.
    let values: GoMap

    init(_ root: EnabledChart, _ values: GoMap, _ release: HelmRelease, _ table: TraceTable) {
        self.values = values
        let trace = table.add(.named("release"))
        let facts = GoMap([
            GoMap.Entry(key: "Name", value: .text(release.name, trace)),
            GoMap.Entry(key: "Namespace", value: .text(release.namespace, trace)),
            GoMap.Entry(key: "IsUpgrade", value: .bool(release.isUpgrade, trace)),
            GoMap.Entry(key: "IsInstall", value: .bool(!release.isUpgrade, trace)),
            GoMap.Entry(key: "Revision", value: .int(1, trace)),
            GoMap.Entry(key: "Service", value: .text("Helm", trace)),
        ])
        let capabilities = GoValue.object(
            CapabilitiesObject(kubeVersion: release.kubeVersion, apiVersions: release.apiVersions),
            table.add(.named("capabilities")))
        self.root = add(
            root, .map(values, RenderContexts.address(of: values, root, table)), .map(facts, trace), capabilities, table
        )
    }

    /// Counts what templates read of values and files, and notices changes of everything.
    func watch(_ recorder: ReadRecorder) {
        recorder.watch(.map(values, .none))
        for (_, map) in files.sorted(by: { $0.key < $1.key }) { recorder.watch(.map(map, .none)) }
        recorder.guardChanges(.map(root, .none))
    }

    /// Notices changes of everything, by the numbers of an earlier rendering for `known` maps.
    func guardChanges(_ recorder: ReadRecorder, _ known: [(map: GoMap, number: Int)]) {
        for (map, number) in known { recorder.watch(map, as: number) }
        recorder.guardRest(of: .map(values, .none))
        for map in files.values { recorder.guardRest(of: .map(map, .none)) }
        recorder.guardChanges(.map(root, .none))
    }

    subscript(_ chart: EnabledChart) -> GoMap? { contexts[ObjectIdentifier(chart)] }

    /// The origin of a chart's whole values map: the root of its values file when it has one.
    private static func address(of values: GoMap, _ chart: EnabledChart, _ table: TraceTable) -> TraceID {
        guard table.isEnabled else { return .none }
        if let path = chart.chart.values?.path, let source = table.sources.firstIndex(of: path) {
            return table.add(.value(source: UInt32(source), start: 0, end: 0, parent: .none, step: .root))
        }
        return table.add(.named("values of \(chart.name)"))
    }

    private mutating func add(
        _ chart: EnabledChart, _ values: GoValue, _ release: GoValue, _ capabilities: GoValue, _ table: TraceTable
    ) -> GoMap {
        let subcharts = GoMap()
        let context = GoMap(kind: .values)
        let files = GoMap(kind: .files)
        for file in chart.chart.files {
            files.set(file.name, .bytes(Text(file.bytes, table.isEnabled ? table.add(.named(file.path)) : .none)))
        }
        self.files[chart.fullPath] = files
        context.set("Chart", .map(chart.metadata.context(isRoot: chart.parent == nil, in: table), .none))
        context.set("Files", .map(files, .none))
        context.set("Release", release)
        context.set("Capabilities", capabilities)
        context.set("Values", values)
        context.set("Subcharts", .map(subcharts, .none))
        contexts[ObjectIdentifier(chart)] = context
        for dependency in chart.dependencies {
            var inner = GoValue.map(GoMap(kind: .values), .none)
            if case .map(let map, _) = values, let found = map[dependency.name], case .map = found { inner = found }
            subcharts.set(dependency.name, .map(add(dependency, inner, release, capabilities, table), .none))
        }
        return context
    }
}

extension CapabilitiesObject {
    /// A Kubernetes version without what follows its numbers: `v1.33.4-gke.1` is `v1.33.4`.
    static func normalized(_ version: String) -> String {
        let core = version.drop { $0 == "v" }.prefix { $0.isNumber || $0 == "." }
        let parts = core.split(separator: ".").map(String.init)
        return "v" + (parts + ["0", "0", "0"]).prefix(max(3, parts.count)).joined(separator: ".")
    }
}

extension EnabledChart {
    /// The chart and everything below it, deepest first.
    var all: [EnabledChart] { dependencies.flatMap(\.all) + [self] }

    /// The files in `crds/`, as they are.
    func customResourceDefinitions(_ table: TraceTable) -> [RenderedManifest] {
        var result: [RenderedManifest] = []
        for file in chart.files where file.name.hasPrefix("crds/") {
            let name = file.name.lowercased()
            guard name.hasSuffix(".yaml") || name.hasSuffix(".yml") || name.hasSuffix(".json") else { continue }
            let trace = table.isEnabled ? table.add(.template(source: table.addSource(file.path), start: 0)) : .none
            result.append(
                RenderedManifest(
                    source: GoPath.clean(fullPath + "/" + file.name), kind: "CustomResourceDefinition", isHook: false,
                    text: Text(file.bytes, trace)))
        }
        return result + dependencies.flatMap { $0.customResourceDefinitions(table) }
    }
}
