/// Parses the CEL grammar (cel-spec, doc/langdef.md) with optional syntax and quoted field names.
struct Parser {
    private var lexer: Lexer
    var token: Token
    private var nesting = 0

    /// - Throws: `ExpressionError` with the offset of the first thing that does not fit.
    static func parse(_ source: String) throws(ExpressionError) -> Syntax {
        guard source.utf8.count <= maximumLength else {
            throw ExpressionError(offset: 0, message: "expression is longer than \(maximumLength) bytes")
        }
        var lexer = Lexer(source)
        let first = try lexer.next()
        var parser = Parser(lexer: lexer, token: first)
        let result = try parser.expression()
        guard parser.token.kind == .end else { throw parser.unexpected("an operator") }
        return result
    }

    private static let maximumLength = 100_000

    private init(lexer: Lexer, token: Token) {
        self.lexer = lexer
        self.token = token
    }

    mutating func advance() throws(ExpressionError) { token = try lexer.next() }

    mutating func accept(_ symbol: Token.Symbol) throws(ExpressionError) -> Bool {
        guard token.kind == .symbol(symbol) else { return false }
        try advance()
        return true
    }

    mutating func expect(_ symbol: Token.Symbol) throws(ExpressionError) {
        guard try accept(symbol) else { throw unexpected("'\(symbol.rawValue)'") }
    }

    func unexpected(_ wanted: String) -> ExpressionError {
        ExpressionError(offset: token.offset, message: "expected \(wanted) but found \(token.description)")
    }

    func node(_ kind: Syntax.Kind, at offset: Int) throws(ExpressionError) -> Syntax {
        let node = Syntax(kind, at: offset)
        guard node.depth <= Syntax.maximumDepth else { throw tooDeep(offset) }
        return node
    }

    private func tooDeep(_ offset: Int) -> ExpressionError {
        ExpressionError(offset: offset, message: "expression nests deeper than \(Syntax.maximumDepth) levels")
    }

    mutating func expression() throws(ExpressionError) -> Syntax {
        nesting += 1
        defer { nesting -= 1 }
        guard nesting <= Syntax.maximumDepth else { throw tooDeep(token.offset) }
        let condition = try logical(.or)
        let offset = token.offset
        guard try accept(.question) else { return condition }
        let then = try logical(.or)
        try expect(.colon)
        let otherwise = try expression()
        return try node(.conditional(condition, then, otherwise), at: offset)
    }

    private mutating func logical(_ kind: Syntax.LogicalOperator) throws(ExpressionError) -> Syntax {
        let offset = token.offset
        let symbol: Token.Symbol = kind == .or ? .or : .and
        var operands = [try operand(of: kind)]
        while try accept(symbol) { operands.append(try operand(of: kind)) }
        return operands.count == 1 ? operands[0] : try node(.logical(kind, operands), at: offset)
    }

    private mutating func operand(of kind: Syntax.LogicalOperator) throws(ExpressionError) -> Syntax {
        kind == .or ? try logical(.and) : try binary(level: 0)
    }

    /// Levels: 0 relations, 1 sums, 2 products; all associate to the left.
    private mutating func binary(level: Int) throws(ExpressionError) -> Syntax {
        guard level < 3 else { return try unary() }
        var left = try binary(level: level + 1)
        while let (kind, ownLevel) = binaryOperator(), ownLevel == level {
            let offset = token.offset
            try advance()
            let right = try binary(level: level + 1)
            left = try node(.binary(kind, left, right), at: offset)
        }
        return left
    }

    private func binaryOperator() -> (Syntax.BinaryOperator, Int)? {
        switch token.kind {
        case .identifier("in"): (.in, 0)
        case .symbol(let symbol):
            switch symbol {
            case .equal: (.equal, 0)
            case .notEqual: (.notEqual, 0)
            case .less: (.less, 0)
            case .lessOrEqual: (.lessOrEqual, 0)
            case .greater: (.greater, 0)
            case .greaterOrEqual: (.greaterOrEqual, 0)
            case .plus: (.add, 1)
            case .minus: (.subtract, 1)
            case .star: (.multiply, 2)
            case .slash: (.divide, 2)
            case .percent: (.remainder, 2)
            default: nil
            }
        default: nil
        }
    }

    private mutating func unary() throws(ExpressionError) -> Syntax {
        let offset = token.offset
        let kind: Syntax.UnaryOperator
        switch token.kind {
        case .symbol(.not): kind = .not
        case .symbol(.minus): kind = .negate
        default: return try member()
        }
        try advance()
        // A minus before a number is part of the literal: `-9223372036854775808` has no positive counterpart.
        if kind == .negate {
            switch token.kind {
            case .int(let magnitude):
                guard magnitude <= UInt64(1) << 63 else {
                    throw ExpressionError(offset: offset, message: "integer out of range")
                }
                try advance()
                let value = Int64(truncatingIfNeeded: 0 &- magnitude)
                return try member(from: try node(.literal(.int(value)), at: offset))
            case .double(let magnitude):
                try advance()
                return try member(from: try node(.literal(.double(-magnitude)), at: offset))
            default: break
            }
        }
        nesting += 1
        defer { nesting -= 1 }
        guard nesting <= Syntax.maximumDepth else { throw tooDeep(offset) }
        return try node(.unary(kind, try unary()), at: offset)
    }
}
