import ConfigModel
import SourceText
import Templates
internal import Projects
internal import Helm

extension KustomizeBuild {
    /// The objects of one entry of `helmCharts`, whose chart has to lie in the tree.
    func inflate(_ entry: Traced, _ globals: Traced?, _ kustomization: Kustomization) throws(KustomizeFailure) -> [KustomizeResource] {
        let span = entry.provenance.nearest?.span
        func failure(_ kind: KustomizeFailure.Kind, _ message: String) -> KustomizeFailure {
            KustomizeFailure(kind, message, path: kustomization.path, span: span)
        }
        func text(_ key: String) -> String { entry[key]?.value.plainText ?? "" }
        guard options.inflatesCharts else { throw failure(.plugin, "must specify --enable-helm") }
        guard !text("name").isEmpty else { throw failure(.invalid, "chart name cannot be empty") }
        var home = globals?["chartHome"]?.value.plainText ?? ""
        if home.isEmpty { home = "charts" }
        var place = home
        if !text("version").isEmpty, !text("repo").isEmpty { place += "/\(text("name"))-\(text("version"))" }
        let chart = resolved(place + "/" + text("name"), in: kustomization.folder)
        guard let chart, sources.isFolder(chart) else {
            throw failure(.remote, "the chart '\(text("name"))' is not in '\(place)' and is not fetched")
        }
        var layers: [ValuesLayer] = []
        func addFile(_ file: Traced) throws(KustomizeFailure) {
            let path = try kustomization.file(file)
            layers.append(.file(path: path, bytes: try sources.read(path)))
        }
        let merge = text("valuesMerge")
        guard ["", "merge", "override", "replace"].contains(merge) else {
            throw failure(.invalid, "valuesMerge must be one of merge, override, replace")
        }
        let file = entry["valuesFile"].flatMap { $0.value.plainText?.isEmpty == false ? $0 : nil }
        let inline = entry["valuesInline"].flatMap { $0.isEmptyValue ? nil : $0 }
        let inlineLayer = inline.map { ValuesLayer.file(path: kustomization.path, bytes: Array(JSONText.encoded($0.value).utf8)) }
        if merge == "merge", let inlineLayer { layers.append(inlineLayer) }
        if let file, merge != "replace" || inline == nil { try addFile(file) }
        if merge != "merge", let inlineLayer { layers.append(inlineLayer) }
        for more in entry["additionalValuesFiles"]?.value.list ?? [] { try addFile(more) }
        var release = HelmRelease()
        if !text("releaseName").isEmpty { release.name = text("releaseName") }
        if !text("namespace").isEmpty { release.namespace = text("namespace") }
        if !text("kubeVersion").isEmpty { release.kubeVersion = text("kubeVersion") }
        release.apiVersions = (entry["apiVersions"]?.value.list ?? []).compactMap(\.value.string)
        release.includesCustomResourceDefinitions = entry["includeCRDs"]?.value.bool ?? false
        let rendered = renderChart(sources.tree, chart, values: layers, release: release)
        if let trouble = rendered.failure { throw failure(.invalid, "the chart '\(text("name"))' cannot be rendered: \(trouble.message)") }
        var result: [KustomizeResource] = []
        for (number, manifest) in rendered.manifests.enumerated() {
            if manifest.isHook, entry["skipHooks"]?.value.bool == true { continue }
            guard let value = rendered.value(of: manifest) else { continue }
            result += try sources.objects([value], path: chart + "/" + manifest.source.split(separator: "/").dropFirst().joined(separator: "/")).map {
                KustomizeResource($0.value, home: .init(path: $0.home.path, root: number, prefix: $0.home.prefix))
            }
        }
        return result
    }
}
