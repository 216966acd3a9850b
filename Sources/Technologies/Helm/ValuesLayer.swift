package import ConfigModel
package import Documents
internal import SourceText
import Templates
internal import Projects

/// One source of values over a chart's own, later ones stronger.
package enum ValuesLayer: Sendable {
    /// A values file: `-f values-prod.yaml`.
    case file(path: String, bytes: [UInt8])
    /// A map that stands in another document, such as `spec.values` of a HelmRelease.
    case inline(any Document, root: Int, at: ValuePath)
    /// `--set a.b=1,c[0]=x`
    case set(String)
    case setString(String)
    case setJSON(String)
}

/// Merges the layers as Helm merges `-f` and `--set`, which are applied after all files.
///
/// - Parameter read: gives the map of a values file, which is changed.
/// - Throws: `HelmFailure` of kind `values`.
func mergedLayers(
    _ layers: [ValuesLayer], _ table: TraceTable, read: (String, [UInt8]) throws(HelmFailure) -> GoMap?
) throws(HelmFailure) -> GoMap {
    let base = GoMap()
    for layer in layers {
        if case .inline(let document, let root, let place) = layer, let map = inlineValues(document, root, place, table) { merge(map, into: base) }
        guard case .file(let path, let bytes) = layer else { continue }
        do {
            let value = try read(path, bytes)
            if let map = value { merge(map, into: base) }
        } catch {
            throw HelmFailure(.values, "failed to parse \(path): \(error.message)")
        }
    }
    try applySets(layers, to: base, table)
    return base
}

private func applySets(_ layers: [ValuesLayer], to base: GoMap, _ table: TraceTable) throws(HelmFailure) {
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
        if case .map(let inner, _) = entry.value, case .map(let present, _)? = target[entry.key] {
            merge(inner, into: present, depth: depth + 1)
        } else {
            target.set(entry)
        }
    }
}

/// The map at `place` of a document as template values, each with its address in that document.
private func inlineValues(_ document: any Document, _ root: Int, _ place: ValuePath, _ table: TraceTable) -> GoMap? {
    let roots = document.roots
    guard roots.indices.contains(root), let value = roots[root].at(place) else { return nil }
    let source = table.addSource(document.source.path)
    var address = table.add(.value(source: source, start: 0, end: 0, parent: .none, step: .root))
    for element in place.elements {
        address = table.add(.value(source: source, start: 0, end: 0, parent: address, step: TraceStep(element)))
    }
    guard case .map(let map, _) = goValue(value, source, parent: address, step: nil, table, depth: 0) else { return nil }
    return map
}

private func goValue(
    _ value: Traced, _ source: UInt32, parent: TraceID, step: TraceStep?, _ table: TraceTable, depth: Int
) -> GoValue {
    let span = value.provenance.nearest?.span ?? Span(0, 0)
    let trace =
        step.map { table.add(.value(source: source, start: UInt32(clamping: span.start), end: UInt32(clamping: span.end), parent: parent, step: $0)) }
        ?? parent
    if depth > 500 { return .null(trace) }
    switch value.value {
    case .null, .unknown: return .null(trace)
    case .bool(let flag): return .bool(flag, trace)
    case .int(let number): return .float(Double(number), trace)
    case .double(let number): return .float(number, trace)
    case .string(let text): return .string(Text(text, trace))
    case .list(let items):
        return .list(
            GoList(items.enumerated().map { goValue($1, source, parent: trace, step: .index($0), table, depth: depth + 1) }), trace)
    case .map(let mapping):
        let map = GoMap()
        for entry in mapping.entries {
            let inner = goValue(entry.value, source, parent: trace, step: .key(entry.key), table, depth: depth + 1)
            map.set(entry.key, inner, keyTrace: inner.trace)
        }
        return .map(map, trace)
    }
}

extension TraceStep {
    fileprivate init(_ element: ValuePath.Element) {
        self =
            switch element {
            case .key(let key): .key(key)
            case .index(let index): .index(index)
            }
    }
}
