import SourceText

extension RegoParser {
    /// Assignment and unification, which bind loosest.
    mutating func expression(depth: Int) -> RegoNode? {
        binary([":=", "="], depth: depth) { $0.comparison(depth: depth + 1) }
    }

    private mutating func comparison(depth: Int) -> RegoNode? {
        let start = at
        guard var left = union(depth: depth + 1) else { return nil }
        while true {
            if let sign = ["==", "!=", "<=", ">=", "<", ">"].first(where: { isSign($0) }) {
                at += 1
                guard let right = union(depth: depth + 1) else { return nil }
                left = RegoNode(kind: .infix(sign), span: span(from: start), children: [left, right])
            } else if isName("in"), !tokens[at].startsLine {
                at += 1
                guard let right = union(depth: depth + 1) else { return nil }
                left = RegoNode(kind: .infix("in"), span: span(from: start), children: [left, right])
            } else {
                return left
            }
        }
    }

    private mutating func union(depth: Int) -> RegoNode? {
        binary(["|"], depth: depth) { $0.sum(depth: depth + 1) }
    }

    /// Everything that binds closer than a union of sets.
    mutating func sum(depth: Int) -> RegoNode? {
        binary(["&"], depth: depth) { reader in
            reader.binary(["+", "-"], depth: depth) { $0.binary(["*", "/", "%"], depth: depth) { $0.term(depth: depth + 1) } }
        }
    }

    private mutating func binary(_ signs: [String], depth: Int, _ operand: (inout RegoParser) -> RegoNode?) -> RegoNode? {
        guard depth < 400, step() else { return nil }
        let start = at
        guard var left = operand(&self) else { return nil }
        while let sign = signs.first(where: { isSign($0) }) {
            at += 1
            guard let right = operand(&self) else { return nil }
            left = RegoNode(kind: .infix(sign), span: span(from: start), children: [left, right])
        }
        return left
    }

    private mutating func term(depth: Int) -> RegoNode? {
        guard depth < 400, step(), at < tokens.count else { return nil }
        let start = at
        switch tokens[at].kind {
        case .number:
            at += 1
            return RegoNode(kind: .number, span: span(from: start))
        case .string, .rawString, .name: return reference(depth: depth)
        case .sign:
            if takeSign("-") {
                guard let inner = term(depth: depth + 1) else { return nil }
                return RegoNode(
                    kind: inner.kind == .number ? .number : .infix("-"), span: span(from: start), children: inner.kind == .number ? [] : [inner])
            }
            if takeSign("(") {
                guard let inner = expression(depth: depth + 1) else { return nil }
                // `(k, v in xs)` asks for a member with its key.
                if takeSign(",") { guard expression(depth: depth + 1) != nil else { return nil } }
                guard takeSign(")") else { return nil }
                return parts(behind: inner, from: start, depth: depth)
            }
            guard let collection = isSign("[") ? array(depth: depth + 1) : isSign("{") ? braces(depth: depth + 1) : nil else { return nil }
            return parts(behind: collection, from: start, depth: depth)
        }
    }

    /// A scalar, or a name with what stands right behind it.
    mutating func reference(depth: Int) -> RegoNode? {
        guard at < tokens.count, step() else { return nil }
        let start = at
        let kind: RegoNode.Kind
        switch tokens[at].kind {
        case .string: kind = .string
        case .rawString: kind = .rawString
        case .name:
            switch text(at) {
            case "null": kind = .null
            case "true", "false": kind = .bool
            default: kind = .variable
            }
        default: return nil
        }
        at += 1
        return parts(behind: RegoNode(kind: kind, span: span(from: start)), from: start, depth: depth)
    }

