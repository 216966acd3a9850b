extension Program {
    /// The paths below variables that the expression looks at, in order and without repetition.
    ///
    ///     pod.containers.all(c, c.?image.orValue('') != '')   ->   [pod, containers], [pod, containers, *, image]
    ///
    /// List indexes are decimal numbers, `*` is any element, keys that are only known at run time are `*` too. Definitions are followed.
    package func referencedPaths() -> [[String]] {
        var collector = PathCollector(variables: Set(variables), definitions: definitions)
        collector.visit(syntax, [:])
        return collector.paths
    }
}

/// Walks a tree and remembers which paths it mentions.
private struct PathCollector {
    let variables: Set<String>
    let definitions: [(name: String, syntax: Syntax)]
    private(set) var paths: [[String]] = []
    private var seen: Set<[String]> = []

    /// What local variables stand for; nil for computed values.
    typealias Scope = [String: [String]?]

    init(variables: Set<String>, definitions: [(name: String, syntax: Syntax)]) {
        self.variables = variables
        self.definitions = definitions
    }

    private mutating func record(_ path: [String]?) {
        if let path, seen.insert(path).inserted { paths.append(path) }
    }

    mutating func visit(_ node: Syntax, _ scope: Scope) { record(path(node, scope)) }

    /// The path that the node denotes, or nil; whatever else it mentions is recorded.
    private mutating func path(_ node: Syntax, _ scope: Scope) -> [String]? {
        switch node.kind {
        case .identifier(let name): return root(name, scope)
        case .select(let operand, let field, _):
            if let name = node.dottedName, variables.contains(name) { return [name] }
            if let name = node.dottedName, definitions.contains(where: { $0.name == name }) { return root(name, scope) }
            return path(operand, scope).map { $0 + [field] }
        case .index(let operand, let index, _):
            let base = path(operand, scope)
            switch index.kind {
            case .literal(.string(let key)): return base.map { $0 + [key] }
            case .literal(.int(let place)): return base.map { $0 + [String(place)] }
            default:
                visit(index, scope)
                return base.map { $0 + ["*"] }
            }
        case .call(let function, let target?, let arguments): return call(function, target, arguments, scope)
        default:
            for child in node.kind.children { visit(child, scope) }
            return nil
        }
    }

    private mutating func root(_ name: String, _ scope: Scope) -> [String]? {
        if let local = scope[name] { return local }
        if variables.contains(name) { return [name] }
        guard let place = definitions.lastIndex(where: { $0.name == name }) else { return nil }
        // A definition sees only those before it, so this ends.
        var inner = PathCollector(variables: variables, definitions: Array(definitions[..<place]))
        let path = inner.path(definitions[place].syntax, [:])
        for path in inner.paths { record(path) }
        return path
    }

    private mutating func call(
        _ function: String, _ target: Syntax, _ arguments: [Syntax], _ scope: Scope
    ) -> [String]? {
        switch (function, arguments.count) {
        case ("bind", 3) where target.dottedName == "cel":
            guard case .identifier(let name) = arguments[0].kind else { return nil }
            var inner = scope
            inner[name] = .some(path(arguments[1], scope))
            return path(arguments[2], inner)
        case ("orValue", 1), ("or", 1):
            visit(arguments[0], scope)
            return path(target, scope)
        case ("value", 0): return path(target, scope)
        case ("first", 0), ("last", 0): return path(target, scope).map { $0 + ["*"] }
        case ("optMap", 2), ("optFlatMap", 2):
            guard case .identifier(let name) = arguments[0].kind else { return nil }
            var inner = scope
            inner[name] = .some(path(target, scope))
            visit(arguments[1], inner)
            return nil
        case ("all", 2...3), ("exists", 2...3), ("exists_one", 2...3), ("existsOne", 2...3), ("map", 2...3),
            ("filter", 2),
            ("sortBy", 2), ("transformList", 3...4), ("transformMap", 3...4), ("transformMapEntry", 3...4):
            return comprehension(function, target, arguments, scope)
        default:
            for child in [target] + arguments { visit(child, scope) }
            return nil
        }
    }

    private mutating func comprehension(
        _ function: String, _ target: Syntax, _ arguments: [Syntax], _ scope: Scope
    ) -> [String]? {
        let range = path(target, scope)
        record(range)
        let hasTwo = function.hasPrefix("transform") || (arguments.count == 3 && function != "map")
        var inner = scope
        for (index, argument) in arguments.prefix(hasTwo ? 2 : 1).enumerated() {
            guard case .identifier(let name) = argument.kind else { return nil }
            inner[name] = .some(hasTwo && index == 0 ? nil : range.map { $0 + ["*"] })
        }
        for body in arguments.dropFirst(hasTwo ? 2 : 1) { visit(body, inner) }
        return function == "filter" || function == "sortBy" ? range : nil
    }
}
