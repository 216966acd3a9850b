import SourceText

/// Lines, indents and alignment of a file, for edits that fit in.
extension HCLDocument {
    var newline: String {
        guard let first = source.bytes.firstIndex(of: UInt8(ascii: "\n")) else { return "\n" }
        return first > 0 && source.bytes[first - 1] == UInt8(ascii: "\r") ? "\r\n" : "\n"
    }

    /// One level of indent, learned from the first block, object or list whose content is indented; two spaces otherwise.
    var indentUnit: String {
        for (outer, inner) in zip(tokens, tokens.dropFirst(2))
        where inner.kind != .closeBrace && inner.kind != .closeBracket {
            guard outer.kind == .openBrace || outer.kind == .openBracket, startsLine(inner.start) else { continue }
            let before = indent(at: outer.start)
            let after = indent(at: inner.start)
            if after.hasPrefix(before), after.utf8.count > before.utf8.count {
                return String(after.dropFirst(before.count))
            }
        }
        return "  "
    }

    func offsets(of item: HCLItem) -> HCLOffsets {
        switch item {
        case .attribute(let index): tree.attributes[Int(index)].offsets
        case .block(let index): tree.blocks[Int(index)].offsets
        }
    }

    func lineStart(_ offset: Int) -> Int {
        var start = offset
        while start > 0, source.bytes[start - 1] != UInt8(ascii: "\n") { start -= 1 }
        if start == 0, source.bytes.starts(with: [0xEF, 0xBB, 0xBF]), offset >= 3 { return 3 }
        return start
    }

    private func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

    /// The white space at the start of the line of `offset`.
    func indent(at offset: Int) -> String {
        let start = lineStart(offset)
        var end = start
        while end < source.bytes.count, isSpace(source.bytes[end]) { end += 1 }
        return text(HCLOffsets(start, min(end, max(offset, start))))
    }

    /// Whether only white space stands before `offset` on its line.
    func startsLine(_ offset: Int) -> Bool { source.bytes[lineStart(offset)..<offset].allSatisfy(isSpace) }

    func isOnOneLine(_ offsets: HCLOffsets) -> Bool {
        !source.bytes[offsets.start..<offsets.end].contains(UInt8(ascii: "\n"))
    }

