extension Execution {
    /// The value of a pipeline; declares its variables unless `range` does that itself.
    func evaluate(_ pipeline: Pipeline, _ dot: Cell, _ frame: Frame, declares: Bool = true) throws -> GoValue {
        var value: GoValue?
        for command in pipeline.commands {
            var result = try evaluate(command, in: pipeline, dot, frame, final: value).value
            if case .null(let trace) = result { result = .invalid(trace) }
            value = result
        }
        var result = value ?? .nothing
        guard declares else { return result }
        for variable in pipeline.declarations {
            guard variable.slot >= 0 else {
                throw frame.failure(pipeline.position, pipeline.description, "undefined variable: \(variable.name)")
            }
            if pipeline.isAssignment, control != frameControl { result = guarded(result) }
            frame.slots[variable.slot] = Cell(result)
        }
        return result
    }

    /// The value, marked as chosen under the conditions at hand.
    func guarded(_ value: GoValue) -> GoValue {
        guard table.isEnabled, control != frameControl else { return value }
        if case .string(let text) = value, let runs = text.runs {
            return .string(
                Text(
                    bytes: text.bytes, runs: runs,
                    trace: table.derived(text.trace, table.guarded(.none, control: control))))
        }
        return value.replacingTrace(table.guarded(value.trace, control: control))
    }

    private func evaluate(_ command: Command, in pipeline: Pipeline, _ dot: Cell, _ frame: Frame, final: GoValue?)
        throws -> Cell
    {
        let first = command.operands[0]
        switch first {
        case .field(let node):
            return try fieldChain(
                dot, dot, node.names[...], node.position, node.description, command.operands, final, frame)
        case .chain(let node): return try chain(node, dot, command.operands, final, frame)
        case .identifier(let node):
            return Cell(try call(node, dot, command.operands, final, frame, command.position, command.description))
        case .pipeline(let inner):
            if command.operands.count > 1 || final != nil {
                throw frame.failure(
                    pipeline.position, pipeline.description, "can't give argument to non-function \(inner.description)")
            }
            return Cell(try evaluate(inner, dot, frame))
        case .variable(let node): return try variable(node, dot, command.operands, final, frame)
        case .bool(let flag, _):
            try refuseArguments(command, final, frame)
            return Cell(.bool(flag, .none))
        case .dot:
            try refuseArguments(command, final, frame)
            return dot
        case .nilValue(let position):
            try refuseArguments(command, final, frame)
            throw frame.failure(position, "nil", "nil is not a command")
        case .number(let node):
            try refuseArguments(command, final, frame)
            return Cell(try ideal(node, frame))
        case .string(let node):
            try refuseArguments(command, final, frame)
            return Cell(.string(node.value))
        }
    }

    private func refuseArguments(_ command: Command, _ final: GoValue?, _ frame: Frame) throws {
        if command.operands.count > 1 || final != nil {
            let first = command.operands[0]
            throw frame.failure(
                first.position, first.description, "can't give argument to non-function \(first.description)")
        }
    }

    private func ideal(_ node: NumberNode, _ frame: Frame) throws -> GoValue {
        guard let value = node.ideal else {
            throw frame.failure(node.position, node.text, "\(node.text) overflows int")
        }
        return value
    }

    private func chain(_ node: ChainNode, _ dot: Cell, _ operands: [Operand], _ final: GoValue?, _ frame: Frame) throws
        -> Cell
    {
        if case .nilValue = node.base {
            throw frame.failure(
                node.position, node.description, "indirection through explicit nil in \(node.description)")
        }
        let base = try argument(node.base, .value, dot, frame)
        return try fieldChain(
            dot, Cell(base), node.fields[...], node.position, node.description, operands, final, frame)
    }

    private func variable(_ node: VariableNode, _ dot: Cell, _ operands: [Operand], _ final: GoValue?, _ frame: Frame)
        throws -> Cell
    {
        guard node.slot >= 0 else {
            throw frame.failure(node.position, node.description, "undefined variable: \(node.name)")
        }
        let cell = frame.slots[node.slot]
        if node.fields.isEmpty {
            if operands.count > 1 || final != nil {
                throw frame.failure(
                    node.position, node.description, "can't give argument to non-function \(node.description)")
            }
            return cell
        }
        return try fieldChain(dot, cell, node.fields[...], node.position, node.description, operands, final, frame)
    }

    /// Walks `.a.b.c` from `receiver`; only the last name may be a method with arguments.
    private func fieldChain(
        _ dot: Cell, _ receiver: Cell, _ names: ArraySlice<String>, _ position: Int,
        _ description: @autoclosure () -> String,
        _ operands: [Operand], _ final: GoValue?, _ frame: Frame
    ) throws -> Cell {
        var current = receiver
        for index in names.indices {
            let isLast = index == names.endIndex - 1
            current = try field(
                names[index], of: current, dot, position, description(), isLast ? operands : [], isLast ? final : nil,
                frame)
        }
        return current
    }

