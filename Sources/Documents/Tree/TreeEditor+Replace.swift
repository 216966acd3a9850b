internal import ConfigModel
internal import SourceText

extension TreeEditor {
    /// Writes another value in the place of a node, keeping its anchor, the comments around it and, where it can, its quotes.
    mutating func replace(_ node: Int, with new: NewValue) throws(Refusal) {
        let way = ancestry(node)
        if let place = way.last, place.key == node { throw Refusal("a key cannot be replaced by a value") }
        let isInFlow = way.last.map { tree[$0.collection].isFlow } ?? (dialect == .json)
        let depth = way.count
        if case .string(let text) = new, tree[node].style == .literal, replaceLines(node, text, depth) { return }
        if case .expression(let source) = new, dialect == .yaml, let mark = source.firstRange(of: " # ") {
            guard !isInFlow, !isBlock(tree[node]), !tree[node].isBlockScalar else { throw Refusal("a comment has no place behind the value") }
            try replaceCommented(node, String(source[..<mark.lowerBound]), String(source[mark.lowerBound...]), depth)
        } else if isInFlow {
            try replaceInline(node, flowText(new, node, way), depth)
        } else if let place = way.last, let key = place.key {
            try replaceUnderKey(node, key, new, depth)
        } else {
            try replaceItem(node, way.last, new, depth)
        }
    }

    /// Replaces a value by one with a comment. A comment that is there stays, unless it says no more than a version: `# v4`.
    private mutating func replaceCommented(_ node: Int, _ value: String, _ comment: String, _ depth: Int) throws(Refusal) {
        try replaceInline(node, value, depth)
        let end = tree[node].end
        let lineEnd = lines.lineEnd(end)
        if lines.isBlankToLineEnd(end) {
            // Before anything that begins on the next line.
            edit(.at(end), comment, depth: .max)
            return
        }
        guard let mark = bytes[end..<lineEnd].firstIndex(of: UInt8(ascii: "#")) else { return }
        var last = lineEnd
        while last > mark + 1, bytes[last - 1] == 0x20 || bytes[last - 1] == 0x0D { last -= 1 }
        var words = bytes[(mark + 1)..<last].drop { $0 == 0x20 }
        if words.starts(with: "tag=".utf8) { words = words.dropFirst(4) }
        if words.first == UInt8(ascii: "v") { words = words.dropFirst() }
        let isVersion = !words.isEmpty && words.allSatisfy { (48...57).contains($0) || $0 == UInt8(ascii: ".") }
        if isVersion { edit(Span(end, last), comment, depth: depth) }
    }

