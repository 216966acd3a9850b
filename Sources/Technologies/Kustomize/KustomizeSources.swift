import ConfigModel
import Documents
import SourceText
internal import Projects

/// The files that a build reads: parsed once, with every value knowing its file, span and part.
final class KustomizeSources {
    let tree: any WorkTree
    private(set) var bytes: [String: [UInt8]] = [:]
    private var parsed: [String: any Document] = [:]
    /// Documents that the build read, in the order of first use.
    private(set) var paths: [String] = []
    let budget = KustomizeBudget()
    private let treePaths: [String]
    private var isLenient = false

    init(_ tree: any WorkTree) {
        self.tree = tree
        treePaths = tree.paths
    }

    // MARK: files

    func isFile(_ path: String) -> Bool { tree.size(path) != nil }

    func isFolder(_ path: String) -> Bool {
        if path.isEmpty { return true }
        let prefix = Array((path + "/").utf8)
        var (low, high) = (0, treePaths.count)
        while low < high {
            let middle = (low + high) / 2
            if treePaths[middle].utf8.lexicographicallyPrecedes(prefix) { low = middle + 1 } else { high = middle }
        }
        return low < treePaths.count && treePaths[low].utf8.starts(with: prefix)
    }

    func read(_ path: String) throws(KustomizeFailure) -> [UInt8] {
        if let known = bytes[path] { return known }
        if let size = tree.size(path), size > largestFile {
            throw KustomizeFailure(.limit, "\(size) bytes are more than the limit of \(largestFile)", path: path)
        }
        do {
            let content = try tree.read(path)
            bytes[path] = content
            paths.append(path)
            return content
        } catch {
            throw KustomizeFailure("cannot read the file: \(error.reason)", path: path)
        }
    }

    /// The values of a file's documents.
    func roots(_ path: String, role: Origin.Role) throws(KustomizeFailure) -> [Traced] {
        let content = try read(path)
        let document: any Document
        if let known = parsed[path] {
            document = known
        } else {
            document = tree.document(SourceFile(path: path, bytes: content), as: .yaml)
            parsed[path] = document
        }
        if let trouble = document.diagnostics.first(where: { $0.severity == .error }) {
            throw KustomizeFailure("malformed YAML: \(trouble.message)", path: path, span: trouble.span)
        }
        try budget.take(content.count, path: path)
        return document.roots.map { adopt($0, role: role) { $0 } }
    }

    /// The values of a kustomization file, whose `yes` and `on` are bools.
    func roots(kustomization path: String) throws(KustomizeFailure) -> [Traced] {
        isLenient = true
        defer { isLenient = false }
        return try roots(path, role: .environment)
    }

    /// The values of a text that is itself a value, such as an inline patch.
    func roots(embedded text: Traced) throws(KustomizeFailure) -> [Traced] {
        guard let content = text.value.string, let origin = text.provenance.nearest else { return [] }
        let document = parseDocument(SourceFile(path: origin.path, text: content), as: .yaml)
        if let trouble = document.diagnostics.first(where: { $0.severity == .error }) {
            throw KustomizeFailure("malformed YAML: \(trouble.message)", path: origin.path, span: origin.span)
        }
        let map = EmbeddedText(content, in: bytes[origin.path] ?? [], span: origin.span)
        let inner = Array(content.utf8)
        return document.roots.map { adopt(unquoted($0, inner), role: .environment) { map.span($0) } }
    }

    func duplicateKey(_ path: String) -> Diagnostic? { parsed[path]?.diagnostics.first { $0.id == "yaml-duplicate-key" } }

    // MARK: values

    /// Gives each value its part and corrects what kustomize reads otherwise than Kubernetes: `yes` and `on` are text to it.
    private func adopt(_ value: Traced, role: Origin.Role, span: (Span) -> Span) -> Traced {
        func place(_ provenance: Provenance) -> Provenance {
            provenance.nearest.map { Provenance(Origin(path: $0.path, span: span($0.span), role: role)) } ?? .none
        }
        func visit(_ value: Traced) -> Traced {
            switch value.value {
            case .list(let items): return Traced(.list(items.map(visit)), place(value.provenance))
            case .map(let mapping):
                let entries = mapping.entries.map {
                    Mapping.Entry(key: $0.key, keyProvenance: place($0.keyProvenance), value: visit($0.value))
                }
                return Traced(.map(Mapping(entries)), place(value.provenance))
            case .bool where !isLenient:
                let result = Traced(value.value, place(value.provenance))
                if let text = written(result), !["true", "false"].contains(text.lowercased()) { return Traced(.string(text), result.provenance) }
                return result
            default: return Traced(value.value, place(value.provenance))
            }
        }
        return visit(value)
    }

    /// The same correction for a text whose bytes are at hand.
    private func unquoted(_ value: Traced, _ bytes: [UInt8]) -> Traced {
        var result = value
        switch value.value {
        case .list(let items): result.value = .list(items.map { unquoted($0, bytes) })
        case .map(let mapping):
            result.value = .map(
                Mapping(mapping.entries.map { .init(key: $0.key, keyProvenance: $0.keyProvenance, value: unquoted($0.value, bytes)) }))
        case .bool:
            if let span = value.provenance.nearest?.span, span.end <= bytes.count {
                let text = String(decoding: bytes[span.range], as: UTF8.self)
                if !["true", "false"].contains(text.lowercased()), !text.hasPrefix("!") { result.value = .string(text) }
            }
        default: break
        }
        return result
    }

    /// The bytes of a scalar as they stand in its file, when nothing else contributed to it.
    private func written(_ value: Traced) -> String? {
        guard let origin = value.provenance.nearest, value.provenance.further.isEmpty, let content = bytes[origin.path],
            origin.span.end <= content.count, origin.span.length < 4096
        else { return nil }
        return String(decoding: content[origin.span.range], as: UTF8.self)
    }

    /// A scalar as text: numbers as they are written.
    func text(_ value: Traced) -> String {
        switch value.value {
        case .string(let text): return text
        case .int, .double, .bool:
            let plain = value.value.plainText ?? ""
            guard let text = written(value), let first = text.utf8.first, first != UInt8(ascii: "!"), !text.contains("\n") else { return plain }
            let isSame: Bool =
                switch value.value {
                case .int: Int64(text) != nil || text.contains("x") || text.contains("o") || text.hasPrefix("0")
                case .double(let number): Double(text) == number
                default: text.lowercased() == plain
                }
            return isSame ? text : plain
        default: return ""
        }
    }

    /// Null as it is written: `null`, `~` or nothing.
    func nullText(_ value: Traced) -> String { written(value) ?? "" }

    /// Whether null is spelled out rather than left empty.
    func isWritten(_ value: Traced) -> Bool { value.provenance.nearest.map { !$0.span.isEmpty } ?? true }

    private func isQuoted(_ value: Traced) -> Bool {
        guard case .string = value.value, let origin = value.provenance.nearest, let content = bytes[origin.path], !origin.span.isEmpty,
            origin.span.end <= content.count
        else { return false }
        return [UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "|"), UInt8(ascii: ">")].contains(content[origin.span.start])
    }

    /// kustomize keeps the quotes of the value that a patch replaces, which makes text of a number.
    func keepingQuotes(of old: Traced, in new: Traced) -> Traced {
        switch new.value {
        case .int, .double, .bool: isQuoted(old) ? Traced(.string(text(new)), new.provenance) : new
        default: new
        }
    }
}
