import ConfigModel
import SourceText

extension RegoDocument {
    /// Values of scalars and names are replaced, imports and fields of objects removed. All edits so far are applied and the result read
    /// again: it has to be sound, with the tokens that were there, those of the new text, and every comment.
    package func edits(for changes: [DocumentChange]) -> PlannedEdits {
        guard isSound else {
            return PlannedEdits(refused: changes.map { .init(change: $0, reason: "the file has errors, and broken files are never edited") })
        }
        var planned = PlannedEdits()
        for change in changes {
            do throws(Refusal) {
                guard change.root == 0, change.anchor == nil, change.embedded == nil else { throw Refusal("a module is one document") }
                var edits = planned.edits
                guard let edit = try edit(for: change) else { continue }
                do { try edits.add(edit) } catch { throw Refusal("another change already rewrites this place") }
                guard reads(edits) else { throw Refusal("the module would not read as intended afterwards") }
                planned.edits = edits
            } catch {
                planned.refused.append(.init(change: change, reason: error.reason))
            }
        }
        return planned
    }

    private func edit(for change: DocumentChange) throws(Refusal) -> Edit? {
        guard let (parent, last) = change.path.splitLast, let target = roots[0].at(change.path), let span = target.provenance.nearest?.span else {
            throw Refusal("the module has nothing at '\(change.path)'")
        }
        switch change.action {
        case .set(let new):
            guard case .key(let key) = last, ["value", "text", "name", "path"].contains(key), target.value.mapping == nil else {
                throw Refusal("only scalars and names of a module are replaced")
            }
            if new.value == target.value { return nil }
            return Edit(span, try written(new, key, span))
        case .remove:
            if case .index = last, parent == ValuePath.root.key("imports") { return try lineRemoved(span) }
            if case .key(let key) = last, case .key("fields")? = parent.elements.last,
                let start = roots[0].at(parent)?.value.mapping?.entry(key)?.keyProvenance.nearest?.span.start
            {
                return try fieldRemoved(Span(start, span.end))
            }
            throw Refusal("only imports and fields of objects are removed from a module")
        default: throw Refusal("a module takes no such change")
        }
    }

    private func written(_ new: NewValue, _ key: String, _ span: Span) throws(Refusal) -> String {
        switch new {
        case .null: return "null"
        case .bool(let flag): return flag ? "true" : "false"
        case .int(let number): return String(number)
        case .expression(let text): return text
        case .string(let text):
            if key != "value" { return text }
            if source.bytes[span.start] == UInt8(ascii: "`"), !text.contains("`") { return "`\(text)`" }
            guard !text.unicodeScalars.contains(where: { $0.value < 0x20 }) else { throw Refusal("the text holds control characters") }
            return "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
        default: throw Refusal("only scalars are written into a module")
        }
    }

    /// The whole line, unless a comment stands on it.
    private func lineRemoved(_ span: Span) throws(Refusal) -> Edit {
        guard TextLines(source.bytes).isFirstOnLine(span.start) else { throw Refusal("the import shares its line with others") }
        guard let lines = ownLines(span) else { throw Refusal("a comment stands behind the import") }
        return Edit(lines, "")
    }

    /// A key with its value and one comma.
    private func fieldRemoved(_ span: Span) throws(Refusal) -> Edit {
        guard let first = tokens.firstIndex(where: { $0.span.start == span.start }), let last = tokens.lastIndex(where: { $0.span.end == span.end }),
            first > 0, last + 1 < tokens.count
        else { throw Refusal("the field is not written out") }
        func isComma(_ index: Int) -> Bool { source.bytes[tokens[index].span.start] == UInt8(ascii: ",") }
        var taken = Span(tokens[first].span.start, tokens[last].span.end)
        if isComma(last + 1), let lines = ownLines(Span(taken.start, tokens[last + 1].span.end)) {
            taken = lines
        } else if isComma(last + 1), last + 2 < tokens.count, source.bytes[tokens[last + 2].span.start] != UInt8(ascii: "}") {
            taken = Span(taken.start, tokens[last + 2].span.start)
        } else if isComma(first - 1) {
            taken = Span(tokens[first - 1].span.start, taken.end)
        }
        guard !comments.contains(where: { $0.span.start >= taken.start && $0.span.end <= taken.end }) else {
            throw Refusal("a comment stands within the field")
        }
        return Edit(taken, "")
    }

    /// The lines of a span that has them for itself.
    private func ownLines(_ span: Span) -> Span? {
        let lines = TextLines(source.bytes)
        guard lines.isFirstOnLine(span.start) else { return nil }
        var end = lines.lineEnd(span.end)
        guard source.bytes[span.end..<end].allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) else { return nil }
        while end < source.bytes.count, source.bytes[end] == 0x0D || source.bytes[end] == 0x0A {
            end += 1
            if source.bytes[end - 1] == 0x0A { break }
        }
        return Span(lines.lineStart(span.start), end)
    }

    private func reads(_ edits: EditList) -> Bool {
        let after = RegoDocument.parse(SourceFile(path: source.path, bytes: edits.applied(to: source.bytes)))
        guard after.isSound, after.comments.map(\.text) == comments.map(\.text) else { return false }
        var wanted: [String] = []
        var rest = edits.edits[...]
        for token in tokens {
            while let edit = rest.first, edit.span.start <= token.span.start {
                wanted += RegoLexer(edit.replacement).words
                rest.removeFirst()
            }
            if !edits.edits.contains(where: { $0.span.start <= token.span.start && token.span.end <= $0.span.end }) {
                wanted.append(source.text(token.span))
            }
        }
        for edit in rest { wanted += RegoLexer(edit.replacement).words }
        return after.tokens.map { after.source.text($0.span) } == wanted
    }
}

extension RegoLexer {
    fileprivate var words: [String] { tokens.map { String(decoding: bytes[$0.span.start..<$0.span.end], as: UTF8.self) } }
}
