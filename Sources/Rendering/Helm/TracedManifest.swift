package import ConfigModel
import SourceText
import Templates

extension RenderedChart {
    /// The value of a manifest with the provenance of every key and leaf, or nil for an empty document.
    ///
    /// The place nearest the rendered text comes first: template bytes before the values that fill them. Conditions are left out; ask
    /// `origins(of:in:)` for them.
    package func value(of manifest: RenderedManifest) -> Traced? {
        guard let value = try? YAMLReader.read(manifest.text, origin: .text, in: trace), !value.isNil else {
            return nil
        }
        return traced(value, depth: 0)
    }

    private func traced(_ value: GoValue, depth: Int) -> Traced {
        let provenance: Provenance
        if case .string(let text) = value {
            provenance = self.provenance(origins(of: 0..<text.count, in: text))
        } else {
            provenance = self.provenance(origins(of: value.trace))
        }
        if depth > 500 { return Traced(.null, provenance) }
        switch value {
        case .bool(let flag, _): return Traced(.bool(flag), provenance)
        case .int(let number, _): return Traced(.int(Int64(number)), provenance)
        case .int64(let number, _): return Traced(.int(number), provenance)
        case .float(let number, _): return Traced(Int64(exactly: number).map(Value.int) ?? .double(number), provenance)
        case .string(let text), .bytes(let text): return Traced(.string(text.string), provenance)
        case .list(let list, _): return Traced(.list(list.elements.map { traced($0, depth: depth + 1) }), provenance)
        case .map(let map, _):
            let entries = map.entries.map { entry in
                Mapping.Entry(
                    key: entry.key, keyProvenance: self.provenance(origins(of: entry.keyTrace)),
                    value: traced(entry.value, depth: depth + 1))
            }
            return Traced(.map(Mapping(entries)), provenance)
        default: return Traced(.null, provenance)
        }
    }

    private func provenance(_ origins: HelmOrigins) -> Provenance {
        var templates: [Origin] = []
        var values: [Origin] = []
        for place in origins.data {
            switch place {
            case .template(let path, let span): templates.append(Origin(path: path, span: span, role: .template))
            case .value(let path, let span, _):
                values.append(
                    Origin(path: path, span: span, role: defaultPaths.contains(path) ? .defaultValue : .environment))
            default: break
            }
        }
        let all = templates + values
        return all.first.map { Provenance($0, further: Array(all.dropFirst())) } ?? .none
    }
}
