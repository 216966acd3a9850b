import SourceText

// Expressions, from the loosest binding to the tightest.
extension HCLParser {
    mutating func parseExpression() throws(SyntaxFailure) -> HCLExpressionID {
        guard depth < HCLParser.maximumDepth else {
            throw failure("expression is nested too deeply (the limit is \(HCLParser.maximumDepth))", next)
        }
        depth += 1
        defer { depth -= 1 }
        let condition = try parseBinary(above: 0)
        guard takes(.question) else { return condition }
        let then = try parseExpression()
        guard takes(.colon) else {
            throw failure("the conditional lacks its second result", next, help: "write condition ? result : other")
        }
        let otherwise = try parseExpression()
        return try join(
            .conditional(condition, then: then, otherwise: otherwise), tree.span(condition).start, lastEnd,
            [condition, then, otherwise])
    }

    private mutating func parseBinary(above level: Int) throws(SyntaxFailure) -> HCLExpressionID {
        var left = try parseUnary()
        while true {
            let kind = peek()
            let binding = HCLParser.precedence(kind)
            guard binding > level else { return left }
            take()
            let right = try parseBinary(above: binding)
            left = try join(
                .binary(kind, left, right), tree.span(left).start, tree.span(right).end, [left, right])
        }
    }

    /// How tightly an operator binds, 0 for what is no binary operator; all associate to the left.
    private static func precedence(_ kind: HCLToken.Kind) -> Int {
        switch kind {
        case .or: 1
        case .and: 2
        case .equal, .notEqual: 3
        case .less, .lessEqual, .greater, .greaterEqual: 4
        case .plus, .minus: 5
        case .star, .slash, .percent: 6
        default: 0
        }
    }

    private mutating func parseUnary() throws(SyntaxFailure) -> HCLExpressionID {
        var operators: [HCLToken] = []
        while peek() == .minus || peek() == .not {
            operators.append(take())
            // `!!!!…` makes one level each.
            if operators.count > HCLParser.maximumDepth {
                throw failure("expression is nested too deeply (the limit is \(HCLParser.maximumDepth))", next)
            }
        }
        var value = try parseTraversals(of: try parseTerm())
        for token in operators.reversed() {
            value = try join(.unary(token.kind, value), token.start, tree.span(value).end, [value])
        }
        return value
    }

    private mutating func parseTerm() throws(SyntaxFailure) -> HCLExpressionID {
        let first = next
        switch first.kind {
        case .number:
            take()
            guard HCLText.isNumber(bytes[first.start..<first.end]) else { throw failure("this is not a number", first) }
            return add(.number, first.start, first.end)
        case .identifier:
            take()
            switch peek() {
            case .openParen, .doubleColon: return try parseCall(first)
            default: break
            }
            if isWord(first, "true") { return add(.bool(true), first.start, first.end) }
            if isWord(first, "false") { return add(.bool(false), first.start, first.end) }
            if isWord(first, "null") { return add(.null, first.start, first.end) }
            return add(.variable, first.start, first.end)
        case .openQuote, .openHeredoc: return try parseTemplate()
        case .openParen:
            take()
            let outer = ignoresNewlines
            ignoresNewlines = true
            let inner = try parseExpression()
            guard peek() == .closeParen else { throw failure("the parenthesis is not closed", first) }
            take()
            ignoresNewlines = outer
            return try join(.parentheses(inner), first.start, lastEnd, [inner])
        case .openBracket: return try parseTuple()
        case .openBrace: return try parseObject()
        case .end: throw failure("an expression is expected before the end of the file", first)
        case .newline: throw failure("an expression is expected before the end of the line", first)
        case .less where tokens[at + 1].kind == .less:
            throw failure("this is not a heredoc", first, help: "write <<NAME with nothing after it on its line")
        default: throw failure("an expression is expected here", first)
        }
    }

