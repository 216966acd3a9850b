package import ConfigModel
package import SourceText

/// A file of directives: nginx, HAProxy, sshd, sysctl, systemd, Redis, Mosquitto, NATS, sudoers, properties, rabbitmq.conf.
///
/// Where a directive may repeat and each one counts (nginx, HAProxy, sudoers), a name stands for a list of occurrences:
///
///     server { listen 80; }    ->    {server: [{text: "", args: [], listen: [{text: "80", args: ["80"]}]}]}
///
/// Elsewhere a name stands for the value that counts, the first in sshd and the last in the others:
///
///     PermitRootLogin no       ->    {PermitRootLogin: "no"}
package struct DirectiveDocument: Document {
    package let source: SourceFile
    package let language: DirectiveLanguage
    package let diagnostics: [Diagnostic]
    package let comments: [Comment]
    package let roots: [Traced]
    let tree: DirectiveTree

    package var format: Format { Format(rawValue: language.rawValue)! }

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
        switch language {
        case .nginx:
            var reader = NginxDirectives(source)
            reader.run()
            return DirectiveDocument(source, language, reader.tree, reader.diagnostics)
        case .nats:
            var reader = NATSDirectives(source)
            reader.run()
            return DirectiveDocument(source, language, reader.tree, reader.diagnostics)
        default:
            var reader = LineDirectives(source, language)
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
            while start < span.end, [0x23, 0x3B, 0x21, 0x2F, 0x20, 0x09].contains(source.bytes[start]) { start += 1 }
            var before = span.start
            while before > 0, source.bytes[before - 1] == 0x20 || source.bytes[before - 1] == 0x09 { before -= 1 }
            let isFirst = before == 0 || source.bytes[before - 1] == 0x0A || (before == 3 && source.bytes.starts(with: [0xEF, 0xBB, 0xBF]))
            return Comment(span: span, text: source.text(Span(start, span.end)), isTrailing: !isFirst)
        }
        roots = [DirectiveValues(source: source, language: language, tree: tree).root()]
    }
}
