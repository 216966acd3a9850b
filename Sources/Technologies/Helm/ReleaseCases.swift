internal import ConfigModel
internal import Documents
internal import SourceText
internal import Projects

/// A release that a file of the tree describes: which chart, with which values.
///
///     kind: Application                  kind: HelmRelease                 releases:                 # helmfile
///     spec:                              spec:                               - chart: ./charts/web
///       source:                            chart: {spec: {chart: ./web}}       values: [prod.yaml]
///         path: charts/web                 values: {replicas: 3}
///         helm: {valueFiles: [prod.yaml]}
struct ChartRelease {
    let name: String
    /// The chart's folder in the tree.
    let folder: String
    /// Values that the release takes from objects that are not in the tree: `Secret web-values`.
    var missing: [String] = []
    var layers: [Layer] = []
    var releaseName: String?
    var namespace: String?

    enum Layer {
        /// A file, from the root of the tree.
        case file(String)
        /// A map that stands in the release itself: which document of the file, and where in it.
        case inline(root: Int, at: ValuePath)
        /// Values written as text: in the release, or in an object that it names.
        case text(String, EmbeddedValues)
        case set(String)
    }
}

/// The files that describe releases of charts of the tree, each with those that it takes values from, and the folders of the charts.
func chartReleases(_ tree: any WorkTree, _ roots: Set<String>) -> [(paths: [String], folders: [String])] {
    tree.paths.compactMap { path in
        guard path.hasSuffix(".yaml") || path.hasSuffix(".yml"), let size = tree.size(path), size < 1 << 20, let file = try? tree.file(path),
            mayDescribeRelease(file)
        else { return nil }
        let found = releases(tree.document(file, as: .yaml), roots, tree)
        let sources = found.flatMap(\.layers).compactMap { layer -> String? in
            switch layer {
            case .file(let path): tree.size(path) == nil ? nil : path
            case .text(_, let values): values.file
            case .inline, .set: nil
            }
        }
        return found.isEmpty ? nil : ([path] + sources, found.map(\.folder))
    }
}

private func mayDescribeRelease(_ file: SourceFile) -> Bool {
    if file.bytes.contains(text: "HelmRelease") || file.bytes.contains(text: "argoproj.io") { return true }
    return fileName(of: file.path).hasPrefix("helmfile") && file.bytes.contains(text: "releases:")
}

/// The render cases that the releases of a project's files make of the chart in `folder`.
func releaseCases(of folder: String, _ project: Project, _ tree: any WorkTree) -> [ChartCase] {
    project.files.flatMap { path -> [ChartCase] in
        guard path.hasSuffix(".yaml") || path.hasSuffix(".yml"), let file = try? tree.file(path), mayDescribeRelease(file) else { return [] }
        let document = tree.document(file, as: .yaml)
        return releases(document, [folder], tree).compactMap { release in
            let without = release.missing.isEmpty ? "" : " (without \(release.missing.joined(separator: ", ")))"
            var one = ChartCase(name: release.name + without)
            one.release.name = release.releaseName ?? one.release.name
            one.release.namespace = release.namespace ?? one.release.namespace
            for layer in release.layers {
                switch layer {
                case .file(let path):
                    guard let bytes = try? tree.read(path) else { return nil }
                    one.layers.append(.file(path: path, bytes: bytes))
                case .inline(let root, let place): one.layers.append(.inline(document, root: root, at: place))
                case .text(let text, let values): one.layers.append(.file(path: values.path, bytes: Array(text.utf8)))
                case .set(let text): one.layers.append(.set(text))
                }
            }
            return one
        }
    }
}

/// The releases of a file whose charts lie in one of the folders.
func releases(_ document: any Document, _ folders: Set<String>, _ tree: any WorkTree) -> [ChartRelease] {
    let path = document.source.path
    return document.roots.enumerated().flatMap { number, root -> [ChartRelease] in
        let name = root["metadata"]?["name"]?.value.string ?? "?"
        let version = root["apiVersion"]?.value.string ?? ""
        switch root["kind"]?.value.string {
        case "Application" where version.hasPrefix("argoproj.io/"):
            return argoReleases(root["spec"], ValuePath.root.key("spec"), "Argo CD Application \(name)", number, path, folders, [:])
        case "ApplicationSet" where version.hasPrefix("argoproj.io/"):
            let template = ValuePath.root.key("spec").key("template").key("spec")
            return elements(of: root).flatMap { element in
                let title = element.isEmpty ? "" : " (\(element.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")))"
                return argoReleases(root.at(template), template, "Argo CD ApplicationSet \(name)\(title)", number, path, folders, element)
            }
        case "HelmRelease": return fluxRelease(root, name, number, path, folders, tree)
        default: return fileName(of: path).hasPrefix("helmfile") ? helmfileReleases(root, number, path, folders) : []
        }
    }
}

