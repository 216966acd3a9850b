extension Compiler {
    mutating func list(_ elements: [Syntax.Element]) throws(ExpressionError) -> Compiled {
        var parts: [(compiled: Compiled, isOptional: Bool)] = []
        for element in elements { parts.append((try compile(element.value), element.isOptional)) }
        let codes = parts.map { ($0.compiled.code, $0.isOptional) }
        let compiled = Compiled { frame in
            var result: [CELValue] = []
            result.reserveCapacity(codes.count)
            frame.charge(codes.count)
            for (code, isOptional) in codes {
                let value = code(&frame)
                if case .error = value { return value }
                guard isOptional else {
                    result.append(value)
                    continue
                }
                switch value {
                case .optional(let content): if let content { result.append(content) }
                case .unknown: return value
                default: return .noSuchOverload("[?_]", value)
                }
            }
            return .list(result)
        }
        return folded(compiled, when: parts.allSatisfy { $0.compiled.constant != nil })
    }

    mutating func map(_ entries: [Syntax.Entry], at offset: Int) throws(ExpressionError) -> Compiled {
        var parts: [(key: Compiled, value: Compiled, isOptional: Bool)] = []
        for entry in entries { parts.append((try compile(entry.key), try compile(entry.value), entry.isOptional)) }
        let codes = parts.map { ($0.key.code, $0.value.code, $0.isOptional) }
        let compiled = Compiled { frame in
            var result = CELEntries()
            frame.charge(codes.count)
            for (keyCode, valueCode, isOptional) in codes {
                let key = keyCode(&frame)
                guard key.isDefinite else { return key }
                guard key.isMapKey else {
                    return .failure("unsupported key type '\(key.type.name)'").located(at: offset)
                }
                var value = valueCode(&frame)
                if case .error = value { return value }
                if isOptional {
                    switch value {
                    case .optional(nil): continue
                    case .optional(let content?): value = content
                    case .unknown: return value
                    default: return .noSuchOverload("{?_: _}", value).located(at: offset)
                    }
                }
                guard result.add(key, value) else { return .failure("repeated key \(key.shown)").located(at: offset) }
            }
            return .map(.values(result))
        }
        return folded(compiled, when: parts.allSatisfy { $0.key.constant != nil && $0.value.constant != nil })
    }

    mutating func message(
        _ type: String, _ fields: [Syntax.Field], at offset: Int
    ) throws(ExpressionError) -> Compiled {
        guard let messages = environment.messages, let name = candidates(type).first(where: { messages.knows($0) })
        else {
            throw ExpressionError(offset: offset, message: "unknown message type '\(type)'")
        }
        var parts: [(name: String, code: Code, isOptional: Bool)] = []
        for field in fields { parts.append((field.name, try compile(field.value).code, field.isOptional)) }
        let codes = parts
        return Compiled { frame in
            var values: [(name: String, value: CELValue)] = []
            for (name, code, isOptional) in codes {
                frame.charge(1)
                let value = code(&frame)
                switch value {
                case .error, .unknown: return value
                case .optional(let content) where isOptional: if let content { values.append((name, content)) }
                default: values.append((name, value))
                }
            }
            return messages.make(name, fields: values).located(at: offset)
        }
    }
}

/// `null` in a map counts as absent for expressions, as it does for the Kubernetes API and for Terraform.
extension CELValue {
    var isMapKey: Bool {
        switch self {
        case .bool, .int, .uint, .string: true
        default: false
        }
    }
}
