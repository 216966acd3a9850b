internal import ConfigModel
internal import Documents
import SourceText
import Templates
internal import Projects

/// What charts know of where rendered bytes come from: besides the places of a value those of the conditions that it stands under.
///
///     {{- if .Values.tls }}           # decides that `secure` is there
///     secure: {{ .Values.mode }}      # its value
///     {{- end }}
extension ChartSites: DerivationSource {
    func origins(of part: RenderedPart, in documents: DocumentSet) -> [Origin] {
        let isEmbedded = part.resource.home.embedded != nil
        return withManifest(of: part.resource, part.renderCase) { chart, manifest, root in
            let path = isEmbedded ? part.resource.home.prefix : part.path
            let (value, rest) = root.reached(towards: path)
            // What is missing derives from nothing that was written; the whole would say too much.
            guard rest.isEmpty, let span = value.provenance.nearest?.span else { return [] }
            let key = root.keyProvenance(at: path)?.nearest?.span
            let range = min(key?.start ?? span.start, span.start)..<max(span.end, span.start)
            return chart.allOrigins(of: path.isRoot ? 0..<min(1, manifest.text.count) : range, in: manifest.text)
        } ?? []
    }

    func sharing(in resource: ResourceID) -> Sharing { .keys }
}

extension RenderedChart {
    /// The places of bytes of a manifest and of all that decided that they are there.
    func allOrigins(of range: Range<Int>, in text: Text) -> [Origin] {
        let found = origins(of: range, in: text)
        return (found.data + found.conditions).compactMap { place in
            switch place {
            case .template(let path, let span): return Origin(path: path, span: span, role: .template)
            case .value(let path, let span, _):
                guard let embedded = EmbeddedValues(path: path) else { return Origin(path: path, span: span, role: .environment) }
                return Origin(path: embedded.file, span: texts[path]?.span(span) ?? embedded.span, role: .environment)
            case .absent, .named, .random: return nil
            }
        }
    }
}
