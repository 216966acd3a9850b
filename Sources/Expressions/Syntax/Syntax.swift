/// One node of a parsed expression, before any name in it was resolved.
///
///     container.?securityContext.?runAsNonRoot.orValue(false)
///
/// Macros (`all`, `cel.bind`, …) are ordinary calls here; the compiler expands them.
/// Invariant: `depth` is at most `Syntax.maximumDepth`, so that recursion over a tree is safe.
package struct Syntax: Sendable {
    package let kind: Kind
    /// Byte offset in the source, the place that an error message points at.
    package let offset: Int
    package let depth: Int

    package indirect enum Kind: Sendable {
        case literal(CELValue)
        /// A leading dot, which skips the container, is part of the name.
        case identifier(String)
        case select(Syntax, field: String, isOptional: Bool)
        case index(Syntax, Syntax, isOptional: Bool)
        case call(function: String, target: Syntax?, arguments: [Syntax])
        case unary(UnaryOperator, Syntax)
        case binary(BinaryOperator, Syntax, Syntax)
        /// A whole chain `a && b && c`; operands are never themselves a chain of the same operator without parentheses.
        case logical(LogicalOperator, [Syntax])
        case conditional(Syntax, Syntax, Syntax)
        case list([Element])
        case map([Entry])
        case message(type: String, fields: [Field])
    }

    package struct Element: Sendable {
        package let value: Syntax
        package let isOptional: Bool
    }

    package struct Entry: Sendable {
        package let key: Syntax
        package let value: Syntax
        package let isOptional: Bool
    }

    package struct Field: Sendable {
        package let name: String
        package let value: Syntax
        package let isOptional: Bool
    }

    package enum UnaryOperator: String, Sendable {
        case not = "!"
        case negate = "-"
    }

    package enum LogicalOperator: String, Sendable {
        case and = "&&"
        case or = "||"
    }

    package enum BinaryOperator: String, Sendable {
        case equal = "=="
        case notEqual = "!="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
        case `in`
        case add = "+"
        case subtract = "-"
        case multiply = "*"
        case divide = "/"
        case remainder = "%"
    }

    package static let maximumDepth = 200

    init(_ kind: Kind, at offset: Int) {
        self.kind = kind
        self.offset = offset
        depth = 1 + (kind.children.map(\.depth).max() ?? 0)
    }
}

extension Syntax.Kind {
    package var children: [Syntax] {
        switch self {
        case .literal, .identifier: []
        case .select(let operand, _, _), .unary(_, let operand): [operand]
        case .index(let left, let right, _), .binary(_, let left, let right): [left, right]
        case .call(_, let target, let arguments): (target.map { [$0] } ?? []) + arguments
        case .logical(_, let operands): operands
        case .conditional(let condition, let then, let otherwise): [condition, then, otherwise]
        case .list(let elements): elements.map(\.value)
        case .map(let entries): entries.flatMap { [$0.key, $0.value] }
        case .message(_, let fields): fields.map(\.value)
        }
    }
}

extension Syntax {
    /// `a.b.c` when the node is nothing but identifiers and plain selections.
    package var dottedName: String? {
        switch kind {
        case .identifier(let name): name
        case .select(let operand, let field, false): operand.dottedName.map { "\($0).\(field)" }
        default: nil
        }
    }

    /// The identifier that a chain of plain selections starts from.
    var rootIdentifier: String? {
        switch kind {
        case .identifier(let name): name
        case .select(let operand, _, _): operand.rootIdentifier
        default: nil
        }
    }
}
