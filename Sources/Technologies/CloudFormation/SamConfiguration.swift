import ConfigModel
import Documents
import SourceText
internal import Projects

/// The parameters that a `samconfig.toml` passes, once for each of its environments.
///
///     [prod.deploy.parameters]
///     parameter_overrides = ["Stage=prod", "Public=true"]      # or one text: "Stage=prod Public=true"
///
/// Source: AWS SAM developer guide, "AWS SAM CLI configuration file".
enum SamConfiguration {
    static func mayBe(_ path: String) -> Bool { fileName(of: path) == "samconfig.toml" }

    /// A value has the bytes behind its `=` as its place, which lie within a text.
    static func files(of document: any Document) -> [ParameterFile] {
        guard mayBe(document.source.path), document.isSound, let root = document.roots.first?.value.mapping else { return [] }
        return root.entries.compactMap { environment in
            let commands = ["deploy", "global"].lazy.compactMap { environment.value[$0]?["parameters"]?["parameter_overrides"] }
            guard let overrides = commands.first else { return nil }
            let texts = overrides.value.list ?? [overrides]
            let found = texts.flatMap { pairs(of: $0, in: document.source) }
            if found.isEmpty { return nil }
            return ParameterFile(
                path: document.source.path, name: "\(document.source.path) \(environment.key)",
                values: Dictionary(found, uniquingKeysWith: { _, last in last }))
        }
    }

    /// `A=1 B="two words" ParameterKey=C,ParameterValue=3`; what holds a quote or an escape is known but has no place.
    private static func pairs(of value: Traced, in source: SourceFile) -> [(String, Traced)] {
        guard let text = value.value.string, let scalar = value.provenance.nearest?.span, scalar.end <= source.bytes.count else { return [] }
        let written = Array(source.bytes[scalar.range])
        var result: [(String, Traced)] = []
        for word in words(text) {
            let plain = word.replacing("ParameterKey=", with: "").replacing(",ParameterValue=", with: "=")
            guard let sign = plain.firstIndex(of: "=") else { continue }
            let key = String(plain[..<sign])
            let found = String(plain[plain.index(after: sign)...])
            var provenance = Provenance.none
            if !found.contains("\""), let start = written.place(of: Array("\(word)".utf8)) {
                let end = scalar.start + start + word.utf8.count
                provenance = Provenance(Origin(path: source.path, span: Span(end - found.utf8.count, end), role: .environment))
            }
            result.append((key, Traced(.string(found.replacing("\"", with: "")), provenance)))
        }
        return result
    }

    /// Words of a text, where spaces within quotes belong to a word.
    private static func words(_ text: String) -> [String] {
        var result: [String] = []
        var word = ""
        var isQuoted = false
        for character in text {
            if character == "\"" { isQuoted.toggle() }
            if character == " ", !isQuoted {
                if !word.isEmpty { result.append(word) }
                word = ""
            } else {
                word.append(character)
            }
        }
        return word.isEmpty ? result : result + [word]
    }

    /// The place of a value, with the text around it that stays.
    static func site(of origin: Origin, in documents: DocumentSet) -> (document: any Document, path: ValuePath, before: String, after: String)? {
        guard mayBe(origin.path), let document = documents[origin.path], let root = document.roots.first,
            let found = scalar(origin.span, in: root, .root), let text = found.value.value.string,
            let scalar = found.value.provenance.nearest?.span
        else { return nil }
        let whole = document.source.text(scalar)
        guard let shift = Array(whole.utf8).place(of: Array(text.utf8)) else { return nil }
        let bytes = Array(text.utf8)
        let start = origin.span.start - scalar.start - shift
        guard start >= 0, start + origin.span.length <= bytes.count else { return nil }
        return (
            document, found.path, String(decoding: bytes[..<start], as: UTF8.self),
            String(decoding: bytes[(start + origin.span.length)...], as: UTF8.self)
        )
    }

    private static func scalar(_ span: Span, in value: Traced, _ path: ValuePath) -> (path: ValuePath, value: Traced)? {
        switch value.value {
        case .map(let mapping):
            for entry in mapping.entries { if let found = scalar(span, in: entry.value, path.key(entry.key)) { return found } }
        case .list(let items):
            for (index, item) in items.enumerated() { if let found = scalar(span, in: item, path.index(index)) { return found } }
        case .string: if value.provenance.nearest?.span.contains(span) == true { return (path, value) }
        default: break
        }
        return nil
    }
}

extension [UInt8] {
    /// Where another text begins, as a whole word or part of one.
    fileprivate func place(of other: [UInt8]) -> Int? { firstRange(of: other)?.lowerBound }
}
