import SourceText

/// One term or expression with the bytes that it was read from.
struct RegoNode {
    enum Kind: Equatable {
        case null, bool, number, string, rawString, variable
        /// A name with parts behind it: `input.review.object`, `x[_]`. The first child is the head.
        case reference
        /// The first child is what is called.
        case call
        case array, set
        /// Keys and values in turn.
        case object
        /// `[x | …]`, `{x | …}`, `{k: v | …}`.
        case comprehension
        case infix(String)
        case negation, some, every, with
    }

    let kind: Kind
    let span: Span
    var children: [RegoNode] = []
}

/// One rule, or one `default` of it.
struct RegoRule {
    enum Shape: String { case fallback = "default", complete, function, set }

    let name: Span
    let shape: Shape
    let span: Span
    /// What it gives; nil where that is `true` without saying so.
    let value: RegoNode?
    /// Arguments, keys and members of its head.
    let head: [RegoNode]
    let bodies: [[RegoNode]]
    /// The value and body of each `else`.
    let alternatives: [(value: RegoNode?, body: [RegoNode])]
    let usesKeywords: Bool
}

struct RegoImport {
    let span: Span
    let path: Span
}

/// A module: package, imports, rules.
struct RegoTree {
    var package: Span?
    var imports: [RegoImport] = []
    var rules: [RegoRule] = []
}
