import ConfigModel
import SourceText

// Attributes and blocks.
extension HCLEditor {
    /// Adds `name = value`, or blocks where the value is a list of maps and the body can hold blocks.
    func inserting(_ name: String, _ value: NewValue, into place: HCLBodyPlace) throws(HCLRefusal) -> [Edit] {
        if takesBlocks(place), let bodies = HCLWriter.blocks(value) { return try insertingBlocks(name, bodies, into: place, after: nil) }
        guard HCLWriter.isIdentifier(name) else { throw HCLRefusal("'\(name)' is not a valid argument name") }
        let indent = innerIndent(place)
        let text = writer.text(value, indent: indent)
        let after = lastAttribute(place)
        var edits: [Edit] = []
        var spaces = 1
        let isSetOff = isSetOff(after, in: place)
        if HCLWriter.isOneLine(text), !isSetOff, let group = group(above: after, in: place) {
            (edits, spaces) = group.admitting(name.count, in: document)
        }
        let line = indent + name + String(repeating: " ", count: spaces) + "= " + text
        let hasItems = place.body.items.count > 0
        let insertion = insertingLines(
            line, after: after, in: place, blankBefore: isSetOff, blankAfter: after == nil && hasItems)
        return edits + insertion
    }

    /// Whether lists of maps are written as blocks; calls of modules, locals, variables, outputs and values files hold arguments only.
    private func takesBlocks(_ place: HCLBodyPlace) -> Bool {
        guard let block = place.block else { return !document.source.path.hasSuffix(".tfvars") }
        return place.depth > 1 || !["module", "locals", "variable", "output"].contains(document.text(block.type))
    }

    /// The attribute behind which a new one goes: the last before the first block, else the last of all.
    private func lastAttribute(_ place: HCLBodyPlace) -> HCLItem? {
        let items = Array(tree.items(of: place.body))
        func isAttribute(_ item: HCLItem) -> Bool { if case .attribute = item { true } else { false } }
        return items.prefix(while: isAttribute).last ?? items.last(where: isAttribute)
    }

    private func group(above item: HCLItem?, in place: HCLBodyPlace) -> HCLAlignment? {
        guard case .attribute(let index)? = item else { return nil }
        let name = tree.attributes[Int(index)].name
        let all = document.assignments(in: place.body)
        guard let position = all.firstIndex(where: { $0.name == name }) else { return nil }
        if let block = place.block, isOnOneLine(block) {
            let only = all[position]
            guard document.isOnOneLine(HCLOffsets(only.name.start, only.value.end)) else { return nil }
            return HCLAlignment(
                members: [only], column: document.text(only.name).count + only.assign.start - only.name.end)
        }
        return document.alignment(of: position, in: all, downwards: false)
    }

    /// Whether an attribute over several lines stands apart from the one above it, so that a new one below it shall too.
    private func isSetOff(_ item: HCLItem?, in place: HCLBodyPlace) -> Bool {
        guard case .attribute? = item, let item else { return false }
        let offsets = document.offsets(of: item)
        guard !document.isOnOneLine(offsets), document.startsLine(offsets.start) else { return false }
        guard let above = document.previousLine(document.startWithComments(offsets.start)) else { return false }
        return document.isBlankLine(at: above)
    }

    /// Adds blocks of one type, behind `after` or the last block of that type or the last item.
    func insertingBlocks(
        _ type: String, _ bodies: [[NewValue.Entry]], into place: HCLBodyPlace, after: HCLBlock?
    ) throws(HCLRefusal) -> [Edit] {
        let indent = innerIndent(place)
        guard HCLWriter.isIdentifier(type) else { throw HCLRefusal("'\(type)' is not a valid block type") }
        if let after, after.labels.count > 0 { throw HCLRefusal("a block '\(type)' needs labels") }
        let text = bodies.map { writer.block(type, $0, indent: indent) }.joined(separator: newline + newline)
        return insertingText(text, type: type, into: place, after: after)
    }

    func insertingRaw(_ text: String, _ type: String, _ place: HCLBodyPlace, after: HCLBlock?) throws(HCLRefusal)
        -> [Edit]
    {
        insertingText(
            try blockText(type, .expression(text), indent: innerIndent(place)), type: type, into: place, after: after)
    }

