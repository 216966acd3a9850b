package import SourceText
internal import Projects

/// A chart as it lies in a work tree: metadata, values, templates and the charts below `charts/`.
///
/// Invariant: nothing is rendered or coalesced yet, so that one loaded chart serves all of its render cases.
package final class HelmChart {
    /// One file of a chart.
    struct File: Sendable {
        /// Relative to the chart: `templates/web.yaml`.
        let name: String
        /// Where it lies in the work tree; content of an archive is `charts/x.tgz!/x/templates/web.yaml`.
        let path: String
        let bytes: [UInt8]
    }

    let directory: String
    var metadata: ChartMetadata
    var templates: [File] = []
    /// What `.Files` shows.
    var files: [File] = []
    var values: File?
    var schema: File?
    var dependencies: [HelmChart] = []
    /// The schema after its first use, since it serves every render case.
    private var validation: SchemaValidation?

    /// What checks values against the chart's schema, or nil when it has none.
    func schemaValidation() throws(HelmFailure) -> SchemaValidation? {
        if let validation { return validation }
        guard let schema else { return nil }
        let parsed = try SchemaValidation(schema.bytes)
        validation = parsed
        return parsed
    }

    init(directory: String, metadata: ChartMetadata) {
        self.directory = directory
        self.metadata = metadata
    }

    /// The chart with other bytes in some files, by path, or nil where one of them says what the chart is made of.
    func edited(_ changes: [String: [UInt8]]) -> HelmChart? {
        for path in changes.keys {
            let name = fileName(of: path)
            if HelmChart.defining.contains(name) || name.hasSuffix(".tgz") { return nil }
        }
        return replacing(changes.mapValues(withoutMark))
    }

    /// The paths of files whose bytes are others than in `earlier`, which this chart was made of by edits.
    func changedPaths(since earlier: HelmChart) -> Set<String> {
        if self === earlier { return [] }
        var result: Set<String> = []
        func compare(_ old: [File], _ new: [File]) {
            for (one, other) in zip(old, new) where one.bytes != other.bytes { result.insert(other.path) }
        }
        compare(earlier.templates, templates)
        compare(earlier.files, files)
        compare(earlier.values.map { [$0] } ?? [], values.map { [$0] } ?? [])
        for (one, other) in zip(earlier.dependencies, dependencies) { result.formUnion(other.changedPaths(since: one)) }
        return result
    }

    private static let defining: Set<String> = [
        "Chart.yaml", "Chart.lock", "requirements.yaml", "requirements.lock", "values.schema.json", ".helmignore",
    ]

    private func replacing(_ changes: [String: [UInt8]]) -> HelmChart {
        func now(_ file: File) -> File { changes[file.path].map { File(name: file.name, path: file.path, bytes: $0) } ?? file }
        let copy = HelmChart(directory: directory, metadata: metadata)
        copy.templates = templates.map(now)
        copy.files = files.map(now)
        copy.values = values.map(now)
        copy.schema = schema
        copy.validation = validation
        copy.dependencies = dependencies.map { $0.replacing(changes) }
        return copy
    }

    var name: String { metadata.name }
    var isLibrary: Bool { metadata.type.lowercased() == "library" }
}

/// Why a chart cannot be loaded or rendered, in Helm's words.
package struct HelmFailure: Error, Sendable, CustomStringConvertible {
    /// What went wrong, as far as callers tell failures apart.
    package enum Kind: Sendable {
        /// The chart's files are no chart.
        case load
        /// Dependencies that Chart.yaml names are not in `charts/`.
        case missingDependencies([String])
        /// Values do not suit the schema or cannot be read.
        case values
        case parse, execution
        /// `required` or `fail`.
        case demanded
        /// Output that is no YAML.
        case output
        case limit
    }

    /// For callers; people read `message`.
    package let kind: Kind
    /// As Helm prints it.
    package let message: String
    /// The template at fault, `chart/templates/x.yaml`, when there is one.
    package let template: String?

    /// - Parameter template: nil where no template is at fault.
    package init(_ kind: Kind, _ message: String, template: String? = nil) {
        self.kind = kind
        self.message = message
        self.template = template
    }

    /// The message alone.
    package var description: String { message }
}

/// Reads the chart in `directory` of the tree.
/// - Throws: `HelmFailure`.
///
/// Dependencies of the form `file://../common` that are not in `charts/` are read from the tree, as `helm dependency build` would pack them.
package func loadChart(_ tree: any WorkTree, _ directory: String) throws(HelmFailure) -> HelmChart {
    try loadChart(tree, directory, depth: 0)
}

