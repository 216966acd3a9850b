import SourceText

/// Reads a module of Rego, v0 or v1: openpolicyagent.org/docs/policy-reference, "Grammar"; OPA's own reader decides where that says little.
struct RegoParser {
    let bytes: [UInt8]
    let tokens: [RegoToken]
    var at = 0
    var tree = RegoTree()
    var trouble: (place: Int, reason: String)?
    /// Steps that are left; backtracking ends with them.
    private var budget: Int

    init(_ bytes: [UInt8], _ tokens: [RegoToken]) {
        self.bytes = bytes
        self.tokens = tokens
        budget = 10_000 + tokens.count * 40
    }

    mutating func run() {
        guard takeName("package"), let name = path() else { return fail("a module begins with its package") }
        tree.package = name
        while at < tokens.count {
            if takeSign(";") { continue }
            guard tokens[at].startsLine || text(at - 1) == ";" else { return fail("a statement begins on a new line") }
            let start = tokens[at].span.start
            if isName("import"), isNameToken(at + 1) {
                at += 1
                guard let imported = path() else { return fail("a name was expected") }
                if takeName("as"), path() == nil { return fail("a name was expected") }
                tree.imports.append(RegoImport(span: Span(start, tokens[at - 1].span.end), path: imported))
            } else {
                guard let rule = rule() else { return fail("the rule could not be read") }
                tree.rules.append(rule)
            }
        }
    }

    mutating func fail(_ reason: String) {
        if trouble == nil { trouble = (at < tokens.count ? tokens[at].span.start : bytes.count, reason) }
    }

    /// `a.b["c"]` without anything else.
    private mutating func path() -> Span? {
        guard let node = reference(depth: 0), node.kind == .variable || node.kind == .reference else { return nil }
        return node.span
    }

    private mutating func rule() -> RegoRule? {
        let start = at
        let isDefault = isName("default") && isNameToken(at + 1)
        if isDefault { at += 1 }
        guard let head = reference(depth: 0) else { return nil }
        var usesKeywords = false
        var shape: RegoRule.Shape = isDefault ? .fallback : .complete
        var inner: [RegoNode] = []
        var name = head.span
        if head.kind == .call {
            name = head.children[0].span
            inner = Array(head.children.dropFirst())
            if !isDefault { shape = .function }
        }
        if head.kind == .reference, let last = head.children.last, isBracketed(last) {
            inner = [last]
            name = Span(head.span.start, last.span.start)
            while name.end > name.start, [0x5B, 0x20].contains(bytes[name.end - 1]) { name = Span(name.start, name.end - 1) }
            shape = .set
        }
        if !isDefault, takeName("contains") {
            guard let member = expression(depth: 0) else { return nil }
            inner.append(member)
            shape = .set
            usesKeywords = true
        }
        var value: RegoNode?
        if takeSign(":=") || takeSign("=") {
            guard let given = expression(depth: 0) else { return nil }
            value = given
            if shape == .set, !usesKeywords { shape = .complete }
        }
        if isDefault {
            guard let value else { return nil }
            return RegoRule(
                name: name, shape: shape, span: span(from: start), value: value, head: inner, bodies: [], alternatives: [], usesKeywords: false)
        }
        var bodies: [[RegoNode]] = []
        if takeName("if") {
            usesKeywords = true
            guard let body = isSign("{") ? braced(depth: 0) : literal(depth: 0).map({ [$0] }) else { return nil }
            bodies.append(body)
        }
        while isSign("{"), !bodies.isEmpty || at > start {
            guard let body = braced(depth: 0) else { return nil }
            bodies.append(body)
        }
        var alternatives: [(value: RegoNode?, body: [RegoNode])] = []
        while takeName("else") {
            var given: RegoNode?
            if takeSign(":=") || takeSign("=") {
                given = expression(depth: 0)
                if given == nil { return nil }
            }
            var body: [RegoNode] = []
            let isConditional = takeName("if")
            if isSign("{") {
                guard let read = braced(depth: 0) else { return nil }
                body = read
            } else if isConditional {
                guard let one = literal(depth: 0) else { return nil }
                body = [one]
            }
            alternatives.append((given, body))
        }
        guard value != nil || !bodies.isEmpty || shape == .set || shape == .function || usesKeywords else { return nil }
        return RegoRule(
            name: name, shape: shape, span: span(from: start), value: value, head: inner, bodies: bodies, alternatives: alternatives,
            usesKeywords: usesKeywords)
    }

