internal import ConfigModel

extension YAMLEditor {
    mutating func changeSequence(_ node: Int, _ wanted: ChangeTree, appends: [NewValue], in context: Context) -> Outcome {
        let items = Array(tree.items(node))
        var added: [NewValue] = []
        var removed: [Int] = []
        for (element, child) in wanted.children {
            guard case .index(let index) = element else {
                refuse(child.indexes, "there is a list where the change expects a map")
                continue
            }
            if let insertion = insertion(child), index < items.count {
                insert(insertion.value, before: index, items, of: node, index: insertion.index)
            } else if index < items.count {
                if change(items[index], child, in: .item(sequence: node)) == .emptied { removed.append(index) }
            } else if let value = insertion(child)?.value ?? child.newValue {
                added.append(value)
            }
        }
        for value in appends where !isPresent(value, items, removed) && !added.contains(value) { added.append(value) }
        if removed.count == items.count, added.isEmpty, !removed.isEmpty { return .emptied }
        if added.isEmpty, removed.isEmpty { return .kept }
        if tree.nodes[node].isFlow {
            changeFlowSequence(node, items, added, removed, in: context)
        } else {
            for index in removed { removeItem(index, items, indexes: wanted.indexes) }
            appendToBlock(added, node, items, indexes: wanted.indexes)
        }
        return .kept
    }

    private func insertion(_ child: ChangeTree) -> (index: Int, value: NewValue)? {
        for (index, action) in child.actions {
            if case .insert(let value) = action { return (index, value) }
        }
        return nil
    }

    private func isPresent(_ value: NewValue, _ items: [Int], _ removed: [Int]) -> Bool {
        items.indices.contains { !removed.contains($0) && plainValue(items[$0]) == value.value }
    }

    /// The value of a node, for comparing only.
    func plainValue(_ node: Int, depth: Int = 0) -> Value {
        guard depth < YAMLLimits.depth, let target = tree.resolved(node) else { return .null }
        let this = tree.nodes[target]
        switch this.kind {
        case .scalar:
            return this.style != .plain || this.isTaggedString ? .string(tree.text(target)) : resolvePlainScalar(tree.text(target))
        case .sequence: return .list(tree.items(target).map { .new(plainValue($0, depth: depth + 1)) })
        case .mapping:
            var mapping = Mapping()
            for entry in tree.entries(target) {
                mapping.set(Mapping.Entry(key: tree.text(entry.key), value: .new(plainValue(entry.value, depth: depth + 1))))
            }
            return .map(mapping)
        case .alias: return .null
        }
    }

    private mutating func appendToBlock(_ added: [NewValue], _ node: Int, _ items: [Int], indexes: Set<Int>) {
        guard !added.isEmpty else { return }
        guard let last = items.last, let column = column(of: tree.nodes[node].start), isDash(tree.nodes[node].start) else {
            return refuse(indexes, "the list is written in a form that is not edited")
        }
        let lines = added.flatMap { value -> [String] in
            var written = writer.item(value, indent: column)
            written[0] = writer.pad(column) + written[0]
            return written
        }
        insertLines(lines, behind: lastByte(of: last))
    }

    private func isDash(_ offset: Int) -> Bool { bytes.indices.contains(offset) && bytes[offset] == UInt8(ascii: "-") }

    private mutating func insert(_ value: NewValue, before index: Int, _ items: [Int], of node: Int, index change: Int) {
        if tree.nodes[node].isFlow {
            let item = tree.nodes[items[index]].outerStart
            return replace(item, item, (writer.style.isJSON ? jsonText(value, depth: nil) : writer.inlineScalarOrFlow(value)) + ", ")
        }
        guard let dash = dash(before: tree.nodes[items[index]].outerStart), bytes[lineStart(dash)..<dash].allSatisfy({ $0 == 0x20 }) else {
            return refuse([change], "the list is written in a form that is not edited")
        }
        let column = dash - lineStart(dash)
        let start = startWithComments(lineStart(dash), column: column)
        var lines = writer.item(value, indent: column)
        lines[0] = writer.pad(column) + lines[0]
        replace(start, start, lines.map { $0 + writer.style.newline }.joined())
    }

    private mutating func removeItem(_ index: Int, _ items: [Int], indexes: Set<Int>) {
        let item = items[index]
        guard let dash = dash(before: tree.nodes[item].outerStart), bytes[lineStart(dash)..<dash].allSatisfy({ $0 == 0x20 }) else {
            return refuse(indexes, "the list item shares its line with others")
        }
        let start = lineStart(dash)
        deleteLines(from: startWithComments(start, column: dash - start), through: lastByte(of: item))
    }

    private mutating func changeFlowSequence(_ node: Int, _ items: [Int], _ added: [NewValue], _ removed: [Int], in context: Context) {
        if items.isEmpty, case .value(let key, let mapping) = context, !tree.nodes[mapping].isFlow, !writer.style.isJSON,
            added.contains(where: { if case .map = $0 { true } else { false } })
        {
            return replaceEmptyFlowList(node, added, key: key, mapping: mapping)
        }
        removeFromFlow(removed.map { (items[$0], items[$0]) }, among: items.map { ($0, $0) }, of: node)
        let texts = added.map { writer.style.isJSON ? jsonText($0, depth: isMultiline(node) ? jsonDepth(node) + 1 : nil) : writer.inlineScalarOrFlow($0) }
        addToFlow(
            texts, to: node, remaining: items.count - removed.count, lastEnd: items.indices.last { !removed.contains($0) }.map { items[$0] },
            lastIsKept: !removed.contains(items.count - 1))
    }

    private mutating func replaceEmptyFlowList(_ node: Int, _ added: [NewValue], key: Int, mapping: Int) {
        guard let column = column(of: tree.nodes[mapping].start), let colon = colon(after: tree.nodes[key].end, before: tree.nodes[node].outerStart) else { return }
        let text = writer.entry("x", .list(added), indent: column).dropFirst().map { writer.style.newline + $0 }.joined()
        let end = lineEnd(tree.nodes[node].end)
        replace(colon + 1, tree.nodes[node].end, "")
        replace(end, end, text)
    }
}
