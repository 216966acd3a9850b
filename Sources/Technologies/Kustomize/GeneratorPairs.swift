import ConfigModel
import SourceText
internal import Projects

/// The keys and values of a generator: literals, files, and lines of environment files.
struct GeneratorPairs {
    struct Pair {
        let key: String
        let bytes: [UInt8]
        /// Where the value is written.
        let place: Provenance
    }

    let sources: KustomizeSources
    let kustomization: Kustomization

    func read(_ entry: Traced) throws(KustomizeFailure) -> [Pair] {
        var result: [Pair] = []
        var environments = entry["envs"]?.value.list ?? []
        if let one = entry["env"], one.value.plainText?.isEmpty == false { environments.append(one) }
        for file in environments { result += try lines(file) }
        for literal in entry["literals"]?.value.list ?? [] { result.append(try pair(literal)) }
        for file in entry["files"]?.value.list ?? [] { result.append(try content(file)) }
        for pair in result { try sources.budget.take(32 + pair.bytes.count, path: kustomization.path) }
        return result
    }

    private func failure(_ message: String, _ entry: Traced) -> KustomizeFailure {
        KustomizeFailure(message, path: kustomization.path, span: entry.provenance.nearest?.span)
    }

    private func pair(_ literal: Traced) throws(KustomizeFailure) -> Pair {
        let text = sources.text(literal)
        guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
            throw failure("invalid literal source \(text), expected key=value", literal)
        }
        var value = text[text.index(after: equals)...]
        if value.utf8.count >= 2, value.first == value.last, value.first == "\"" || value.first == "'" { value = value.dropFirst().dropLast() }
        return Pair(key: String(text[..<equals]), bytes: Array(value.utf8), place: literal.provenance)
    }

    private func content(_ entry: Traced) throws(KustomizeFailure) -> Pair {
        let text = sources.text(entry)
        let parts = text.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
        guard parts.count <= 2 else { throw failure("source \"\(text)\" key name or file path contains '='", entry) }
        if parts.count == 2, parts[0].isEmpty { throw failure("missing key name for file path in source \"\(text)\"", entry) }
        if parts.count == 2, parts[1].isEmpty { throw failure("missing file path for key name in source \"\(text)\"", entry) }
        let name = parts[parts.count - 1]
        let path = try kustomization.file(Traced(.string(name), entry.provenance))
        let bytes = try sources.read(path)
        let place = Provenance(Origin(path: path, span: Span(0, bytes.count), role: .environment), further: entry.provenance.origins)
        return Pair(key: parts.count == 2 ? parts[0] : fileName(of: name), bytes: bytes, place: place)
    }

    private func lines(_ entry: Traced) throws(KustomizeFailure) -> [Pair] {
        let path = try kustomization.file(entry)
        let bytes = try sources.read(path)
        var result: [Pair] = []
        var start = 0
        while start < bytes.count {
            var end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
            let next = end + 1
            if end > start, bytes[end - 1] == 0x0D { end -= 1 }
            var from = start
            if start == 0, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { from = 3 }
            while from < end, [0x20, 0x09, 0x0B, 0x0C, 0x0D].contains(bytes[from]) { from += 1 }
            if from < end, bytes[from] != UInt8(ascii: "#") {
                let line = bytes[from..<end]
                let equals = line.firstIndex(of: UInt8(ascii: "="))
                let valueStart = equals.map { $0 + 1 } ?? end
                let place = Provenance(Origin(path: path, span: Span(valueStart, end), role: .environment), further: entry.provenance.origins)
                let key = String(decoding: line[..<(equals ?? end)], as: UTF8.self)
                if !key.isEmpty { result.append(Pair(key: key, bytes: Array(bytes[valueStart..<end]), place: place)) }
            }
            start = next
        }
        return result
    }
}