    /// `.name`, `[…]` and `(…)`, each without a blank before it.
    private mutating func parts(behind head: RegoNode, from start: Int, depth: Int) -> RegoNode? {
        var node = head
        while at < tokens.count, isAdjacent(at) {
            if isSign("."), isNameToken(at + 1) {
                at += 2
                node = extended(node, by: RegoNode(kind: .variable, span: tokens[at - 1].span), from: start)
            } else if takeSign("[") {
                guard let index = expression(depth: depth + 1), takeSign("]") else { return nil }
                node = extended(node, by: index, from: start)
            } else if isSign("("), node.kind == .variable || node.kind == .reference {
                at += 1
                var arguments: [RegoNode] = []
                while !isSign(")") {
                    guard let one = expression(depth: depth + 1) else { return nil }
                    arguments.append(one)
                    if !takeSign(",") { break }
                }
                guard takeSign(")") else { return nil }
                node = RegoNode(kind: .call, span: span(from: start), children: [node] + arguments)
            } else {
                break
            }
        }
        return node
    }

    private func extended(_ node: RegoNode, by part: RegoNode, from start: Int) -> RegoNode {
        RegoNode(kind: .reference, span: span(from: start), children: (node.kind == .reference ? node.children : [node]) + [part])
    }

    private mutating func array(depth: Int) -> RegoNode? {
        let start = at
        at += 1
        var items: [RegoNode] = []
        if !isSign("]") {
            guard let first = element(depth: depth) else { return nil }
            if let whole = comprehension([first], until: "]", from: start, depth: depth) { return whole }
            guard let list = rest(first, until: "]", depth: depth) else { return nil }
            items = list
        }
        guard takeSign("]") else { return nil }
        return RegoNode(kind: .array, span: span(from: start), children: items)
    }

    private mutating func braces(depth: Int) -> RegoNode? {
        let start = at
        at += 1
        if takeSign("}") { return RegoNode(kind: .object, span: span(from: start)) }
        guard let first = element(depth: depth) else { return nil }
        if let whole = comprehension([first], until: "}", from: start, depth: depth) { return whole }
        guard takeSign(":") else {
            guard let items = rest(first, until: "}", depth: depth), takeSign("}") else { return nil }
            return RegoNode(kind: .set, span: span(from: start), children: items)
        }
        guard let value = element(depth: depth) else { return nil }
        if let whole = comprehension([first, value], until: "}", from: start, depth: depth) { return whole }
        guard let completed = unions(value, depth: depth) else { return nil }
        var pairs = [first, completed]
        while takeSign(",") {
            if isSign("}") { break }
            guard let key = expression(depth: depth + 1), takeSign(":"), let next = expression(depth: depth + 1) else { return nil }
            pairs += [key, next]
        }
        guard takeSign("}") else { return nil }
        return RegoNode(kind: .object, span: span(from: start), children: pairs)
    }

    /// What a comprehension may begin with.
    private mutating func element(depth: Int) -> RegoNode? { sum(depth: depth + 1) }

    /// The body behind a bar; nothing is taken where it is no comprehension.
    private mutating func comprehension(_ head: [RegoNode], until close: String, from start: Int, depth: Int) -> RegoNode? {
        let place = at
        guard depth < 200, takeSign("|") else { return nil }
        if let body = query(until: close, depth: depth + 1), !body.isEmpty, takeSign(close) {
            return RegoNode(kind: .comprehension, span: span(from: start), children: head + body)
        }
        at = place
        return nil
    }

    /// The operators that may follow a first element after all, and the other elements.
    private mutating func rest(_ first: RegoNode, until close: String, depth: Int) -> [RegoNode]? {
        guard let whole = unions(first, depth: depth) else { return nil }
        var items = [whole]
        while takeSign(",") {
            if isSign(close) { break }
            guard let next = expression(depth: depth + 1) else { return nil }
            items.append(next)
        }
        return items
    }

    private mutating func unions(_ first: RegoNode, depth: Int) -> RegoNode? {
        var node = first
        while let sign = ["|", "==", "!=", "<=", ">=", "<", ">", ":=", "="].first(where: { isSign($0) }) ?? (isName("in") ? "in" : nil) {
            at += 1
            guard let right = sum(depth: depth + 1) else { return nil }
            node = RegoNode(kind: .infix(sign), span: Span(node.span.start, right.span.end), children: [node, right])
        }
        return node
    }
}
