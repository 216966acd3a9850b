package import ConfigModel
internal import Documents
package import SourceText
internal import Projects

/// A file of a chart that repeats its default values: the table in `README.md` (as helm-docs and the readme generators write it), or
/// the `default`s of `values.schema.json`.
///
///     | securityContext | object | `{"privileged":true}` | how containers run |
///
/// It follows a change of the defaults only where it holds exactly what the old default says, spelled as JSON or as the plain scalar.
///
/// What repeats a chart's defaults follows them (`ValuesListing`), in the same change and only where it holds exactly the old default; a
/// closed schema admits the new key, since Helm would refuse the values otherwise.
package struct ValuesListing: FollowingFile {
    /// The forms of listings; the raw value is the file's name beside the values file.
    package enum Kind: String, Sendable, CaseIterable {
        case table = "README.md"
        case schema = "values.schema.json"
    }

    /// Says how the file is searched for a default.
    package let kind: Kind
    /// The file as it is before the change.
    package let source: SourceFile
    /// The values file that it repeats.
    package let valuesPath: String

    /// - Parameter valuesPath: from the root of the work tree.
    package init(kind: Kind, source: SourceFile, valuesPath: String) {
        self.kind = kind
        self.source = source
        self.valuesPath = valuesPath
    }

    /// What makes the listing say `after` where it says `before`.
    package func edits(from before: Traced, to after: Traced) -> EditList {
        switch kind {
        case .table: tableEdits(before, after)
        case .schema: schemaEdits(before, after)
        }
    }
}

/// The largest listing that is read, in bytes.
private let largestListing = 1 << 20

/// The listings beside the values files of a project.
func valuesListings(_ files: [String], _ tree: any WorkTree) -> [ValuesListing] {
    files.filter { fileName(of: $0) == "values.yaml" }.flatMap { values in
        ValuesListing.Kind.allCases.compactMap { kind in
            let path = folder(of: values).isEmpty ? kind.rawValue : "\(folder(of: values))/\(kind.rawValue)"
            guard let size = tree.size(path), size <= largestListing, let source = try? tree.file(path) else { return nil }
            return ValuesListing(kind: kind, source: source, valuesPath: values)
        }
    }
}

/// Values that differ: every one with its old value where there was one, maps before what is in them.
private func changes(_ before: Traced?, _ after: Traced, _ path: ValuePath = .root) -> [(path: ValuePath, old: Traced?, new: Traced)] {
    if let before, before.value == after.value { return [] }
    var result = [(path, before, after)]
    for entry in after.value.mapping?.entries ?? [] { result += changes(before?[entry.key], entry.value, path.key(entry.key)) }
    return result
}

// MARK: tables

extension ValuesListing {
    private func tableEdits(_ before: Traced, _ after: Traced) -> EditList {
        let rows = TableRow.rows(source.bytes)
        var edits = EditList()
        var missing: [(path: ValuePath, new: Traced)] = []
        for change in changes(before, after) {
            let name = change.path.description
            let found = rows.filter { $0.name == name }
            if found.isEmpty, change.old == nil, change.new.value.mapping == nil { missing.append((change.path, change.new)) }
            guard let old = change.old else { continue }
            for row in found {
                guard let edit = row.replacing(spellings(of: old), with: spellings(of: change.new), in: source.bytes) else { continue }
                try? edits.add(edit)
            }
        }
        var added: [Int: String] = [:]
        for (path, new) in missing.sorted(by: { $0.path.description < $1.path.description }) {
            if let row = newRow(path, new, rows) { added[row.place, default: ""] += row.text }
        }
        for (place, text) in added { try? edits.add(Edit(Span.at(place), text)) }
        return edits
    }

    /// A row for a key that has none, below the last one of its siblings that precedes it; only in tables that tell types, which are made
    /// by helm-docs of what the values file holds.
    private func newRow(_ path: ValuePath, _ new: Traced, _ rows: [TableRow]) -> (place: Int, text: String)? {
        guard let parent = path.parent, !parent.isRoot, let text = spellings(of: new).first else { return nil }
        let siblings = rows.filter { row in
            row.name.hasPrefix("\(parent).") && !row.name.dropFirst(parent.description.count + 1).contains(".")
                && row.header == ["key", "type", "default", "description"]
        }
        guard let first = siblings.first else { return nil }
        let line = "| \(path) | \(helmDocsType(new.value)) | `\(text)` |  |\n"
        let place = siblings.last { $0.name < path.description }.map(\.line.end) ?? first.line.start
        return (place, line)
    }

    private func helmDocsType(_ value: Value) -> String {
        switch value {
        case .bool: "bool"
        case .int: "int"
        case .double: "float"
        case .list: "list"
        case .map: "object"
        default: "string"
        }
    }
}

/// How tables spell a value, the same way at the same place for every value.
private func spellings(of value: Traced) -> [String] {
    let json = JSONText.encoded(value.value)
    switch value.value {
    case .string(let text): return [json, text]
    default: return [json, json]
    }
}

