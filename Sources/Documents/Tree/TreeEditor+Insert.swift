internal import SourceText

extension TreeEditor {
    /// New keys at the end of a block mapping.
    mutating func addEntries(_ entries: [NewValue.Entry], to mapping: Int) throws(Refusal) {
        guard let first = tree.entries(mapping).first else { return }
        let column = try lineColumn(tree[first.key].outerStart)
        var text: [String] = []
        for entry in entries {
            text += writer.indented(try writer.entry(entry.key, entry.value, column: column), column)
        }
        try addLines(text, behind: mapping, column: column)
    }

    /// New elements at the end of a block sequence.
    mutating func addItems(_ items: [NewValue], to sequence: Int) throws(Refusal) {
        let column = try lineColumn(tree[sequence].start)
        var text: [String] = []
        for item in items {
            text += writer.indented(try writer.item(item, column: column, width: itemWidth(sequence)), column)
        }
        try addLines(text, behind: sequence, column: column)
    }

    /// A new element before the one at `position`.
    mutating func insert(_ value: NewValue, into sequence: Int, before position: Int) throws(Refusal) {
        if tree[sequence].isFlow { return try insertInFlow(value, sequence, position) }
        let dash = try dashOffset(sequence, position)
        let column = try lineColumn(dash)
        let text = try writer.item(value, column: column, width: itemWidth(sequence))
        let depth = ancestry(sequence).count + 1
        if lines.isFirstOnLine(dash) {
            let line = lines.ownCommentsStart(lines.lineStart(dash), column: column, dialect)
            edit(
                .at(line), writer.indented(text, column).joined(separator: style.newline) + style.newline, depth: depth)
        } else {
            edit(.at(dash), text.joined(separator: style.newline) + style.newline + writer.pad(column), depth: depth)
        }
    }

    /// The column, where the line before it holds nothing but blanks, `-` and `?`.
    private func lineColumn(_ offset: Int) throws(Refusal) -> Int {
        let before = bytes[lines.lineStart(offset)..<offset]
        if before.contains(0x09) { throw Refusal("tabs stand before the place of the new lines") }
        guard before.allSatisfy({ $0 == 0x20 || $0 == UInt8(ascii: "-") }) else {
            throw Refusal("the key is written in the long form '? '")
        }
        return before.count
    }

    /// Columns from a dash to its value.
    private func itemWidth(_ sequence: Int) -> Int {
        guard let first = tree.children(sequence).first, !tree[first].isUnwritten else { return 2 }
        let dash = tree[sequence].start
        let start = tree[first].outerStart
        guard lines.lineStart(dash) == lines.lineStart(start), !bytes[dash..<start].contains(0x09) else { return 2 }
        return min(max(start - dash, 2), 8)
    }

    /// Whole lines behind the last of a collection that stays, and behind the comments below it, but before blank lines.
    private mutating func addLines(_ text: [String], behind collection: Int, column: Int) throws(Refusal) {
        let depth = ancestry(collection).count + 1
        guard let kept = lastKept(collection) else { throw Refusal("nothing stays that the new lines could follow") }
        let end = tree[kept.value].end
        guard lines.isOverOnLine(end, dialect) else { throw Refusal("more follows on the last line") }
        let last = tree[tree.next(kept.value) - 1]
        if last.isBlockScalar,
            bytes[last.start..<lines.lineEnd(last.start)].prefix(while: { $0 != UInt8(ascii: "#") }).contains(
                UInt8(ascii: "+"))
        {
            // `|+` keeps the blank lines behind it as text.
            var line = lines.nextLine(end)
            while line < bytes.count, lines.isBlankLine(line) { line = lines.nextLine(line) }
            guard line > 0, bytes[line - 1] == 0x0A else {
                throw Refusal("the text block before it has no final line break")
            }
            edit(.at(line), text.joined(separator: style.newline) + style.newline, depth: depth)
            return
        }
        var at = lines.lineEnd(end)
        var line = lines.nextLine(at)
        while kept.value == lastValue(collection), line > at, line < bytes.count {
            let start = lines.skipBlanks(line)
            guard lines.isCommentStart(start, dialect), start < lines.lineEnd(line), start - line >= column else {
                break
            }
            at = lines.lineEnd(line)
            line = lines.nextLine(line)
        }
        edit(.at(at), style.newline + text.joined(separator: style.newline), depth: depth)
    }

    private func lastValue(_ collection: Int) -> Int? {
        tree[collection].kind == .mapping ? tree.entries(collection).last?.value : tree.children(collection).last
    }

    /// The `-` of an element.
    func dashOffset(_ sequence: Int, _ position: Int) throws(Refusal) -> Int {
        let children = tree.children(sequence)
        let dash = position == 0 ? tree[sequence].start : lines.skipToToken(tree[children[position - 1]].end, dialect)
        guard dash < bytes.count, bytes[dash] == UInt8(ascii: "-") else {
            throw Refusal("the element's '-' was not found")
        }
        return dash
    }
}
