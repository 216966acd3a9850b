internal import ConfigModel
internal import Projects

/// Whose values a file holds, and where else they can be set: the map from files to the charts of one rendering.
///
///     charts/redis/values.yaml    chart redis, below `cache` of the parent's values (its alias), vendored
struct ChartScopes {
    /// One chart of the tree of charts below the one that is rendered.
    struct Scope {
        let name: String
        /// The names of the dependencies on the way from the root chart.
        let prefix: [String]
        let directory: String
        let valuesPath: String?
        /// Why nothing in the chart is edited, such as that it is vendored.
        let obstacle: String?
        let isLibrary: Bool
        /// Index of the chart that depends on this one.
        let parent: Int?
    }

    private(set) var scopes: [Scope] = []

    init(_ chart: HelmChart) { add(chart, name: chart.name, prefix: [], parent: nil, obstacle: nil) }

    private mutating func add(_ chart: HelmChart, name: String, prefix: [String], parent: Int?, obstacle: String?) {
        if prefix.count > 20 { return }
        let index = scopes.count
        scopes.append(
            Scope(
                name: name, prefix: prefix, directory: chart.directory, valuesPath: chart.values?.path, obstacle: obstacle,
                isLibrary: chart.isLibrary, parent: parent))
        for dependency in chart.dependencies {
            let uses = chart.metadata.dependencies.filter { $0.name == dependency.name }
            if uses.isEmpty {
                add(dependency, name: dependency.name, prefix: prefix + [dependency.name], parent: index, obstacle: obstacle ?? packed(dependency))
            }
            for use in uses {
                let name = use.alias.isEmpty ? use.name : use.alias
                add(
                    dependency, name: name, prefix: prefix + [name], parent: index,
                    obstacle: obstacle ?? packed(dependency) ?? vendored(use, dependency))
            }
        }
    }

    private func packed(_ chart: HelmChart) -> String? {
        chart.directory.hasSuffix(".tgz") ? "the chart \(chart.name) is packed in \(chart.directory)" : nil
    }

    private func vendored(_ use: ChartMetadata.Dependency, _ chart: HelmChart) -> String? {
        let isOurs = use.repository.isEmpty || use.repository.hasPrefix("file://")
        return isOurs ? nil : "the chart \(use.name) \(use.version) is vendored from another repository; an update would undo the change"
    }

    /// The innermost chart whose folder holds the file.
    func owner(of path: String) -> Scope? {
        scopes.filter { scope in
            scope.directory.isEmpty || scope.directory == "." || path.hasPrefix(scope.directory + "/") || path.hasPrefix(scope.directory + "!")
        }.max { $0.directory.count < $1.directory.count }
    }

    /// Where the value at `address` of the defaults of a chart can be set: its own values file, then those of the charts that use it.
    func places(ofDefault path: String, _ address: ValuePath) -> [(path: String, address: ValuePath, scope: Scope)] {
        var result: [(String, ValuePath, Scope)] = []
        for scope in scopes where scope.valuesPath == path {
            var current: Scope? = scope
            var inner = address.elements
            while let here = current {
                if let file = here.valuesPath { result.append((file, ValuePath(inner), here)) }
                if let name = here.prefix.last { inner.insert(.key(name), at: 0) }
                current = here.parent.map { scopes[$0] }
            }
        }
        return result
    }

    /// The values file of the chart that a template belongs to, and where its values lie in it.
    func defaults(forTemplate path: String) -> Scope? {
        var current = owner(of: path)
        while let scope = current, scope.valuesPath == nil || scope.isLibrary { current = scope.parent.map { scopes[$0] } }
        return current
    }
}
