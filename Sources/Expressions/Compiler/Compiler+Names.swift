extension Compiler {
    /// An identifier or `a.b.c`, whose longest prefix that is a known name wins.
    mutating func name(_ node: Syntax) throws(ExpressionError) -> Compiled {
        guard let name = node.dottedName else { return try compile(node) }
        if let known = lookUp(name) { return known }
        guard environment.undeclared == .evaluationError else {
            throw ExpressionError(offset: node.offset, message: "undeclared variable '\(name)'\(suggestion(for: name))")
        }
        let error = EvaluationError("undeclared variable '\(name)'").located(at: node.offset)
        return Compiled { _ in .error(error) }
    }

    mutating func select(
        _ node: Syntax, _ operand: Syntax, _ field: String
    ) throws(ExpressionError) -> Compiled {
        if let name = node.dottedName, let root = node.rootIdentifier, local(root) == nil, let known = lookUp(name) {
            return known
        }
        if let path = fieldPath(node) {
            return Compiled { frame in path.value(in: &frame) ?? .none }
        }
        let base = try compile(operand)
        let offset = node.offset
        let run = base.code
        return folded(
            Compiled { frame in
                frame.charge(1)
                return run(&frame).selecting(field, at: offset)
            }, when: base.constant != nil)
    }

    /// The slot of a local variable or a variable; nil when the name is something else.
    func slot(of name: String) -> Int? {
        if let slot = local(name) { return slot }
        for candidate in candidates(name) {
            if let slot = environment.variables.firstIndex(of: candidate) { return slot }
            if isKnown(candidate) { return nil }
        }
        return nil
    }

    /// Whether a dotted name means something as a whole.
    func isKnown(_ name: String) -> Bool {
        if let first = name.firstIndex(of: "."), local(String(name[..<first])) != nil { return false }
        return lookUp(name) != nil
    }

    /// A local, variable, definition or type name.
    private func lookUp(_ name: String) -> Compiled? {
        if let slot = local(name) { return Compiled { $0.slots[slot] } }
        for candidate in candidates(name) {
            if let slot = environment.variables.firstIndex(of: candidate) {
                return Compiled { frame in
                    let value = frame.slots[slot]
                    if case .unknown(let reasons) = value, reasons.isEmpty {
                        return .failure("no value for variable '\(candidate)'")
                    }
                    return value
                }
            }
            if let place = environment.definitions.lastIndex(where: { $0.name == candidate }) {
                return definition(place)
            }
            if let type = CELType.named[candidate] { return Compiled(constant: .type(type)) }
            if environment.messages?.knows(candidate) == true { return Compiled(constant: .type(CELType(candidate))) }
        }
        return nil
    }

    private func definition(_ place: Int) -> Compiled {
        let definition = environment.definitions[place]
        if let constant = definition.constant { return Compiled(constant: constant) }
        let slot = definition.slot
        return Compiled { frame in
            if case .unknown(let reasons) = frame.slots[slot], reasons.isEmpty {
                let value = definition.code(&frame)
                // The offset of the error counts in another source than the caller's.
                if case .error(let error) = value {
                    frame.slots[slot] = .failure("in '\(definition.name)': \(error)")
                } else {
                    frame.slots[slot] = value
                }
            }
            return frame.slots[slot]
        }
    }

    /// For `c` in container `a.b`: `a.b.c`, `a.c`, `c`; a leading dot means the last only.
    func candidates(_ name: String) -> [String] {
        if name.hasPrefix(".") { return [String(name.dropFirst())] }
        if environment.container.isEmpty { return [name] }
        var parts = environment.container.split(separator: ".")
        var result: [String] = []
        while !parts.isEmpty {
            result.append(parts.joined(separator: ".") + "." + name)
            parts.removeLast()
        }
        return result + [name]
    }

    private func suggestion(for name: String) -> String {
        let known = environment.variables + environment.definitions.map(\.name)
        let near = known.map { ($0, name.editDistance(to: $0)) }.filter { $0.1 <= max(1, name.utf8.count / 3) }
        return near.min { $0.1 < $1.1 }.map { "; did you mean '\($0.0)'?" } ?? ""
    }
}

extension String {
    /// How many insertions, deletions and replacements of bytes lead from one to the other; only for short names.
    func editDistance(to other: String) -> Int {
        let left = Array(utf8.prefix(64))
        let right = Array(other.utf8.prefix(64))
        var row = Array(0...right.count)
        for (line, byte) in left.enumerated() {
            var diagonal = row[0]
            row[0] = line + 1
            for column in right.indices {
                let cost = byte == right[column] ? diagonal : 1 + Swift.min(diagonal, row[column], row[column + 1])
                diagonal = row[column + 1]
                row[column + 1] = cost
            }
        }
        return row[right.count]
    }
}
