package import ConfigModel

/// A compiled expression; may run on many threads at once.
///
///     let program = try Expression.compile("container.?x.orValue(false)", variables: ["container", "pod"])
///     switch program.evaluate([CELValue(container), CELValue(pod)]).outcome { … }
package struct Program: Sendable {
    /// What `evaluate` expects, in this order.
    package let variables: [String]
    package let syntax: Syntax
    let definitions: [(name: String, syntax: Syntax)]
    let code: Code
    /// Variables, then definitions, then local variables of macros.
    let slotCount: Int
    let zoneFile: (@Sendable (String) -> [UInt8]?)?
    /// The value when the expression depends on no variable.
    package let constant: CELValue?

    /// Enough for any sensible rule on a large resource, yet well under a second.
    package static let defaultCostLimit = 1_000_000

    /// Runs the program. The cost is the same in every run on equal values.
    /// - Parameter bindings: one value a variable, in the order of `variables`; missing ones are an error when used.
    package func evaluate(_ bindings: [CELValue], costLimit: Int = Program.defaultCostLimit) -> Evaluation {
        if let constant { return Evaluation(Outcome(constant), cost: 0) }
        var frame = Frame(slots: bindings, count: slotCount, limit: costLimit, zoneFile: zoneFile)
        let result = code(&frame)
        if frame.isExhausted { return Evaluation(.error(.costLimit(costLimit)), cost: frame.cost) }
        return Evaluation(Outcome(result), cost: frame.cost)
    }
}

/// What came of running a program.
package struct Evaluation: Sendable {
    package let outcome: Outcome
    /// In steps: one a call, operator or selection, more for long strings and lists.
    package let cost: Int

    init(_ outcome: Outcome, cost: Int) {
        self.outcome = outcome
        self.cost = cost
    }
}

/// The three ways in which an evaluation ends.
package enum Outcome: Sendable {
    /// Never `.error` or `.unknown`.
    case value(CELValue)
    case error(EvaluationError)
    case unknown([UnknownReason])

    init(_ value: CELValue) {
        switch value {
        case .error(let error): self = .error(error)
        case .unknown(let reasons): self = .unknown(reasons)
        default: self = .value(value)
        }
    }

    /// The answer of a condition, or nil when it has none.
    package var bool: Bool? { if case .value(.bool(let flag)) = self { flag } else { nil } }
}

/// Parsing and compiling of CEL, the Common Expression Language (cel-spec, doc/langdef.md).
package enum Expression {
    package static func parse(_ source: String) throws(ExpressionError) -> Syntax { try Parser.parse(source) }

    package static func compile(
        _ source: String, variables: [String]
    ) throws(ExpressionError) -> Program {
        try compile(source, in: Environment(variables: variables))
    }

    package static func compile(
        _ source: String, in environment: Environment
    ) throws(ExpressionError) -> Program {
        try compile(try Parser.parse(source), in: environment)
    }

    package static func compile(
        _ syntax: Syntax, in environment: Environment
    ) throws(ExpressionError) -> Program {
        var compiler = Compiler(environment)
        let compiled = try compiler.compile(syntax)
        return Program(
            variables: environment.variables, syntax: syntax,
            definitions: environment.definitions.compactMap { definition in
                definition.syntax.map { (definition.name, $0) }
            }, code: compiled.code, slotCount: compiler.slotCount,
            zoneFile: environment.zoneFile, constant: compiled.constant)
    }
}
