package import ConfigModel
package import SourceText

/// Reads a map of a data file key by key and reports what does not fit, with the place.
///
/// Invariant: every key that is not read by the end is an error, so that a misspelt key is never ignored.
package struct Fields {
    package let mapping: Mapping
    package let place: Origin?
    let file: String
    /// In the order of reading, perhaps twice: maps are small, so that looking through beats hashing.
    private var read: [String] = []
    package private(set) var diagnostics: [Diagnostic] = []

    /// Reports when `value` is not a map and then behaves as an empty one.
    package init(_ value: Traced, file: String, what: String) {
        self.file = file
        place = value.provenance.nearest
        mapping = value.value.mapping ?? Mapping()
        if value.value.mapping == nil {
            report("\(what) has to be a map, not a \(value.value.kindName)", at: value)
        }
    }

    package mutating func report(_ message: String, at value: Traced? = nil, help: String? = nil) {
        let span = (value?.provenance.nearest ?? place)?.span
        diagnostics.append(Diagnostic(.error, "schema", message, path: file, span: span, help: help))
    }

    package mutating func adopt(_ more: [Diagnostic]) { diagnostics += more }

    package mutating func value(_ key: String) -> Traced? {
        read.append(key)
        guard let found = mapping[key], !found.value.isNull else { return nil }
        return found
    }

    package mutating func string(_ key: String) -> String? {
        guard let found = value(key) else { return nil }
        switch found.value {
        case .string(let text): return text
        case .int(let number): return String(number)
        case .bool(let flag): return String(flag)
        case .double(let number): return String(number)
        default:
            report("'\(key)' has to be text, not a \(found.value.kindName)", at: found)
            return nil
        }
    }

    package mutating func required(_ key: String) -> String {
        if let text = string(key), !text.isEmpty { return text }
        if mapping[key] == nil || mapping[key]?.value.isNull == true { report("'\(key)' is missing") }
        return ""
    }

    package mutating func bool(_ key: String) -> Bool? {
        guard let found = value(key) else { return nil }
        if let flag = found.value.bool { return flag }
        report("'\(key)' has to be true or false", at: found)
        return nil
    }

    package mutating func int(_ key: String) -> Int? {
        guard let found = value(key) else { return nil }
        if let number = found.value.int { return Int(number) }
        report("'\(key)' has to be a whole number", at: found)
        return nil
    }

    /// A list of texts; a single text counts as a list of one.
    package mutating func strings(_ key: String) -> [String] {
        guard let found = value(key) else { return [] }
        if let text = found.value.string { return [text] }
        guard let items = found.value.list else {
            report("'\(key)' has to be a list", at: found)
            return []
        }
        return items.compactMap { item in
            switch item.value {
            case .string(let text): return text
            case .int(let number): return String(number)
            default:
                report("'\(key)' has to be a list of texts", at: item)
                return nil
            }
        }
    }

    package mutating func list(_ key: String) -> [Traced] {
        guard let found = value(key) else { return [] }
        if let items = found.value.list { return items }
        report("'\(key)' has to be a list", at: found)
        return []
    }

    package mutating func oneOf<Choice: RawRepresentable & CaseIterable>(
        _ key: String, _ type: Choice.Type
    ) -> Choice? where Choice.RawValue == String { oneOf(key, Choice.allCases.map(\.rawValue), Choice.init(rawValue:)) }

    /// What one of some words stands for; reports any other word.
    package mutating func oneOf<Choice>(_ key: String, _ choices: @autoclosure () -> [String], _ find: (String) -> Choice?) -> Choice? {
        guard let text = string(key) else { return nil }
        if let choice = find(text) { return choice }
        let known = choices().map { "'\($0)'" }.joined(separator: ", ")
        report("'\(key)' cannot be '\(text)'", at: mapping[key], help: "use one of \(known)")
        return nil
    }

    /// Reports keys that nobody read. Call last.
    package mutating func finish() {
        for entry in mapping.entries where !read.contains(entry.key) {
            let keys = Set(read).sorted()
            let near = keys.min { distance($0, entry.key) < distance($1, entry.key) }
            let hint = near.flatMap { distance($0, entry.key) <= 2 ? "did you mean '\($0)'?" : nil }
            let known = keys.map { "'\($0)'" }.joined(separator: ", ")
            let span = (entry.keyProvenance.nearest ?? place)?.span
            diagnostics.append(
                Diagnostic(
                    .error, "schema", "unknown key '\(entry.key)'", path: file, span: span, help: hint ?? "known keys are \(known)"))
        }
    }
}

/// Levenshtein distance, for «did you mean».
private func distance(_ a: String, _ b: String) -> Int {
    let a = Array(a.utf8.prefix(64))
    let b = Array(b.utf8.prefix(64))
    var row = Array(0...b.count)
    for (i, x) in a.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for (j, y) in b.enumerated() {
            let above = row[j + 1]
            row[j + 1] = min(above + 1, row[j] + 1, diagonal + (x == y ? 0 : 1))
            diagonal = above
        }
    }
    return row[b.count]
}
