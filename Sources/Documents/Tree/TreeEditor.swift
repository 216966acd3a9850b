internal import ConfigModel
internal import SourceText

/// Turns changes of values into edits of bytes, all on one reading of the file.
///
/// What belongs to one place is collected first and written once: new entries of one map become one insertion, a map whose entries all go
/// goes as a whole. Whether the outcome is right is judged by `planEdits`, not here.
struct TreeEditor {
    let tree: NodeTree
    let lines: TextLines
    let writer: ValueWriter
    let dialect: Dialect
    private let roots: [Traced]
    private(set) var edits: [PlacedEdit] = []
    /// Reasons by the index of the change.
    private(set) var refused: [Int: String] = [:]
    private var additions: [Addition] = []
    private var removals: [Removal] = []
    private var replacements: [Replacement] = []

    var bytes: [UInt8] { lines.bytes }
    var style: TextStyle { writer.style }

    /// An edit with the depth of the collection that it belongs to: at one place the innermost comes first.
    struct PlacedEdit {
        let edit: Edit
        let depth: Int
    }

    /// A collection, or a null, that gets new content.
    private struct Addition {
        let host: Int
        var steps: [(change: Int, path: [ValuePath.Element], action: DocumentChange.Action)]
    }

    private struct Removal {
        let collection: Int
        let position: Int
        let change: Int
    }

    private struct Replacement {
        let node: Int
        let value: NewValue
        let change: Int
    }

    init(_ reading: Reading, dialect: Dialect) {
        tree = reading.tree
        roots = reading.document.roots
        lines = TextLines(reading.document.source.bytes)
        self.dialect = dialect
        writer = ValueWriter(style: TextStyle(reading.tree, lines, dialect), dialect: dialect)
    }

    mutating func add(_ change: DocumentChange, index: Int) {
        do {
            try plan(change.action, change.path.elements, root: change.root, change: index)
        } catch {
            refused[index] = error.reason
        }
    }

    /// Writes what was collected.
    mutating func finish() {
        for group in additions {
            attempt(group.steps.map(\.change)) { (editor) throws(Refusal) in try editor.write(group) }
        }
        for replacement in replacements {
            attempt([replacement.change]) { (editor) throws(Refusal) in
                try editor.replace(replacement.node, with: replacement.value)
            }
        }
        writeRemovals()
        keepLastBlockScalar()
        let order = edits.indices.sorted { left, right in
            let (a, b) = (edits[left], edits[right])
            if a.edit.span != b.edit.span { return a.edit.span < b.edit.span }
            return a.depth != b.depth ? a.depth > b.depth : left < right
        }
        edits = order.map { edits[$0] }
    }

    /// A block scalar that ends the file without a line break has none in its text; where lines follow now, `|-` says so.
    private mutating func keepLastBlockScalar() {
        guard bytes.last != 0x0A, let last = tree.nodes.last, last.isBlockScalar, last.end == bytes.count else { return }
        let header = last.start..<(bytes[last.start...].firstIndex { [0x20, 0x09, 0x0A, 0x0D].contains($0) } ?? bytes.count)
        guard edits.contains(where: { $0.edit.span.isEmpty && $0.edit.span.start == bytes.count && $0.edit.replacement.contains(0x0A) }),
            !bytes[header].contains(UInt8(ascii: "-")), !bytes[header].contains(UInt8(ascii: "+")),
            !edits.contains(where: { $0.edit.span.start <= header.upperBound && header.lowerBound < $0.edit.span.end })
        else { return }
        edit(.at(header.upperBound), "-")
    }

    private mutating func attempt(_ changes: [Int], _ body: (inout TreeEditor) throws(Refusal) -> Void) {
        let before = edits.count
        do {
            try body(&self)
        } catch {
            edits.removeSubrange(before...)
            for change in changes { refused[change] = error.reason }
        }
    }

    mutating func edit(_ span: Span, _ text: String, depth: Int = 0) {
        if span.isEmpty, text.isEmpty { return }
        edits.append(PlacedEdit(edit: Edit(span, text), depth: depth))
    }

    mutating func delete(_ start: Int, _ end: Int) { if end > start { edit(Span(start, end), "") } }

