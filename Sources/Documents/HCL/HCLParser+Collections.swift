// Collections.
extension HCLParser {
    mutating func parseTuple() throws(SyntaxFailure) -> HCLExpressionID {
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

    mutating func parseObject() throws(SyntaxFailure) -> HCLExpressionID {
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
