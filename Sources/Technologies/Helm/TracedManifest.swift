package import ConfigModel
import Documents
import SourceText
import Templates
internal import Projects

extension RenderedChart {
    /// The value of a manifest with the provenance of every key and leaf, or nil for an empty document.
    ///
    /// The place nearest the rendered text comes first: template bytes before the values that fill them. Conditions are left out; ask
    /// `origins(of:in:)` for them.
    package func value(of manifest: RenderedManifest) -> Traced? {
        guard let value = readValue(of: manifest) else { return nil }
        var cache: [TraceID: Provenance] = [:]
        return traced(value, in: manifest.text, depth: 0, &cache)
    }

    /// The value of a manifest with spans in the manifest's own text.
    func readValue(of manifest: RenderedManifest) -> Traced? {
        let document = parseDocument(SourceFile(path: manifest.source, bytes: manifest.text.bytes), as: .yaml)
        guard let root = document.roots.first, !root.value.isNull else { return nil }
        return root
    }

    private func traced(_ value: Traced, in text: Text, depth: Int, _ cache: inout [TraceID: Provenance]) -> Traced {
        if depth > 500 { return Traced(.null, .none) }
        switch value.value {
        case .list(let items):
            return Traced(.list(items.map { traced($0, in: text, depth: depth + 1, &cache) }), provenance(start(of: value), text, &cache))
        case .map(let mapping):
            let entries = mapping.entries.map { entry in
                Mapping.Entry(
                    key: entry.key, keyProvenance: provenance(entry.keyProvenance.nearest?.span, text, &cache),
                    value: traced(entry.value, in: text, depth: depth + 1, &cache))
            }
            return Traced(.map(Mapping(entries)), provenance(start(of: value), text, &cache))
        default: return Traced(value.value, provenance(value.provenance.nearest?.span, text, &cache))
        }
    }

    /// A collection is found where it begins: its whole text has as many origins as its parts.
    private func start(of value: Traced) -> Span? {
        value.provenance.nearest.map { Span($0.span.start, min($0.span.start + 1, $0.span.end)) }
    }

    private func provenance(_ span: Span?, _ text: Text, _ cache: inout [TraceID: Provenance]) -> Provenance {
        guard let span else { return .none }
        if let run = text.singleRun(span.range) {
            if case .template(let source, let start) = trace[run.trace], Int(source) < trace.sources.count {
                let from = Int(start &+ run.offset)
                return Provenance(Origin(path: trace.sources[Int(source)], span: Span(from, from + span.length), role: .template))
            }
            if let known = cache[run.trace] { return known }
            let found = provenance(origins(of: run.trace))
            cache[run.trace] = found
            return found
        }
        return provenance(origins(of: span.range, in: text))
    }

    private func provenance(_ origins: HelmOrigins) -> Provenance {
        var templates: [Origin] = []
        var values: [Origin] = []
        for place in origins.data {
            switch place {
            case .template(let path, let span): templates.append(Origin(path: path, span: span, role: .template))
            case .value(let path, let span, _):
                if let text = EmbeddedValues(path: path) {
                    values.append(Origin(path: text.file, span: texts[path]?.span(span) ?? text.span, role: .environment))
                    continue
                }
                values.append(Origin(path: path, span: span, role: defaultPaths.contains(path) ? .defaultValue : .environment))
            default: break
            }
        }
        let all = templates + values
        return all.first.map { Provenance($0, further: Array(all.dropFirst())) } ?? .none
    }
}

extension Text {
    /// The run that holds all bytes of `range`, with the offset at which the range begins in it; nil where several do.
    fileprivate func singleRun(_ range: Range<Int>) -> (trace: TraceID, offset: UInt32)? {
        guard trace.isNone, let runs else { return nil }
        let index = firstRun(at: range.lowerBound)
        guard runs.indices.contains(index), Int(runs[index].end) >= range.upperBound else { return nil }
        let start = index > 0 ? Int(runs[index - 1].end) : 0
        return (runs[index].trace, runs[index].offset &+ UInt32(clamping: range.lowerBound - start))
    }
}
