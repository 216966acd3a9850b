extension Compiler {
    /// Expands a macro; nil when the call is none.
    mutating func macro(
        _ function: String, target: Syntax?, _ arguments: [Syntax], at offset: Int
    ) throws(ExpressionError) -> Compiled? {
        guard let target else {
            guard arguments.count == 1 else { return nil }
            return function == "has" ? try has(arguments[0]) : function == "known" ? try known(arguments[0]) : nil
        }
        if case .identifier("cel") = target.kind, local("cel") == nil {
            return try namespaced(function, arguments, at: offset)
        }
        switch (function, arguments.count) {
        case ("all", 2), ("exists", 2), ("exists_one", 2), ("existsOne", 2), ("map", 2), ("map", 3), ("filter", 2),
            ("all", 3), ("exists", 3), ("exists_one", 3), ("existsOne", 3),
            ("transformList", 3), ("transformList", 4), ("transformMap", 3), ("transformMap", 4),
            ("transformMapEntry", 3), ("transformMapEntry", 4), ("sortBy", 2):
            return try comprehension(function, over: target, arguments, at: offset)
        case ("all", _), ("exists", _), ("exists_one", _), ("existsOne", _), ("map", _), ("filter", _):
            throw ExpressionError(
                offset: offset, message: "\(function)() takes a variable and a condition, such as 'list.all(x, x > 0)'")
        default: return nil
        }
    }

    private mutating func has(_ argument: Syntax) throws(ExpressionError) -> Compiled {
        guard case .select(let operand, let field, _) = argument.kind else {
            throw ExpressionError(offset: argument.offset, message: "has() takes a selection such as 'pod.spec'")
        }
        let offset = argument.offset
        if Compiler.isOptional(operand) {
            let base = try compileOptional(operand)
            return Compiled { frame in
                frame.charge(1)
                return base(&frame)?.hasField(field, at: offset) ?? .bool(false)
            }
        }
        if let path = fieldPath(operand) {
            return Compiled { frame in
                frame.charge(1)
                return path.value(in: &frame, keepsNull: true)?.hasField(field, at: offset) ?? .bool(false)
            }
        }
        let base = try compile(operand)
        let run = base.code
        return folded(
            Compiled { frame in
                frame.charge(1)
                return run(&frame).hasField(field, at: offset)
            }, when: base.constant != nil)
    }

    /// `known(x)`: false where `x` is unknown, so that a text can do without it. Not of CEL itself.
    private mutating func known(_ argument: Syntax) throws(ExpressionError) -> Compiled {
        let code = try compile(argument).code
        return Compiled { frame in
            frame.charge(1)
            switch code(&frame) {
            case .unknown: return .bool(false)
            case .error(let error): return .error(error)
            default: return .bool(true)
            }
        }
    }

    /// `cel.bind(name, value, body)`, `cel.block([…], body)`, `cel.index(0)`, `cel.iterVar(0, 0)`.
    private mutating func namespaced(
        _ function: String, _ arguments: [Syntax], at offset: Int
    ) throws(ExpressionError) -> Compiled? {
        switch (function, arguments.count) {
        case ("bind", 3):
            guard case .identifier(let name) = arguments[0].kind else {
                throw ExpressionError(offset: arguments[0].offset, message: "cel.bind() takes a variable name first")
            }
            let value = try compile(arguments[1]).code
            return try withLocal(name) { (compiler, slot) throws(ExpressionError) in
                let body = try compiler.compile(arguments[2]).code
                return Compiled { frame in
                    frame.slots[slot] = value(&frame)
                    return body(&frame)
                }
            }
        case ("block", 2):
            guard case .list(let elements) = arguments[0].kind else {
                throw ExpressionError(offset: arguments[0].offset, message: "cel.block() takes a list first")
            }
            return try block(elements.map(\.value)[...], number: 0, body: arguments[1])
        case ("index", 1), ("iterVar", 2), ("accuVar", 2):
            let name = try Compiler.blockName(function, arguments, at: offset)
            guard let slot = local(name) else {
                throw ExpressionError(offset: offset, message: "cel.\(function)() has nothing to refer to")
            }
            return Compiled { $0.slots[slot] }
        default: return nil
        }
    }

    private mutating func block(
        _ values: ArraySlice<Syntax>, number: Int, body: Syntax
    ) throws(ExpressionError) -> Compiled {
        guard let first = values.first else { return try compile(body) }
        guard number < Syntax.maximumDepth else {
            throw ExpressionError(offset: first.offset, message: "cel.block() holds too many values")
        }
        let value = try compile(first).code
        return try withLocal("cel.index(\(number))") { (compiler, slot) throws(ExpressionError) in
            let rest = try compiler.block(values.dropFirst(), number: number + 1, body: body).code
            return Compiled { frame in
                frame.slots[slot] = value(&frame)
                return rest(&frame)
            }
        }
    }

    private static func blockName(
        _ function: String, _ arguments: [Syntax], at offset: Int
    ) throws(ExpressionError) -> String {
        var numbers: [String] = []
        for argument in arguments {
            guard case .literal(.int(let number)) = argument.kind else {
                throw ExpressionError(offset: offset, message: "cel.\(function)() takes integer literals")
            }
            numbers.append(String(number))
        }
        return "cel.\(function)(\(numbers.joined(separator: ",")))"
    }

    /// The name of a macro's variable.
    func localName(_ node: Syntax) throws(ExpressionError) -> String {
        switch node.kind {
        case .identifier(let name) where !name.hasPrefix("."): return name
        case .call("iterVar", let target?, let arguments) where target.dottedName == "cel":
            return try Compiler.blockName("iterVar", arguments, at: node.offset)
        default: throw ExpressionError(offset: node.offset, message: "expected a variable name")
        }
    }
}
