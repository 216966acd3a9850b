import SourceText

// Inside list and object literals.
extension HCLEditor {
    func replacing(_ id: HCLExpressionID, with value: NewValue, inline: Bool) -> Edit {
        let span = tree.span(id)
        return Edit(span, inline ? writer.inline(value) : writer.text(value, indent: document.indent(at: span.start)))
    }

    func addingEntry(_ name: String, _ value: NewValue, to object: HCLExpressionID, _ entries: HCLRun, inline: Bool)
        -> [Edit]
    {
        let key = HCLWriter.key(name)
        let whole = document.expressionOffsets(object)
        guard let last = tree.entries[entries.range].last else {
            return filling(whole, inline: inline, oneLine: "{ \(key) = \(writer.inline(value)) }") { indent in
                key + " = " + writer.text(value, indent: indent)
            }
        }
        let lastKey = document.expressionOffsets(last.key)
        let lastValue = document.expressionOffsets(last.value)
        let usesColons = document.tokens[document.tokenIndex(from: lastKey.end)].kind == .colon
        let separator = usesColons ? document.text(HCLOffsets(lastKey.end, lastValue.start)) : " = "
        guard document.startsLine(lastKey.start), !document.isOnOneLine(whole), !closesBehind(lastValue, whole) else {
            return [Edit(.at(lastValue.end), ", " + key + separator + writer.inline(value))]
        }
        let indent = document.indent(at: lastKey.start)
        let text = writer.text(value, indent: indent)
        var edits: [Edit] = []
        var spaced = key + separator
        let all = document.assignments(in: entries)
        if !usesColons, HCLWriter.isOneLine(text), let index = all.firstIndex(where: { $0.name == lastKey }),
            let group = document.alignment(of: index, in: all, downwards: false)
        {
            let (moves, spaces) = group.admitting(key.count, in: document)
            edits = moves
            spaced = key + String(repeating: " ", count: spaces) + "= "
        }
        let comma = comma(after: lastValue)
        let separatesByComma =
            comma == nil
            && tree.entries[entries.range].dropLast().contains {
                self.comma(after: document.expressionOffsets($0.value)) != nil
            }
        if separatesByComma { edits.append(Edit(.at(lastValue.end), ",")) }
        guard let end = document.lineEnd(after: (comma?.offsets ?? lastValue).end) else { return edits }
        return edits + [Edit(.at(end.start), newline + indent + spaced + text + (comma == nil ? "" : ","))]
    }

    func addingElement(_ value: NewValue, to list: HCLExpressionID, _ elements: HCLRun, inline: Bool) -> [Edit] {
        let whole = document.expressionOffsets(list)
        guard let last = tree.elements[elements.range].last.map({ document.expressionOffsets($0) }) else {
            if case .map = value, !inline {
                return filling(whole, inline: false, oneLine: "") { writer.text(value, indent: $0) + "," }
            }
            return filling(whole, inline: document.isOnOneLine(whole), oneLine: "[" + writer.inline(value) + "]") {
                writer.text(value, indent: $0) + ","
            }
        }
        guard document.startsLine(last.start), !document.isOnOneLine(whole), !closesBehind(last, whole) else {
            return [Edit(.at(last.end), ", " + writer.inline(value))]
        }
        let indent = document.indent(at: last.start)
        let line = newline + indent + writer.text(value, indent: indent)
        let comma = comma(after: last)
        guard let end = document.lineEnd(after: (comma?.offsets ?? last).end) else { return [] }
        if comma != nil { return [Edit(.at(end.start), line + ",")] }
        return [Edit(.at(last.end), ","), Edit(.at(end.start), line)]
    }

    func insertingElement(_ value: NewValue, before index: Int, in list: HCLExpressionID, _ elements: HCLRun) -> [Edit] {
        let next = document.expressionOffsets(tree.elements[elements.range.lowerBound + index])
        guard document.startsLine(next.start) else { return [Edit(.at(next.start), writer.inline(value) + ", ")] }
        let indent = document.indent(at: next.start)
        return [
            Edit(
                .at(document.startWithComments(next.start)), indent + writer.text(value, indent: indent) + "," + newline
            )
        ]
    }

    func removingEntry(_ index: Int, from object: HCLExpressionID, _ entries: HCLRun) -> [Edit] {
        let all = tree.entries[entries.range].map {
            HCLOffsets(document.expressionOffsets($0.key).start, document.expressionOffsets($0.value).end)
        }
        return removing(index, of: all, in: document.expressionOffsets(object), keepsCommaBefore: true)
    }

    func removingElement(_ index: Int, from list: HCLExpressionID, _ elements: HCLRun) -> [Edit] {
        let all = tree.elements[elements.range].map { document.expressionOffsets($0) }
        return removing(index, of: all, in: document.expressionOffsets(list), keepsCommaBefore: false)
    }

    /// Removes one of the members of a literal with its comma; with its lines when it has lines of its own.
    private func removing(_ index: Int, of all: [HCLOffsets], in whole: HCLOffsets, keepsCommaBefore: Bool) -> [Edit] {
        let own = all[index]
        let comma = comma(after: own)
        let end = (comma?.offsets ?? own).end
        let standsAlone =
            document.startsLine(own.start)
            && document.lineEnd(after: end).map { lineEnd in
                document.tokens[document.tokenIndex(from: end)].start >= lineEnd.start
                    || document.tokens[document.tokenIndex(from: end)].kind == .comment
            } ?? false
        if standsAlone {
            var edits = [Edit(linesOf(HCLOffsets(own.start, end), firstOfBody: whole.start), "")]
            if index == all.count - 1, index > 0, comma == nil, let before = self.comma(after: all[index - 1]) {
                edits.append(Edit(before.offsets.span, ""))
            }
            return edits
        }
        if index + 1 < all.count { return [Edit(Span(own.start, all[index + 1].start), "")] }
        if index > 0 { return [Edit(Span(all[index - 1].end, own.end), "")] }
        return [Edit(Span(whole.start + 1, whole.end - 1), "")]
    }

    private func comma(after offsets: HCLOffsets) -> HCLToken? {
        let token = document.tokens[document.tokenIndex(from: offsets.end)]
        return token.kind == .comma ? token : nil
    }

    /// Whether a literal closes on the line of its last member.
    private func closesBehind(_ last: HCLOffsets, _ whole: HCLOffsets) -> Bool {
        document.isOnOneLine(HCLOffsets(last.end, whole.end))
    }

    /// Writes the first member of an empty literal.
    private func filling(_ whole: HCLOffsets, inline: Bool, oneLine: String, _ line: (String) -> String) -> [Edit] {
        let outer = document.indent(at: whole.start)
        let inner = outer + writer.indentUnit
        if document.isOnOneLine(whole) {
            if inline { return [Edit(whole.span, oneLine)] }
            return [Edit(Span(whole.start + 1, whole.end - 1), newline + inner + line(inner) + newline + outer)]
        }
        let close = whole.end - 1
        if document.startsLine(close) { return [Edit(.at(document.lineStart(close)), inner + line(inner) + newline)] }
        return [Edit(.at(close), newline + inner + line(inner) + newline + outer)]
    }
}
