package import SourceText

/// Finds the projects of a work tree, mostly from its paths alone; contents are looked at when a project is rendered.
///
/// Some are an exception. Chart.yaml says which charts of the tree they share, and manifests of Argo CD and Flux say with which values
/// they are installed. Kustomization files say what is built together. Terraform folders are one project when one calls the other as a
/// module. Templates of CloudFormation and Azure Resource Manager are known by what they hold, whatever they are called.
///
/// - Parameters:
///   - excluded: paths that the configuration leaves out.
///   - chartCases: render cases that it adds to charts, or leaves out.
package func discover(_ tree: any WorkTree, excluding excluded: [PathPattern] = [], chartCases: [ChartCaseSetting] = []) -> [Project] {
    let allowed = excluded.isEmpty ? tree.paths : tree.paths.filter { path in !excluded.contains { $0.matches(path) } }
    let tested = testObjects(allowed, in: tree)
    let paths = tested.isEmpty ? allowed : allowed.filter { !tested.contains($0) }
    let charts = chartRoots(paths)
    let overlays = KustomizationGraph(tree, paths: paths.filter { path in charts.innermost(path).map { !belongsToChart(path, $0) } ?? true })
    let named = Set(overlays.groups.flatMap(\.files))
    var kustomized: Set<String> = []
    var grouped: [Key: [String]] = [:]
    let loose = paths.filter { path in
        !named.contains(path) && (path.hasSuffix(".template") || kind(of: path) == .manifests)
            && charts.innermost(path).map { !belongsToChart(path, $0) } ?? true
    }
    let stacks = cloudFormationProjects(loose, in: tree)
    let inStacks = Set(stacks.flatMap(\.files))
    let deployments = armProjects(loose.filter { !inStacks.contains($0) }, in: tree)
    let templates = Set((stacks + deployments).flatMap(\.files))
    for path in paths where !templates.contains(path) {
        if let chart = charts.innermost(path), belongsToChart(path, chart), path.hasSuffix(".tpl") || kind(of: path) != nil {
            // Files that a chart merely takes in are no configuration of a machine.
            if kind(of: path) != .directives { grouped[Key(kind: .chart, root: charts.outermost(chart)), default: []].append(path) }
            continue
        }
        if named.contains(path) {
            kustomized.insert(path)
            continue
        }
        guard let kind = kind(of: path) else { continue }
        if kind == .dockerfile {
            grouped[Key(kind: .dockerfile, root: path), default: []].append(path)
        } else {
            grouped[Key(kind: kind, root: folder(of: path)), default: []].append(path)
        }
    }
    joinCharts(&grouped, tree, charts)
    for setting in chartCases { addValues(of: setting, to: &grouped, tree) }
    let built = overlays.groups.map { group in
        Project(kind: .kustomization, root: commonFolder(group.folders), files: group.files.filter(kustomized.contains))
    }
    var terraform: [String: [String]] = [:]
    for (key, files) in grouped where key.kind == .terraform { terraform[key.root] = files }
    let others = grouped.filter { $0.key.kind != .terraform }.map { key, files in
        Project(
            kind: key.kind, root: key.kind == .dockerfile ? folder(of: key.root) : key.root, files: files,
            chartCases: key.kind == .chart ? chartCases : [])
    }
    let all = others + built + stacks + deployments + terraformProjects(terraform, among: paths, in: tree)
    return all.sorted { ($0.root, $0.kind.rawValue, $0.name) < ($1.root, $1.kind.rawValue, $1.name) }
}

/// The innermost folder that holds all of some folders.
func commonFolder(_ folders: [String]) -> String {
    var common = folders.first?.split(separator: "/") ?? []
    for folder in folders {
        let parts = folder.split(separator: "/")
        while !parts.starts(with: common) { common.removeLast() }
    }
    return common.joined(separator: "/")
}

private struct Key: Hashable {
    let kind: Project.Kind
    let root: String
}

package func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
}

package func fileName(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
}

