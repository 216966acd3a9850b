import SourceText

/// One directive: a name, its arguments and, for a block or section, the directives in it.
///
///     location /static { root /srv; }
struct Directive: Sendable {
    /// Canonical spelling, without quotes and escapes; empty for elements of an array.
    var name: String
    /// Where the name is written; empty for a line without a name.
    var nameSpan: Span
    var words: [Word] = []
    /// All arguments as they are written; empty at the end of the name when there are none.
    var text: Span
    /// From the name to the end of the directive, terminator or block included.
    var span: Span
    /// -1 at the top.
    var parent: Int
    var block: Block?

    struct Word: Sendable {
        /// Without quotes and escapes.
        var text: String
        /// Quotes included.
        var span: Span
    }

    struct Block: Sendable {
        /// Behind the opening brace, or where the head's line ends.
        var open: Int
        /// At the closing brace, or where the last directive of the section ends.
        var close: Int
        var children: [Int] = []
        /// `[ … ]`.
        var isArray = false
    }

    /// Name and arguments, which is what reports underline.
    var head: Span { Span(nameSpan.start, max(nameSpan.end, text.end)) }
}

/// The directives of one file.
struct DirectiveTree: Sendable {
    var nodes: [Directive] = []
    var top: [Int] = []
    var comments: [Span] = []

    func children(_ block: Int) -> [Int] { block < 0 ? top : nodes[block].block?.children ?? [] }

    func named(_ name: String, in block: Int) -> [Int] { children(block).filter { nodes[$0].name == name } }

    mutating func add(_ node: Directive) -> Int {
        nodes.append(node)
        let index = nodes.count - 1
        if node.parent < 0 { top.append(index) } else { nodes[node.parent].block?.children.append(index) }
        return index
    }
}