    private mutating func parseTraversals(of term: HCLExpressionID) throws(SyntaxFailure) -> HCLExpressionID {
        var value = term
        let start = tree.span(term).start
        while true {
            switch peek() {
            case .dot:
                take()
                let step = next
                switch step.kind {
                case .identifier:
                    take()
                    value = try join(.attribute(source: value, name: step.offsets), start, step.end, [value])
                case .number:
                    take()
                    value = try joinLegacyIndex(value, step, start)
                case .star:
                    take()
                    var each = add(.splatElement, step.start, step.end)
                    while peek() == .dot {
                        take()
                        let name = next
                        switch name.kind {
                        case .identifier:
                            take()
                            each = try join(.attribute(source: each, name: name.offsets), step.start, name.end, [each])
                        case .number:
                            take()
                            each = try joinLegacyIndex(each, name, step.start)
                        case .star: throw failure("a splat cannot follow an attribute splat", name, help: "use [*]")
                        default: throw failure("an attribute name is expected after the dot", name)
                        }
                    }
                    value = try join(.splat(source: value, each: each), start, lastEnd, [value, each])
                default: throw failure("an attribute name is expected after the dot", step)
                }
            case .openBracket:
                let open = take()
                if peek() == .star {
                    let star = take()
                    guard takes(.closeBracket) else { throw failure("] is expected after [*", next) }
                    guard depth < HCLParser.maximumDepth else {
                        throw failure("expression is nested too deeply (the limit is \(HCLParser.maximumDepth))", next)
                    }
                    depth += 1
                    defer { depth -= 1 }
                    let each = try parseTraversals(of: add(.splatElement, star.start, lastEnd))
                    value = try join(.splat(source: value, each: each), start, lastEnd, [value, each])
                } else {
                    let outer = ignoresNewlines
                    ignoresNewlines = true
                    let key = try parseExpression()
                    guard peek() == .closeBracket else {
                        throw failure("the index is not closed", open, help: "add the missing ]")
                    }
                    take()
                    ignoresNewlines = outer
                    value = try join(.index(source: value, key: key), start, lastEnd, [value, key])
                }
            default: return value
            }
        }
    }

    private mutating func joinLegacyIndex(
        _ source: HCLExpressionID, _ token: HCLToken, _ start: Int
    ) throws(SyntaxFailure) -> HCLExpressionID {
        guard bytes[token.start..<token.end].allSatisfy({ (48...57).contains($0) }) else {
            throw failure("this is not an index", token, help: "write indexes in brackets: [0][1]")
        }
        return try join(.legacyIndex(source: source, digits: token.offsets), start, token.end, [source])
    }

    private mutating func parseCall(_ name: HCLToken) throws(SyntaxFailure) -> HCLExpressionID {
        var nameEnd = name.end
        while takes(.doubleColon) {
            let part = next
            guard part.kind == .identifier else { throw failure("a function name is expected after ::", part) }
            take()
            nameEnd = part.end
        }
        guard peek() == .openParen else { throw failure("( is expected after the function's name", next) }
        let open = take()
        let outer = ignoresNewlines
        ignoresNewlines = true
        var arguments: [HCLExpressionID] = []
        var expands = false
        while peek() != .closeParen {
            if peek() == .end { throw unclosed("call", open, ")") }
            arguments.append(try parseExpression())
            if takes(.ellipsis) {
                expands = true
                guard peek() == .closeParen else { throw failure(") is expected after ...", next) }
            } else if !takes(.comma), peek() != .closeParen {
                if peek() == .end { throw unclosed("call", open, ")") }
                throw failure("a comma is expected between arguments", next)
            }
        }
        take()
        ignoresNewlines = outer
        return try join(
            .call(name: HCLOffsets(name.start, nameEnd), arguments: addElements(arguments), expands: expands),
            name.start,
            lastEnd, arguments)
    }

    mutating func unclosed(_ what: String, _ open: HCLToken, _ closer: String) -> SyntaxFailure {
        failure("the \(what) is not closed before the end of the file", open, help: "add the missing \(closer)")
    }

    mutating func addElements(_ ids: [HCLExpressionID]) -> HCLRun {
        let first = tree.elements.count
        tree.elements += ids
        return HCLRun(first, tree.elements.count)
    }

    mutating func add(_ expression: HCLExpression, _ start: Int, _ end: Int, height: Int16 = 0) -> HCLExpressionID {
        tree.expressions.append(
            HCLExpressionNode(expression: expression, offsets: HCLOffsets(start, end), height: height))
        return HCLExpressionID(index: Int32(tree.expressions.count - 1))
    }

    /// Adds an expression that hangs over others.
    mutating func join(
        _ expression: HCLExpression, _ start: Int, _ end: Int, _ children: [HCLExpressionID]
    ) throws(SyntaxFailure) -> HCLExpressionID {
        var height: Int16 = 0
        for child in children { height = max(height, tree.expressions[Int(child.index)].height + 1) }
        guard height <= HCLParser.maximumHeight else {
            report(
                "expression has too many levels (the limit is \(HCLParser.maximumHeight))",
                Span(start, min(start + 1, end)),
                help: "name parts of it in locals")
            throw SyntaxFailure()
        }
        return add(expression, start, end, height: height)
    }
}
