package import ConfigModel
package import SourceText

/// The way from `value` to the innermost value that stands at exactly `span`; nil when none does.
package func pathOfSpan(_ span: Span, in value: Traced, _ path: ValuePath = .root, depth: Int = 0) -> ValuePath? {
    guard depth < 256, let own = value.provenance.nearest?.span, own.contains(span) else { return nil }
    switch value.value {
    case .map(let mapping):
        for entry in mapping.entries {
            if let found = pathOfSpan(span, in: entry.value, path.key(entry.key), depth: depth + 1) { return found }
        }
    case .list(let items):
        for (index, item) in items.enumerated() {
            if let found = pathOfSpan(span, in: item, path.index(index), depth: depth + 1) { return found }
        }
    default: break
    }
    return own == span ? path : nil
}
