/// The names that an expression may use.
package struct Environment: Sendable {
    /// Bound anew for every evaluation; a name may be dotted.
    package let variables: [String]
    /// Named expressions (`let:` of a rule), each evaluated at most once a run and only when used.
    private(set) var definitions: [Definition] = []
    /// The namespace in which names are looked up first.
    package var container = ""
    package var undeclared = Undeclared.compileError
    /// Makes the values of `Type{field: value}`; nil when there are no message types.
    package var messages: (any MessageProvider)?
    /// The TZif file (RFC 9636) of an IANA zone name; without it only `UTC` and fixed offsets are known, since this module does no IO.
    package var zoneFile: (@Sendable (String) -> [UInt8]?)?

    package enum Undeclared: Sendable {
        case compileError
        /// What a run without type check does: only looking at the name fails.
        case evaluationError
    }

    struct Definition: Sendable {
        let name: String
        /// Nil for constants.
        let syntax: Syntax?
        let code: Code
        let constant: CELValue?
        /// Holds the value once the code ran; the definition's own local variables follow.
        let slot: Int
    }

    /// The first slot that neither a variable nor a definition uses.
    private(set) var nextSlot: Int

    package init(variables: [String]) {
        self.variables = variables
        nextSlot = variables.count
    }

    /// Adds a named expression, which may use the variables and earlier definitions.
    package mutating func define(_ name: String, as source: String) throws(ExpressionError) {
        try define(name, as: try Parser.parse(source))
    }

    package mutating func define(_ name: String, as syntax: Syntax) throws(ExpressionError) {
        let slot = nextSlot
        nextSlot += 1
        var compiler = Compiler(self)
        let compiled = try compiler.compile(syntax)
        nextSlot = compiler.slotCount
        definitions.append(
            Definition(name: name, syntax: syntax, code: compiled.code, constant: compiled.constant, slot: slot))
    }

    /// Adds a named constant, such as a parameter of a rule.
    package mutating func define(_ name: String, as value: CELValue) {
        definitions.append(Definition(name: name, syntax: nil, code: { _ in value }, constant: value, slot: 0))
    }
}

/// Knows message types for `Type{field: value}` literals.
package protocol MessageProvider: Sendable {
    /// Whether the full name is a message type.
    func knows(_ type: String) -> Bool

    /// The value of a literal; `.error` when a field does not exist or has the wrong type.
    func make(_ type: String, fields: [(name: String, value: CELValue)]) -> CELValue
}
