package import SourceText

/// Render cases that somebody adds to a chart, or leaves out.
///
///     charts:
///       - chart: charts/web
///         cases:
///           - {name: prod, values: [env/common.yaml, env/prod.yaml], set: [replicas=3], namespace: shop}
///         leave-out: [ci/broken-values.yaml]
package struct ChartCaseSetting: Hashable, Sendable {
    package struct Case: Hashable, Sendable {
        package let name: String
        /// Files from the root of the work tree, as `-f` takes them.
        package var values: [String] = []
        /// As `--set` takes them.
        package var set: [String] = []
        package var release: String?
        package var namespace: String?
        /// `v1.31.0`
        package var kubeVersion: String?
        package var apiVersions: [String] = []

        package init(name: String) { self.name = name }
    }

    /// Folders of charts, from the root of the work tree.
    package let chart: PathPattern
    package let cases: [Case]
    /// Names of cases as reports print them, with `*` and `?`.
    package let leaveOut: [PathPattern]

    package init(chart: PathPattern, cases: [Case], leaveOut: [PathPattern]) {
        self.chart = chart
        self.cases = cases
        self.leaveOut = leaveOut
    }

    func applies(to folder: String) -> Bool { chart.matches(folder.isEmpty ? "." : folder) }
}

extension ChartCaseSetting.Case {
    /// - Throws: `HelmFailure` that names the values file that cannot be read.
    func chartCase(_ tree: any WorkTree) throws(HelmFailure) -> ChartCase {
        var one = ChartCase(name: name)
        for path in values {
            guard let bytes = try? tree.read(path) else { throw HelmFailure(.values, "open \(path): no such file or directory") }
            one.layers.append(.file(path: path, bytes: bytes))
        }
        one.layers += set.map(ValuesLayer.set)
        one.release.name = release ?? one.release.name
        one.release.namespace = namespace ?? one.release.namespace
        one.release.kubeVersion = kubeVersion ?? one.release.kubeVersion
        one.release.apiVersions = apiVersions
        return one
    }
}
