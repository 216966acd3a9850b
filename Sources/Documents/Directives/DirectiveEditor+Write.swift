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
        if old.block != nil, language == .nats {
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
        while at < bytes.count, [0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: ":"), UInt8(ascii: "=")].contains(bytes[at]) { at += 1 }
        return at
    }

    mutating func replaceText(_ node: Int, _ text: String) {
        let old = tree.nodes[node]
        if old.text.isEmpty {
            if !text.isEmpty {
                let isAssigned =
                    old.text.start > old.nameSpan.end
                    || language.assignments.contains(where: { old.nameSpan.end < bytes.count && bytes[old.nameSpan.end] == $0 })
                edits.append(Edit(.at(max(old.text.start, old.nameSpan.end)), isAssigned ? text : language.separator + text))
            }
        } else if text.isEmpty {
            let isAssigned = !language.assignments.isEmpty
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
        if language == .nats {
            let next = lines.skipBlanks(end)
            if next < bytes.count, bytes[next] == UInt8(ascii: ",") || bytes[next] == UInt8(ascii: ";") {
                end = lines.skipBlanks(next + 1)
                start = old.span.start
            } else if start > 0, bytes[start - 1] == UInt8(ascii: ",") || bytes[start - 1] == UInt8(ascii: ";") {
                start -= 1
            }
        }
        if lines.isFirstOnLine(old.span.start) { (start, end) = (old.span.start, lines.skipBlanks(end)) }
        edits.append(Edit(Span(start, end), ""))
    }

    /// Whether nothing but a separator and a comment is left of the line.
    private func isOver(_ offset: Int) -> Bool {
        var at = lines.skipBlanks(offset)
        if language == .nats, at < bytes.count, bytes[at] == UInt8(ascii: ",") || bytes[at] == UInt8(ascii: ";") { at = lines.skipBlanks(at + 1) }
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

    /// Writes a new directive where its kind belongs.
    mutating func add(_ name: String, _ value: NewValue, to block: Int, before: Int? = nil) throws(DirectiveRefusal) {
        if block >= 0, tree.nodes[block].block == nil { throw DirectiveRefusal("\(tree.nodes[block].name) holds no directives") }
        let place = before.map { Place.before($0) } ?? newPlace(name, in: block)
        let indent = indentation(block, place)
        let rendered = try render(value, replacing: nil, indent: indent)
        if rendered.items != nil, !language.isBraced { throw DirectiveRefusal("a section of this language is not written by a fix") }
        var text = spelled(name)
        if rendered.items != nil {
            text += " " + rendered.text
        } else if !rendered.text.isEmpty {
            text += separator(in: block) + rendered.text
        }
        if language == .nginx, rendered.items == nil { text += ";" }
        let item = DirectiveShape.Item(
            node: nil, name: language.canonicalName(name), text: rendered.items == nil ? rendered.text : rendered.head, items: rendered.items)
        write(text, item, place, indent, block)
    }

    enum Place {
        case before(Int)
        case after(Int)
        case start
    }

    /// Behind directives of the same name; otherwise behind the simple ones, before the blocks. A global keyword of sshd goes before
    /// the first Match and before an Include that could set it first, one of Mosquitto before the first listener.
    private func newPlace(_ name: String, in block: Int) -> Place {
        let children = tree.children(block)
        if let same = children.last(where: { tree.nodes[$0].name == name }) { return .after(same) }
        if block < 0, language == .sshd, let barrier = children.first(where: { ["Match", "Include"].contains(tree.nodes[$0].name) }) {
            return .before(barrier)
        }
        if block < 0, language == .mosquitto, let barrier = children.first(where: { tree.nodes[$0].block != nil }) { return .before(barrier) }
        guard language == .nginx else { return children.last.map { .after($0) } ?? .start }
        let simple = children.prefix { tree.nodes[$0].block == nil }
        return simple.last.map { .after($0) } ?? .start
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
                edits.append(Edit(.at(start), text + (language == .nats ? ", " : " ")))
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
                edits.append(Edit(.at(end), (language == .nats ? ", " : " ") + text))
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
                    edits.append(Edit(.at(open), " " + text + (language == .nats && hasContent ? "," : "") + (hasContent ? "" : " ")))
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
        if block < 0 || (!language.isBraced && language != .haproxy) { return "" }
        return lines.indentText(tree.nodes[block].span.start) + unit
    }

    /// One level of indentation, as the first nested directive of the file shows it.
    private var unit: String {
        for node in tree.nodes where node.parent >= 0 && lines.isFirstOnLine(node.span.start) {
            let outer = lines.indentText(tree.nodes[node.parent].span.start)
            let inner = lines.indentText(node.span.start)
            if inner.count > outer.count, inner.hasPrefix(outer) { return String(inner.dropFirst(outer.count)) }
        }
        return "    "
    }

    /// What the file writes between names and values.
    private func separator(in block: Int) -> String {
        guard !language.assignments.isEmpty || language == .nats else { return language.separator }
        for node in tree.children(block) + tree.nodes.indices.prefix(200) where tree.nodes[node].block == nil && !tree.nodes[node].text.isEmpty {
            let found = document.source.text(Span(tree.nodes[node].nameSpan.end, tree.nodes[node].text.start))
            if found.contains("=") { return found.hasPrefix(" ") && found.hasSuffix(" ") ? " = " : "=" }
            if found.contains(":") { return found.hasSuffix(" ") ? ": " : ":" }
            if language == .nats, found.allSatisfy({ $0 == " " }), !found.isEmpty { return " " }
        }
        return language.separator
    }

    private func spelled(_ name: String) -> String {
        language == .properties
            ? name.replacing("\\", with: "\\\\").replacing("=", with: "\\=").replacing(":", with: "\\:").replacing(" ", with: "\\ ") : name
    }

    struct Rendered {
        /// What stands behind the name.
        var text: String
        /// The arguments of a block.
        var head = ""
        var items: [DirectiveShape.Item]?
    }

    private func render(_ value: NewValue, replacing node: Int?, indent: String) throws(DirectiveRefusal) -> Rendered {
        switch value {
        case .map(let entries):
            guard language.isBraced else { throw DirectiveRefusal("a block has to be written with braces") }
            var head = ""
            var items: [DirectiveShape.Item] = []
            var body = ""
            for entry in entries {
                if entry.key == "text" {
                    head = try text(of: entry.value)
                    continue
                }
                var values = [entry.value]
                if language == .nginx, case .list(let several) = entry.value { values = several }
                for each in values {
                    let inner = try render(each, replacing: nil, indent: indent + unit)
                    let isBlock = inner.items != nil
                    let gap = inner.text.isEmpty ? "" : isBlock || language == .nginx ? " " : separator(in: -1)
                    body += newline + indent + unit + spelled(entry.key) + gap + inner.text + (language == .nginx && !isBlock ? ";" : "")
                    items.append(
                        DirectiveShape.Item(node: nil, name: entry.key, text: isBlock ? inner.head : inner.text, items: inner.items))
                }
            }
            return Rendered(text: (head.isEmpty ? "" : head + " ") + "{" + body + newline + indent + "}", head: head, items: items)
        case .list(let list):
            var parts: [String] = []
            for item in list { parts.append(language == .nats ? encode(try text(of: item), for: nil) : word(try text(of: item))) }
            guard language == .nats else { return Rendered(text: parts.joined(separator: " ")) }
            return Rendered(
                text: "[" + parts.joined(separator: ", ") + "]", head: "",
                items: parts.map { DirectiveShape.Item(node: nil, name: "", text: $0, items: nil) })
        case .string: return Rendered(text: encode(try text(of: value), for: node))
        default: return Rendered(text: try text(of: value))
        }
    }

    func text(of value: NewValue) throws(DirectiveRefusal) -> String {
        let text: String
        switch value {
        case .string(let plain), .expression(let plain): text = plain
        case .bool(let flag): text = String(flag)
        case .int(let number): text = String(number)
        case .double(let number): text = String(number)
        case .null, .list, .map: throw DirectiveRefusal("the new value is no text")
        }
        guard !text.utf8.contains(where: { $0 < 0x20 && $0 != 0x09 }) else { throw DirectiveRefusal("the new value has line breaks") }
        return text
    }

    /// A value as it is written.
    func encode(_ plain: String, for node: Int?) -> String {
        switch language {
        case .properties: return plain.replacing("\\", with: "\\\\")
        case .nats:
            let isSimple =
                !plain.isEmpty
                && plain.utf8.allSatisfy {
                    ($0 >= 48 && $0 <= 57) || ($0 >= 97 && $0 <= 122) || ($0 >= 65 && $0 <= 90) || $0 == 95 || $0 == 45 || $0 == 46 || $0 == 47
                        || $0 == 58
                }
            let old = node.map { document.source.text(tree.nodes[$0].text) } ?? ""
            if isSimple, !old.isEmpty, !old.hasPrefix("\""), !old.hasPrefix("'"), !plain.contains("$"), !plain.contains(":") { return plain }
            let quote = old.hasPrefix("'") || plain.contains("\"") ? "'" : "\""
            return quote + plain + quote
        default: return plain
        }
    }

    /// One argument, quoted where it needs to be.
    func word(_ plain: String) -> String {
        let special = language == .nginx ? " \t;{}\"'#" : " \t#\"'"
        guard plain.isEmpty || plain.contains(where: { special.contains($0) }) else { return plain }
        guard language == .nginx || language == .haproxy || language == .redis || language == .sshd else { return plain }
        return plain.contains("\"") ? "'\(plain)'" : "\"\(plain)\""
    }
}
