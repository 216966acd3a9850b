package import SourceText

/// Render cases that somebody adds to a chart, or leaves out.
///
///     charts:
///       - chart: charts/web
///         cases:
///           - {name: prod, values: [env/common.yaml, env/prod.yaml], set: [replicas=3], namespace: shop}
///         leave-out: [ci/broken-values.yaml]
package struct ChartCaseSetting: Hashable, Sendable {
    /// One render case that is added.
    package struct Case: Hashable, Sendable {
        /// As reports print it.
        package let name: String
        /// Files from the root of the work tree, as `-f` takes them.
        package var values: [String] = []
        /// As `--set` takes them.
        package var set: [String] = []
        /// The release's name; nil for Helm's own default.
        package var release: String?
        /// Of the release; nil for `default`.
        package var namespace: String?
        /// `v1.31.0`
        package var kubeVersion: String?
        /// Of the cluster, besides those that every one is assumed to have, as `--api-versions` takes them.
        package var apiVersions: [String] = []

        /// A case with the chart's default values.
        package init(name: String) { self.name = name }
    }

    /// Folders of charts, from the root of the work tree.
    package let chart: PathPattern
    /// What is added, in order.
    package let cases: [Case]
    /// Names of cases as reports print them, with `*` and `?`.
    package let leaveOut: [PathPattern]

    /// Nothing is checked: a pattern that means no chart is no error here.
    package init(chart: PathPattern, cases: [Case], leaveOut: [PathPattern]) {
        self.chart = chart
        self.cases = cases
        self.leaveOut = leaveOut
    }

    /// Whether it speaks of the chart in a folder; empty for the root of the tree.
    package func applies(to folder: String) -> Bool { chart.matches(folder.isEmpty ? "." : folder) }
}