    /// Whether the part of a reference was written in brackets.
    private func isBracketed(_ node: RegoNode) -> Bool {
        var before = node.span.start - 1
        while before >= 0, bytes[before] == 0x20 || bytes[before] == 0x0A || bytes[before] == 0x09 { before -= 1 }
        return before >= 0 && bytes[before] == UInt8(ascii: "[")
    }

    /// `{ … }` of conditions.
    mutating func braced(depth: Int) -> [RegoNode]? {
        guard takeSign("{") else { return nil }
        guard let body = query(until: "}", depth: depth + 1), takeSign("}") else { return nil }
        return body
    }

    /// Conditions parted by line ends or semicolons.
    mutating func query(until close: String, depth: Int) -> [RegoNode]? {
        var result: [RegoNode] = []
        while takeSign(";") {}
        while at < tokens.count, !isSign(close) {
            guard let one = literal(depth: depth) else { return nil }
            result.append(one)
            if isSign(close) { break }
            guard at < tokens.count, isSign(";") || tokens[at].startsLine else { return nil }
            while takeSign(";") {}
        }
        return result
    }

    /// One condition with its `with … as …`.
    mutating func literal(depth: Int) -> RegoNode? {
        guard depth < 100, step() else { return nil }
        let start = at
        var node: RegoNode
        if isName("not"), !isSign("(", at: at + 1) || !isAdjacent(at + 1) {
            at += 1
            guard let inner = literal(depth: depth + 1) else { return nil }
            return RegoNode(kind: .negation, span: span(from: start), children: [inner])
        }
        if isName("some"), isTermStart(at + 1) {
            at += 1
            guard let names = listed(depth: depth) else { return nil }
            var children = names
            if takeName("in") {
                guard let source = expression(depth: depth + 1) else { return nil }
                children.append(source)
            }
            node = RegoNode(kind: .some, span: span(from: start), children: children)
        } else if isName("every"), isNameToken(at + 1) {
            at += 1
            guard let names = listed(depth: depth), takeName("in"), let source = expression(depth: depth + 1), let body = braced(depth: depth + 1)
            else { return nil }
            node = RegoNode(kind: .every, span: span(from: start), children: names + [source] + body)
        } else {
            guard let read = expression(depth: depth + 1) else { return nil }
            node = read
        }
        while takeName("with") {
            guard let target = reference(depth: depth + 1), takeName("as"), let value = expression(depth: depth + 1) else { return nil }
            node = RegoNode(kind: .with, span: span(from: start), children: [node, target, value])
        }
        return node
    }

    /// `k, v` before `in`.
    private mutating func listed(depth: Int) -> [RegoNode]? {
        var result: [RegoNode] = []
        repeat {
            guard let one = sum(depth: depth + 1) else { return nil }
            result.append(one)
        } while takeSign(",")
        return result
    }

    mutating func step() -> Bool {
        budget -= 1
        return budget > 0
    }

    func span(from start: Int) -> Span { Span(tokens[start].span.start, tokens[max(start, at - 1)].span.end) }

    func text(_ index: Int) -> String {
        tokens.indices.contains(index) ? String(decoding: bytes[tokens[index].span.start..<tokens[index].span.end], as: UTF8.self) : ""
    }

    func isNameToken(_ index: Int) -> Bool { tokens.indices.contains(index) && tokens[index].kind == .name }

    func isTermStart(_ index: Int) -> Bool {
        guard tokens.indices.contains(index) else { return false }
        return tokens[index].kind != .sign || ["[", "{"].contains(text(index))
    }

    func isName(_ name: String) -> Bool { isNameToken(at) && text(at) == name }

    func isSign(_ sign: String, at index: Int? = nil) -> Bool {
        let place = index ?? at
        return tokens.indices.contains(place) && tokens[place].kind == .sign && text(place) == sign
    }

    /// Whether nothing stands between a token and the one before it.
    func isAdjacent(_ index: Int) -> Bool { index > 0 && index < tokens.count && tokens[index - 1].span.end == tokens[index].span.start }

    mutating func takeName(_ name: String) -> Bool {
        guard isName(name) else { return false }
        at += 1
        return true
    }

    mutating func takeSign(_ sign: String) -> Bool {
        guard isSign(sign) else { return false }
        at += 1
        return true
    }
}
