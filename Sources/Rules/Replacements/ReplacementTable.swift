internal import ConfigModel
internal import Documents
package import SourceText
internal import Synchronization

/// Which arguments of which resource types cannot be changed in place, as the documentation of the providers says.
///
///     aws_db_instance    storage_encrypted          replace
///     aws_db_instance    backup_retention_period    restart    0,-
///
/// Read on first use: what has no finding of Terraform or CloudFormation never pays for it.
///
/// What a change forces is data (`rules/replacements`), looked up by the rendered resource and argument, so that it does not matter whether
/// the value is written in the block, a local, a default, tfvars or an argument. Such a fix is of class review whatever the rule,
/// `safe-when` or the configuration say, and its first line names what is replaced. Verification refuses a place whose change would replace
/// a resource that no fix speaks of; `prevent_destroy` and `ignore_changes` leave nothing to propose.
package final class ReplacementTable: Sendable {
    /// A table without entries.
    package static let none = ReplacementTable([])

    private let files: [SourceFile]
    private let cache = Mutex<[String: Entries]?>(nil)

    package init(_ files: [SourceFile]) { self.files = files }

    /// What the table says of one resource type.
    struct Entries: Sendable {
        var arguments: [ReplacementEntry] = []
        var holdsData = false
        var source: String?
    }

    /// All entries by type, for tests of the data.
    package func read() -> (types: Set<String>, diagnostics: [Diagnostic]) {
        var result: [String: Entries] = [:]
        let diagnostics = files.flatMap { readReplacements($0, into: &result) }
        return (Set(result.keys), diagnostics)
    }

    func entries(_ type: String) -> Entries? {
        cache.withLock { cache in
            if let known = cache { return known[type] }
            var result: [String: Entries] = [:]
            for file in files { _ = readReplacements(file, into: &result) }
            cache = result
            return result[type]
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

private func readReplacements(_ file: SourceFile, into result: inout [String: ReplacementTable.Entries]) -> [Diagnostic] {
    var source = ""
    var diagnostics: [Diagnostic] = []
    for line in String(decoding: file.bytes, as: UTF8.self).split(separator: "\n") {
        if line.hasPrefix("#") {
            if line.hasPrefix("# source: ") { source = String(line.dropFirst("# source: ".count)) }
            continue
        }
        let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        guard columns.count == 3 || columns.count == 4, !columns[0].isEmpty, !columns[1].isEmpty else {
            diagnostics.append(Diagnostic(.error, "replacement", "'\(line)' has not the columns type, argument, effect, values", path: file.path))
            continue
        }
        let type = columns[0]
        if result[type] == nil { result[type] = ReplacementTable.Entries(source: page(of: type, source)) }
        if columns[1] == "*", columns[2] == "data" {
            result[type]?.holdsData = true
        } else if let effect = ForcedChange.Effect(rawValue: columns[2]) {
            let before = columns.count == 4 ? Set(columns[3].split(separator: ",").map(String.init)) : nil
            result[type]?.arguments.append(
                ReplacementEntry(argument: columns[1].split(separator: ".").map(String.init), effect: effect, before: before))
        } else {
            diagnostics.append(Diagnostic(.error, "replacement", "'\(columns[2])' is no effect", path: file.path))
        }
    }
    if !source.contains("{}") { diagnostics.append(Diagnostic(.error, "replacement", "the table names no source", path: file.path)) }
    return diagnostics
}

/// The page of `aws_db_instance` is named `db_instance`, that of `AWS::RDS::DBInstance` `rds-dbinstance`.
private func page(of type: String, _ source: String) -> String {
    let parts = type.split(separator: ":")
    let name = parts.count == 3 ? parts.dropFirst().joined(separator: "-").lowercased() : String(type.drop { $0 != "_" }.dropFirst())
    return source.replacing("{}", with: name)
}
