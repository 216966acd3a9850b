import ConfigModel
internal import Projects

/// What one build may still spend, so that a small tree cannot ask for endless work: copies of copies, texts of texts, labels times fields.
final class KustomizeBudget {
    /// Fields of objects that are looked at.
    private var visits = 50_000_000
    /// Bytes of files and texts that go into objects, each as often as it does; a value counts as 256.
    private var bytes = 256 << 20
    /// Values nested deeper than this are refused.
    static let depth = 300
    /// Steps of the path to a field.
    static let steps = 100

    func visit(_ count: Int, path: String) throws(KustomizeFailure) {
        visits -= count
        guard visits >= 0 else { throw KustomizeFailure(.limit, "the build looks at too many fields", path: path) }
    }

    func take(_ count: Int, path: String) throws(KustomizeFailure) {
        bytes -= count
        guard bytes >= 0 else { throw KustomizeFailure(.limit, "the build copies too much", path: path) }
    }

    /// Pays for a copy of a value that comes to stand `depth` below the root of an object.
    func copy(_ value: Traced, depth: Int, path: String) throws(KustomizeFailure) {
        guard depth <= Self.depth else { throw KustomizeFailure(.limit, "values are nested more than \(Self.depth) deep", path: path) }
        switch value.value {
        case .list(let items):
            try take(256, path: path)
            for item in items { try copy(item, depth: depth + 1, path: path) }
        case .map(let mapping):
            try take(256, path: path)
            for entry in mapping.entries { try copy(entry.value, depth: depth + 1, path: path) }
        case .string(let text): try take(256 + text.utf8.count, path: path)
        default: try take(256, path: path)
        }
    }
}
