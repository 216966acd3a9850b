/// A parsed file: the template itself and what it defines.
package struct ParsedTemplate {
    package let main: Tree
    package let definitions: [Tree]

    /// - Throws: `TemplateError`.
    package init(_ source: TemplateSource, table: TraceTable) throws {
        var parser = Parser(source: source, table: table)
        (main, definitions) = try parser.parse()
    }

    /// Whether both files stand in the same way to what other files define.
    package func definesSame(as other: ParsedTemplate) -> Bool {
        main.root.isBlank == other.main.root.isBlank
            && definitions.map(\.name) == other.definitions.map(\.name)
            && definitions.map(\.root.isBlank) == other.definitions.map(\.root.isBlank)
    }
}

/// Templates by name, as one chart and its subcharts share them.
///
/// Invariant: a set never changes what its parent holds; `tpl` works on a child set, so that its `define`s end with it.
package final class TemplateSet {
    private var trees: [String: Tree] = [:]
    private let parent: TemplateSet?

    package init(parent: TemplateSet? = nil) { self.parent = parent }

    package subscript(_ name: String) -> Tree? { trees[name] ?? parent?[name] }

    /// Parses a file and adds it and what it defines. Later definitions replace earlier ones, except by blank bodies.
    /// - Throws: `TemplateError`.
    @discardableResult
    package func add(_ source: TemplateSource, table: TraceTable, origins: Text? = nil) throws -> Tree {
        var parser = Parser(source: source, table: table, origins: origins)
        let (main, definitions) = try parser.parse()
        for tree in definitions { associate(tree) }
        associate(main)
        return main
    }

    private func associate(_ tree: Tree) {
        if tree.root.isBlank, self[tree.name] != nil { return }
        trees[tree.name] = tree
    }

    /// Adds what one file defines, in the order of parsing.
    package func add(_ parsed: ParsedTemplate) {
        for tree in parsed.definitions { associate(tree) }
        associate(parsed.main)
    }
}
