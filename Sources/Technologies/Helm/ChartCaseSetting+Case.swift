internal import Projects
internal import SourceText

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
