import Templates

/// One source of values over a chart's own, later ones stronger.
package enum ValuesLayer: Sendable {
    /// A values file: `-f values-prod.yaml`.
    case file(path: String, bytes: [UInt8])
    /// `--set a.b=1,c[0]=x`
    case set(String)
    case setString(String)
    case setJSON(String)
}

/// Merges the layers as Helm merges `-f` and `--set`, which are applied after all files.
/// - Throws: `HelmFailure` of kind `values`.
func mergedLayers(_ layers: [ValuesLayer], _ table: TraceTable) throws(HelmFailure) -> GoMap {
    let base = GoMap()
    for layer in layers {
        guard case .file(let path, let bytes) = layer else { continue }
        do {
            let value = try readValues(path: path, bytes: bytes, table)
            if let map = value { merge(map, into: base) }
        } catch {
            throw HelmFailure(.values, "failed to parse \(path): \(error.message)")
        }
    }
    let order: [(ValuesLayer) -> (String, SetSyntax.Mode, String)?] = [
        { if case .setJSON(let text) = $0 { (text, .json, "--set-json") } else { nil } },
        { if case .set(let text) = $0 { (text, .typed, "--set") } else { nil } },
        { if case .setString(let text) = $0 { (text, .text, "--set-string") } else { nil } },
    ]
    for select in order {
        for layer in layers {
            guard let (text, mode, flag) = select(layer) else { continue }
            try SetSyntax.apply(text, to: base, mode, flag, table)
        }
    }
    return base
}

/// The map that a values file holds, or nil for an empty one.
func readValues(path: String, bytes: [UInt8], _ table: TraceTable) throws(HelmFailure) -> GoMap? {
    let source = table.addSource(path)
    let root = table.add(
        .value(source: source, start: 0, end: UInt32(clamping: bytes.count), parent: .none, step: .root))
    do {
        switch try YAMLReader.read(Text(bytes), origin: .file(source: source, address: root), in: table) {
        case .map(let map, _): return map
        case .null, .invalid: return nil
        case let other:
            let kind =
                if case .list = other { "array" } else { other.kindName == "float64" ? "number" : other.kindName }
            throw HelmFailure(
                .values,
                "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal \(kind) into Go value of type map[string]interface {}"
            )
        }
    } catch let failure as YAMLReader.Failure {
        throw HelmFailure(.values, "error converting YAML to JSON: \(failure.message)")
    } catch let failure as HelmFailure {
        throw failure
    } catch {
        throw HelmFailure(.values, "\(error)")
    }
}

/// Lays `source` over `target`: maps merge, everything else, null included, replaces.
private func merge(_ source: GoMap, into target: GoMap, depth: Int = 0) {
    if depth > 500 { return }
    for entry in source.entries {
        if case .map(let inner, _) = entry.value, let index = target.index(of: entry.key),
            case .map(let present, _) = target.entries[index].value
        {
            merge(inner, into: present, depth: depth + 1)
        } else {
            target.set(entry)
        }
    }
}
