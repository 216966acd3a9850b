/// An expression that cannot be compiled.
package struct ExpressionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Byte offset in the source of the expression.
    package let offset: Int
    /// Lower case, no final period: `undeclared variable 'contianer'`.
    package let message: String

    package init(offset: Int, message: String) {
        self.offset = offset
        self.message = message
    }

    package var description: String { "\(message) (at offset \(offset))" }
}
