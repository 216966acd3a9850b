internal import SourceText
internal import Projects

/// A case in which a chart is rendered, with the values that make it.
struct ChartCase {
    let name: String
    var layers: [ValuesLayer] = []
    var release = HelmRelease()
    var isDefault = false
    /// Why it cannot be rendered.
    var failure: HelmFailure?
}

/// How many cases of one chart are rendered; of more, every n-th is taken.
private let mostCases = 64

/// The cases of a chart: its defaults, the values files for its tests and environments, what releases in the tree set, and what the
/// configuration adds, less what it leaves out.
func renderCases(of chart: HelmChart, _ folder: String, _ project: Project, _ tree: any WorkTree) -> [ChartCase] {
    var cases = [ChartCase(name: "default values", isDefault: true)]
    let prefix = folder.isEmpty || folder == "." ? "" : folder + "/"
    for path in project.files where path.hasPrefix(prefix) {
        let inner = String(path.dropFirst(prefix.count))
        guard isValuesFile(inner), let bytes = try? tree.read(path) else { continue }
        cases.append(ChartCase(name: inner, layers: [.file(path: path, bytes: bytes)]))
    }
    cases += releaseCases(of: folder, project, tree)
    for setting in project.settings(ChartCaseSetting.self) where setting.applies(to: folder) {
        cases.removeAll { one in setting.leaveOut.contains { $0.matches(one.name) } }
        for added in setting.cases {
            do throws(HelmFailure) { cases.append(try added.chartCase(tree)) } catch {
                cases.append(ChartCase(name: added.name, failure: error))
            }
        }
    }
    if cases.count <= mostCases { return cases }
    let step = Double(cases.count) / Double(mostCases)
    return (0..<mostCases).map { cases[Int(Double($0) * step)] }
}

/// Whether a file of a chart, by its path within the chart, holds values besides the defaults.
///
///     ci/tls-values.yaml   values-prod.yaml   prod.values.yaml   values/prod.yaml   environments/prod/values.yaml
func isValuesFile(_ inner: String) -> Bool {
    guard inner.hasSuffix(".yaml") || inner.hasSuffix(".yml") else { return false }
    let parts = inner.split(separator: "/")
    guard let file = parts.last, parts.count <= 3, parts.first != "templates", parts.first != "charts", parts.first != "crds" else { return false }
    let name = file.prefix { $0 != "." }.lowercased()
    let stem = file.split(separator: ".").dropLast().joined(separator: ".").lowercased()
    if parts.count == 1 {
        return stem != "values"
            && (stem.hasPrefix("values-") || stem.hasPrefix("values.") || stem.hasPrefix("values_")
                || stem.hasSuffix("-values") || stem.hasSuffix(".values") || stem.hasSuffix("_values"))
    }
    switch parts[0] {
    case "ci": return parts.count == 2 && (stem.hasSuffix("-values") || stem.hasPrefix("values") || name.contains("values"))
    case "values", "env", "envs", "environments", "overlays": return true
    default: return false
    }
}