    /// The text of a block from a map, or from source text that is one block of that type.
    func blockText(_ type: String, _ value: NewValue, indent: String) throws(HCLRefusal) -> String {
        switch value {
        case .map(let entries): return writer.block(type, entries, indent: indent)
        case .expression(let text):
            let parsed = HCLDocument.parse(SourceFile(path: "", text: text))
            guard parsed.isSound, parsed.rootBody.items.count == 1,
                case .block(let index)? = parsed.tree.items(of: parsed.rootBody).first,
                parsed.text(parsed.tree.blocks[Int(index)].type) == type
            else { throw HCLRefusal("the text to insert is not one block of type '\(type)'") }
            var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
                $0.last == "\r" ? $0.dropLast() : $0
            }
            while lines.last?.isEmpty == true { lines.removeLast() }
            // Another indent would change the text of a heredoc.
            let keepsIndent = parsed.tokens.contains { $0.kind == .openHeredoc }
            return lines.map { $0.isEmpty || keepsIndent ? String($0) : indent + $0 }.joined(separator: newline)
        default: throw HCLRefusal("a block is made from a map")
        }
    }

    func insertingText(_ text: String, type: String, into place: HCLBodyPlace, after: HCLBlock?) -> [Edit] {
        let items = Array(tree.items(of: place.body))
        var position = items.count - 1
        if let after {
            position = items.firstIndex { document.offsets(of: $0).start == after.type.start } ?? position
        }
        let previous = items.indices.contains(position) ? items[position] : nil
        let blankBefore = previous.map { isSeparated($0, place) } ?? false
        var blankAfter = false
        if blankBefore, position + 1 < items.count,
            let end = previous.flatMap({ document.lineEnd(after: document.offsets(of: $0).end) })
        {
            blankAfter = !document.isBlankLine(at: end.end)
        }
        return insertingLines(text, after: previous, in: place, blankBefore: blankBefore, blankAfter: blankAfter)
    }

    /// Whether a block below `item` stands behind a blank line: always behind attributes, behind blocks when they do so themselves.
    private func isSeparated(_ item: HCLItem, _ place: HCLBodyPlace) -> Bool {
        guard case .block = item else { return true }
        let items = Array(tree.items(of: place.body))
        let offsets = document.offsets(of: item)
        guard let position = items.firstIndex(where: { document.offsets(of: $0).start == offsets.start }), position > 0,
            case .block = items[position - 1],
            let above = document.previousLine(document.startWithComments(offsets.start))
        else { return true }
        return document.isBlankLine(at: above)
    }

    func insertingText(_ text: String, before block: HCLBlock, in place: HCLBodyPlace) -> [Edit] {
        let items = Array(tree.items(of: place.body))
        let start = document.startWithComments(block.type.start)
        let position = items.firstIndex { document.offsets(of: $0).start == block.type.start } ?? 0
        let separates = position == 0 ? true : isSeparated(items[position], place)
        return [Edit(.at(start), text + newline + (separates ? newline : ""))]
    }

    /// Puts whole lines into a body; a block on one line is opened up for it.
    private func insertingLines(
        _ text: String, after item: HCLItem?, in place: HCLBodyPlace, blankBefore: Bool, blankAfter: Bool
    ) -> [Edit] {
        let body = (blankBefore ? newline : "") + text
        if let block = place.block, isOnOneLine(block) { return opening(block, adding: body) }
        if let item {
            let offsets = document.offsets(of: item)
            guard let end = document.lineEnd(after: offsets.end) else {
                return [Edit(.at(document.source.bytes.count), newline + body)]
            }
            return [Edit(.at(end.start), newline + body + (blankAfter ? newline : ""))]
        }
        guard let block = place.block else {
            let bytes = document.source.bytes
            let isAtLineStart =
                bytes.isEmpty || bytes.last == UInt8(ascii: "\n") || document.lineStart(bytes.count) == bytes.count
            return [Edit(.at(bytes.count), isAtLineStart ? body + newline : newline + body)]
        }
        if place.body.items.count > 0, let end = document.lineEnd(after: block.openBrace.end) {
            return [Edit(.at(end.start), newline + body + (blankAfter ? newline : ""))]
        }
        if document.startsLine(block.closeBrace.start) {
            return [Edit(.at(document.lineStart(block.closeBrace.start)), body + newline)]
        }
        return [Edit(.at(block.closeBrace.start), newline + body + newline + document.indent(at: block.type.start))]
    }

    private func opening(_ block: HCLBlock, adding text: String) -> [Edit] {
        let outer = document.indent(at: block.type.start)
        var start = block.openBrace.end
        var end = block.closeBrace.start
        let bytes = document.source.bytes
        while start < end, bytes[start] == UInt8(ascii: " ") || bytes[start] == UInt8(ascii: "\t") { start += 1 }
        while end > start, bytes[end - 1] == UInt8(ascii: " ") || bytes[end - 1] == UInt8(ascii: "\t") { end -= 1 }
        if start == end {
            return [Edit(Span(block.openBrace.end, block.closeBrace.start), newline + text + newline + outer)]
        }
        return [
            Edit(Span(block.openBrace.end, start), newline + outer + writer.indentUnit),
            Edit(Span(end, block.closeBrace.start), newline + text + newline + outer),
        ]
    }

    func isOnOneLine(_ block: HCLBlock) -> Bool {
        document.isOnOneLine(HCLOffsets(block.openBrace.start, block.closeBrace.end))
    }

    /// The indent of a body's items.
    func innerIndent(_ place: HCLBodyPlace) -> String {
        for item in tree.items(of: place.body) {
            let start = document.offsets(of: item).start
            if document.startsLine(start) { return document.indent(at: start) }
        }
        if let block = place.block, !isOnOneLine(block) {
            let first = document.tokens[document.tokenIndex(from: block.openBrace.end)...].first { $0.kind != .newline }
            if let first, first.kind == .comment, document.startsLine(first.start) {
                return document.indent(at: first.start)
            }
        }
        return place.block.map { document.indent(at: $0.type.start) + writer.indentUnit } ?? ""
    }
}

