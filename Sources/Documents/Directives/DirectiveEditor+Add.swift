import ConfigModel
import SourceText

extension DirectiveEditor {
    /// Writes a new directive where its kind belongs.
    mutating func add(_ name: String, _ value: NewValue, to block: Int, before: Int? = nil) throws(DirectiveRefusal) {
        if block >= 0, tree.nodes[block].block == nil { throw DirectiveRefusal("\(tree.nodes[block].name) holds no directives") }
        let place = before.map { Place.before($0) } ?? newPlace(name, in: block)
        let indent = indentation(block, place)
        let rendered = try render(value, replacing: nil, indent: indent)
        if rendered.items != nil, !syntax.layout.isBraced { throw DirectiveRefusal("a section of this language is not written by a fix") }
        var text = spelled(name)
        if rendered.items != nil {
            text += " " + rendered.text
        } else if !rendered.text.isEmpty {
            text += separator(in: block) + rendered.text
        }
        if rendered.items == nil { text += syntax.layout.terminator }
        let item = DirectiveShape.Item(
            node: nil, name: syntax.names.canonical(name), text: rendered.items == nil ? rendered.text : rendered.head, items: rendered.items)
        write(text, item, place, indent, block)
    }

    enum Place {
        case before(Int)
        case after(Int)
        case start
    }

    /// Behind directives of the same name; otherwise where the language wants new ones.
    private func newPlace(_ name: String, in block: Int) -> Place {
        let children = tree.children(block)
        if let same = children.last(where: { tree.nodes[$0].name == name }) { return .after(same) }
        switch syntax.placement {
        case .before(let barriers):
            if block < 0, let barrier = children.first(where: { barriers.contains(tree.nodes[$0].name) }) { return .before(barrier) }
        case .beforeBlocks: return children.prefix { tree.nodes[$0].block == nil }.last.map { .after($0) } ?? .start
        case .last: break
        }
        return children.last.map { .after($0) } ?? .start
    }

    private mutating func write(_ text: String, _ item: DirectiveShape.Item, _ place: Place, _ indent: String, _ block: Int) {
        switch place {
        case .before(let node):
            let start = tree.nodes[node].span.start
            shape.change(block: block) { items in
                items.insert(item, at: items.firstIndex { $0.node == node } ?? items.count)
            }
            if lines.isFirstOnLine(start) {
                let line = lines.ownCommentsStart(lines.lineStart(start), column: lines.column(start), .yaml)
                edits.append(Edit(.at(line), indent + text + newline))
            } else {
                edits.append(Edit(.at(start), text + syntax.layout.entrySeparator + " "))
            }
        case .after(let node):
            shape.change(block: block) { items in
                // What was added behind the same directive before stays before.
                var at = (items.firstIndex { $0.node == node } ?? items.count - 1) + 1
                while at < items.count, items[at].node == nil { at += 1 }
                items.insert(item, at: at)
            }
            let end = tree.nodes[node].span.end
            if isOver(end) {
                edits.append(Edit(.at(lines.lineEnd(end)), newline + indent + text))
            } else {
                edits.append(Edit(.at(end), syntax.layout.entrySeparator + " " + text))
            }
        case .start:
            shape.change(block: block) { items in
                var at = 0
                while at < items.count, items[at].node == nil { at += 1 }
                items.insert(item, at: at)
            }
            if block < 0 {
                // A file without directives: behind its comments, and with a final newline where it had one.
                let needsBreak = bytes.count > lines.bodyStart && bytes.last != 0x0A
                let isFirst = tree.top.isEmpty
                edits.append(
                    Edit(
                        .at(isFirst ? bytes.count : lines.lineStart(tree.nodes[tree.top[0]].span.start)),
                        (needsBreak && isFirst ? newline : "") + text + newline))
            } else {
                let open = tree.nodes[block].block!.open
                if isOver(open) {
                    edits.append(Edit(.at(lines.lineEnd(open)), newline + indent + text))
                } else {
                    let hasContent = !tree.children(block).isEmpty
                    edits.append(Edit(.at(open), " " + text + (hasContent ? syntax.layout.entrySeparator : " ")))
                }
            }
        }
    }

    private func indentation(_ block: Int, _ place: Place) -> String {
        let sibling: Int? =
            switch place {
            case .before(let node), .after(let node): node
            case .start: tree.children(block).first
            }
        if let sibling, lines.isFirstOnLine(tree.nodes[sibling].span.start) { return lines.indentText(tree.nodes[sibling].span.start) }
        if block < 0 || !syntax.layout.indentsBlocks { return "" }
        return lines.indentText(tree.nodes[block].span.start) + unit
    }

    /// One level of indentation, as the first nested directive of the file shows it.
    var unit: String {
        for node in tree.nodes where node.parent >= 0 && lines.isFirstOnLine(node.span.start) {
            let outer = lines.indentText(tree.nodes[node.parent].span.start)
            let inner = lines.indentText(node.span.start)
            if inner.count > outer.count, inner.hasPrefix(outer) { return String(inner.dropFirst(outer.count)) }
        }
        return "    "
    }

    /// What the file writes between names and values.
    func separator(in block: Int) -> String {
        guard !syntax.assignment.marks.isEmpty else { return syntax.assignment.separator }
        for node in tree.children(block) + tree.nodes.indices.prefix(200) where tree.nodes[node].block == nil && !tree.nodes[node].text.isEmpty {
            let found = document.source.text(Span(tree.nodes[node].nameSpan.end, tree.nodes[node].text.start))
            if found.contains("=") { return found.hasPrefix(" ") && found.hasSuffix(" ") ? " = " : "=" }
            if found.contains(":") { return found.hasSuffix(" ") ? ": " : ":" }
            if syntax.assignment.followsBlanks, found.allSatisfy({ $0 == " " }), !found.isEmpty { return " " }
        }
        return syntax.assignment.separator
    }
}
