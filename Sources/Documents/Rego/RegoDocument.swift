package import ConfigModel
package import SourceText

/// A module of Rego, v0 or v1, as what rules ask for: imports, rules, calls.
///
///     default allow := true                  rules: [{name: "allow", kind: "default", value: {kind: "bool", value: true}}]
///     startswith(image, "example.com")       calls: [{name: "startswith", rule: "allow", args: [{kind: "variable", …}, {kind: "string", …}]}]
///
/// Each part stands in the values once, so that a change of bytes is a change of one value.
package struct RegoDocument: Document {
    package let source: SourceFile
    package let diagnostics: [Diagnostic]
    package let roots: [Traced]
    package let comments: [Comment]
    let tokens: [RegoToken]

    package var format: Format { .rego }

    /// `package …`, for reports about the file as a whole.
    package let headline: Span

    package static func parse(_ source: SourceFile) -> RegoDocument {
        let check = source.bytes.withUnsafeBufferPointer { TextCheck($0, path: source.path) }
        if let trouble = check.trouble { return RegoDocument(source, [trouble], [], RegoTree(), []) }
        let lexer = RegoLexer(source.bytes, from: check.bodyStart)
        var parser = RegoParser(source.bytes, lexer.tokens)
        if lexer.trouble == nil { parser.run() }
        let diagnostics = (lexer.trouble ?? parser.trouble).map {
            [Diagnostic(.error, "rego-syntax", $0.reason, path: source.path, span: Span($0.place, min($0.place + 1, source.bytes.count)))]
        }
        return RegoDocument(source, diagnostics ?? [], lexer.tokens, parser.tree, lexer.comments)
    }

    private init(_ source: SourceFile, _ diagnostics: [Diagnostic], _ tokens: [RegoToken], _ tree: RegoTree, _ comments: [Span]) {
        self.source = source
        self.diagnostics = diagnostics
        self.tokens = tokens
        headline = tree.package ?? .at(0)
        roots = [RegoValues(source: source, tree: tree).root()]
        let lines = TextLines(source.bytes)
        self.comments = comments.map { span in
            var start = span.start + 1
            while start < span.end, [0x20, 0x09, 0x23].contains(source.bytes[start]) { start += 1 }
            return Comment(span: span, text: source.text(Span(start, span.end)), isTrailing: !lines.isFirstOnLine(span.start))
        }
    }
}
