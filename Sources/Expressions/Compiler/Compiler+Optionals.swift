extension Compiler {
    /// Whether the value is an optional by the look of the expression; such chains run without boxing each step.
    static func isOptional(_ node: Syntax) -> Bool {
        switch node.kind {
        case .select(let operand, _, let isOptional): isOptional || Compiler.isOptional(operand)
        case .index(let operand, _, let isOptional): isOptional || Compiler.isOptional(operand)
        case .call("or", let target?, let arguments): arguments.count == 1 && Compiler.isOptional(target)
        default: false
        }
    }

    mutating func compileOptional(_ node: Syntax) throws(ExpressionError) -> OptionalCode {
        guard Compiler.isOptional(node) else { return try unboxed(node) }
        if let path = fieldPath(node) { return { frame in path.value(in: &frame) } }
        let offset = node.offset
        switch node.kind {
        case .select(let operand, let field, let isExplicit):
            if Compiler.isOptional(operand) {
                let base = try compileOptional(operand)
                return { frame in
                    frame.charge(1)
                    return base(&frame)?.selectingOptional(field, at: offset, orNull: isExplicit)
                }
            }
            let base = try compile(operand).code
            return { frame in
                frame.charge(1)
                return base(&frame).selectingOptional(field, at: offset, orNull: true)
            }
        case .index(let operand, let index, _):
            let key = try compile(index).code
            if Compiler.isOptional(operand) {
                let base = try compileOptional(operand)
                return { frame in
                    frame.charge(1)
                    return base(&frame)?.indexingOptional(key(&frame), at: offset)
                }
            }
            let base = try compile(operand).code
            return { frame in
                frame.charge(1)
                return base(&frame).indexingOptional(key(&frame), at: offset)
            }
        case .call(_, let target?, let arguments):
            let first = try compileOptional(target)
            let second = try compileOptional(arguments[0])
            return { frame in first(&frame) ?? second(&frame) }
        default: return try unboxed(node)
        }
    }

    /// Code for anything that may turn out to be an optional when it runs.
    private mutating func unboxed(_ node: Syntax) throws(ExpressionError) -> OptionalCode {
        let run = try compile(node).code
        let offset = node.offset
        return { frame in
            switch run(&frame) {
            case .optional(let content): content
            case let value:
                value.isDefinite
                    ? .error(EvaluationError("expected an optional but found a \(value.type.name)").located(at: offset))
                    : value
            }
        }
    }

    /// `x.orValue(y)`, `x.or(y)`, `x.hasValue()`, `x.value()`, `x.optMap(v, e)`, `x.optFlatMap(v, e)`, `has(x)`; nil for other calls.
    mutating func optionalCall(
        _ function: String, _ target: Syntax, _ arguments: [Syntax], at offset: Int
    ) throws(ExpressionError) -> Compiled? {
        switch (function, arguments.count) {
        case ("orValue", 1):
            let base = try compileOptional(target)
            let other = try compile(arguments[0])
            if let constant = other.constant { return Compiled { frame in base(&frame) ?? constant } }
            let otherwise = other.code
            return Compiled { frame in base(&frame) ?? otherwise(&frame) }
        case ("or", 1):
            let first = try compileOptional(target)
            let second = try compileOptional(arguments[0])
            return Compiled { frame in CELValue.boxed(first(&frame) ?? second(&frame)) }
        case ("hasValue", 0):
            let base = try compileOptional(target)
            return Compiled { frame in
                guard let value = base(&frame) else { return .bool(false) }
                return value.isDefinite ? .bool(true) : value
            }
        case ("value", 0):
            let base = try compileOptional(target)
            return Compiled { frame in base(&frame) ?? .failure("optional.none() dereference").located(at: offset) }
        case ("optMap", 2), ("optFlatMap", 2):
            let base = try compileOptional(target)
            let name = try localName(arguments[0])
            return try withLocal(name) { (compiler, slot) throws(ExpressionError) in
                let body = try compiler.compile(arguments[1]).code
                let isFlat = function == "optFlatMap"
                return Compiled { frame in
                    guard let value = base(&frame) else { return .none }
                    guard value.isDefinite else { return value }
                    frame.slots[slot] = value
                    let result = body(&frame)
                    guard result.isDefinite else { return result }
                    guard isFlat else { return .optional(result) }
                    if case .optional = result { return result }
                    return .noSuchOverload("optFlatMap", result).located(at: offset)
                }
            }
        default: return nil
        }
    }
}

extension CELValue {
    /// The optional as a value; errors and unknown stay what they are.
    static func boxed(_ content: CELValue?) -> CELValue {
        guard let content else { return .none }
        return content.isDefinite ? .optional(content) : content
    }
}
