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

    private mutating func unclosed(_ what: String, _ open: HCLToken, _ closer: String) -> SyntaxFailure {
        failure("the \(what) is not closed before the end of the file", open, help: "add the missing \(closer)")
    }

    private mutating func addElements(_ ids: [HCLExpressionID]) -> HCLRun {
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

// Collections.
extension HCLParser {
    private mutating func parseTuple() throws(SyntaxFailure) -> HCLExpressionID {
        let open = take()
        let outer = ignoresNewlines
        ignoresNewlines = true
        if isWord(next, "for") { return try parseFor(open, outer: outer, makesObject: false) }
        var elements: [HCLExpressionID] = []
        while peek() != .closeBracket {
            if peek() == .end { throw unclosed("list", open, "]") }
            elements.append(try parseExpression())
            if !takes(.comma), peek() != .closeBracket {
                if peek() == .end { throw unclosed("list", open, "]") }
                throw failure("a comma is expected between elements", next)
            }
        }
        take()
        ignoresNewlines = outer
        return try join(.tuple(elements: addElements(elements)), open.start, lastEnd, elements)
    }

    private mutating func parseObject() throws(SyntaxFailure) -> HCLExpressionID {
        let open = take()
        let outer = ignoresNewlines
        var ahead = at
        while tokens[ahead].kind == .newline || tokens[ahead].kind == .comment { ahead += 1 }
        if isWord(tokens[ahead], "for") {
            ignoresNewlines = true
            return try parseFor(open, outer: outer, makesObject: true)
        }
        ignoresNewlines = false
        var entries: [HCLObjectEntry] = []
        var children: [HCLExpressionID] = []
        while true {
            if takes(.newline) { continue }
            if peek() == .closeBrace { break }
            if peek() == .end {
                throw unclosed("object", open, "}")
            }
            let key = try parseExpression()
            guard peek() == .assign || peek() == .colon else {
                let help =
                    peek() == .identifier ? "quote names that hold spaces or dots" : "write key = value"
                throw failure("= is expected after the key", next, help: help)
            }
            take()
            let value = try parseExpression()
            entries.append(HCLObjectEntry(key: key, value: value))
            children.append(key)
            children.append(value)
            switch peek() {
            case .comma, .newline: take()
            case .closeBrace: break
            case .end:
                throw unclosed("object", open, "}")
            default: throw failure("a newline or comma is expected between entries", next)
            }
        }
        take()
        ignoresNewlines = outer
        let first = tree.entries.count
        tree.entries += entries
        return try join(.object(entries: HCLRun(first, tree.entries.count)), open.start, lastEnd, children)
    }

    /// The rest of `[for …]` or `{for …}` from the keyword; line ends are ignored already.
    private mutating func parseFor(
        _ open: HCLToken, outer: Bool, makesObject: Bool
    ) throws(SyntaxFailure) -> HCLExpressionID {
        take()
        let (key, value) = try parseLoopNames()
        let collection = try parseExpression()
        guard takes(.colon) else { throw failure("a colon is expected after the collection of a for expression", next) }
        var result = try parseExpression()
        var resultKey: HCLExpressionID?
        if takes(.fatArrow) {
            resultKey = result
            result = try parseExpression()
        }
        let ellipsis = next
        let groups = takes(.ellipsis)
        var condition: HCLExpressionID?
        if isWord(next, "if") {
            take()
            condition = try parseExpression()
        }
        guard peek() == (makesObject ? .closeBrace : .closeBracket) else {
            throw failure("\(makesObject ? "}" : "]") is expected at the end of the for expression", next)
        }
        take()
        ignoresNewlines = outer
        if makesObject, resultKey == nil {
            throw failure("a for expression in braces needs a key", open, help: "write key => value after the colon")
        }
        if !makesObject, resultKey != nil {
            throw failure("a for expression in brackets takes no key", open, help: "use braces")
        }
        if !makesObject, groups { throw failure("... groups by key and needs braces", ellipsis) }
        tree.loops.append(
            HCLFor(
                key: key, value: value, collection: collection, resultKey: resultKey, result: result,
                condition: condition,
                groups: groups))
        let children = [collection, result] + [resultKey, condition].compactMap { $0 }
        return try join(.loop(Int32(tree.loops.count - 1)), open.start, lastEnd, children)
    }

    /// `value in` or `key, value in`
    mutating func parseLoopNames() throws(SyntaxFailure) -> (key: HCLOffsets?, value: HCLOffsets) {
        guard peek() == .identifier else { throw failure("a variable name is expected after for", next) }
        var value = take().offsets
        var key: HCLOffsets?
        if takes(.comma) {
            guard peek() == .identifier else { throw failure("a variable name is expected after the comma", next) }
            key = value
            value = take().offsets
        }
        guard isWord(next, "in") else { throw failure("in is expected after the variable names", next) }
        take()
        return (key, value)
    }
}
