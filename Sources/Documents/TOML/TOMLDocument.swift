package import ConfigModel
package import SourceText

/// A TOML file, TOML 1.0.0 (toml.io/en/v1.0.0). Dates and times are read as their text.
package struct TOMLDocument: Document {
    package let source: SourceFile
    package let diagnostics: [Diagnostic]
    package let roots: [Traced]
    package let comments: [Comment]
    let tree: TOMLTree

    package var format: Format { .toml }

    /// The first line that says something, for reports about the file as a whole.
    package var headline: Span { tree.statements.first?.span ?? .at(0) }

    package static func parse(_ source: SourceFile) -> TOMLDocument {
        let check = source.bytes.withUnsafeBufferPointer { TextCheck($0, path: source.path) }
        if let trouble = check.trouble { return TOMLDocument(source: source, diagnostics: [trouble], roots: [], comments: [], tree: TOMLTree()) }
        var parser = TOMLParser(source.bytes, from: check.bodyStart, path: source.path)
        parser.run()
        let lines = TextLines(source.bytes)
        let comments = parser.tree.comments.map { span in
            var start = span.start + 1
            while start < span.end, source.bytes[start] == 0x20 || source.bytes[start] == 0x09 || source.bytes[start] == 0x23 { start += 1 }
            return Comment(span: span, text: source.text(Span(start, span.end)), isTrailing: !lines.isFirstOnLine(span.start))
        }
        return TOMLDocument(
            source: source, diagnostics: parser.diagnostics, roots: [parser.tree.value(0, path: source.path)], comments: comments, tree: parser.tree)
    }
}

extension TOMLDocument {
    /// Each change is made on the text as it then is, read again, and has to hold exactly the intended values and comments.
    package func edits(for changes: [DocumentChange]) -> PlannedEdits {
        guard isSound else {
            let reason = "the file has syntax errors; nothing in it is edited"
            return PlannedEdits(refused: changes.map { PlannedEdits.Refusal(change: $0, reason: reason) })
        }
        var text = SplicedText(source.bytes)
        var current = self
        var refused: [PlannedEdits.Refusal] = []
        for change in changes {
            do throws(Refusal) {
                guard change.root == 0, change.anchor == nil else { throw Refusal("a TOML file is one document") }
                let made = try current.made(change)
                text.apply(made.edits)
                current = made.document
            } catch {
                refused.append(PlannedEdits.Refusal(change: change, reason: error.reason))
            }
        }
        return PlannedEdits(edits: text.edits, refused: refused)
    }

    private func made(_ change: DocumentChange) throws(Refusal) -> (edits: EditList, document: TOMLDocument) {
        let model = ValueModel(roots[0].value)
        try model.make(change, evaluate: TOMLDocument.evaluated)
        let wanted = model.value
        if wanted == roots[0].value { return (EditList(), self) }
        var editor = TOMLEditor(self)
        try editor.plan(change)
        guard let edits = try? EditList(editor.edits) else { throw Refusal("parts of the change would overlap") }
        let after = TOMLDocument.parse(SourceFile(path: source.path, bytes: edits.applied(to: source.bytes)))
        let kept = comments.filter { comment in !edits.edits.contains { $0.span.contains(comment.span) } }
        guard after.isSound, after.roots[0].value == wanted, kept.map(\.text) == after.comments.map(\.text) else {
            throw Refusal("the edited file would not hold exactly the intended values")
        }
        return (edits, after)
    }

    /// Source text of one value.
    private static func evaluated(_ text: String) -> Value? {
        let document = parse(SourceFile(path: "", bytes: Array("x = \(text)\n".utf8)))
        guard document.isSound, document.comments.isEmpty, document.tree.statements.count == 1 else { return nil }
        return document.roots[0]["x"]?.value
    }
}
