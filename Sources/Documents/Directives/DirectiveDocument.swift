package import ConfigModel
package import SourceText

/// A file of directives in one of the languages of `DirectiveLanguage.allCases`.
///
/// Where a directive may repeat and each one counts, a name stands for a list of occurrences:
///
///     server { listen 80; }    ->    {server: [{text: "", args: [], listen: [{text: "80", args: ["80"]}]}]}
///
/// Elsewhere a name stands for the value that counts, the first or the last:
///
///     PermitRootLogin no       ->    {PermitRootLogin: "no"}
///
/// One tree for all languages of directives. They differ in words, comments and blocks, not in what a directive is; each has its lexical
/// rules, and one editor serves all.
package struct DirectiveDocument: Document {
    package let source: SourceFile
    package let language: DirectiveLanguage
    package let diagnostics: [Diagnostic]
    package let comments: [Comment]
    package let roots: [Traced]
    let tree: DirectiveTree

    package var format: Format { .directives(language) }

    /// Name and arguments of the first directive, for reports about the file as a whole.
    package var headline: Span { tree.nodes.first?.head ?? .at(0) }

    /// Settings of the whole file that are written again further down, where the first one counts: name to the places of all its texts.
    package var shadowed: [String: [Span]] {
        var texts: [String: [Span]] = [:]
        for child in tree.children(-1) where tree.nodes[child].block == nil {
            texts[tree.nodes[child].name, default: []].append(tree.nodes[child].text)
        }
        return texts.filter { $0.value.count > 1 }
    }

    package static func parse(_ source: SourceFile, as language: DirectiveLanguage) -> DirectiveDocument {
        switch language.syntax.layout.form {
        case .lines:
            var reader = LineDirectives(source, language)
            reader.run()
            return DirectiveDocument(source, language, reader.tree, reader.diagnostics)
        case .braces:
            var reader = BracedDirectives(source, language)
            reader.run()
            return DirectiveDocument(source, language, reader.tree, reader.diagnostics)
        case .maps:
            var reader = MapDirectives(source, language)
            reader.run()
            return DirectiveDocument(source, language, reader.tree, reader.diagnostics)
        }
    }

    private init(_ source: SourceFile, _ language: DirectiveLanguage, _ tree: DirectiveTree, _ diagnostics: [Diagnostic]) {
        self.source = source
        self.language = language
        self.tree = tree
        self.diagnostics = diagnostics
        comments = tree.comments.map { span in
            var start = span.start
            while start < span.end, commentMarks.contains(source.bytes[start]) { start += 1 }
            var before = span.start
            while before > 0, source.bytes[before - 1] == 0x20 || source.bytes[before - 1] == 0x09 { before -= 1 }
            let isFirst = before == 0 || source.bytes[before - 1] == 0x0A || (before == 3 && source.bytes.starts(with: [0xEF, 0xBB, 0xBF]))
            return Comment(span: span, text: source.text(Span(start, span.end)), isTrailing: !isFirst)
        }
        roots = [DirectiveValues(source: source, syntax: language.syntax, tree: tree).root()]
    }
}

/// What a comment of any language may begin with, blanks included.
private let commentMarks: ByteSet = "#;!/ \t"
