import Templates
internal import Projects

/// The template files of a chart and those below it, in the order in which Helm parses and renders them, and what they define.
final class ChartLayout {
    struct File {
        let name: String
        let file: HelmChart.File
        /// Index of the chart among all that are enabled.
        let chart: Int
        /// Whether the file is there for what it defines only.
        let isPartial: Bool
        /// What `.Template.BasePath` is for the file.
        let basePath: String
    }

    let files: [File]
    /// Indexes of files in the order of their names.
    let byName: [Int]
    /// The file of the work tree behind each name.
    let paths: [String: String]
    private(set) var templates = TemplateSet()
    private var parsed: [ParsedTemplate] = []

    init(_ charts: [EnabledChart], _ paths: [String]) {
        var found: [String: (chart: Int, file: HelmChart.File)] = [:]
        for (index, chart) in charts.enumerated() {
            for file in chart.chart.templates where !chart.chart.isLibrary || HelmOrder.baseName(file.name).hasPrefix("_") {
                found[GoPath.clean(paths[index] + "/" + file.name)] = (index, file)
            }
        }
        let files = found.keys.sorted(by: HelmOrder.precedes).reversed().compactMap { name in
            found[name].map { entry in
                File(
                    name: name, file: entry.file, chart: entry.chart, isPartial: HelmOrder.baseName(name).hasPrefix("_"),
                    basePath: paths[entry.chart] + "/templates")
            }
        }
        self.files = files
        byName = files.indices.sorted { HelmOrder.bytewise(files[$0].name, files[$1].name) }
        self.paths = found.mapValues(\.file.path)
    }

    /// Adds what the next file defines.
    func add(_ template: ParsedTemplate) {
        parsed.append(template)
        templates.add(template)
    }

    /// The layout with some files parsed anew, and the numbers of their former texts.
    ///
    /// Nil when files come or go, or when a file defines other names than before, so that any call may mean another template.
    func replacing(
        _ changed: Set<String>, _ charts: [EnabledChart], _ table: TraceTable
    ) throws(HelmFailure) -> (layout: ChartLayout, stale: Set<UInt32>)? {
        if !files.contains(where: { changed.contains($0.file.path) }) { return (self, []) }
        let result = ChartLayout(charts, charts.map(\.fullPath))
        guard result.files.map(\.name) == files.map(\.name) else { return nil }
        var stale: Set<UInt32> = []
        for (index, file) in result.files.enumerated() {
            let before = parsed[index]
            guard changed.contains(file.file.path) else {
                result.add(before)
                continue
            }
            let now = try parseTemplate(file.name, file.file, table)
            if !now.definesSame(as: before) { return nil }
            stale.insert(before.main.source.number)
            result.add(now)
        }
        return (result, stale)
    }
}

/// - Throws: `HelmFailure` of kind `parse`.
func parseTemplate(_ name: String, _ file: HelmChart.File, _ table: TraceTable) throws(HelmFailure) -> ParsedTemplate {
    do {
        return try ParsedTemplate(TemplateSource(name: name, bytes: file.bytes, number: table.addSource(file.path)), table: table)
    } catch {
        throw HelmFailure(template: name, parsing: error)
    }
}
