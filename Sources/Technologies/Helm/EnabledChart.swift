import Primitives
import Templates
internal import Projects
internal import SourceText

/// A chart within one rendering: aliases applied, disabled dependencies gone, values ready to be coalesced.
final class EnabledChart {
    let chart: HelmChart
    var name: String
    var metadata: ChartMetadata
    /// The chart's own values. Maps of a prepared chart are shared by its renderings, so they are never changed in place.
    var values: GoMap?
    var dependencies: [EnabledChart] = []
    weak var parent: EnabledChart?

    init(_ chart: HelmChart, name: String, parent: EnabledChart?) {
        self.chart = chart
        self.name = name
        self.parent = parent
        metadata = chart.metadata
        metadata.name = name
    }

    /// `app/charts/redis`.
    var fullPath: String { parent.map { $0.fullPath + "/charts/" + name } ?? name }

    /// The chart and everything below it.
    static func make(_ chart: HelmChart, parent: EnabledChart?, _ read: (HelmChart) throws(HelmFailure) -> GoMap?)
        throws(HelmFailure) -> EnabledChart
    {
        let enabled = EnabledChart(chart, name: chart.name, parent: parent)
        enabled.values = try read(chart)
        for dependency in chart.dependencies {
            enabled.dependencies.append(try make(dependency, parent: enabled, read))
        }
        return enabled
    }

    /// A second use of the chart under an alias.
    func copied(as name: String, parent: EnabledChart) -> EnabledChart {
        let copy = EnabledChart(chart, name: name, parent: parent)
        copy.metadata = metadata
        copy.metadata.name = name
        copy.values = values
        copy.dependencies = dependencies.map { $0.copied(as: $0.name, parent: copy) }
        return copy
    }
}

extension EnabledChart {
    /// Names in Chart.yaml that no chart in `charts/` has.
    var missingDependencies: [String] {
        metadata.dependencies.map(\.name).filter { needed in !dependencies.contains { $0.name == needed } }
    }

    /// Applies aliases, tags and conditions, here and below.
    ///
    /// - Parameter userValues: at the root filled with the values of the charts.
    func process(_ userValues: GoMap, path: String, _ table: TraceTable, depth: Int = 0) throws(HelmFailure) {
        if metadata.dependencies.isEmpty || depth > 20 { return }
        var kept = dependencies.filter { existing in
            !metadata.dependencies.contains {
                $0.name == existing.name && EnabledChart.isCompatible($0.version, existing.metadata.version)
            }
        }
        for index in metadata.dependencies.indices {
            let need = metadata.dependencies[index]
            let found = dependencies.first {
                $0.name == need.name && EnabledChart.isCompatible(need.version, $0.metadata.version)
            }
            if let found { kept.append(found.copied(as: need.alias.isEmpty ? found.name : need.alias, parent: self)) }
            if !need.alias.isEmpty { metadata.dependencies[index].name = need.alias }
        }
        dependencies = kept
        for index in metadata.dependencies.indices { metadata.dependencies[index].isEnabled = true }
        let coalesced = depth == 0 ? userValues : userValues.deepCopied()
        try Coalescing(table, keepsNull: false).coalesce(self, into: coalesced)
        applyTags(coalesced)
        applyConditions(coalesced, path)
        let disabled = Set(metadata.dependencies.filter { !$0.isEnabled }.map(\.name))
        dependencies.removeAll { disabled.contains($0.name) }
        metadata.dependencies.removeAll { disabled.contains($0.name) }
        for dependency in dependencies {
            try dependency.process(coalesced, path: path + dependency.name + ".", table, depth: depth + 1)
        }
    }

    private func applyTags(_ values: GoMap) {
        guard case .map(let tags, _) = values["tags"] else { return }
        for index in metadata.dependencies.indices {
            var flags: [Bool] = []
            for tag in metadata.dependencies[index].tags {
                if case .bool(let flag, _) = tags[tag] { flags.append(flag) }
            }
            metadata.dependencies[index].isEnabled = flags.isEmpty || flags.contains(true)
        }
    }

    private func applyConditions(_ values: GoMap, _ path: String) {
        for index in metadata.dependencies.indices {
            for condition in String(metadata.dependencies[index].condition.trimmed).split(separator: ",")
            where !condition.isEmpty {
                if case .bool(let flag, _) = EnabledChart.value(at: path + condition, in: values) {
                    metadata.dependencies[index].isEnabled = flag
                    break
                }
            }
        }
    }

    static func value(at path: String, in values: GoMap) -> GoValue? {
        var current = GoValue.map(values, .none)
        for part in path.split(separator: ".", omittingEmptySubsequences: false) {
            guard case .map(let map, _) = current, let next = map[String(part)] else { return nil }
            current = next
        }
        return current
    }

    static func isCompatible(_ constraint: String, _ version: String) -> Bool {
        guard let constraint = VersionConstraint(constraint), let version = SemanticVersion(version) else {
            return false
        }
        return constraint.isSatisfied(by: version)
    }

    /// Merges subcharts' values into the chart's own and imports what `import-values` asks for, deepest charts first.
    func importValues(_ table: TraceTable, depth: Int = 0) throws(HelmFailure) {
        if depth > 20 { return }
        for dependency in dependencies { try dependency.importValues(table, depth: depth + 1) }
        if metadata.dependencies.isEmpty { return }
        let merging = Coalescing(table, keepsNull: true)
        let all = GoMap()
        try merging.coalesce(self, into: all)
        let imported = GoMap()
        for dependency in metadata.dependencies {
            for wish in dependency.importValues {
                let (child, parent) =
                    switch wish {
                    case .export(let name): ("exports." + name, ".")
                    case .path(let child, let parent): (child, parent)
                    }
                guard case .map(let found, _)? = EnabledChart.value(at: dependency.name + "." + child, in: all),
                    case .map(let copy, let trace) = GoValue.map(found, .none).deepCopied()
                else { continue }
                var wrapped = copy
                if parent != "." {
                    for part in parent.split(separator: ".", omittingEmptySubsequences: false).reversed() {
                        wrapped = GoMap([GoMap.Entry(key: String(part), value: .map(wrapped, trace))])
                    }
                }
                merging.coalesceTables(wrapped, into: imported, keepsNull: true)
            }
        }
        merging.coalesceTables(imported, into: all, keepsNull: true)
        values = all
    }
}
