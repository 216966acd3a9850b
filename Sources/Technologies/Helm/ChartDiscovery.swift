internal import ConfigModel
internal import Documents
internal import Projects
internal import SourceText

/// The charts of a tree, grouped into projects: charts within charts, and charts that use each other through `file://`.
///
/// Chart.yaml says which charts of the tree they share, and manifests of Argo CD and Flux say with which values they are installed.
struct ChartDiscovery {
    private let tree: any WorkTree
    private let charts: ChartRoots
    /// Files by the folder of the chart that stands for the project.
    private var groups: [String: [String]] = [:]
    /// Everything that belongs to a chart.
    private(set) var claimed: Set<String> = []

    init(_ paths: [String], in tree: any WorkTree) {
        self.tree = tree
        charts = ChartRoots(roots: Set(paths.filter { fileName(of: $0) == "Chart.yaml" }.map(folder)))
        for path in paths {
            guard let chart = charts.innermost(path), belongsToChart(path, chart) else { continue }
            claimed.insert(path)
            // Other files that a chart merely takes in are no configuration.
            if isChartFile(path) { groups[charts.outermost(chart), default: []].append(path) }
        }
        joinCharts()
    }

    /// One project a group, with the values files of the cases that the configuration adds.
    func projects(_ settings: [ChartCaseSetting]) -> [Project] {
        groups.map { root, files in
            var files = files
            for setting in settings where chartFolders(files).contains(where: setting.applies) {
                let missing = setting.cases.flatMap(\.values).filter { !files.contains($0) && tree.size($0) != nil }
                files += Set(missing).sorted()
            }
            return Project(kind: .chart, root: root, files: files, settings: settings.map { ProjectSetting($0) })
        }
    }

    /// Charts that use each other through `file://` become one project, since a change of the shared one shows in all of them.
    private mutating func joinCharts() {
        guard !charts.roots.isEmpty else { return }
        var joined = PathGroups(charts.roots)
        for root in charts.roots.sorted() {
            for file in ["Chart.yaml", "requirements.yaml"] {
                let path = root.isEmpty ? file : "\(root)/\(file)"
                guard let size = tree.size(path), size <= largestFile, let bytes = try? tree.read(path) else { continue }
                for other in localDependencies(bytes, of: root) where charts.roots.contains(other) && groups[other] != nil {
                    joined.join(root, other)
                }
            }
        }
        for root in charts.roots.sorted() where joined.leader(of: root) != root {
            guard let files = groups.removeValue(forKey: root) else { continue }
            groups[joined.leader(of: root), default: []] += files
        }
        for root in groups.keys { groups[root]?.sort { $0.precedesBytewise($1) } }
        let all = Array(groups.keys)
        for (paths, folders) in chartReleases(tree, charts.roots) {
            for root in all
            where folders.contains(where: { folder in groups[root]?.contains(folder.isEmpty ? "Chart.yaml" : folder + "/Chart.yaml") == true }) {
                for path in paths where groups[root]?.contains(path) == false { groups[root]?.append(path) }
            }
        }
    }
}

private func isChartFile(_ path: String) -> Bool {
    [".tpl", ".yaml", ".yml", ".json", ".toml"].contains(where: path.hasSuffix)
}

/// Folders that hold a Chart.yaml.
private struct ChartRoots {
    let roots: Set<String>

    func innermost(_ path: String) -> String? {
        guard !roots.isEmpty else { return nil }
        var at = folder(of: path)
        while true {
            if roots.contains(at) { return at }
            if at.isEmpty { return nil }
            at = folder(of: at)
        }
    }

    /// The chart that holds `root` below its `charts/`, or below that of a chart that does.
    func outermost(_ root: String) -> String {
        var at = root
        while true {
            let above = folder(of: at)
            guard fileName(of: above) == "charts" else { return at }
            let owner = folder(of: above)
            guard roots.contains(owner), owner != at else { return at }
            at = owner
        }
    }
}

/// Templates, definitions and values belong to the chart; anything else in its folder is judged as what it is.
private func belongsToChart(_ path: String, _ chart: String) -> Bool {
    let inner = chart.isEmpty ? path : String(path.dropFirst(chart.count + 1))
    return inner.hasPrefix("templates/") || inner.hasPrefix("charts/") || inner == "Chart.yaml" || inner == "values.yaml" || isValuesFile(inner)
}

/// The folders that `repository: file://…` of a Chart.yaml names.
private func localDependencies(_ bytes: [UInt8], of root: String) -> [String] {
    guard bytes.contains(text: "file://") else { return [] }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap { line in
        guard let start = line.firstRange(of: "file://"), line.contains("repository:") else { return nil }
        let path = line[start.lowerBound...].prefix { $0 != "\"" && $0 != "'" && $0 != " " && $0 != "\r" && $0 != "," && $0 != "}" }
        return localFolder(of: String(path), from: root)
    }
}