    private mutating func plan(
        _ action: DocumentChange.Action, _ path: [ValuePath.Element], root: Int, change: Int
    ) throws(Refusal) {
        if case .merge(.map(let entries)) = action, !entries.isEmpty {
            for (place, step) in mergeSteps(entries, at: path[...]) {
                try plan(step, place, root: root, change: change)
            }
            return
        }
        switch try resolve(path, root: root) {
        case .missing(let host, let rest): planMissing(action, host, rest, change)
        case .found(let node, let isInherited):
            switch action {
            case .set(let value):
                if isInherited, let (host, key) = try localHost(path, root: root) {
                    if present(at: path, root: root) == value.value { return }
                    return collect(host, [key], action, change)
                }
                try planSet(value, node, present(at: path, root: root), root: root, change: change)
            case .append: planAppend(action, node, present(at: path, root: root), change)
            case .merge:
                if isNull(tree.resolved(node)) { collect(tree.resolved(node), [], .set(.map([])), change) }
            case .remove: try planRemoval(node, change)
            case .rename(let name): try rename(node, to: name)
            case .insert(let value):
                guard let place = ancestry(node).last, place.key == nil else { return }
                try insert(value, into: place.collection, before: place.position)
            case .add: throw Refusal("this format holds no other resources")
            }
        }
    }

    private mutating func planMissing(
        _ action: DocumentChange.Action, _ host: Int, _ rest: [ValuePath.Element], _ change: Int
    ) {
        switch action {
        case .remove: return
        case .rename: return
        default: collect(host, rest, action, change)
        }
    }

    private mutating func collect(
        _ host: Int, _ path: [ValuePath.Element], _ action: DocumentChange.Action, _ change: Int
    ) {
        if let place = additions.firstIndex(where: { $0.host == host }) {
            additions[place].steps.append((change, path, action))
        } else {
            additions.append(Addition(host: host, steps: [(change, path, action)]))
        }
    }

    private mutating func planAppend(_ action: DocumentChange.Action, _ node: Int, _ present: Value?, _ change: Int) {
        guard case .append(let new) = action else { return }
        if present?.list?.contains(where: { $0.value == new.value }) == true { return }
        collect(tree.resolved(node), [], action, change)
    }

    /// Sets only what differs, so that a map or list that mostly stays keeps its comments and layout.
    private mutating func planSet(_ new: NewValue, _ node: Int, _ present: Value?, root: Int, change: Int)
        throws(Refusal)
    {
        let old = tree[node]
        if present == new.value { return }
        if case .expression(let text) = new, bytes[old.span.range].elementsEqual(text.utf8) { return }
        switch (new, old.kind) {
        case (.map(let entries), .mapping) where !entries.isEmpty && hasSharedKey(entries, node):
            for (position, entry) in tree.entries(node).enumerated() {
                let key = tree.keyName(entry.key, in: bytes)
                if let wanted = entries.first(where: { $0.key == key }) {
                    try planSet(wanted.value, entry.value, present?.mapping?[key]?.value, root: root, change: change)
                } else {
                    removals.append(Removal(collection: node, position: position, change: change))
                }
            }
            for entry in entries where present?.mapping?[entry.key] == nil {
                collect(node, [.key(entry.key)], .set(entry.value), change)
            }
        case (.list(let items), .sequence)
        where old.childCount > 0 && items.count >= old.childCount && sharesPrefix(items, node, present):
            for (position, child) in tree.children(node).enumerated() {
                try planSet(items[position], child, present?.list?[position].value, root: root, change: change)
            }
            for item in items.dropFirst(old.childCount) { collect(node, [], .insert(item), change) }
        default: replacements.append(Replacement(node: node, value: new, change: change))
        }
    }

    private func hasSharedKey(_ entries: [NewValue.Entry], _ node: Int) -> Bool {
        let keys = tree.entries(node).map { tree.keyName($0.key, in: bytes) }
        // In a flow map removing the last entry and adding another would fight over its comma.
        if tree[node].isFlow, !keys.allSatisfy({ key in entries.contains { $0.key == key } }) { return false }
        let isPlainMap = !tree.entries(node).contains { dialect == .yaml && tree.isMergeKey($0.key, in: bytes) }
        return isPlainMap && Set(keys).count == keys.count && entries.contains { keys.contains($0.key) }
    }

