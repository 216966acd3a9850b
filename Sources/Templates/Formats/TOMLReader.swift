import ConfigModel
import Documents
import SourceText

/// Reads TOML 1.0.0 into template values. Dates stay text.
enum TOMLReader {
    struct Failure: Error {
        let message: String
    }

    /// - Throws: `Failure` with the first line that TOML forbids.
    static func read(_ text: String) throws -> GoMap {
        let document = TOMLDocument.parse(SourceFile(path: "", text: text))
        if let trouble = document.diagnostics.first(where: { $0.severity == .error }) {
            let line = 1 + text.utf8.prefix(trouble.span?.start ?? 0).count { $0 == 0x0A }
            throw Failure(message: "toml: line \(line): \(trouble.message)")
        }
        guard case .map(let mapping)? = document.roots.first?.value else { return GoMap() }
        return map(mapping)
    }

    private static func map(_ mapping: Mapping) -> GoMap {
        let map = GoMap()
        for entry in mapping.entries { map.set(entry.key, value(entry.value.value)) }
        return map
    }

    private static func value(_ value: Value) -> GoValue {
        switch value {
        case .null, .unknown: .null(.none)
        case .bool(let flag): .flag(flag)
        case .int(let number): .number64(number)
        case .double(let number): .real(number)
        case .string(let text): .text(text)
        case .list(let items): .items(items.map { TOMLReader.value($0.value) })
        case .map(let mapping): .record(map(mapping))
        }
    }
}