    /// Replaces the lines of a literal block that differ, so that the others keep their bytes. False where that is not possible.
    private mutating func replaceLines(_ node: Int, _ text: String, _ depth: Int) -> Bool {
        let scalar = tree[node]
        let header = bytes[scalar.start..<indicatorEnd(scalar)]
        guard !header.contains(where: { (48...57).contains($0) }), tree.properties(of: node) == nil else { return false }
        func split(_ text: String) -> [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
        let old = split(tree.text(node, in: bytes))
        let new = split(text)
        let head = zip(old, new).prefix { $0 == $1 }.count
        let tail = zip(old.reversed(), new.reversed()).prefix { $0 == $1 }.count
        let last = old.count - min(tail, min(old.count, new.count) - head)
        let lastNew = new.count - (old.count - last)
        guard head < last, head < lastNew else { return false }
        var starts: [Int] = []
        var at = lines.nextLine(scalar.start)
        while starts.count < old.count, at < scalar.end {
            starts.append(at)
            at = lines.nextLine(at)
        }
        guard starts.count >= last, let first = starts.first(where: { !lines.isBlankLine($0) }) else { return false }
        let indent = lines.skipBlanks(first) - first
        let changed = new[head..<lastNew].map { $0.isEmpty ? "" : writer.pad(indent) + $0 }
        guard !text.isEmpty, new[0].first != " ", !text.unicodeScalars.contains(where: { $0 != "\n" && $0 != "\t" && isUnprintable($0) }) else {
            return false
        }
        edit(Span(starts[head], lines.lineEnd(starts[last - 1])), changed.joined(separator: style.newline), depth: depth)
        return true
    }

    private func flowText(_ new: NewValue, _ node: Int, _ way: [Place]) throws(Refusal) -> String {
        let around = way.last.map { tree[$0.collection].span } ?? Span(0, bytes.count)
        if dialect == .json, bytes[around.range].contains(0x0A) {
            return try writer.json(new, indent: lines.indentText(tree[node].start))
        }
        return try writer.flow(new, like: tree[node].style)
    }

    /// Replaces what stands on one line by what stands on one line.
    private mutating func replaceInline(_ node: Int, _ text: String, _ depth: Int) throws(Refusal) {
        let old = tree[node]
        if old.isUnwritten {
            let before = old.start > 0 ? bytes[old.start - 1] : 0
            let hasProperties = old.outerStart < old.start
            guard before == UInt8(ascii: ":") || before == UInt8(ascii: "-") || hasProperties,
                tree.properties(of: node)?.tag == nil
            else {
                throw Refusal("the value is not written and has no place to be")
            }
            edit(.at(old.start), " " + text, depth: depth)
        } else {
            let written = try ownSpan(node)
            edit(written.span, written.prefix + text, depth: depth)
        }
    }

    /// The bytes that a new value takes: a tag goes with the old value, an anchor stays.
    private func ownSpan(_ node: Int) throws(Refusal) -> (span: Span, prefix: String) {
        let old = tree[node]
        guard let properties = tree.properties(of: node), properties.tag != nil else { return (old.span, "") }
        if old.isCollection, old.style == .block { throw Refusal("the value has the tag \(properties.tag ?? "")") }
        return (Span(old.outerStart, old.end), properties.anchor.map { "&\($0) " } ?? "")
    }

    /// The value of `key:` in block style.
    private mutating func replaceUnderKey(_ node: Int, _ key: Int, _ new: NewValue, _ depth: Int) throws(Refusal) {
        let old = tree[node]
        let column = lines.column(tree[key].outerStart)
        let keepsFlow = old.style == .flow && old.childCount > 0
        if keepsFlow || !isBlockCollection(new) {
            var text =
                keepsFlow || !isText(new)
                ? [try writer.flow(new, inFlow: false, like: old.style)] : try textLines(new, old.style, column)
            if old.isUnwritten || isBlock(old) { text[0] = " " + text[0] }
            return try replaceValue(node, key, onKeyLine: text[0], below: Array(text.dropFirst()), depth)
        }
        let inner: Int
        if case .list = new { inner = column + style.listStep } else { inner = column + style.step }
        let below = writer.indented(try writer.block(new, column: inner), inner)
        try replaceValue(node, key, onKeyLine: "", below: below, depth)
    }

    /// - Parameters:
    ///   - first: what follows the colon, or replaces the old text on its line; empty when all comes below.
    ///   - below: further lines, indented.
    private mutating func replaceValue(_ node: Int, _ key: Int, onKeyLine first: String, below: [String], _ depth: Int)
        throws(Refusal)
    {
        let old = tree[node]
        let behind = try valueStart(node, key)
        let rest = below.isEmpty ? "" : style.newline + below.joined(separator: style.newline)
        if isBlock(old) {
            guard tree.properties(of: node)?.tag == nil else { throw Refusal("the value has a tag") }
            guard lines.isOverOnLine(behind, dialect), lines.isOverOnLine(old.end, dialect) else {
                throw Refusal("the value begins on the line of its key")
            }
            edit(.at(behind), first, depth: depth)
            edit(Span(lines.lineEnd(behind), lines.lineEnd(old.end)), rest, depth: depth)
        } else if old.isBlockScalar {
            let indicator = indicatorEnd(old)
            if first.isEmpty {
                delete(behind, indicator)
            } else {
                edit(Span(try ownSpan(node).span.start, indicator), try ownSpan(node).prefix + first, depth: depth)
            }
            edit(Span(lines.lineEnd(old.start), max(old.end, lines.lineEnd(old.start))), rest, depth: depth)
        } else if first.isEmpty {
            guard tree.properties(of: node)?.tag == nil else { throw Refusal("the value has a tag") }
            guard lines.isOverOnLine(old.end, dialect) else { throw Refusal("more follows on the line of the value") }
            guard lines.skipToToken(behind, dialect) >= old.start || old.isUnwritten else {
                throw Refusal("more stands before the value")
            }
            let end = lines.isBlankToLineEnd(old.end) ? lines.lineEnd(old.end) : old.end
            delete(behind, max(behind, end))
            edit(.at(max(behind, lines.lineEnd(old.end))), rest, depth: depth)
        } else {
            if !rest.isEmpty {
                guard lines.isOverOnLine(old.end, dialect) else {
                    throw Refusal("more follows on the line of the value")
                }
            }
            try replaceInline(node, old.isUnwritten ? String(first.dropFirst()) : first, depth)
            edit(.at(lines.lineEnd(old.end)), rest, depth: depth)
        }
    }

    /// The value of `- `, or a whole document, in block style.
    private mutating func replaceItem(_ node: Int, _ place: Place?, _ new: NewValue, _ depth: Int) throws(Refusal) {
        let old = tree[node]
        let dash = try place.map { (place) throws(Refusal) in try dashOffset(place.collection, place.position) }
        if place == nil, old.isUnwritten { throw Refusal("the document is empty") }
        let dashColumn = dash.map { lines.column($0) } ?? 0
        let isOnDashLine = dash.map { lines.lineStart($0) == lines.lineStart(old.start) } ?? true
        let column =
            old.isUnwritten
            ? dashColumn + 2 : isOnDashLine && dash != nil ? lines.column(old.start) : lines.column(old.start)
        let keepsFlow = old.style == .flow && old.childCount > 0
        var text: [String]
        if keepsFlow || !(isBlockCollection(new) || isText(new)) {
            text = [try writer.flow(new, inFlow: false, like: old.style)]
        } else if isText(new) {
            text = try textLines(new, old.style, dashColumn)
        } else {
            text = try writer.block(new, column: column)
        }
        if isBlock(old) {
            guard tree.properties(of: node)?.tag == nil else { throw Refusal("the value has a tag") }
            edit(old.span, text.joined(separator: style.newline), depth: depth)
        } else if old.isBlockScalar {
            let written = try ownSpan(node)
            edit(Span(written.span.start, indicatorEnd(old)), written.prefix + text.removeFirst(), depth: depth)
            let rest = text.isEmpty ? "" : style.newline + text.joined(separator: style.newline)
            edit(Span(lines.lineEnd(old.start), max(old.end, lines.lineEnd(old.start))), rest, depth: depth)
        } else {
            try replaceInline(node, text.removeFirst(), depth)
            if text.isEmpty { return }
            guard lines.isOverOnLine(old.end, dialect) else { throw Refusal("more follows on the line of the value") }
            edit(.at(lines.lineEnd(old.end)), style.newline + text.joined(separator: style.newline), depth: depth)
        }
    }

    private func isBlock(_ node: NodeTree.Node) -> Bool { node.isCollection && node.style == .block }

    private func isBlockCollection(_ value: NewValue) -> Bool {
        switch value {
        case .map(let entries): !entries.isEmpty
        case .list(let items): !items.isEmpty
        default: false
        }
    }

    private func isText(_ value: NewValue) -> Bool { if case .string = value { true } else { false } }

    /// A string on one line, or as the lines of a literal block.
    private func textLines(_ value: NewValue, _ old: NodeTree.Node.Style, _ column: Int) throws(Refusal) -> [String] {
        guard case .string(let text) = value else { return [] }
        if text.utf8.contains(0x0A), old != .singleQuoted, old != .doubleQuoted,
            let literal = writer.literal(text, column: column + style.step)
        {
            return literal
        }
        return [try writer.scalar(value, inFlow: false, like: old)]
    }

    /// Behind the colon of `key:`, or behind the anchor of `key: &anchor`.
    private func valueStart(_ node: Int, _ key: Int) throws(Refusal) -> Int {
        let colon = lines.skipToToken(tree[key].end, dialect)
        guard colon < bytes.count, bytes[colon] == UInt8(ascii: ":"),
            lines.lineStart(colon) == lines.lineStart(tree[key].start)
        else {
            throw Refusal("the key is written in the long form '? '")
        }
        let old = tree[node]
        guard old.outerStart < old.start, tree.properties(of: node)?.anchor != nil else { return colon + 1 }
        var at = old.outerStart
        while at < old.start, ![0x20, 0x09, 0x0A, 0x0D].contains(bytes[at]) { at += 1 }
        return at
    }

    /// Behind `|-` and the like.
    private func indicatorEnd(_ scalar: NodeTree.Node) -> Int {
        var at = scalar.start
        while at < scalar.end, ![0x20, 0x09, 0x0A, 0x0D].contains(bytes[at]) { at += 1 }
        return at
    }

    mutating func rename(_ node: Int, to name: String) throws(Refusal) {
        guard let place = ancestry(node).last, let key = place.key else {
            throw Refusal("an element of a list has no key")
        }
        guard tree[key].kind == .scalar, !tree[key].isBlockScalar, !tree[key].isUnwritten else {
            throw Refusal("the key is not written as plain text")
        }
        let isFlow = tree[place.collection].isFlow
        edit(tree[key].span, try writer.scalar(.string(name), inFlow: isFlow, like: tree[key].style))
    }
}
