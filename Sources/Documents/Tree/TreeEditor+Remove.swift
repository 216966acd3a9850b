internal import SourceText

extension TreeEditor {
    /// Removes pairs or elements of a collection, of which others stay.
    mutating func remove(_ positions: [Int], from collection: Int) throws(Refusal) {
        if tree[collection].isFlow { return try removeFromFlow(positions, collection) }
        let parts = try blockParts(collection)
        for position in positions { try removeLines(parts, position, goesOn: !positions.contains(position + 1)) }
    }

    /// First and last byte of each pair or element, `-` included.
    private func blockParts(_ collection: Int) throws(Refusal) -> [(start: Int, end: Int)] {
        var parts: [(start: Int, end: Int)] = []
        if tree[collection].kind == .sequence {
            for (position, child) in tree.children(collection).enumerated() {
                parts.append((try dashOffset(collection, position), tree[child].end))
            }
            return parts
        }
        var expected = tree[collection].start
        for entry in tree.entries(collection) {
            guard expected == tree[entry.key].outerStart else {
                throw Refusal("a key is written in the long form '? '")
            }
            parts.append((expected, tree[entry.value].end))
            expected = lines.skipToToken(tree[entry.value].end, dialect)
        }
        return parts
    }

    private mutating func removeLines(_ parts: [(start: Int, end: Int)], _ position: Int, goesOn: Bool) throws(Refusal)
    {
        let (start, end) = parts[position]
        guard lines.isOverOnLine(end, dialect) else { throw Refusal("more follows on the last line") }
        if lines.isFirstOnLine(start) {
            let first = lines.ownCommentsStart(lines.lineStart(start), column: lines.column(start), dialect)
            let next = lines.nextLine(end)
            if next == bytes.count, bytes[next - 1] != 0x0A, first > lines.bodyStart {
                // The file has no final line break; it shall have none without this line.
                delete(lines.lineEnd(lines.lineStart(first - 1)), next)
            } else {
                delete(first, next)
            }
            return
        }
        guard position + 1 < parts.count, goesOn else { throw Refusal("the first two entries share a line with a '-'") }
        let nextStart = parts[position + 1].start
        let below = lines.nextLine(end)
        if below <= nextStart,
            bytes[below..<nextStart].allSatisfy({ $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 })
        {
            delete(start, nextStart)
        } else {
            delete(lines.skipBlanksBack(start), lines.lineEnd(end))
        }
    }
}
