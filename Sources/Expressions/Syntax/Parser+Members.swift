extension Parser {
    mutating func member() throws(ExpressionError) -> Syntax {
        try member(from: try primary())
    }

    /// What may follow an operand: `.field`, `.?field`, `.call(…)`, `[index]`, `[?index]`, `Type{…}`.
    mutating func member(from start: Syntax) throws(ExpressionError) -> Syntax {
        var operand = start
        while case .symbol(let symbol) = token.kind {
            let offset = token.offset
            switch symbol {
            case .dot:
                try advance()
                operand = try selection(of: operand, at: offset)
            case .openBracket:
                try advance()
                let isOptional = try accept(.question)
                let index = try expression()
                try expect(.closeBracket)
                operand = try node(.index(operand, index, isOptional: isOptional), at: offset)
            case .openBrace:
                guard let type = operand.dottedName else { return operand }
                try advance()
                operand = try node(.message(type: type, fields: try fields()), at: operand.offset)
            default: return operand
            }
        }
        return operand
    }

    private mutating func selection(of operand: Syntax, at offset: Int) throws(ExpressionError) -> Syntax {
        let isOptional = try accept(.question)
        let name = try fieldName()
        if name.isQuoted || isOptional || token.kind != .symbol(.openParenthesis) {
            return try node(.select(operand, field: name.text, isOptional: isOptional), at: offset)
        }
        try advance()
        let arguments = try list(until: .closeParenthesis)
        return try node(.call(function: name.text, target: operand, arguments: arguments), at: offset)
    }

    private mutating func fieldName() throws(ExpressionError) -> (text: String, isQuoted: Bool) {
        switch token.kind {
        case .identifier(let name) where !Parser.keywords.contains(name):
            try advance()
            return (name, false)
        case .quotedIdentifier(let name):
            try advance()
            return (name, true)
        case .identifier(let name):
            throw ExpressionError(
                offset: token.offset, message: "'\(name)' is a keyword; write the field as ['\(name)'] or `\(name)`")
        default: throw unexpected("a field name")
        }
    }

    private mutating func primary() throws(ExpressionError) -> Syntax {
        let offset = token.offset
        let kind: Syntax.Kind
        switch token.kind {
        case .int(let value):
            guard let value = Int64(exactly: value) else {
                throw ExpressionError(offset: offset, message: "integer out of range")
            }
            kind = .literal(.int(value))
        case .uint(let value): kind = .literal(.uint(value))
        case .double(let value): kind = .literal(.double(value))
        case .string(let value): kind = .literal(.string(value))
        case .bytes(let value): kind = .literal(.bytes(value))
        case .identifier("true"): kind = .literal(.bool(true))
        case .identifier("false"): kind = .literal(.bool(false))
        case .identifier("null"): kind = .literal(.null)
        case .identifier(let name): return try identifier(name, prefix: "", at: offset)
        case .symbol(.dot):
            try advance()
            guard case .identifier(let name) = token.kind else { throw unexpected("a name") }
            return try identifier(name, prefix: ".", at: offset)
        case .symbol(.openParenthesis):
            try advance()
            let inner = try expression()
            try expect(.closeParenthesis)
            return inner
        case .symbol(.openBracket):
            try advance()
            return try node(.list(try elements()), at: offset)
        case .symbol(.openBrace):
            try advance()
            return try node(.map(try entries()), at: offset)
        default: throw unexpected("an expression")
        }
        try advance()
        return try node(kind, at: offset)
    }

    private mutating func identifier(
        _ name: String, prefix: String, at offset: Int
    ) throws(ExpressionError) -> Syntax {
        guard !Parser.keywords.contains(name), !Parser.reserved.contains(name) else {
            throw ExpressionError(offset: token.offset, message: "'\(name)' is a reserved word")
        }
        try advance()
        guard try accept(.openParenthesis) else { return try node(.identifier(prefix + name), at: offset) }
        let arguments = try list(until: .closeParenthesis)
        return try node(.call(function: prefix + name, target: nil, arguments: arguments), at: offset)
    }

    private mutating func list(until end: Token.Symbol) throws(ExpressionError) -> [Syntax] {
        var result: [Syntax] = []
        if try accept(end) { return result }
        repeat { result.append(try expression()) } while try accept(.comma)
        try expect(end)
        return result
    }

    private mutating func elements() throws(ExpressionError) -> [Syntax.Element] {
        var result: [Syntax.Element] = []
        while try !accept(.closeBracket) {
            let isOptional = try accept(.question)
            result.append(Syntax.Element(value: try expression(), isOptional: isOptional))
            guard try accept(.comma) else {
                try expect(.closeBracket)
                break
            }
        }
        return result
    }

    private mutating func entries() throws(ExpressionError) -> [Syntax.Entry] {
        var result: [Syntax.Entry] = []
        while try !accept(.closeBrace) {
            let isOptional = try accept(.question)
            let key = try expression()
            try expect(.colon)
            result.append(Syntax.Entry(key: key, value: try expression(), isOptional: isOptional))
            guard try accept(.comma) else {
                try expect(.closeBrace)
                break
            }
        }
        return result
    }

    private mutating func fields() throws(ExpressionError) -> [Syntax.Field] {
        var result: [Syntax.Field] = []
        while try !accept(.closeBrace) {
            let isOptional = try accept(.question)
            let name = try fieldName().text
            try expect(.colon)
            result.append(Syntax.Field(name: name, value: try expression(), isOptional: isOptional))
            guard try accept(.comma) else {
                try expect(.closeBrace)
                break
            }
        }
        return result
    }

    static let keywords: Set<String> = ["in", "true", "false", "null"]
    static let reserved: Set<String> = [
        "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package",
        "namespace", "return", "var", "void", "while",
    ]
}
