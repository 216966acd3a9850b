extension Compiler {
    mutating func call(
        _ node: Syntax, function: String, target: Syntax?, arguments: [Syntax]
    ) throws(ExpressionError) -> Compiled {
        let offset = node.offset
        if let macro = try macro(function, target: target, arguments, at: offset) { return macro }
        guard let target else {
            let name = function.hasPrefix(".") ? String(function.dropFirst()) : function
            return try apply(candidates(name), isMember: false, arguments, at: offset)
        }
        // `math.ceil(x)` is a function with a dotted name, unless `math` is a local variable.
        if let prefix = target.dottedName, let root = target.rootIdentifier, local(root) == nil {
            let names = candidates("\(prefix).\(function)")
            if names.contains(where: { !Library.functions($0, isMember: false).isEmpty }) {
                return try apply(names, isMember: false, arguments, at: offset)
            }
        }
        if let optional = try optionalCall(function, target, arguments, at: offset) { return optional }
        return try apply([function], isMember: true, [target] + arguments, at: offset)
    }

    private mutating func apply(
        _ names: [String], isMember: Bool, _ arguments: [Syntax], at offset: Int
    ) throws(ExpressionError) -> Compiled {
        let name = names.first { !Library.functions($0, isMember: isMember).isEmpty } ?? names[0]
        let known = Library.functions(name, isMember: isMember)
        var parts: [Compiled] = []
        for argument in arguments { parts.append(try compile(argument)) }
        guard let function = known.first(where: { $0.accepts(arguments.count) }) else {
            let message =
                known.isEmpty
                ? "undeclared function '\(name)'"
                : "no such overload: '\(name)' takes no \(arguments.count - (isMember ? 1 : 0)) arguments"
            guard environment.undeclared == .evaluationError else {
                throw ExpressionError(offset: offset, message: message)
            }
            let error = EvaluationError(message).located(at: offset)
            return Compiled { _ in .error(error) }
        }
        if case .pattern(_, let body) = function.body {
            return try pattern(function, parts, at: offset, body)
        }
        return folded(
            code(function, parts.map(\.code), at: offset), when: parts.allSatisfy { $0.constant != nil })
    }

    private func code(_ function: Function, _ arguments: [Code], at offset: Int) -> Compiled {
        let name = function.name
        let looksInside = function.looksInside
        switch function.body {
        case .nullary(let body):
            return Compiled { frame in
                frame.charge(1)
                return body() ?? .noSuchOverload(name)
            }
        case .unary(let body):
            let first = arguments[0]
            return Compiled { frame in
                let value = first(&frame)
                guard value.isDefinite else { return value }
                frame.charge(1 + value.weight)
                if looksInside, let unknown = frame.look(inside: value) { return unknown }
                return frame.charged(body(value)) ?? .error(.noSuchOverload(name, [value.type]).located(at: offset))
            }
        case .binary(let body):
            let (first, second) = (arguments[0], arguments[1])
            return Compiled { frame in
                let left = first(&frame)
                if case .error = left { return left }
                let right = second(&frame)
                if case .error = right { return right }
                if !left.isDefinite || !right.isDefinite { return left.mergedUnknown(with: right) }
                frame.charge(1 + left.weight + right.weight)
                if looksInside, let unknown = frame.look(inside: left) ?? frame.look(inside: right) { return unknown }
                return frame.charged(body(left, right))
                    ?? .error(.noSuchOverload(name, [left.type, right.type]).located(at: offset))
            }
        case .ternary(let body):
            return general(name, arguments, looksInside, at: offset) { _, values in
                body(values[0], values[1], values[2])
            }
        case .pattern: return Compiled { _ in .noSuchOverload(name) }
        case .many(_, let body): return general(name, arguments, looksInside, at: offset, body)
        }
    }

    /// A constant pattern is compiled once, so that a mistake in it shows when the rule is loaded.
    private func pattern(
        _ function: Function, _ parts: [Compiled], at offset: Int,
        _ body: @escaping @Sendable (inout Frame, RegularExpression, [CELValue]) -> CELValue?
    ) throws(ExpressionError) -> Compiled {
        var ready: RegularExpression?
        if case .string(let source)? = parts[1].constant {
            do { ready = try RegularExpression(source) } catch {
                if environment.undeclared == .compileError {
                    throw ExpressionError(offset: offset, message: "invalid pattern: \(error)")
                }
            }
        }
        let known = ready
        let compiled = general(function.name, parts.map(\.code), false, at: offset) { frame, values in
            guard case .string(let text) = values[0], case .string(let source) = values[1] else { return nil }
            let expression: RegularExpression
            if let known {
                expression = known
            } else {
                do { expression = try RegularExpression(source) } catch { return .failure("invalid pattern: \(error)") }
                frame.charge(expression.size)
            }
            frame.charge(text.utf8.count / 1024 * expression.size)
            guard !frame.isExhausted else { return .failure("cost limit exceeded") }
            return body(&frame, expression, values).map { $0.located(at: offset) }
        }
        return folded(compiled, when: parts.allSatisfy { $0.constant != nil })
    }

    private func general(
        _ name: String, _ arguments: [Code], _ looksInside: Bool, at offset: Int,
        _ body: @escaping @Sendable (inout Frame, [CELValue]) -> CELValue?
    ) -> Compiled {
        Compiled { frame in
            var values: [CELValue] = []
            values.reserveCapacity(arguments.count)
            var unknown: CELValue?
            frame.charge(1)
            for argument in arguments {
                let value = argument(&frame)
                if case .error = value { return value }
                if !value.isDefinite { unknown = unknown?.mergedUnknown(with: value) ?? value }
                frame.charge(value.weight)
                if looksInside, let inside = frame.look(inside: value) { unknown = inside }
                values.append(value)
            }
            if let unknown { return unknown }
            guard !frame.isExhausted else { return .failure("cost limit exceeded") }
            return frame.charged(body(&frame, values))
                ?? .error(.noSuchOverload(name, values.map(\.type)).located(at: offset))
        }
    }
}

extension Frame {
    /// Charges for the size of a result.
    mutating func charged(_ value: CELValue?) -> CELValue? {
        if let weight = value?.weight, weight > 0 { charge(weight) }
        return value
    }

    /// Charges for the elements of a list. Returns an unknown element, which makes every function that looks at all elements
    /// unknown, or an error when they are too much.
    fileprivate mutating func look(inside value: CELValue) -> CELValue? {
        guard case .list(let list) = value else { return nil }
        var weight = 0
        for index in 0..<list.count {
            let element = list[index]
            if case .unknown = element { return element }
            weight += element.weight
        }
        charge(weight)
        return isExhausted ? .error(.costLimit(limit)) : nil
    }
}