private func loadChart(_ tree: any WorkTree, _ directory: String, depth: Int) throws(HelmFailure) -> HelmChart {
    let chart = try readChart(tree, directory)
    if depth > deepestChart { return chart }
    for dependency in chart.metadata.dependencies where !chart.dependencies.contains(where: { $0.name == dependency.name }) {
        guard let folder = localFolder(of: dependency.repository, from: directory), tree.size(folder + "/Chart.yaml") != nil else { continue }
        let local = try loadChart(tree, folder, depth: depth + 1)
        if local.name == dependency.name { chart.dependencies.append(local) }
    }
    return chart
}

/// The folder of the tree that a repository such as `file://../common` means, or nil for any other repository.
func localFolder(of repository: String, from directory: String) -> String? {
    guard let path = repository.dropping("file://"), !path.hasPrefix("/") else { return nil }
    return resolved(String(path), in: directory == "." ? "" : directory)
}

private func readChart(_ tree: any WorkTree, _ directory: String) throws(HelmFailure) -> HelmChart {
    let prefix = directory.isEmpty || directory == "." ? "" : directory + "/"
    var ignore = HelmIgnore()
    if let bytes = try? tree.read(prefix + ".helmignore") { ignore = try HelmIgnore(bytes) }
    var files: [HelmChart.File] = []
    for path in tree.paths where path.hasPrefix(prefix) {
        let name = String(path.dropFirst(prefix.count))
        if ignore.ignores(name) { continue }
        if let size = tree.size(path), size > largestFile {
            throw HelmFailure(.load, "chart file \(name) is larger than the maximum file size \(largestFile)")
        }
        do {
            files.append(HelmChart.File(name: name, path: path, bytes: withoutMark(try tree.read(path))))
        } catch {
            throw HelmFailure(.load, "error reading \(name): \(error.reason)")
        }
    }
    return try assembleChart(files, directory: directory, depth: 0)
}

private func withoutMark(_ bytes: [UInt8]) -> [UInt8] {
    bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
}

/// How deep charts may lie within charts.
private let deepestChart = 20

private func assembleChart(_ files: [HelmChart.File], directory: String, depth: Int) throws(HelmFailure) -> HelmChart {
    if depth > deepestChart { throw HelmFailure(.load, "charts are nested more than \(deepestChart) deep") }
    var metadata: ChartMetadata?
    for file in files where file.name == "Chart.yaml" {
        metadata = try ChartMetadata(file, complaint: "cannot load Chart.yaml")
    }
    var loaded = metadata ?? ChartMetadata()
    let hasRequirements = files.contains { $0.name == "requirements.yaml" }
    if metadata == nil, !hasRequirements { throw HelmFailure(.load, "Chart.yaml file is missing") }
    for file in files where file.name == "requirements.yaml" { try loaded.addRequirements(file) }
    let chart = HelmChart(directory: directory, metadata: loaded)
    var subcharts: [(name: String, files: [HelmChart.File])] = []
    for file in files {
        switch file.name {
        case "Chart.yaml", "Chart.lock": continue
        case "values.yaml": chart.values = file
        case "values.schema.json": chart.schema = file
        case "requirements.yaml", "requirements.lock": if loaded.apiVersion == "v1" { chart.files.append(file) }
        case _ where file.name.hasPrefix("templates/"): chart.templates.append(file)
        case _ where file.name.hasPrefix("charts/") && !file.name.hasSuffix(".prov"):
            let rest = file.name.dropFirst("charts/".count)
            let name = String(rest.prefix { $0 != "/" })
            let inner = HelmChart.File(name: String(rest), path: file.path, bytes: file.bytes)
            if let known = subcharts.firstIndex(where: { $0.name == name }) {
                subcharts[known].files.append(inner)
            } else {
                subcharts.append((name, [inner]))
            }
        default: chart.files.append(file)
        }
    }
    try chart.metadata.validate()
    for (name, files) in subcharts {
        if name.hasPrefix("_") || name.hasPrefix(".") { continue }
        do throws(HelmFailure) {
            if name.hasSuffix(".tgz") {
                guard let archive = files.first, archive.name == name else { continue }
                let unpacked = try unpackChart(archive)
                chart.dependencies.append(try assembleChart(unpacked, directory: archive.path, depth: depth + 1))
            } else {
                let inner = files.compactMap { file -> HelmChart.File? in
                    guard let slash = file.name.firstIndex(of: "/") else { return nil }
                    return HelmChart.File(
                        name: String(file.name[file.name.index(after: slash)...]), path: file.path, bytes: file.bytes)
                }
                if inner.isEmpty { continue }
                let prefix = directory.isEmpty ? "" : directory + "/"
                chart.dependencies.append(
                    try assembleChart(inner, directory: prefix + "charts/" + name, depth: depth + 1))
            }
        } catch {
            throw HelmFailure(.load, "error unpacking subchart \(name) in \(chart.name): \(error.message)")
        }
    }
    return chart
}