/// One row of a table: `| a.b | bool | `true` | what it does |`.
private struct TableRow {
    /// In the spelling of `ValuePath`, without backticks.
    let name: String
    /// The heads of its columns in lower case.
    let header: [String]
    let line: Span
    let cells: [Span]
    /// Whether its bars stand below those of the line under the heads.
    let isAligned: Bool

    static func rows(_ bytes: [UInt8]) -> [TableRow] {
        var result: [TableRow] = []
        var header: [String] = []
        var above: [String] = []
        var columns: [Int] = []
        var start = 0
        while start < bytes.count {
            let end = lineEnd(bytes, start)
            defer { start = end }
            let cells = split(bytes, start, end)
            let texts = cells.map { text(bytes, $0) }
            if texts.count < 2 {
                header = []
            } else if texts.allSatisfy({ !$0.isEmpty && $0.allSatisfy { "-:".contains($0) } }) {
                header = above.map { $0.lowercased() }
                columns = cells.map { $0.end - start }
            } else if !header.isEmpty {
                result.append(
                    TableRow(
                        name: unquoted(texts[0]), header: header, line: Span(start, end), cells: cells,
                        isAligned: cells.map { $0.end - start } == columns))
            }
            above = texts
        }
        return result
    }

    /// What stands between bars that no backslash precedes.
    private static func split(_ bytes: [UInt8], _ start: Int, _ end: Int) -> [Span] {
        var bars: [Int] = []
        for at in start..<end where bytes[at] == UInt8(ascii: "|") && (at == start || bytes[at - 1] != UInt8(ascii: "\\")) { bars.append(at) }
        guard let first = bars.first, bytes[start..<first].allSatisfy({ $0 == 0x20 }) else { return [] }
        return zip(bars, bars.dropFirst()).map { Span($0 + 1, $1) }
    }

    private static func text(_ bytes: [UInt8], _ span: Span) -> String {
        var (start, end) = (span.start, span.end)
        while start < end, bytes[start] == 0x20 { start += 1 }
        while end > start, bytes[end - 1] == 0x20 { end -= 1 }
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    private static func unquoted(_ text: String) -> String {
        text.count >= 2 && text.hasPrefix("`") && text.hasSuffix("`") ? String(text.dropFirst().dropLast()) : text
    }

    /// The one cell that says the old value gets the new one, in its own quotes and, where there is room, its own width.
    func replacing(_ old: [String], with new: [String], in bytes: [UInt8]) -> Edit? {
        var found: (cell: Span, text: String, new: String)?
        for cell in cells.dropFirst() {
            let text = TableRow.text(bytes, cell)
            guard let index = old.firstIndex(of: TableRow.unquoted(text).replacing("\\|", with: "|")) else { continue }
            if found != nil { return nil }
            let quote = text.hasPrefix("`") ? "`" : ""
            found = (cell, text, quote + new[index].replacing("|", with: "\\|") + quote)
        }
        guard let found else { return nil }
        let spaces = bytes[found.cell.range].prefix { $0 == 0x20 }.count
        let start = found.cell.start + spaces
        let room = found.cell.end - start - found.text.utf8.count
        let grown = found.new.utf8.count - found.text.utf8.count
        // In a table with straight columns the bar stays where it is, with one space before it at least.
        let padding = isAligned ? max(room - grown, min(room, 1)) : room
        return Edit(Span(start, found.cell.end), found.new + String(repeating: " ", count: padding))
    }
}

// MARK: schemas

extension ValuesListing {
    private func schemaEdits(_ before: Traced, _ after: Traced) -> EditList {
        let document = parseDocument(source, as: .json)
        guard document.isSound, let root = document.roots.first else { return EditList() }
        var wanted: [DocumentChange] = []
        for change in changes(before, after) {
            guard let path = schemaPath(change.path, root) else { continue }
            if let node = root.at(path) {
                guard let old = change.old, let known = node["default"], known.value == old.value, let new = NewValue(change.new.value) else {
                    continue
                }
                wanted.append(DocumentChange(path: path.key("default"), action: .set(new)))
            } else if change.old == nil {
                wanted.append(DocumentChange(path: path, action: .set(.map([NewValue.Entry("type", .string(schemaType(change.new.value)))]))))
            }
        }
        return document.edits(for: wanted).edits
    }

    /// Where the schema describes a value, or, below an object that admits no other keys, would have to.
    private func schemaPath(_ path: ValuePath, _ root: Traced) -> ValuePath? {
        var place = ValuePath.root
        for (index, element) in path.elements.enumerated() {
            guard case .key(let key) = element, let node = root.at(place), node.value.mapping != nil else { return nil }
            let next = place.key("properties").key(key)
            if root.at(next) == nil {
                let isClosed = node["additionalProperties"]?.value.bool == false
                return isClosed && index == path.count - 1 ? next : nil
            }
            place = next
        }
        return place
    }

    private func schemaType(_ value: Value) -> String {
        switch value {
        case .bool: "boolean"
        case .int: "integer"
        case .double: "number"
        case .list: "array"
        case .map: "object"
        default: "string"
        }
    }
}