    private func field(
        _ name: String, of receiver: Cell, _ dot: Cell, _ position: Int, _ description: @autoclosure () -> String,
        _ operands: [Operand],
        _ final: GoValue?, _ frame: Frame
    ) throws -> Cell {
        let hasArguments = operands.count > 1 || final != nil
        switch receiver.value {
        case .map(let map, let trace):
            if map.kind == .values || map.kind == .files, let parameters = map.methodParameters(name) {
                let arguments = try self.arguments(
                    name, parameters, nil, operands.dropFirst(), final, dot, frame, position, description())
                do { return Cell(traced(try map.callMethod(name, arguments, trace, self), arguments)) } catch let
                    failure as CallFailure
                {
                    throw frame.failure(position, description(), "error calling \(name): \(failure.message)")
                }
            }
            if hasArguments {
                throw frame.failure(position, description(), "\(name) is not a method but has arguments")
            }
            if let value = map[name] { return Cell(value, isBoxed: map.kind == .any || map.kind == .values) }
            if map.kind == .strings { return Cell(.string(Text([], absent(trace, name)))) }
            return Cell(.null(absent(trace, name)), isBoxed: true)
        case .invalid(let trace): return Cell(.invalid(absent(trace, name)))
        case .null: throw frame.failure(position, description(), "nil pointer evaluating interface {}.\(name)")
        case .object(let object, let trace):
            if let parameters = object.method(name) {
                let arguments = try self.arguments(
                    name, parameters, nil, operands.dropFirst(), final, dot, frame, position, description())
                do {
                    let result = try object.call(name, arguments, self)
                    return Cell(result.trace.isNone ? result.replacingTraceIfPlain(trace) : result)
                } catch let failure as CallFailure {
                    throw frame.failure(position, description(), "error calling \(name): \(failure.message)")
                }
            }
            if let value = object.field(name) {
                if hasArguments {
                    throw frame.failure(
                        position, description(), "\(name) has arguments but cannot be invoked as function")
                }
                return Cell(value.trace.isNone ? value.replacingTraceIfPlain(trace) : value)
            }
        default: break
        }
        let type = receiver.isBoxed ? "interface {}" : receiver.value.typeName
        throw frame.failure(position, description(), "can't evaluate field \(name) in type \(type)")
    }

    private func absent(_ parent: TraceID, _ key: String) -> TraceID {
        guard table.isEnabled, !parent.isNone else { return .none }
        return table.add(.absent(parent: parent, key: key))
    }
}

extension Execution {
    /// The value of one argument, which has to suit `type`.
    func argument(_ operand: Operand, _ type: ParameterType, _ dot: Cell, _ frame: Frame) throws -> GoValue {
        switch operand {
        case .dot(let position): return try validate(dot.value, type, frame, position, ".")
        case .nilValue(let position):
            if type.canBeNil { return .nothing }
            throw frame.failure(position, "nil", "cannot assign nil to \(type.typeName)")
        case .field(let node):
            let value = try fieldChain(dot, dot, node.names[...], node.position, node.description, [], nil, frame).value
            return try validate(value, type, frame, node.position, node.description)
        case .variable(let node):
            let value = try variable(node, dot, [], nil, frame).value
            return try validate(value, type, frame, node.position, node.description)
        case .pipeline(let inner):
            let value = try evaluate(inner, dot, frame)
            return try validate(value, type, frame, inner.position, inner.description)
        case .identifier(let node):
            let value = try call(node, dot, [], nil, frame, node.position, node.name)
            return try validate(value, type, frame, node.position, node.name)
        case .chain(let node):
            let value = try chain(node, dot, [], nil, frame).value
            return try validate(value, type, frame, node.position, node.description)
        case .bool(let flag, let position):
            if type == .bool || type == .any || type == .value { return .bool(flag, .none) }
            throw mismatch(type, operand, position, frame)
        case .string(let node):
            if type == .string || type == .any || type == .value { return .string(node.value) }
            throw mismatch(type, operand, node.position, frame)
        case .number(let node):
            switch type {
            case .any, .value: return try ideal(node, frame)
            case .int: if let integer = node.integer { return .int(Int(integer), node.trace) }
            case .int64: if let integer = node.integer { return .int64(integer, node.trace) }
            case .float: if let float = node.float { return .float(float, node.trace) }
            default: break
            }
            throw mismatch(type, operand, node.position, frame)
        }
    }

    private func mismatch(_ type: ParameterType, _ operand: Operand, _ position: Int, _ frame: Frame) -> TemplateError {
        let text = operand.description
        let expected: String
        switch type {
        case .string: expected = "expected string; found \(text)"
        case .bool: expected = "expected bool; found \(text)"
        case .int, .int64: expected = "expected integer; found \(text)"
        case .float: expected = "expected float; found \(text)"
        default: expected = "can't handle \(text) for arg of type \(type.typeName)"
        }
        return frame.failure(position, text, expected)
    }

    func validate(
        _ value: GoValue, _ type: ParameterType, _ frame: Frame, _ position: Int, _ context: @autoclosure () -> String
    ) throws -> GoValue {
        switch (type, value) {
        case (.any, _), (.value, _), (.string, .string), (.int, .int), (.int64, .int64), (.float, .float),
            (.bool, .bool):
            return value
        case (.map, .map(let map, _)) where map.kind == .any || map.kind == .values: return value
        case (.strings, .list(let list, _)) where list.element == .string: return value
        case (.object(let name), .object(let object, _)) where object.typeName == name || object.typeName == "*" + name:
            return value
        case (.map, .invalid), (.strings, .invalid): return value
        case (_, .invalid): throw frame.failure(position, context(), "invalid value; expected \(type.typeName)")
        default:
            throw frame.failure(
                position, context(), "wrong type for value; expected \(type.typeName); got \(value.reflectTypeName)")
        }
    }
}

extension GoValue {
    /// Gives the value an origin unless it is a string with runs of its own.
    func replacingTraceIfPlain(_ trace: TraceID) -> GoValue {
        if case .string(let text) = self, text.runs != nil { return self }
        return replacingTrace(trace)
    }
}
