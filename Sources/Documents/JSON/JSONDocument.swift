package import ConfigModel
package import SourceText

/// A JSON file (RFC 8259) with the bytes of every node; comments and trailing commas are read with a note.
package struct JSONDocument: Document {
    package let source: SourceFile
    package let diagnostics: [Diagnostic]
    package let roots: [Traced]
    package let comments: [Comment]
    package let tree: NodeTree

    package var format: Format { .json }

    package static func parse(_ source: SourceFile) -> JSONDocument {
        source.bytes.withUnsafeBufferPointer { bytes in
            let check = TextCheck(bytes, path: source.path)
            if let trouble = check.trouble {
                return JSONDocument(source: source, diagnostics: [trouble], roots: [], comments: [], tree: NodeTree())
            }
            var parser = JSONParser(bytes, from: check.bodyStart, path: source.path)
            parser.run()
            var builder = RootBuilder(parser.tree, bytes, path: source.path, isYAML: false)
            let roots = builder.roots()
            let diagnostics = (parser.diagnostics + builder.diagnostics).sorted {
                ($0.span?.start ?? 0) < ($1.span?.start ?? 0)
            }
            return JSONDocument(
                source: source, diagnostics: diagnostics, roots: roots, comments: parser.comments, tree: parser.tree)
        }
    }

    package func edits(for changes: [DocumentChange]) -> PlannedEdits {
        withEmbedded(changes, in: self, others: ownEdits) { JSONDocument.parse(SourceFile(path: source.path, bytes: $0)) }
    }

    private func ownEdits(_ changes: [DocumentChange]) -> PlannedEdits {
        planEdits(of: self, tree: tree, dialect: .json, changes) { bytes in
            let after = JSONDocument.parse(SourceFile(path: source.path, bytes: bytes))
            return Reading(document: after, tree: after.tree)
        }
    }
}