// Removal.
extension HCLEditor {
    func remove(_ path: ValuePath) throws(HCLRefusal) -> [Edit] {
        let target = try document.target(path)
        guard target.depth == path.count, !path.isRoot else { throw HCLRefusal("there is nothing to remove") }
        switch target.node {
        case .attribute(let attribute, let place):
            return removing(attribute.offsets, in: place)
        case .body(let inner):
            guard let block = inner.block, let (parent, _) = path.splitLast,
                case .blocks(_, _, let place) = try document.target(parent).node
            else { throw HCLRefusal("there is nothing to remove") }
            return removing(block.offsets, in: place)
        case .blocks: throw HCLRefusal("name the block to remove by its index")
        case .entry(let index, let object):
            guard case .object(let entries) = tree[object] else { return [] }
            let edits = removingEntry(index, from: object, entries)
            return edits + closingRanks(document.assignments(in: entries), without: edits[0].span)
        case .element(let index, let list):
            guard case .tuple(let elements) = tree[list] else { return [] }
            return removingElement(index, from: list, elements)
        }
    }

    /// Removes an item with its own comments, and a blank line where two would meet.
    private func removing(_ offsets: HCLOffsets, in place: HCLBodyPlace) -> [Edit] {
        if let block = place.block, isOnOneLine(block) {
            return [Edit(Span(block.openBrace.end, block.closeBrace.start), "")]
        }
        let lines = linesOf(offsets, firstOfBody: place.body.offsets.start)
        return [Edit(lines, "")] + closingRanks(document.assignments(in: place.body), without: lines)
    }

    /// The whole lines of something, with the comments above and one of two blank lines around it.
    func linesOf(_ offsets: HCLOffsets, firstOfBody bodyStart: Int) -> Span {
        var start = document.startWithComments(offsets.start)
        let lineEnd = document.lineEnd(after: offsets.end)
        var end = lineEnd?.end ?? document.source.bytes.count
        let isFirst =
            start <= bodyStart
            || document.previousLine(start).map { $0 <= bodyStart && !document.isBlankLine(at: $0) } ?? true
        let nextIsBlank = document.isBlankLine(at: end)
        let next = document.tokens[document.tokenIndex(from: end)].kind
        let isLast = next == .end || next == .closeBrace || next == .closeBracket
        if let above = document.previousLine(start), document.isBlankLine(at: above), nextIsBlank || isLast {
            start = above
        } else if isFirst, nextIsBlank, let blank = document.lineEnd(after: end) {
            end = blank.end
        }
        if lineEnd == nil, start > 0, document.source.bytes[start - 1] == UInt8(ascii: "\n") {
            start -= start > 1 && document.source.bytes[start - 2] == UInt8(ascii: "\r") ? 2 : 1
        }
        return Span(start, end)
    }

    /// Aligns what become neighbours when `lines` go, where it was aligned before: the longest name may have gone, or what kept two
    /// groups apart.
    private func closingRanks(_ all: [HCLAssignment], without lines: Span) -> [Edit] {
        let above = all.firstIndex {
            document.isAlignable($0) && document.lineEnd(after: $0.value.end)?.end == lines.start
        }
        let below = all.firstIndex { document.isAlignable($0) && document.lineStart($0.name.start) == lines.end }
        var members: [HCLAssignment] = []
        for (index, isAbove) in [(above, true), (below, false)] {
            guard let index else { continue }
            guard let whole = document.alignment(of: index, in: all), whole.isTight(in: document) else { return [] }
            members += document.alignment(of: index, in: all, upwards: isAbove, downwards: !isAbove)?.members ?? []
        }
        guard let longest = members.map({ document.text($0.name).count }).max() else { return [] }
        return HCLAlignment(members: members, column: 0).moved(to: longest + 1, in: document)
    }
}
