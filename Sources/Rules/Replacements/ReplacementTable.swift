internal import ConfigModel
internal import Documents
package import SourceText
internal import Synchronization

/// Which arguments of which resource types cannot be changed in place, as the documentation of the providers says.
///
///     aws_db_instance    storage_encrypted          replace
///     aws_db_instance    backup_retention_period    restart    0,-
///
/// Read on first use, and of the lines only those of the types that are asked for: what has no finding of Terraform or CloudFormation never
/// pays for it, and what has some pays for theirs.
///
/// What a change forces is data (`rules/replacements`), looked up by the rendered resource and argument, so that it does not matter whether
/// the value is written in the block, a local, a default, tfvars or an argument. Such a fix is of class review whatever the rule,
/// `safe-when` or the configuration say, and its first line names what is replaced. Verification refuses a place whose change would replace
/// a resource that no fix speaks of; `prevent_destroy` and `ignore_changes` leave nothing to propose.
package final class ReplacementTable: Sendable {
    /// A table without entries.
    package static let none = ReplacementTable([])

    private let files: [SourceFile]
    private let cache = Mutex(Cache())

    package init(_ files: [SourceFile]) { self.files = files }

    /// What the table says of one resource type.
    struct Entries: Sendable {
        var arguments: [ReplacementEntry] = []
        var holdsData = false
        var source: String?
    }

    private struct Cache {
        /// Nil until a type is asked for.
        var sections: [String: [Section]]?
        var entries: [String: Entries?] = [:]
    }

    /// Neighbouring lines of one type.
    fileprivate struct Section: Sendable {
        let type: String
        var lines: [ArraySlice<UInt8>]
        let source: String
        let path: String
    }

    /// All types and what is wrong with the tables, for tests of the data.
    package func read() -> (types: Set<String>, diagnostics: [Diagnostic]) {
        var types: Set<String> = []
        var diagnostics: [Diagnostic] = []
        for file in files {
            let (found, source) = sections(of: file)
            for section in found {
                var entries: Entries?
                diagnostics += readSection(section, into: &entries)
                if entries != nil { types.insert(section.type) }
            }
            if !source.contains("{}") { diagnostics.append(Diagnostic(.error, "replacement", "the table names no source", path: file.path)) }
        }
        return (types, diagnostics)
    }

    func entries(_ type: String) -> Entries? {
        cache.withLock { cache -> Entries? in
            if let known = cache.entries[type] { return known }
            if cache.sections == nil { cache.sections = Dictionary(grouping: files.flatMap { sections(of: $0).sections }, by: \.type) }
            var result: Entries?
            for section in cache.sections?[type] ?? [] { _ = readSection(section, into: &result) }
            cache.entries.updateValue(result, forKey: type)
            return result
        }
    }
}

/// One line of the table.
struct ReplacementEntry: Hashable, Sendable {
    let argument: [String]
    let effect: ForcedChange.Effect
    /// For which values before it holds; nil for all.
    let before: Set<String>?

    /// Whether a change from `value`, nil for none, is one that the line is about.
    func holds(from value: Value?) -> Bool {
        guard let before else { return true }
        switch value {
        case nil, .null?: return before.contains("-")
        case .list(let items)? where items.isEmpty: return before.contains("-")
        case let value?: return before.contains("!") || before.contains(value.tableText)
        }
    }
}

extension Value {
    fileprivate var tableText: String {
        switch self {
        case .string(let text): text
        case .int(let number): String(number)
        case .bool(let flag): String(flag)
        default: ""
        }
    }
}

/// The tables of a rules folder, `replacements/*.tsv`.
package func loadReplacements(_ tree: any WorkTree) -> ReplacementTable {
    ReplacementTable(tree.paths.filter { $0.hasPrefix("replacements/") && $0.hasSuffix(".tsv") }.compactMap { try? tree.file($0) })
}

/// The lines of a table by their types, and the address that its last comment of sources gives.
private func sections(of file: SourceFile) -> (sections: [ReplacementTable.Section], source: String) {
    var source = ""
    var sections: [ReplacementTable.Section] = []
    var last: ArraySlice<UInt8>?
    for line in file.bytes.split(separator: UInt8(ascii: "\n")) {
        if line.first == UInt8(ascii: "#") {
            if let address = String(decoding: line, as: UTF8.self).dropping("# source: ") { source = String(address) }
            last = nil
            continue
        }
        let type = line.prefix { $0 != UInt8(ascii: "\t") }
        if let last, last.elementsEqual(type) {
            sections[sections.count - 1].lines.append(line)
        } else {
            sections.append(
                ReplacementTable.Section(type: String(decoding: type, as: UTF8.self), lines: [line], source: source, path: file.path))
        }
        last = type
    }
    return (sections, source)
}

private func readSection(_ section: ReplacementTable.Section, into result: inout ReplacementTable.Entries?) -> [Diagnostic] {
    var diagnostics: [Diagnostic] = []
    for bytes in section.lines {
        let line = String(decoding: bytes, as: UTF8.self)
        let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        guard columns.count == 3 || columns.count == 4, !columns[0].isEmpty, !columns[1].isEmpty else {
            diagnostics.append(
                Diagnostic(.error, "replacement", "'\(line)' has not the columns type, argument, effect, values", path: section.path))
            continue
        }
        var entries = result ?? ReplacementTable.Entries(source: page(of: section.type, section.source))
        if columns[1] == "*", columns[2] == "data" {
            entries.holdsData = true
        } else if let effect = ForcedChange.Effect(rawValue: columns[2]) {
            let before = columns.count == 4 ? Set(columns[3].split(separator: ",").map(String.init)) : nil
            entries.arguments.append(
                ReplacementEntry(argument: columns[1].split(separator: ".").map(String.init), effect: effect, before: before))
        } else {
            diagnostics.append(Diagnostic(.error, "replacement", "'\(columns[2])' is no effect", path: section.path))
        }
        result = entries
    }
    return diagnostics
}

/// The page of `aws_db_instance` is named `db_instance`, that of `AWS::RDS::DBInstance` `rds-dbinstance`.
private func page(of type: String, _ source: String) -> String {
    let parts = type.split(separator: ":")
    let name = parts.count == 3 ? parts.dropFirst().joined(separator: "-").lowercased() : String(type.drop { $0 != "_" }.dropFirst())
    return source.replacing("{}", with: name)
}
