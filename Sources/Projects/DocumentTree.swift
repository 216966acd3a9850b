package import Documents
package import SourceText
internal import Synchronization

/// A work tree with the store of its documents: what `Engine` hands to every stage, once per tree.
///
/// Trees that lay edits over it share the store, so that an edit has only the edited files parsed.
package struct DocumentTree: WorkTree {
    /// Where the bytes come from.
    package let base: any WorkTree
    /// What was parsed of them.
    package let documents: DocumentStore
    private let facts = TreeFacts()

    /// - Parameter documents: shared with another tree whose files are mostly the same; else empty.
    package init(_ base: any WorkTree, documents: DocumentStore = DocumentStore()) {
        self.base = base
        self.documents = documents
    }

    /// The tree itself where it has a store, or the tree with a new one.
    package static func of(_ tree: any WorkTree) -> DocumentTree { tree as? DocumentTree ?? DocumentTree(tree) }

    package var paths: [String] { base.paths }
    package var diagnostics: [Diagnostic] { base.diagnostics }
    package func read(_ path: String) throws(WorkTreeError) -> [UInt8] { try base.read(path) }
    package func size(_ path: String) -> Int? { base.size(path) }

    fileprivate func known<Fact: Sendable>(_ name: String, of paths: [String], _ make: () -> Fact) -> Fact {
        if let known = facts.known.withLock({ $0[name] }), known.paths == paths, let fact = known.fact as? Fact { return fact }
        let made = make()
        facts.known.withLock { $0[name] = (paths, made) }
        return made
    }
}

/// What technologies found out about a whole tree, by name, with the paths that they looked at.
private final class TreeFacts: Sendable {
    let known = Mutex<[String: (paths: [String], fact: any Sendable)]>([:])
}

extension WorkTree {
    /// The store of the tree, or of the tree that it lays edits over; nil where there is none.
    package var documentStore: DocumentStore? { (self as? DocumentTree)?.documents ?? (self as? OverlayTree)?.base.documentStore }

    /// The document of a file of the tree, parsed once for all that ask. Never throws: trouble is in the document's diagnostics.
    package func document(_ file: SourceFile, as format: Format) -> any Document {
        documentStore?.document(file, as: format, isEdit: isEdited(file.path)) ?? parseDocument(file, as: format)
    }

    /// Something about some files of the tree that several stages need, such as which of them tests feed to something: found out once.
    ///
    /// - Parameters:
    ///   - name: unique for what is found out.
    ///   - paths: the files that are looked at; for others it is found out anew.
    package func fact<Fact: Sendable>(_ name: String, of paths: [String], _ make: () -> Fact) -> Fact {
        (self as? DocumentTree)?.known(name, of: paths, make) ?? make()
    }

    private func isEdited(_ path: String) -> Bool {
        guard let overlay = self as? OverlayTree else { return false }
        return overlay.changes[path] != nil || overlay.base.isEdited(path)
    }
}
