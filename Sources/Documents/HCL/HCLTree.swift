package import SourceText

/// The syntax tree of an HCL file: flat arrays that refer to each other by index.
///
/// Invariant: children stand before their parents, and no expression is deeper than `HCLParser.maximumHeight`, so that
/// walking the tree by recursion is safe.
package struct HCLTree: Sendable {
    package var expressions: [HCLExpressionNode] = []
    /// Elements of tuples and arguments of calls.
    package var elements: [HCLExpressionID] = []
    package var entries: [HCLObjectEntry] = []
    package var loops: [HCLFor] = []
    package var parts: [HCLTemplatePart] = []
    package var attributes: [HCLAttribute] = []
    package var blocks: [HCLBlock] = []
    package var labels: [HCLLabel] = []
    package var items: [HCLItem] = []
    package var bodies: [HCLBody] = []

    package subscript(_ id: HCLExpressionID) -> HCLExpression { expressions[Int(id.index)].expression }
    package func span(_ id: HCLExpressionID) -> Span { expressions[Int(id.index)].offsets.span }

    package func items(of body: HCLBody) -> ArraySlice<HCLItem> { items[body.items.range] }
    package func body(of block: HCLBlock) -> HCLBody { bodies[Int(block.body)] }
    package func labels(of block: HCLBlock) -> ArraySlice<HCLLabel> { labels[block.labels.range] }
}

package struct HCLExpressionID: Hashable, Sendable {
    package let index: Int32
    package init(index: Int32) { self.index = index }
}

/// A run of one of the tree's arrays.
package struct HCLRun: Hashable, Sendable {
    private let low: Int32
    private let high: Int32

    package init(_ start: Int, _ end: Int) {
        low = Int32(truncatingIfNeeded: start)
        high = Int32(truncatingIfNeeded: end)
    }

    package var range: Range<Int> { Int(low)..<Int(high) }
    package var count: Int { Int(high - low) }
}

package struct HCLExpressionNode: Sendable {
    package let expression: HCLExpression
    package let offsets: HCLOffsets
    /// How many levels of expressions hang below.
    package let height: Int16
}

/// What an expression is; names and numbers are read from the file's bytes.
package enum HCLExpression: Sendable {
    case null
    case bool(Bool)
    case number
    /// `"text ${reference}"`; one interpolation alone passes its value through.
    case template(parts: HCLRun)
    /// `<<EOT`
    case heredoc(parts: HCLRun)
    /// The first name of a traversal: `var`
    case variable
    /// `source.name`
    case attribute(source: HCLExpressionID, name: HCLOffsets)
    /// `source[key]`
    case index(source: HCLExpressionID, key: HCLExpressionID)
    /// `source.0`
    case legacyIndex(source: HCLExpressionID, digits: HCLOffsets)
    /// `source.*.name` and `source[*].name`; `each` hangs on a `.splatElement`.
    case splat(source: HCLExpressionID, each: HCLExpressionID)
    case splatElement
    case tuple(elements: HCLRun)
    case object(entries: HCLRun)
    /// `[for … ]` and `{for … }`
    case loop(Int32)
    case conditional(HCLExpressionID, then: HCLExpressionID, otherwise: HCLExpressionID)
    case binary(HCLToken.Kind, HCLExpressionID, HCLExpressionID)
    /// `-x` and `!x`
    case unary(HCLToken.Kind, HCLExpressionID)
    /// `name(arguments)`; `expands` for a final `...`.
    case call(name: HCLOffsets, arguments: HCLRun, expands: Bool)
    case parentheses(HCLExpressionID)
    /// Something that could not be read.
    case invalid
}

/// `key = value` or `key: value` in an object.
package struct HCLObjectEntry: Sendable {
    package let key: HCLExpressionID
    package let value: HCLExpressionID
}

/// `[for key, value in collection : result if condition]`
package struct HCLFor: Sendable {
    package let key: HCLOffsets?
    package let value: HCLOffsets
    package let collection: HCLExpressionID
    /// What stands before `=>`; nil when a tuple is made.
    package let resultKey: HCLExpressionID?
    package let result: HCLExpressionID
    package let condition: HCLExpressionID?
    /// Whether `...` groups results by key.
    package let groups: Bool
}

package enum HCLTemplatePart: Sendable {
    /// Literal text, after removal of a flush heredoc's indent; `escapes` inside quotes.
    case text(HCLOffsets, escapes: Bool, trimStart: Bool, trimEnd: Bool)
    case interpolation(HCLExpressionID)
    /// `%{ if condition }…%{ else }…%{ endif }`
    case conditional(HCLExpressionID, then: HCLRun, otherwise: HCLRun)
    /// `%{ for key, value in collection }…%{ endfor }`
    case loop(key: HCLOffsets?, value: HCLOffsets, collection: HCLExpressionID, body: HCLRun)
}

/// `name = value`
package struct HCLAttribute: Sendable {
    package let name: HCLOffsets
    package let assign: HCLOffsets
    package let value: HCLExpressionID
    /// From the name to the end of the value.
    package let offsets: HCLOffsets
}

/// `type "label" { … }`
package struct HCLBlock: Sendable {
    package let type: HCLOffsets
    package let labels: HCLRun
    package let openBrace: HCLOffsets
    /// Empty when the brace is missing.
    package let closeBrace: HCLOffsets
    /// Index into `HCLTree.bodies`.
    package let body: Int32
    /// From the type to the end of the last label.
    package let header: HCLOffsets

    package var offsets: HCLOffsets { HCLOffsets(type.start, closeBrace.end) }
}

/// A block's label with its quotes.
package struct HCLLabel: Sendable {
    package let offsets: HCLOffsets
    package let text: String
}

package enum HCLItem: Sendable {
    case attribute(Int32)
    case block(Int32)
}

/// What stands between the braces of a block, or a whole file.
package struct HCLBody: Sendable {
    package let items: HCLRun
    package let offsets: HCLOffsets
}