    /// The index of the first token that starts at `offset` or after it.
    func tokenIndex(from offset: Int) -> Int {
        var low = 0
        var high = tokens.count - 1
        while low < high {
            let middle = (low + high) / 2
            if tokens[middle].start < offset { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The line end after `offset`, behind trailing comments; nil at the end of the file.
    func lineEnd(after offset: Int) -> HCLToken? {
        var index = tokenIndex(from: offset)
        while tokens[index].kind != .newline, tokens[index].kind != .end { index += 1 }
        return tokens[index].kind == .newline ? tokens[index] : nil
    }

    /// Whether the line that starts at `offset` holds nothing.
    func isBlankLine(at offset: Int) -> Bool {
        var at = offset
        while at < source.bytes.count, isSpace(source.bytes[at]) || source.bytes[at] == UInt8(ascii: "\r") { at += 1 }
        return at < source.bytes.count && source.bytes[at] == UInt8(ascii: "\n")
    }

    /// The start of the line before the one that starts at `start`.
    func previousLine(_ start: Int) -> Int? {
        start > 0 && source.bytes[start - 1] == UInt8(ascii: "\n") ? lineStart(start - 1) : nil
    }

    /// The start of the comment lines that stand directly above the line of `offset`, or of that line itself.
    func startWithComments(_ offset: Int) -> Int {
        var start = lineStart(offset)
        while let above = previousLine(start) {
            let index = tokenIndex(from: above)
            guard tokens[index].kind == .comment, startsLine(tokens[index].start), tokens[index].start < start else {
                break
            }
            guard tokens[index + 1].kind == .newline, tokens[index + 1].end == start else { break }
            start = above
        }
        // A block comment of several lines ends on the line above but starts further up.
        let index = tokenIndex(from: start)
        if index > 1, tokens[index - 1].kind == .newline, tokens[index - 1].end == start,
            tokens[index - 2].kind == .comment,
            startsLine(tokens[index - 2].start), !isOnOneLine(tokens[index - 2].offsets)
        {
            return startWithComments(tokens[index - 2].start)
        }
        return start
    }
}

/// One `name = value` in a body or an object.
struct HCLAssignment {
    let name: HCLOffsets
    let assign: HCLOffsets
    let value: HCLOffsets
}

/// Neighbouring assignments, one a line, whose `=` stand in one column.
struct HCLAlignment {
    let members: [HCLAssignment]
    /// The column of `=`, counted in characters from the name's start.
    let column: Int

    /// Whether the column is no wider than the longest name needs.
    func isTight(in document: HCLDocument) -> Bool {
        column == 1 + (members.map { document.text($0.name).count }.max() ?? 0)
    }

    /// The edits that make room for a name of `width` characters in the group, and the spaces to write before its `=`.
    func admitting(_ width: Int, in document: HCLDocument) -> (edits: [Edit], spaces: Int) {
        if width < column { return ([], column - width) }
        return (moved(to: width + 1, in: document), 1)
    }

    /// Moves every `=` to another column.
    func moved(to column: Int, in document: HCLDocument, except: HCLOffsets? = nil) -> [Edit] {
        members.filter { $0.name != except }.compactMap { member in
            let spaces = column - document.text(member.name).count
            guard spaces != member.assign.start - member.name.end, spaces > 0 else { return nil }
            return Edit(Span(member.name.end, member.assign.start), String(repeating: " ", count: spaces))
        }
    }
}

extension HCLDocument {
    /// The aligned group of `all[index]`, or nil when its neighbours are not aligned.
    ///
    /// As in `terraform fmt`, blank lines, comments on their own line and values over several lines end a group.
    func alignment(
        of index: Int, in all: [HCLAssignment], upwards: Bool = true, downwards: Bool = true
    ) -> HCLAlignment? {
        guard isAlignable(all[index]) else { return nil }
        var low = index
        while upwards, low > 0, isAlignable(all[low - 1]), areOnAdjacentLines(all[low - 1], all[low]) { low -= 1 }
        var high = index
        while downwards, high + 1 < all.count, isAlignable(all[high + 1]), areOnAdjacentLines(all[high], all[high + 1]) {
            high += 1
        }
        let members = Array(all[low...high])
        let columns = members.map { text($0.name).count + $0.assign.start - $0.name.end }
        guard let column = columns.first, columns.allSatisfy({ $0 == column }) else { return nil }
        return HCLAlignment(members: members, column: column)
    }

    /// `terraform fmt` takes a heredoc for one line.
    func isAlignable(_ assignment: HCLAssignment) -> Bool {
        startsLine(assignment.name.start)
            && (isOnOneLine(assignment) || source.bytes[assignment.value.start...].starts(with: Array("<<".utf8)))
            && source.bytes[assignment.name.end..<assignment.assign.start].allSatisfy(isSpace)
    }

    private func isOnOneLine(_ assignment: HCLAssignment) -> Bool {
        isOnOneLine(HCLOffsets(assignment.name.start, assignment.value.end))
    }

    private func areOnAdjacentLines(_ first: HCLAssignment, _ second: HCLAssignment) -> Bool {
        lineEnd(after: first.value.end)?.end == lineStart(second.name.start)
    }

    func assignments(in body: HCLBody) -> [HCLAssignment] {
        tree.items(of: body).compactMap { item in
            guard case .attribute(let index) = item else { return nil }
            let attribute = tree.attributes[Int(index)]
            return HCLAssignment(
                name: attribute.name, assign: attribute.assign, value: expressionOffsets(attribute.value))
        }
    }

    /// The entries of an object that are written with `=`.
    func assignments(in entries: HCLRun) -> [HCLAssignment] {
        tree.entries[entries.range].compactMap { entry in
            let key = expressionOffsets(entry.key)
            let separator = tokens[tokenIndex(from: key.end)]
            guard separator.kind == .assign else { return nil }
            return HCLAssignment(name: key, assign: separator.offsets, value: expressionOffsets(entry.value))
        }
    }

    func expressionOffsets(_ id: HCLExpressionID) -> HCLOffsets { tree.expressions[Int(id.index)].offsets }
}
