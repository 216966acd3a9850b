package import ConfigModel
package import Projects
internal import SourceText
internal import Kubernetes

extension Project.Kind {
    /// Helm charts that share local dependencies, mostly one.
    package static let chart = Project.Kind("chart", scope: "the chart", isRendered: true)
}

/// Helm charts, rendered as each of their cases installs them.
///
/// Source: https://helm.sh/docs/ (versions 3 and 4)
package struct Helm: ProjectTechnology {
    package let name = "helm"
    package let systems: [String] = []
    package let kinds = [Project.Kind.chart]
    private let settings: [ChartCaseSetting]

    /// - Parameter settings: render cases that the configuration adds to charts, or leaves out.
    package init(_ settings: [ChartCaseSetting] = []) { self.settings = settings }

    package func discover(in discovery: inout Discovery) {
        let found = ChartDiscovery(discovery.unclaimed, in: discovery.tree)
        for project in found.projects(settings) { discovery.add(project) }
        discovery.claim(found.claimed)
    }

    package func render(_ project: Project, in context: RenderContext) -> RenderedProject { ChartRendering(project, context).rendered() }

    package func recognition(of resource: Resource, in project: RenderedProject) -> Recognition {
        .object(resource, place: "it belongs to the chart in '\(project.project.name)'")
    }
}
