import ConfigModel
import SourceText

extension DirectiveEditor {
    /// A new value in the place of a directive's arguments.
    mutating func replace(_ node: Int, _ value: NewValue) throws(DirectiveRefusal) {
        let old = tree.nodes[node]
        if case .map(let entries) = value, old.block != nil {
            for entry in entries {
                if entry.key == "text" { replaceText(node, try text(of: entry.value)) } else { try set(.name(block: node, entry.key), entry.value) }
            }
            return
        }
        if old.block != nil, syntax.layout.blocksAreValues {
            let rendered = try render(value, replacing: nil, indent: "")
            let start = old.nameSpan.isEmpty ? old.span.start : skipToValue(old)
            edits.append(Edit(Span(start, old.span.end), rendered.text))
            shape.change(node: node, parent: old.parent) { $0 = DirectiveShape.Item(node: node, name: $0.name, text: rendered.text, items: nil) }
            return
        }
        let rendered = try render(value, replacing: node, indent: "")
        guard rendered.items == nil else { throw DirectiveRefusal("\(old.name) holds no block") }
        replaceText(node, rendered.text)
    }

    private func skipToValue(_ node: Directive) -> Int {
        var at = node.nameSpan.end
        while at < bytes.count, DirectiveEditor.blanks.contains(bytes[at]) || syntax.assignment.marks.contains(bytes[at]) { at += 1 }
        return at
    }

    mutating func replaceText(_ node: Int, _ text: String) {
        let old = tree.nodes[node]
        if old.text.isEmpty {
            if !text.isEmpty {
                let isAssigned =
                    old.text.start > old.nameSpan.end
                    || (old.nameSpan.end < bytes.count && syntax.assignment.marks.contains(bytes[old.nameSpan.end]))
                edits.append(Edit(.at(max(old.text.start, old.nameSpan.end)), isAssigned ? text : syntax.assignment.separator + text))
            }
        } else if text.isEmpty {
            let isAssigned = !syntax.assignment.marks.isEmpty
            edits.append(Edit(Span(isAssigned ? old.text.start : old.nameSpan.end, old.text.end), ""))
        } else {
            edits.append(Edit(old.text, text))
        }
        shape.change(node: node, parent: old.parent) { $0.text = text }
    }

    /// Replaces, adds (at the end) or removes one argument.
    mutating func replaceWord(_ node: Int, _ index: Int, _ word: String?) {
        let old = tree.nodes[node]
        if old.words.isEmpty || (word == nil && old.words.count == 1) { return replaceText(node, word ?? "") }
        let edit: Edit
        if index == old.words.count {
            edit = Edit(.at(old.text.end), " " + (word ?? ""))
        } else if let word {
            edit = Edit(old.words[index].span, word)
        } else {
            let span = old.words[index].span
            edit = index == 0 ? Edit(Span(span.start, old.words[1].span.start), "") : Edit(Span(old.words[index - 1].span.end, span.end), "")
        }
        edits.append(edit)
        var text = Array(bytes[old.text.range])
        let start = edit.span.start - old.text.start
        text.replaceSubrange(start..<start + edit.span.length, with: edit.replacement)
        let result = String(decoding: text, as: UTF8.self)
        shape.change(node: node, parent: old.parent) { $0.text = result }
    }

    /// Takes a directive away: its whole lines where it has them for itself.
    mutating func removeNode(_ node: Int) {
        let old = tree.nodes[node]
        shape.change(block: old.parent) { $0.removeAll { $0.node == node } }
        if lines.isFirstOnLine(old.span.start), isOver(old.span.end) {
            var span = Span(lines.lineStart(old.span.start), lines.nextLine(old.span.end))
            if span.end == bytes.count, bytes.last != 0x0A, span.start > lines.bodyStart {
                var start = span.start - 1
                if start > 0, bytes[start - 1] == 0x0D { start -= 1 }
                span = Span(start, span.end)
            }
            edits.append(Edit(span, ""))
            return
        }
        var start = lines.skipBlanksBack(old.span.start)
        var end = old.span.end
        let next = lines.skipBlanks(end)
        if next < bytes.count, syntax.layout.entrySeparators.contains(bytes[next]) {
            end = lines.skipBlanks(next + 1)
            start = old.span.start
        } else if start > 0, syntax.layout.entrySeparators.contains(bytes[start - 1]) {
            start -= 1
        }
        if lines.isFirstOnLine(old.span.start) { (start, end) = (old.span.start, lines.skipBlanks(end)) }
        edits.append(Edit(Span(start, end), ""))
    }

    /// Whether nothing but a separator and a comment is left of the line.
    func isOver(_ offset: Int) -> Bool {
        var at = lines.skipBlanks(offset)
        if at < bytes.count, syntax.layout.entrySeparators.contains(bytes[at]) { at = lines.skipBlanks(at + 1) }
        return at >= lines.lineEnd(offset) || tree.comments.contains { $0.start == at }
    }

    mutating func removeElement(_ children: [Int], _ index: Int) { removeNode(children[index]) }

    mutating func appendElement(_ array: Int, _ value: NewValue) throws(DirectiveRefusal) {
        guard let block = tree.nodes[array].block else { return }
        let rendered = try render(value, replacing: nil, indent: "")
        if block.children.contains(where: { document.source.text(tree.nodes[$0].text) == rendered.text }) { return }
        if let last = block.children.last {
            edits.append(Edit(.at(tree.nodes[last].span.end), ", \(rendered.text)"))
        } else {
            edits.append(Edit(.at(block.open), rendered.text))
        }
        shape.change(block: array) { $0.append(DirectiveShape.Item(node: nil, name: "", text: rendered.text, items: nil)) }
    }
}
