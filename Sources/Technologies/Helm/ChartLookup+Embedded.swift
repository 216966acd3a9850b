internal import ConfigModel
internal import Documents
internal import SourceText
import Templates
internal import Projects

extension ChartLookup {
    /// Sites of a change within a text of the manifest that is a document of its own, such as an nginx.conf in a ConfigMap.
    ///
    /// Where a template spells out the bytes that change they are changed there; where a value holds the whole text, there.
    func embeddedSites(_ request: SiteRequest, format: Format, in documents: DocumentSet) -> [SiteCandidate] {
        let rendered = parseDocument(SourceFile(path: request.resource.home.path, bytes: text.bytes), as: .yaml)
        guard let span = rendered.roots.first?.at(request.resource.home.prefix)?.provenance.nearest?.span,
            let scalar = EmbeddedScalar(rendered, span: span)
        else { return [] }
        var result = heldByValue(origins(of: span), scalar.text, request, format, documents)
        let inner = parseDocument(SourceFile(path: request.resource.home.path, bytes: scalar.text), as: format)
        let made = inner.edits(for: [DocumentChange(path: request.path, action: request.action)])
        guard made.refused.isEmpty, let edits = scalar.edits(for: made.edits) else { return result }
        var path: String?
        var written: [Edit] = []
        for edit in edits.map(narrowed) {
            guard let place = templatePlace(edit.span), path == nil || path == place.path else {
                return result + [
                    SiteCandidate(
                        path: request.resource.home.path, documentPath: request.path, rung: .application,
                        description: "the template of \(request.resource.id)",
                        obstacle: "the bytes that would change are not written in one template")
                ]
            }
            path = place.path
            written.append(Edit(place.span, edit.replacement))
        }
        if let path { result.append(templateSite(path, request.path, .bytes(written), description: "the text in \(fileName(of: path))")) }
        return result
    }

    /// A scalar of a values file that is the whole text, but for the last line end.
    private func heldByValue(
        _ origins: HelmOrigins, _ text: [UInt8], _ request: SiteRequest, _ format: Format, _ documents: DocumentSet
    ) -> [SiteCandidate] {
        func trimmed(_ bytes: [UInt8]) -> ArraySlice<UInt8> { bytes.prefix((bytes.lastIndex { $0 != 0x0A } ?? -1) + 1) }
        return origins.data.compactMap { place in
            guard case .value(let path, _, let address) = place, let document = documents[path],
                let span = document.roots.lazy.compactMap({ $0.at(address)?.provenance.nearest?.span }).first,
                let scalar = EmbeddedScalar(document, span: span), trimmed(scalar.text) == trimmed(text)
            else { return nil }
            return SiteCandidate(
                path: path, documentPath: request.path, embedded: EmbeddedPlace(span: span, format: format), rung: .shared,
                description: "the text in \(fileName(of: path))")
        }
    }

    /// The edit without what stays the same at both ends.
    private func narrowed(_ edit: Edit) -> Edit {
        let old = Array(text.bytes[edit.span.range])
        let new = edit.replacement
        var head = 0
        while head < min(old.count, new.count), old[head] == new[head] { head += 1 }
        var tail = 0
        while tail < min(old.count, new.count) - head, old[old.count - 1 - tail] == new[new.count - 1 - tail] { tail += 1 }
        return Edit(Span(edit.span.start + head, edit.span.end - tail), Array(new[head..<(new.count - tail)]))
    }

    /// Where a template spells these bytes as they are rendered.
    private func templatePlace(_ span: Span) -> (path: String, span: Span)? {
        if span.isEmpty {
            guard span.start > 0, let before = templatePlace(Span(span.start - 1, span.start)) else { return nil }
            return (before.path, Span.at(before.span.end))
        }
        guard span.end <= text.count else { return nil }
        let data = chart.origins(of: span.range, in: text).data
        guard data.count == 1, case .template(let path, let found)? = data.first, found.length == span.length, let bytes = sources[path],
            found.end <= bytes.count, bytes[found.range].elementsEqual(text.bytes[span.range])
        else { return nil }
        return (path, found)
    }
}
