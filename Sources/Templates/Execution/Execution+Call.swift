/// The Go type of a parameter.
package enum ParameterType: Hashable, Sendable {
    /// `interface {}`: takes everything, nil included.
    case any
    /// `reflect.Value`: like `any`, but an absent value stays absent.
    case value
    case string, int, int64, float, bool
    /// `map[string]interface {}`
    case map
    /// `[]string`
    case strings
    case object(String)

    var typeName: String {
        switch self {
        case .any: "interface {}"
        case .value: "reflect.Value"
        case .string: "string"
        case .int: "int"
        case .int64: "int64"
        case .float: "float64"
        case .bool: "bool"
        case .map: "map[string]interface {}"
        case .strings: "[]string"
        case .object(let name): name
        }
    }

    var canBeNil: Bool {
        switch self {
        case .any, .value, .map, .strings: true
        default: false
        }
    }
}

/// A function that templates can call.
struct GoFunction: Sendable {
    /// What becomes of the origins of its arguments.
    enum Tracing: Sendable {
        /// A result without origin gets those of all arguments.
        case derived
        /// The function keeps account itself.
        case own
    }

    let name: String
    let parameters: [ParameterType]
    let variadic: ParameterType?
    let tracing: Tracing
    let body: @Sendable ([GoValue], Execution) throws -> GoValue

    init(
        _ name: String, _ parameters: [ParameterType], variadic: ParameterType? = nil, _ tracing: Tracing = .derived,
        _ body: @escaping @Sendable ([GoValue], Execution) throws -> GoValue
    ) {
        self.name = name
        self.parameters = parameters
        self.variadic = variadic
        self.tracing = tracing
        self.body = body
    }
}

extension Execution {
    /// Calls a function with the arguments after the first operand and the value of the preceding command.
    func call(
        _ node: IdentifierNode, _ dot: Cell, _ operands: [Operand], _ final: GoValue?, _ frame: Frame, _ position: Int,
        _ context: @autoclosure () -> String
    ) throws -> GoValue {
        try step(frame, node.position)
        let function = node.function
        let rest = operands.dropFirst()
        if function.name == "and" || function.name == "or" {
            return try shortCircuit(function, rest, final, dot, frame, node.position)
        }
        let arguments = try arguments(
            function.name, function.parameters, function.variadic, rest, final, dot, frame, node.position, node.name)
        if function.name == "call", let first = rest.first, arguments[0].isNil == false {
            throw opaqueFailure(
                "error calling call: non-function \(first.description) of type \(arguments[0].typeName)", frame,
                position, context())
        }
        callSite = (frame.tree, node.position)
        do {
            let result = try function.body(arguments, self)
            return function.tracing == .derived ? traced(result, arguments) : result
        } catch let failure as CallFailure {
            let location = frame.tree.source.location(position)
            let kind: TemplateError.Kind = failure.isLimit ? .limit : failure.demand != nil ? .demanded : .execution
            throw TemplateError(
                message:
                    "template: \(location): executing \(goQuoted(frame.tree.name)) at <\(context())>: error calling \(function.name): \(failure.message)",
                kind: kind, location: location, demand: failure.demand ?? "", cause: failure.cause,
                isOpaque: failure.isOpaque)
        }
    }

    private func opaqueFailure(_ message: String, _ frame: Frame, _ position: Int, _ context: String) -> TemplateError {
        let failure = frame.failure(position, context, message)
        return TemplateError(message: failure.message, kind: .execution, location: failure.location, isOpaque: true)
    }

    /// Gives a result without an origin those of all arguments.
    func traced(_ result: GoValue, _ arguments: [GoValue]) -> GoValue {
        guard table.isEnabled, result.trace.isNone else { return result }
        if case .string(let text) = result, text.runs != nil { return result }
        var trace = TraceID.none
        for argument in arguments { trace = table.derived(trace, argument.summary(in: table)) }
        return trace.isNone ? result : result.replacingTrace(trace)
    }

    func arguments(
        _ name: String, _ parameters: [ParameterType], _ variadic: ParameterType?, _ operands: ArraySlice<Operand>,
        _ final: GoValue?,
        _ dot: Cell, _ frame: Frame, _ position: Int, _ context: @autoclosure () -> String
    ) throws -> [GoValue] {
        let count = operands.count + (final == nil ? 0 : 1)
        if variadic != nil {
            if count < parameters.count {
                throw frame.failure(
                    position, context(),
                    "wrong number of args for \(name): want at least \(parameters.count) got \(operands.count)")
            }
        } else if count != parameters.count {
            throw frame.failure(
                position, context(), "wrong number of args for \(name): want \(parameters.count) got \(count)")
        }
        var values: [GoValue] = []
        values.reserveCapacity(count)
        for operand in operands {
            let type = values.count < parameters.count ? parameters[values.count] : variadic ?? .any
            values.append(try argument(operand, type, dot, frame))
        }
        if let final {
            let type = values.count < parameters.count ? parameters[values.count] : variadic ?? .any
            let last = operands.last
            values.append(try validate(final, type, frame, last?.position ?? position, last?.description ?? context()))
        }
        return values
    }

    /// `and` and `or`, which evaluate only as many arguments as they need and return one of them.
    private func shortCircuit(
        _ function: GoFunction, _ operands: ArraySlice<Operand>, _ final: GoValue?, _ dot: Cell, _ frame: Frame,
        _ position: Int
    ) throws -> GoValue {
        if operands.isEmpty, final == nil {
            throw frame.failure(
                position, function.name, "wrong number of args for \(function.name): want at least 1 got 0")
        }
        var decided = TraceID.none
        var value = GoValue.nothing
        for operand in operands {
            value = try argument(operand, .value, dot, frame)
            if value.isTrue == (function.name == "or") { return value.influenced(by: decided, in: table) }
            if table.isEnabled { decided = table.derived(decided, value.summary(in: table)) }
        }
        if let final { value = final }
        return value.influenced(by: decided, in: table)
    }
}
