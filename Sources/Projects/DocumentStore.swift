package import Documents
internal import SourceText
internal import Synchronization

/// The parsed files of one work tree, each read once for all that ask: discovery, rendering, the repository index and verification.
///
/// The bytes are the truth: a file whose bytes differ from those that were parsed is parsed anew, and what was made of an edit is kept beside
/// what the tree holds. Memory is bounded: documents of projects at work stay, the oldest of all others go where their files come to more
/// than the budget, and those of a project go with it. A class, since all projects of a run share it.
package final class DocumentStore: Sendable {
    /// Told of every file that is parsed, from any thread.
    package typealias Observer = @Sendable (_ path: String, _ format: Format) -> Void

    private let table: Mutex<Table>
    private let budget: Int
    private let observer: Observer?

    /// - Parameters:
    ///   - budget: bytes of source whose documents are kept for projects that are not at work; a document takes some ten times as much.
    ///   - observer: told of every parse; for measurements.
    package init(budget: Int = 8 << 20, observer: Observer? = nil) {
        table = Mutex(Table())
        self.budget = budget
        self.observer = observer
    }

    /// The document of a file, parsed where no document of the same bytes is at hand.
    ///
    /// - Parameter isEdit: whether the bytes are those of an edit that is tried rather than the tree's own.
    func document(_ file: SourceFile, as format: Format, isEdit: Bool) -> any Document {
        let key = Key(path: file.path, format: format)
        let versions = table.withLock { $0.versions(key) }
        let (document, growth) = versions.state.withLock { state in
            if let known = state.first(where: { $0.document.source.bytes == file.bytes }) { return (known.document, 0) }
            observer?(file.path, format)
            let document = parseDocument(file, as: format)
            return (document, state.add(document, isEdit: isEdit))
        }
        if growth != 0 { table.withLock { $0.grow(key, versions, by: growth, budget: budget) } }
        return document
    }

    /// Says which projects are going to be rendered, so that a document goes with the last one that has its file.
    package func expect(_ projects: [Project]) {
        table.withLock { table in for path in projects.lazy.flatMap(\.files) { table.awaited[path, default: 0] += 1 } }
    }

    /// Keeps the documents of a project, whatever their size, until `body` is done; then lets go those that nothing else awaits.
    ///
    /// - Parameter isWanted: whether something else than a project may still ask for the file.
    package func keeping<Result>(_ project: Project, isWanted: (String) -> Bool, _ body: () -> Result) -> Result {
        table.withLock { table in for path in project.files { table.active[path, default: 0] += 1 } }
        let result = body()
        let wanted = Set(project.files.filter(isWanted))
        table.withLock { table in
            for path in project.files { table.letGo(path, isWanted: wanted.contains(path)) }
            table.shrink(to: budget)
        }
        return result
    }

    /// Bytes of source whose documents are kept.
    package var byteCount: Int { table.withLock { $0.byteCount } }
}

private struct Key: Hashable {
    let path: String
    let format: Format
}

/// What one file was parsed to in one format. Its lock is held while it is parsed, so that two projects do not parse it side by side.
private final class Versions: Sendable {
    let state = Mutex<[(document: any Document, isEdit: Bool)]>([])
}

/// Edits whose documents are kept for each file: what a round of fixing starts from, and what is tried on it.
private let mostEdits = 2

extension [(document: any Document, isEdit: Bool)] {
    /// Returns by how many bytes the list grew.
    fileprivate mutating func add(_ document: any Document, isEdit: Bool) -> Int {
        var growth = document.source.bytes.count
        let same = indices.filter { self[$0].isEdit == isEdit }
        if same.count >= (isEdit ? mostEdits : 1), let oldest = same.first { growth -= remove(at: oldest).document.source.bytes.count }
        append((document, isEdit))
        return growth
    }
}

private struct Table {
    private var entries: [Key: (versions: Versions, byteCount: Int)] = [:]
    private var formats: [String: Set<Format>] = [:]
    /// In the order in which files were parsed first.
    private var order: [Key] = []
    private(set) var byteCount = 0
    /// Projects that have the file and are not rendered yet.
    var awaited: [String: Int] = [:]
    /// Projects at work that have the file.
    var active: [String: Int] = [:]

    mutating func versions(_ key: Key) -> Versions {
        if let known = entries[key] { return known.versions }
        let made = Versions()
        entries[key] = (made, 0)
        formats[key.path, default: []].insert(key.format)
        order.append(key)
        return made
    }

    mutating func grow(_ key: Key, _ versions: Versions, by growth: Int, budget: Int) {
        // Where the entry was let go in the meantime, its versions are counted nowhere and go with those who asked.
        guard entries[key]?.versions === versions else { return }
        entries[key]?.byteCount += growth
        byteCount += growth
        shrink(to: budget)
    }

    mutating func letGo(_ path: String, isWanted: Bool) {
        active[path] = active[path].flatMap { $0 > 1 ? $0 - 1 : nil }
        awaited[path] = awaited[path].flatMap { $0 > 1 ? $0 - 1 : nil }
        guard !isWanted, active[path] == nil, awaited[path] == nil else { return }
        for format in formats[path] ?? [] { remove(Key(path: path, format: format)) }
    }

    /// Lets go the oldest documents of files that no project at work has.
    mutating func shrink(to budget: Int) {
        guard byteCount > budget else { return }
        var kept: [Key] = []
        for key in order {
            guard entries[key] != nil else { continue }
            if byteCount > budget, active[key.path] == nil { remove(key) } else { kept.append(key) }
        }
        order = kept
    }

    private mutating func remove(_ key: Key) {
        guard let entry = entries.removeValue(forKey: key) else { return }
        byteCount -= entry.byteCount
        formats[key.path]?.remove(key.format)
        if formats[key.path]?.isEmpty == true { formats[key.path] = nil }
    }
}
