internal import SourceText

/// YAML and JSON share one tree and one editor (`Documents/Tree`); each has its own reader. `.tf.json` and JSON manifests are edited by the
/// same code as YAML.
extension TreeEditor {
    mutating func addToFlow(_ mapping: Int, entries: [NewValue.Entry]) throws(Refusal) {
        guard tree[mapping].style == .flow, let last = tree.entries(mapping).last else {
            throw Refusal("the map is written without braces")
        }
        let indent = lines.indentText(tree[last.key].outerStart)
        var parts: [String] = []
        for entry in entries {
            if isTall(mapping), dialect == .json {
                parts.append(doubleQuoted(entry.key) + style.colon + (try writer.json(entry.value, indent: indent)))
            } else {
                parts.append(try writer.flowEntry(entry.key, entry.value))
            }
        }
        addParts(parts, to: mapping, lastStart: tree[last.key].outerStart, lastEnd: tree[last.value].end)
    }

    mutating func addToFlow(_ sequence: Int, items: [NewValue]) throws(Refusal) {
        guard let last = tree.children(sequence).last else { return }
        let indent = lines.indentText(tree[last].outerStart)
        var parts: [String] = []
        for item in items {
            parts.append(
                isTall(sequence) && dialect == .json ? try writer.json(item, indent: indent) : try writer.flow(item))
        }
        addParts(parts, to: sequence, lastStart: tree[last].outerStart, lastEnd: tree[last].end)
    }

    private func isTall(_ collection: Int) -> Bool { bytes[tree[collection].span.range].contains(0x0A) }

    private mutating func addParts(_ parts: [String], to collection: Int, lastStart: Int, lastEnd: Int) {
        let depth = ancestry(collection).count + 1
        let next = lines.skipToToken(lastEnd, dialect)
        let hasComma = next < bytes.count && bytes[next] == UInt8(ascii: ",")
        let end = hasComma ? next + 1 : lastEnd
        guard lines.isFirstOnLine(lastStart) else {
            let text = parts.joined(separator: style.comma)
            return edit(.at(end), hasComma ? style.comma.dropFirst() + text + "," : style.comma + text, depth: depth)
        }
        // One entry a line.
        let separator = style.newline + lines.indentText(lastStart)
        let text = separator + parts.joined(separator: "," + separator) + (hasComma ? "," : "")
        if lines.isOverOnLine(end, dialect) {
            if !hasComma { edit(.at(end), ",", depth: depth) }
            edit(.at(lines.lineEnd(end)), text, depth: depth)
        } else {
            edit(.at(end), (hasComma ? "" : ",") + text, depth: depth)
        }
    }

    mutating func insertInFlow(_ value: NewValue, _ sequence: Int, _ position: Int) throws(Refusal) {
        let start = tree[tree.children(sequence)[position]].outerStart
        let depth = ancestry(sequence).count + 1
        if lines.isFirstOnLine(start) {
            let indent = lines.indentText(start)
            let text = dialect == .json ? try writer.json(value, indent: indent) : try writer.flow(value)
            edit(.at(start), text + "," + style.newline + indent, depth: depth)
        } else {
            edit(.at(start), try writer.flow(value) + style.comma, depth: depth)
        }
    }

    /// Removes entries or elements of a flow collection, each with a comma; some stay.
    mutating func removeFromFlow(_ positions: [Int], _ collection: Int) throws(Refusal) {
        let parts: [(start: Int, end: Int)] =
            tree[collection].kind == .mapping
            ? tree.entries(collection).map { (tree[$0.key].outerStart, tree[$0.value].end) }
            : tree.children(collection).map { (tree[$0].outerStart, tree[$0].end) }
        let going = Set(positions)
        let lastKept = parts.indices.last { !going.contains($0) } ?? 0
        for position in positions where position < lastKept {
            let comma = lines.skipToToken(parts[position].end, dialect)
            guard bytes[comma] == UInt8(ascii: ",") else { throw Refusal("the comma behind the entry was not found") }
            if lines.isFirstOnLine(parts[position].start), lines.isOverOnLine(comma + 1, dialect) {
                deleteLines(parts[position].start, comma + 1)
            } else {
                // The blanks behind the comma go too, a line break or comment there stays.
                delete(parts[position].start, lines.skipBlanks(comma + 1))
            }
        }
        guard lastKept < parts.count - 1 else { return }
        let comma = lines.skipToToken(parts[lastKept].end, dialect)
        guard bytes[comma] == UInt8(ascii: ",") else { throw Refusal("the comma before the entry was not found") }
        let finalComma = lines.skipToToken(parts[parts.count - 1].end, dialect)
        let hasFinalComma = bytes[finalComma] == UInt8(ascii: ",")
        let end = hasFinalComma ? finalComma + 1 : parts[parts.count - 1].end
        if lines.isFirstOnLine(parts[lastKept + 1].start), lines.isOverOnLine(end, dialect) {
            if !hasFinalComma { delete(comma, comma + 1) }
            deleteLines(parts[lastKept + 1].start, end)
        } else {
            delete(hasFinalComma ? comma + 1 : comma, end)
        }
    }

    /// Deletes whole lines, from the comments above the first to the comment behind the last.
    private mutating func deleteLines(_ start: Int, _ end: Int) {
        let first = lines.ownCommentsStart(lines.lineStart(start), column: lines.column(start), dialect)
        delete(first, lines.nextLine(end))
    }
}