private func kind(of path: String) -> Project.Kind? {
    let name = fileName(of: path)
    if name.hasSuffix(".tf") || name.hasSuffix(".tf.json") || name.hasSuffix(".tofu") || name.hasSuffix(".tfvars") { return .terraform }
    if name.hasSuffix(".tfvars.json") || path.hasSuffix(".terraform/modules/modules.json") { return .terraform }
    if isDockerfileName(name) { return .dockerfile }
    if [".yaml", ".yml", ".json", ".toml"].contains(where: name.hasSuffix) { return .manifests }
    if mayHoldDirectives(path) { return .directives }
    return nil
}

/// `Dockerfile`, `Containerfile`, `Dockerfile.dev`, `api.Dockerfile`; not `Dockerfile.md` or `docker-compose.yml`.
package func isDockerfileName(_ name: String) -> Bool {
    let lower = name.lowercased()
    for base in ["dockerfile", "containerfile"] {
        if lower == base || lower.hasSuffix(".\(base)") || lower.hasSuffix("-\(base)") { return true }
        for separator in [".", "-", "_"] where lower.hasPrefix(base + separator) {
            let rest = lower.dropFirst(base.count + 1)
            return !notDockerfiles.contains { rest == $0 || rest.hasSuffix(".\($0)") }
        }
    }
    return false
}

private let notDockerfiles = [
    "md", "sh", "py", "go", "rego", "txt", "j2", "tmpl", "tpl", "template", "dockerignore", "json", "yaml", "yml", "tf", "html", "patch", "ts", "js",
    "swift", "bats",
]

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

private func chartRoots(_ paths: [String]) -> ChartRoots {
    ChartRoots(roots: Set(paths.filter { fileName(of: $0) == "Chart.yaml" }.map(folder)))
}

/// Templates, definitions and values belong to the chart; anything else in its folder is judged as what it is.
private func belongsToChart(_ path: String, _ chart: String) -> Bool {
    let inner = chart.isEmpty ? path : String(path.dropFirst(chart.count + 1))
    return inner.hasPrefix("templates/") || inner.hasPrefix("charts/") || inner == "Chart.yaml" || inner == "values.yaml" || isValuesFile(inner)
}

/// Charts that use each other through `file://` become one project, since a change of the shared one shows in all of them.
private func joinCharts(_ grouped: inout [Key: [String]], _ tree: any WorkTree, _ charts: ChartRoots) {
    guard !charts.roots.isEmpty else { return }
    var joined = PathGroups(charts.roots)
    for root in charts.roots.sorted() {
        for file in ["Chart.yaml", "requirements.yaml"] {
            let path = root.isEmpty ? file : "\(root)/\(file)"
            guard let size = tree.size(path), size <= largestFile, let bytes = try? tree.read(path) else { continue }
            for other in localDependencies(bytes, of: root) where charts.roots.contains(other) && grouped[Key(kind: .chart, root: other)] != nil {
                joined.join(root, other)
            }
        }
    }
    for root in charts.roots.sorted() where joined.leader(of: root) != root {
        guard let files = grouped.removeValue(forKey: Key(kind: .chart, root: root)) else { continue }
        grouped[Key(kind: .chart, root: joined.leader(of: root)), default: []] += files
    }
    for key in grouped.keys where key.kind == .chart { grouped[key]?.sort { $0.precedesBytewise($1) } }
    let projects = grouped.keys.filter { $0.kind == .chart }
    for (paths, folders) in chartReleases(tree, charts.roots) {
        for key in projects
        where folders.contains(where: { folder in grouped[key]?.contains(folder.isEmpty ? "Chart.yaml" : folder + "/Chart.yaml") == true }) {
            for path in paths where grouped[key]?.contains(path) == false { grouped[key]?.append(path) }
        }
    }
}

/// Values files of cases that the configuration adds are files of the project, so that they may be written.
private func addValues(of setting: ChartCaseSetting, to grouped: inout [Key: [String]], _ tree: any WorkTree) {
    for (key, files) in grouped where key.kind == .chart && chartFolders(files).contains(where: setting.applies) {
        let missing = setting.cases.flatMap(\.values).filter { !files.contains($0) && tree.size($0) != nil }
        grouped[key]? += Set(missing).sorted()
    }
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
