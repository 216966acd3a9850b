package import ConfigModel
package import SourceText

/// A file in HCL native syntax: Terraform, Packer, Nomad.
///
///     resource "aws_instance" "web" {
///       metadata_options {
///         http_tokens = "required"
///       }
///     }
///
/// The one root is a map: an attribute's name leads to its value, a block's type to the list of the blocks of that type, so the token
/// setting above is `resource[0].metadata_options[0].http_tokens`. Labels are no part of the value; `tree` has them.
package struct HCLDocument: Document {
    /// Larger files are not read.
    package static let maximumBytes = 16 << 20

    package let source: SourceFile
    package let tokens: [HCLToken]
    package let tree: HCLTree
    package private(set) var diagnostics: [Diagnostic]
    package private(set) var roots: [Traced] = []

    package var format: Format { .hcl }

    package static func parse(_ source: SourceFile) -> HCLDocument {
        guard source.bytes.count <= maximumBytes else {
            return HCLDocument(unread: source, because: "file is larger than \(maximumBytes >> 20) MiB")
        }
        return HCLDocument(source)
    }

    private init(_ source: SourceFile) {
        self.source = source
        var problems: [HCLLexer.Problem] = []
        (tokens, tree) = source.bytes.withUnsafeBufferPointer { bytes in
            if let nul = bytes.firstIndex(of: 0) {
                problems.append(
                    HCLLexer.Problem(
                        message: "file holds a NUL byte", span: Span(nul, nul + 1), help: "is this a text file?"))
            }
            var lexer = HCLLexer(bytes)
            lexer.run()
            var parser = HCLParser(bytes, tokens: lexer.tokens)
            parser.run()
            if parser.lacksBrace {
                parser = HCLParser(bytes, tokens: lexer.tokens, endsBlocksAtHeaders: true)
                parser.run()
            }
            problems += lexer.problems + parser.problems
            return (lexer.tokens, parser.tree)
        }
        diagnostics = problems.map { problem in
            Diagnostic(.error, "hcl-syntax", problem.message, path: source.path, span: problem.span, help: problem.help)
        }
        let (root, repeated) = documentValue()
        roots = [root]
        diagnostics += repeated.prefix(50)
        diagnostics.sort { ($0.span ?? .at(0)) < ($1.span ?? .at(0)) }
    }

    private init(unread source: SourceFile, because reason: String) {
        self.source = source
        tokens = [HCLToken(.end, 0, 0)]
        tree = HCLTree(bodies: [HCLBody(items: HCLRun(0, 0), offsets: HCLOffsets(0, 0))])
        diagnostics = [
            Diagnostic(
                .error, "file-too-large", reason, path: source.path, help: "exclude it from the scan or split it")
        ]
        roots = [Traced(.map(Mapping()), Provenance(Origin(path: source.path, span: .at(0))))]
    }

    /// The body of the whole file.
    package var rootBody: HCLBody { tree.bodies[tree.bodies.count - 1] }

    package var comments: [Comment] {
        tokens.indices.compactMap { index in
            let token = tokens[index]
            guard token.kind == .comment else { return nil }
            let before = index > 0 ? tokens[index - 1].kind : .newline
            return Comment(
                span: token.offsets.span, text: commentText(token.offsets),
                isTrailing: before != .newline && before != .comment && before != .openHeredoc)
        }
    }

    private func commentText(_ offsets: HCLOffsets) -> String {
        var text = source.bytes[offsets.start..<offsets.end]
        if text.first == UInt8(ascii: "#") {
            text = text.drop { $0 == UInt8(ascii: "#") }
        } else {
            let isBlock = text.dropFirst().first == UInt8(ascii: "*")
            text = text.dropFirst(2)
            if isBlock { text = text.dropLast(2) }
        }
        let isSpace: (UInt8) -> Bool = {
            $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r")
        }
        text = text.drop(while: isSpace)
        while let last = text.last, isSpace(last) { text.removeLast() }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes between two offsets as text: names, and source of expressions.
    package func text(_ offsets: HCLOffsets) -> String {
        String(decoding: source.bytes[offsets.start..<offsets.end], as: UTF8.self)
    }

    package func text(_ id: HCLExpressionID) -> String { source.text(tree.span(id)) }

    package func origin(_ span: Span, role: Origin.Role = .literal) -> Origin {
        Origin(path: source.path, span: span, role: role)
    }
}
