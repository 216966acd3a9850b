internal import ConfigModel
internal import Documents
internal import Projects
internal import SourceText
import Templates
internal import Kubernetes

/// The charts of a project while they are rendered: every template that renders, in every case, as resources whose values know where
/// they came from.
struct ChartRendering {
    private let project: Project
    private let context: RenderContext
    private var files: ProjectFiles
    private var resources: [Resource] = []
    private var cases: [RenderCase] = []

    init(_ project: Project, _ context: RenderContext) {
        self.project = project
        self.context = context
        files = ProjectFiles(context.tree)
        for path in project.files { addChartFile(path) }
    }

    /// What an edit does not reach is taken from the rendering before it.
    consuming func rendered() -> RenderedProject {
        guard let sites = context.previous?.sites as? ChartSites, let overlay = context.tree as? OverlayTree else { return rendered([:], [:]) }
        return sites.withRenderings { charts, cases in
            let edits = overlay.changes.compactMapValues { $0 }
            // Files that come or go may be templates, or shadow others: then charts are loaded anew.
            let isEdit = edits.count == overlay.changes.count && edits.keys.allSatisfy { overlay.base.size($0) != nil }
            let edited = isEdit ? charts.compactMapValues { $0.edited(edits) } : [:]
            let earlier = Dictionary(cases.map { (CaseName(folder: $0.folder, name: $0.name), $0.chart) }) { first, _ in first }
            return rendered(edited, earlier)
        }
    }

    private struct CaseName: Hashable {
        let folder: String
        let name: String
    }

    private func rendered(_ edited: [String: PreparedChart], _ earlier: [CaseName: RenderedChart]) -> RenderedProject {
        var rendering = self
        let sites = rendering.render(edited, earlier)
        return RenderedProject(
            project: project, documents: rendering.files.documents, resources: rendering.resources, cases: rendering.cases, sites: sites,
            diagnostics: rendering.files.diagnostics, listings: valuesListings(project.files, context.tree), byteCount: rendering.files.byteCount)
    }

    private mutating func render(_ edited: [String: PreparedChart], _ earlier: [CaseName: RenderedChart]) -> ChartSites {
        var rendered: [ChartSites.RenderedCase] = []
        var charts: [String: PreparedChart] = [:]
        let folders = chartFolders(project.files)
        for folder in folders {
            let prepared: PreparedChart
            do throws(HelmFailure) {
                if let known = edited[folder] { prepared = known } else { prepared = PreparedChart(try loadChart(context.tree, folder)) }
            } catch {
                noteFailure(error, folder, "the chart cannot be loaded")
                continue
            }
            let chart = prepared.chart
            if chart.isLibrary { continue }
            charts[folder] = prepared
            let scopes = ChartScopes(chart)
            for renderCase in renderCases(of: chart, folder, project, context.tree) {
                var result =
                    renderCase.failure.map(RenderedChart.init)
                    ?? prepared.render(
                        renderCase.layers, renderCase.release, after: earlier[CaseName(folder: folder, name: renderCase.name)],
                        remembers: earlier.isEmpty)
                result.texts = texts(renderCase.layers)
                let name = folders.count > 1 ? "\(chart.name): \(renderCase.name)" : renderCase.name
                if let failure = result.failure, cases.isEmpty || renderCase.isDefault || renderCase.failure != nil {
                    noteFailure(failure, folder, name)
                }
                cases.append(RenderCase(name: name, failure: result.failure?.message))
                rendered.append(
                    ChartSites.RenderedCase(name: renderCase.name, chart: result, scopes: scopes, release: renderCase.release, folder: folder))
            }
        }
        let built = chartResources(rendered, context)
        resources = built.resources
        return ChartSites(rendered, prepared: charts, manifests: built.manifests)
    }

    /// The scalars of the project's files that layers were read from.
    private func texts(_ layers: [ValuesLayer]) -> [String: EmbeddedScalar] {
        let documents = DocumentSet(files.documents)
        return layers.reduce(into: [:]) { result, layer in
            guard case .file(let path, _) = layer, let values = EmbeddedValues(path: path),
                let document = documents[values.file]
            else { return }
            result[path] = EmbeddedScalar(document, span: values.span)
        }
    }

    private mutating func addChartFile(_ path: String) {
        let isYAML = path.hasSuffix(".yaml") || path.hasSuffix(".yml")
        let isTemplate = path.contains("/templates/") || path.hasPrefix("templates/")
        guard isYAML || (isTemplate && path.hasSuffix(".tpl")), let file = files.read(path) else { return }
        if isTemplate {
            files.documents.append(context.tree.document(file, as: .template))
        } else {
            // Values are read by Helm's rules when charts are rendered, which reports what is wrong with them.
            files.documents.append(context.tree.document(file, as: .yaml))
        }
    }

    private mutating func noteFailure(_ failure: HelmFailure, _ folder: String, _ name: String) {
        let path = folder.isEmpty || folder == "." ? "Chart.yaml" : folder + "/Chart.yaml"
        let help: String
        switch failure.kind {
        case .missingDependencies(let names): help = "run 'helm dependency build', or add \(names.joined(separator: ", ")) below charts/"
        case .demanded: help = "add values that it needs as ci/NAME-values.yaml, which makes another render case"
        default: help = "'helm template' fails in the same way"
        }
        files.diagnostics.append(Diagnostic(.warning, "chart-not-rendered", "\(name): \(failure.message)", path: path, help: help))
    }
}