private func argoReleases(
    _ spec: Traced?, _ place: ValuePath, _ name: String, _ root: Int, _ path: String, _ folders: Set<String>, _ element: [String: String]
) -> [ChartRelease] {
    guard let spec else { return [] }
    var sources = spec["source"].map { [($0, place.key("source"))] } ?? []
    sources += (spec["sources"]?.value.list ?? []).enumerated().map { ($1, place.key("sources").index($0)) }
    return sources.compactMap { source, at in
        guard let folder = (source["path"]?.value.string).map({ filled($0, element) }).map(normalized), folders.contains(folder) else { return nil }
        var release = ChartRelease(name: name, folder: folder)
        let helm = source["helm"]
        release.releaseName = (helm?["releaseName"]?.value.string).map { filled($0, element) }
        release.namespace = (spec["destination"]?["namespace"]?.value.string).map { filled($0, element) }
        for file in helm?["valueFiles"]?.value.list ?? [] {
            guard let text = file.value.string.map({ filled($0, element) }) else { continue }
            release.layers.append(.file(text.hasPrefix("$") ? normalized(String(text.drop { $0 != "/" })) : joined(folder, text)))
        }
        if let values = helm?["values"], let text = values.value.string, let span = values.provenance.nearest?.span {
            release.layers.append(.text(filled(text, element), EmbeddedValues(file: path, span: span)))
        }
        if helm?["valuesObject"]?.value.mapping != nil { release.layers.append(.inline(root: root, at: at.key("helm").key("valuesObject"))) }
        for parameter in helm?["parameters"]?.value.list ?? [] {
            guard let key = parameter["name"]?.value.string, let value = parameter["value"]?.value.string else { continue }
            release.layers.append(.set("\(key)=\(filled(value, element).replacing(",", with: "\\,"))"))
        }
        return release
    }
}

/// The elements of a list generator; one without names where there is none.
private func elements(of applicationSet: Traced) -> [[String: String]] {
    let generators = applicationSet["spec"]?["generators"]?.value.list ?? []
    let lists = generators.flatMap { $0["list"]?["elements"]?.value.list ?? [] }
    let found = lists.map { element in
        (element.value.mapping?.entries ?? []).reduce(into: [String: String]()) { $0[$1.key] = $1.value.value.string }
    }
    return found.isEmpty ? [[:]] : Array(found.prefix(64))
}

private func filled(_ text: String, _ element: [String: String]) -> String {
    element.reduce(text) {
        $0.replacing("{{\($1.key)}}", with: $1.value).replacing("{{ \($1.key) }}", with: $1.value)
            .replacing("{{.\($1.key)}}", with: $1.value).replacing("{{ .\($1.key) }}", with: $1.value)
    }
}

private func fluxRelease(
    _ root: Traced, _ name: String, _ number: Int, _ path: String, _ folders: Set<String>, _ tree: any WorkTree
) -> [ChartRelease] {
    guard let chart = root["spec"]?["chart"]?["spec"], let wanted = chart["chart"]?.value.string, folders.contains(normalized(wanted))
    else { return [] }
    var release = ChartRelease(name: "Flux HelmRelease \(name)", folder: normalized(wanted))
    release.releaseName = root["spec"]?["releaseName"]?.value.string
    release.namespace = root["spec"]?["targetNamespace"]?.value.string
    for file in chart["valuesFiles"]?.value.list ?? [] { if let text = file.value.string { release.layers.append(.file(normalized(text))) } }
    for reference in root["spec"]?["valuesFrom"]?.value.list ?? [] { release.take(fluxValues(reference, near: path, tree)) }
    if root["spec"]?["values"]?.value.mapping != nil { release.layers.append(.inline(root: number, at: ValuePath.root.key("spec").key("values"))) }
    return [release]
}

extension ChartRelease {
    fileprivate mutating func take(_ values: FluxValues) {
        switch values {
        case .layer(let layer): layers.append(layer)
        case .missing(let object): missing.append(object)
        case .nothing: break
        }
    }
}

private func helmfileReleases(_ root: Traced, _ number: Int, _ path: String, _ folders: Set<String>) -> [ChartRelease] {
    (root["releases"]?.value.list ?? []).enumerated().compactMap { index, item in
        guard let chart = item["chart"]?.value.string, folders.contains(joined(folder(of: path), chart)) else { return nil }
        var release = ChartRelease(name: "helmfile release \(item["name"]?.value.string ?? "\(index + 1)")", folder: joined(folder(of: path), chart))
        release.releaseName = item["name"]?.value.string
        release.namespace = item["namespace"]?.value.string
        for (place, values) in (item["values"]?.value.list ?? []).enumerated() {
            if let file = values.value.string, !file.contains("{{") { release.layers.append(.file(joined(folder(of: path), file))) }
            if values.value.mapping != nil {
                release.layers.append(.inline(root: number, at: ValuePath.root.key("releases").index(index).key("values").index(place)))
            }
        }
        return release
    }
}

private func normalized(_ path: String) -> String { joined("", path) }

/// `path` seen from `folder`, without `.` and `..`.
func joined(_ folder: String, _ path: String) -> String {
    localFolder(of: "file://" + path.drop { $0 == "/" }, from: path.hasPrefix("/") ? "" : folder) ?? path
}
