package import ConfigModel
package import Documents
package import SourceText

/// A product whose configuration files are recognised one by one, by path and content, and are one resource each.
package protocol FileProduct: Technology {
    /// Whether a file of this path may be one of the product; its content decides.
    func mayHold(_ path: String) -> Bool

    /// Whether the path alone says that a file is one of the product, so that a file that cannot be read is told and not passed over.
    func isNamed(by path: String) -> Bool
}

extension FileProduct {
    package func isNamed(by path: String) -> Bool { false }
}

/// A product whose files are of a format of their own, known by the path alone.
package protocol DocumentReader: FileProduct {
    /// Reads a file, keeps its document and says what was wrong with it; nil for one that cannot be judged.
    func read(_ file: SourceFile, into files: inout ProjectFiles) -> RecognisedFile?

    /// Reads a text within an object; nil for one that is not sound.
    func read(embedded file: SourceFile) -> RecognisedFile?
}

/// What a file, or a text within an object, was recognised as.
package struct RecognisedFile: Sendable {
    /// The text as it was parsed.
    package let document: any Document
    /// `ResourceID.system` of the resource that it makes.
    package let system: String
    /// What rules call it: `ResourceID.type`.
    package let type: String
    /// What rules judge.
    package let value: Traced
    /// What a report underlines when nothing narrower fits.
    package let headline: Span

    /// - Parameter headline: within the document's text.
    package init(document: any Document, system: String, type: String, value: Traced, headline: Span) {
        self.document = document
        self.system = system
        self.type = type
        self.value = value
        self.headline = headline
    }
}

/// A product whose files are lists of directives.
package protocol DirectiveProduct: FileProduct {
    /// The syntax of its files; the name is also the system of its resources.
    var language: DirectiveLanguage { get }

    /// What the path says, in lower case; `name` is its last part.
    func claim(_ path: String, name: String) -> PathClaim

    /// The document where its content leaves no doubt; nil for another product's file.
    /// - Parameter tree: the file's; nil for a text within an object.
    func read(_ file: SourceFile, in tree: (any WorkTree)?) -> DirectiveDocument?

    /// Whether a sound document is one of the product.
    /// - Parameters:
    ///   - keys: the names of its directives and blocks.
    ///   - path: in lower case.
    func isSure(_ document: DirectiveDocument, keys: [String], path: String) -> Bool

    /// What rules call the file: `service`, `kafka-broker`.
    func type(of document: DirectiveDocument) -> String

    /// The directives with what other files add to them.
    /// - Parameter isEmbedded: whether the document is a text within an object, which has no files beside it.
    func value(of document: DirectiveDocument, in tree: any WorkTree, isEmbedded: Bool) -> Traced
}

/// What a path says about a file.
package enum PathClaim: Sendable {
    /// Nothing against it: the content may show that it is one.
    case possible
    /// It is one of this product or of none.
    case certain
    /// It is no file of the product.
    case impossible
}

extension DirectiveProduct {
    package func claim(_ path: String, name: String) -> PathClaim { .possible }
    package func type(of document: DirectiveDocument) -> String { language.rawValue }
    package func value(of document: DirectiveDocument, in tree: any WorkTree, isEmbedded: Bool) -> Traced { document.roots[0] }

    package func read(_ file: SourceFile, in tree: (any WorkTree)?) -> DirectiveDocument? { sure(file, in: tree) }

    /// The parsed file where it is sound and surely the product's.
    package func sure(_ file: SourceFile, in tree: (any WorkTree)?) -> DirectiveDocument? {
        let format = Format.directives(language)
        guard let document = (tree?.document(file, as: format) ?? parseDocument(file, as: format)) as? DirectiveDocument, document.isSound
        else { return nil }
        let keys = document.roots[0].value.mapping?.keys ?? []
        return isSure(document, keys: keys, path: file.path.lowercased()) ? document : nil
    }
}

extension DirectiveDocument {
    /// Blocks of that name at the top: directives with others in them.
    package func blocks(_ name: String) -> [Traced] {
        (roots[0][name]?.value.list ?? []).filter { ($0.value.mapping?.count ?? 0) > 2 }
    }
}

/// A product whose files are YAML, JSON or TOML without a kind of their own.
package protocol StructuredProduct: FileProduct {
    /// Whether a search for a few words says that the file may be one of the product; parsing decides.
    func mayBe(_ file: SourceFile) -> Bool

    /// What rules call a document, where its shape leaves no doubt; nil for another product's.
    /// - Parameter root: a map without `apiVersion`.
    func type(of root: Mapping, path: String) -> String?
}

extension StructuredProduct {
    package func mayHold(_ path: String) -> Bool { [".yaml", ".yml", ".json", ".toml"].contains(where: path.hasSuffix) }
}

extension TechnologySet {
    /// The language of a file of directives, where its path allows one and its content leaves no doubt; nil for anything else.
    package func recogniseDirectives(_ file: SourceFile, in tree: any WorkTree, isEmbedded: Bool = false) -> RecognisedFile? {
        let path = file.path.lowercased()
        let name = fileName(of: path)
        for product in directiveProducts {
            let claim = product.claim(path, name: name)
            if case .impossible = claim { continue }
            if let document = product.read(file, in: isEmbedded ? nil : tree) {
                return RecognisedFile(
                    document: document, system: product.language.rawValue, type: product.type(of: document),
                    value: product.value(of: document, in: tree, isEmbedded: isEmbedded), headline: document.headline)
            }
            if case .certain = claim { return nil }
        }
        return nil
    }

    /// The product of directives that a path alone names.
    package func directiveProduct(namedBy path: String) -> (any DirectiveProduct)? { directiveProducts.first { $0.isNamed(by: path) } }

    /// Whether a path alone says that a YAML, JSON or TOML file is of a product that is known.
    package func isStructuredProduct(namedBy path: String) -> Bool { structuredProducts.contains { $0.isNamed(by: path) } }

    /// Whether a search for a few words says that the file may be of a product that is known; parsing decides.
    package func mayBeStructured(_ file: SourceFile) -> Bool { structuredProducts.contains { $0.mayBe(file) } }

    /// The system and type of one document, where its shape leaves no doubt.
    package func recogniseStructured(_ path: String, _ root: Traced) -> (system: String, type: String)? {
        guard let mapping = root.value.mapping, mapping["apiVersion"] == nil else { return nil }
        for product in structuredProducts {
            if let type = product.type(of: mapping, path: path), let system = product.systems.first { return (system, type) }
        }
        return nil
    }
}
