internal import ConfigModel

extension YAMLEditor {
    mutating func changeMapping(_ node: Int, _ wanted: ChangeTree, in context: Context) -> Outcome {
        let entries = tree.entries(node)
        if entries.contains(where: { tree.nodes[$0.key].kind != .scalar && tree.nodes[$0.key].kind != .alias }) {
            refuse(wanted.indexes, "the map has keys that are no plain text")
            return .kept
        }
        var added: [(key: String, value: NewValue)] = []
        var removed: [Int] = []
        for (element, child) in wanted.children {
            guard case .key(let key) = element else {
                refuse(child.indexes, "there is a map where the change expects a list")
                continue
            }
            if let position = entries.lastIndex(where: { tree.text($0.key) == key }) {
                let entry = entries[position]
                if change(entry.value, child, in: .value(key: entry.key, mapping: node)) == .emptied { removed.append(position) }
            } else if let inherited = inheritedEntry(key, entries), child.actions.isEmpty {
                // Below a merged value the anchor's own definition is edited.
                if change(inherited.value, child, in: .value(key: inherited.key, mapping: inherited.mapping)) == .emptied {
                    refuse(child.indexes, "the value comes from a merge key and cannot be removed here")
                }
            } else if let value = child.newValue {
                added.append((key, value))
            }
        }
        if removed.count == entries.count, added.isEmpty, !removed.isEmpty {
            if case .root = context {
                refuse(wanted.indexes, "the document would be left empty")
                return .kept
            }
            return .emptied
        }
        if tree.nodes[node].isFlow {
            removeFromFlow(removed.map { (entries[$0].key, entries[$0].value) }, among: entries.map { ($0.key, $0.value) }, of: node)
            addToFlow(added.map { flowEntry($0.key, $0.value, in: node) }, to: node, remaining: entries.count - removed.count, lastEnd: entries.indices.last { !removed.contains($0) }.map { entries[$0].value }, lastIsKept: !removed.contains(entries.count - 1))
            if entries.isEmpty, !added.isEmpty, case .value(let key, let mapping) = context, !tree.nodes[mapping].isFlow, !writer.style.isJSON {
                // `securityContext: {}` in a block file becomes a block.
                replaceEmptyFlow(node, .map(added.map { NewValue.Entry($0.key, $0.value) }), key: key, mapping: mapping)
            }
        } else {
            for position in removed { removeEntry(position, entries, of: node, indexes: wanted.indexes) }
            addToBlock(added, node, entries, removed: removed, indexes: wanted.indexes)
        }
        return .kept
    }

    /// An entry that a merge key brings in.
    private func inheritedEntry(_ key: String, _ entries: [(key: Int, value: Int)]) -> (key: Int, value: Int, mapping: Int)? {
        for entry in entries where tree.text(entry.key) == "<<" {
            guard let target = tree.resolved(entry.value) else { continue }
            let maps = tree.nodes[target].kind == .sequence ? tree.items(target).compactMap { tree.resolved($0) } : [target]
            for map in maps where tree.nodes[map].kind == .mapping {
                if let found = tree.entries(map).last(where: { tree.text($0.key) == key }) { return (found.key, found.value, map) }
            }
        }
        return nil
    }

    private mutating func addToBlock(
        _ added: [(key: String, value: NewValue)], _ node: Int, _ entries: [(key: Int, value: Int)], removed: [Int], indexes: Set<Int>
    ) {
        guard !added.isEmpty else { return }
        guard let column = column(of: tree.nodes[node].start), let last = entries.last else {
            return refuse(indexes, "the map is indented with tabs")
        }
        guard isAtColumn(entries, column) else { return refuse(indexes, "the map is written in a form that is not edited") }
        let end = max(tree.nodes[last.key].end, lastByte(of: last.value))
        let lines = added.flatMap { writer.lines($0.key, $0.value, indent: column) }
        insertLines(lines, behind: end)
    }

    /// Every key stands alone on its line at the same column (the first may follow `- `).
    private func isAtColumn(_ entries: [(key: Int, value: Int)], _ column: Int) -> Bool {
        entries.dropFirst().allSatisfy { entry in
            let start = lineStart(tree.nodes[entry.key].outerStart)
            return bytes[start..<tree.nodes[entry.key].outerStart].allSatisfy { $0 == 0x20 } && self.column(of: tree.nodes[entry.key].outerStart) == column
        }
    }

    /// The last byte of a value's text; an alias or a flow value ends where it is written.
    func lastByte(of node: Int) -> Int {
        let this = tree.nodes[node]
        return this.isFlow ? max(this.start, this.end - 1) : this.end
    }

    private mutating func removeEntry(_ position: Int, _ entries: [(key: Int, value: Int)], of node: Int, indexes: Set<Int>) {
        let key = tree.nodes[entries[position].key]
        let start = lineStart(key.outerStart)
        let isAlone = bytes[start..<key.outerStart].allSatisfy { $0 == 0x20 }
        let last = max(key.end, lastByte(of: entries[position].value))
        if isAlone {
            let from = startWithComments(start, column: key.outerStart - start)
            return deleteLines(from: from, through: last)
        }
        // First key behind `- `: the next one moves up to its place.
        guard position + 1 < entries.count else { return refuse(indexes, "the key shares its line with others") }
        replace(key.outerStart, tree.nodes[entries[position + 1].key].outerStart, "")
    }

    func flowEntry(_ key: String, _ value: NewValue, in node: Int) -> String {
        if writer.style.isJSON {
            let depth = jsonDepth(node) + 1
            return writer.doubleQuoted(key) + ": " + jsonText(value, depth: isMultiline(node) ? depth : nil)
        }
        let quotes = tree.entries(node).first.map { tree.nodes[$0.key].style } ?? .plain
        return writer.scalar(.string(key), isKey: true, inFlow: true, like: quotes) + ": " + writer.inlineScalarOrFlow(value)
    }

    private mutating func replaceEmptyFlow(_ node: Int, _ value: NewValue, key: Int, mapping: Int) {
        guard let column = column(of: tree.nodes[mapping].start), let colon = colon(after: tree.nodes[key].end, before: tree.nodes[node].outerStart) else { return }
        let text = writer.entry("x", value, indent: column).dropFirst().map { writer.style.newline + $0 }.joined()
        let end = lineEnd(tree.nodes[node].end)
        let isBare = bytes[tree.nodes[node].end..<end].allSatisfy { $0 == 0x20 || $0 == 0x09 }
        if isBare { return replace(colon + 1, end, text) }
        replace(colon + 1, tree.nodes[node].end, "")
        replace(end, end, text)
    }
}
