internal import ConfigModel

extension Compiler {
    mutating func unary(
        _ kind: Syntax.UnaryOperator, _ operand: Syntax, at offset: Int
    ) throws(ExpressionError) -> Compiled {
        let compiled = try compile(operand)
        let run = compiled.code
        let code: Code =
            switch kind {
            case .not:
                { frame in
                    let value = run(&frame)
                    if case .bool(let flag) = value { return .bool(!flag) }
                    return value.isDefinite ? .error(.noSuchOverload("!_", [value.type]).located(at: offset)) : value
                }
            case .negate:
                { frame in
                    let value = run(&frame)
                    return value.isDefinite ? value.negated.located(at: offset) : value
                }
            }
        return folded(Compiled(code), when: compiled.constant != nil)
    }

    mutating func binary(
        _ kind: Syntax.BinaryOperator, _ left: Syntax, _ right: Syntax, at offset: Int
    ) throws(ExpressionError) -> Compiled {
        let first = try compile(left)
        let second = try compile(right)
        let operation = kind.operation
        // Equality and `in` charge for what they look at.
        let isWeighed = kind != .equal && kind != .notEqual && kind != .in
        let (runFirst, runSecond) = (first.code, second.code)
        let code: Code =
            if let constant = second.constant {
                { frame in
                    let left = runFirst(&frame)
                    guard left.isDefinite else { return left }
                    frame.charge(isWeighed ? 1 + left.weight : 1)
                    return operation(&frame, left, constant).located(at: offset)
                }
            } else {
                { frame in
                    let left = runFirst(&frame)
                    if case .error = left { return left }
                    let right = runSecond(&frame)
                    if case .error = right { return right }
                    if !left.isDefinite || !right.isDefinite { return left.mergedUnknown(with: right) }
                    frame.charge(isWeighed ? 1 + left.weight + right.weight : 1)
                    return operation(&frame, left, right).located(at: offset)
                }
            }
        return folded(Compiled(code), when: first.constant != nil && second.constant != nil)
    }

    /// `false && x` is false even when x fails or is unknown; unknown outweighs errors, since it may turn out to decide.
    mutating func logical(
        _ kind: Syntax.LogicalOperator, _ operands: [Syntax]
    ) throws(ExpressionError) -> Compiled {
        var parts: [Compiled] = []
        for operand in operands { parts.append(try compile(operand)) }
        let codes = parts.map(\.code)
        let decisive = kind == .or
        let compiled = Compiled { frame in
            var undecided: CELValue?
            for code in codes {
                switch code(&frame) {
                case .bool(let flag): if flag == decisive { return .bool(decisive) }
                case let other:
                    undecided = undecided.map { $0.weighed(with: other.asUndecided(kind)) } ?? other.asUndecided(kind)
                }
            }
            return undecided ?? .bool(!decisive)
        }
        return folded(compiled, when: parts.allSatisfy { $0.constant != nil })
    }

    mutating func conditional(
        _ condition: Syntax, _ then: Syntax, _ otherwise: Syntax, at offset: Int
    ) throws(ExpressionError) -> Compiled {
        let test = try compile(condition)
        let yes = try compile(then)
        let no = try compile(otherwise)
        if case .bool(let flag)? = test.constant { return flag ? yes : no }
        let (runTest, runYes, runNo) = (test.code, yes.code, no.code)
        return Compiled { frame in
            switch runTest(&frame) {
            case .bool(true): return runYes(&frame)
            case .bool(false): return runNo(&frame)
            case let other:
                return other.isDefinite ? .error(.noSuchOverload("_?_:_", [other.type]).located(at: offset)) : other
            }
        }
    }

    mutating func index(
        _ operand: Syntax, _ index: Syntax, at offset: Int
    ) throws(ExpressionError) -> Compiled {
        let base = try compile(operand)
        let key = try compile(index)
        let (runBase, runKey) = (base.code, key.code)
        let compiled = Compiled { frame in
            frame.charge(1)
            let value = runBase(&frame)
            if case .error = value { return value }
            let key = runKey(&frame)
            frame.charge(key.weight)
            return value.indexing(key, at: offset)
        }
        return folded(compiled, when: base.constant != nil && key.constant != nil)
    }
}

extension CELValue {
    /// What an operand that is no bool contributes to a logical operator.
    fileprivate func asUndecided(_ kind: Syntax.LogicalOperator) -> CELValue {
        isDefinite ? .error(.noSuchOverload("_\(kind.rawValue)_", [type])) : self
    }

    fileprivate func weighed(with other: CELValue) -> CELValue {
        switch (self, other) {
        case (.unknown, .unknown): mergedUnknown(with: other)
        case (.error, .unknown): other
        default: self
        }
    }

    /// The reasons of both, when at least one is unknown.
    func mergedUnknown(with other: CELValue) -> CELValue {
        switch (self, other) {
        case (.unknown(let left), .unknown(let right)): .unknown(UnknownReason.union(left, right))
        case (.unknown, _): self
        default: other
        }
    }

    func located(at offset: Int) -> CELValue {
        if case .error(let error) = self { .error(error.located(at: offset)) } else { self }
    }
}
