internal import SourceText
internal import Projects

/// Values that are the text of a scalar of another file, as `helm.values` of an Argo CD Application or `values.yaml` of a ConfigMap are.
///
/// Traces name them `apps/web.yaml#values@120-380`: the file, and the bytes of the scalar in it. Their own spans count within the text.
///
/// Values that are texts have a name of their own in traces (`EmbeddedValues`), with the bytes of the scalar that holds them, so that a key
/// of an Application's `helm.values` or of a ConfigMap that a HelmRelease takes is a site like any other.
struct EmbeddedValues: Hashable {
    let file: String
    let span: Span

    private static let mark = "#values@"

    init(file: String, span: Span) {
        self.file = file
        self.span = span
    }

    init?(path: String) {
        guard let mark = path.firstRange(of: EmbeddedValues.mark) else { return nil }
        let bounds = path[mark.upperBound...].split(separator: "-").compactMap { Int($0) }
        guard bounds.count == 2, bounds[0] <= bounds[1] else { return nil }
        self.init(file: String(path[..<mark.lowerBound]), span: Span(bounds[0], bounds[1]))
    }

    var path: String { "\(file)\(EmbeddedValues.mark)\(span.start)-\(span.end)" }
}