    private func sharesPrefix(_ items: [NewValue], _ node: Int, _ present: Value?) -> Bool {
        if items.count == tree[node].childCount { return true }
        return present?.list.map { zip($0, items).allSatisfy { $0.value == $1.value } } ?? false
    }

    private func present(at path: [ValuePath.Element], root: Int) -> Value? {
        roots.indices.contains(root) ? roots[root].at(ValuePath(path))?.value : nil
    }

    /// The map that lies at the path without its last key, when the key comes from a merge.
    private func localHost(_ path: [ValuePath.Element], root: Int) throws(Refusal) -> (
        host: Int, key: ValuePath.Element
    )? {
        guard let key = path.last, case .found(let node, _) = try resolve(path.dropLast(), root: root) else {
            return nil
        }
        return (tree.resolved(node), key)
    }

    private mutating func write(_ group: Addition) throws(Refusal) {
        let host = tree[group.host]
        var new: NewValue?
        if host.kind == .sequence, host.childCount > 0 {
            var items = NewValue.list([])
            for step in group.steps { items = try items.adding(step.action, at: step.path[...], from: host.childCount) }
            guard case .list(let added) = items else { return }
            return host.isFlow ? try addToFlow(group.host, items: added) : try addItems(added, to: group.host)
        }
        for step in group.steps { new = try (new ?? .null).adding(step.action, at: step.path[...]) }
        guard let new else { return }
        guard host.kind == .mapping, host.childCount > 0 else { return try replace(group.host, with: new) }
        guard case .map(let entries) = new else { return }
        if host.isFlow { try addToFlow(group.host, entries: entries) } else { try addEntries(entries, to: group.host) }
    }

    private mutating func planRemoval(_ node: Int, _ change: Int) throws(Refusal) {
        guard let place = ancestry(node).last else { throw Refusal("a whole document cannot be removed") }
        if !removals.contains(where: { $0.collection == place.collection && $0.position == place.position }) {
            removals.append(Removal(collection: place.collection, position: place.position, change: change))
        }
    }

    private mutating func writeRemovals() {
        var going: [Int: Set<Int>] = [:]
        for removal in removals { going[removal.collection, default: []].insert(removal.position) }
        // A map or list that loses everything goes itself, or stays as `{}` where it has to.
        var emptied: Set<Int> = []
        var open = Array(going.keys)
        while let collection = open.popLast() {
            let node = tree[collection]
            let count = node.kind == .mapping ? node.childCount / 2 : node.childCount
            guard going[collection]?.count == count else { continue }
            if let place = ancestry(collection).last, place.key != nil, !isAliased(collection) {
                going[collection] = nil
                going[place.collection, default: []].insert(place.position)
                open.append(place.collection)
            } else {
                going[collection] = nil
                emptied.insert(collection)
            }
        }
        let changes = removals.map(\.change)
        for collection in emptied.sorted() where !isGone(collection, going) {
            attempt(changes) { (editor) throws(Refusal) in
                try editor.replace(collection, with: editor.tree[collection].kind == .mapping ? .map([]) : .list([]))
            }
        }
        for (collection, positions) in going.sorted(by: { $0.key < $1.key }) where !isGone(collection, going) {
            attempt(changes) { (editor) throws(Refusal) in try editor.remove(positions.sorted(), from: collection) }
        }
    }

    private func isGone(_ node: Int, _ going: [Int: Set<Int>]) -> Bool {
        ancestry(node).contains { going[$0.collection]?.contains($0.position) == true }
    }

    /// The last child of a collection that no change of this round removes.
    func lastKept(_ collection: Int) -> (position: Int, value: Int)? {
        let values =
            tree[collection].kind == .mapping ? tree.entries(collection).map(\.value) : tree.children(collection)
        let going = Set(removals.filter { $0.collection == collection }.map(\.position))
        return values.indices.last { !going.contains($0) }.map { ($0, values[$0]) }
    }

    private func isAliased(_ node: Int) -> Bool {
        tree[node].properties >= 0
            && tree.nodes.indices.contains { tree[$0].kind == .alias && tree.resolved($0) == node }
    }
}
