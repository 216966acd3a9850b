/// A name that rules may use for a CEL expression.
package struct NamedExpression: Hashable, Sendable {
    /// Plain or dotted: `self.inKubeSystem`.
    package let name: String
    /// CEL over a selector's bindings, `self` and the names before it.
    package let expression: String

    /// Compiles nothing: an expression that is no CEL is reported where rules are compiled.
    package init(name: String, expression: String) {
        self.name = name
        self.expression = expression
    }
}
