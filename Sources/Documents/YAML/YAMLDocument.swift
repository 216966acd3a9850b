package import ConfigModel
package import SourceText

/// A YAML file: libyaml's view of it, which is Kubernetes' view, with the bytes of every node.
package struct YAMLDocument: Document {
    package let source: SourceFile
    package let diagnostics: [Diagnostic]
    package let roots: [Traced]
    package let comments: [Comment]
    /// What was written, before aliases, merge keys and scalars were resolved.
    package let tree: NodeTree

    package var format: Format { .yaml }

    package static func parse(_ source: SourceFile) -> YAMLDocument {
        source.bytes.withUnsafeBufferPointer { bytes in
            let check = TextCheck(bytes, path: source.path)
            if let trouble = check.trouble {
                return YAMLDocument(source: source, diagnostics: [trouble], roots: [], comments: [], tree: NodeTree())
            }
            var composer = YAMLComposer(bytes, check: check, path: source.path)
            composer.run()
            let tree = composer.tree
            var builder = RootBuilder(tree, bytes, path: source.path, isYAML: true)
            let roots = builder.roots()
            let diagnostics = (composer.diagnostics + builder.diagnostics).sorted {
                ($0.span?.start ?? 0) < ($1.span?.start ?? 0)
            }
            let broken = composer.diagnostics.contains { $0.id != "yaml-alias" }
            let comments = yamlComments(tree, bytes, from: check.bodyStart, wholeFile: !broken)
            return YAMLDocument(source: source, diagnostics: diagnostics, roots: roots, comments: comments, tree: tree)
        }
    }

    package func edits(for changes: [DocumentChange]) -> PlannedEdits {
        withCompanions(changes, others: plainEdits) { (new, change) throws(RelatedResourceRefusal) in try relatedResource(new, change) }
    }

    private func plainEdits(_ changes: [DocumentChange]) -> PlannedEdits {
        withEmbedded(changes, in: self, others: ownEdits) { YAMLDocument.parse(SourceFile(path: source.path, bytes: $0)) }
    }

    private func ownEdits(_ changes: [DocumentChange]) -> PlannedEdits {
        planEdits(of: self, tree: tree, dialect: .yaml, changes) { bytes in
            let after = YAMLDocument.parse(SourceFile(path: source.path, bytes: bytes))
            return Reading(document: after, tree: after.tree)
        }
    }
}
