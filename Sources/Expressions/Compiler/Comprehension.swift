internal import ConfigModel

/// What one step of a macro decides.
enum Step {
    case proceed
    /// Ends the loop with this value.
    case stop(CELValue)
}

/// The loop that all macros share: one or two variables over a list or map.
struct Comprehension: Sendable {
    let range: Code
    /// Slot of the element (or key); with two variables the index or key.
    let first: Int
    /// Slot of the value when there are two variables.
    let second: Int?
    let name: String
    let offset: Int

    /// Runs `body` for every element in order. Returns what made the loop end early.
    func run(_ frame: inout Frame, _ body: (inout Frame) -> Step) -> CELValue? {
        let value = range(&frame)
        switch value {
        case .list(let list):
            for index in 0..<list.count {
                if let second {
                    frame.slots[first] = .int(Int64(index))
                    frame.slots[second] = list[index]
                } else {
                    frame.slots[first] = list[index]
                }
                if let end = step(&frame, body) { return end }
            }
            return nil
        case .map(let map):
            for index in 0..<map.count {
                frame.slots[first] = map.key(at: index)
                if let second { frame.slots[second] = map.value(at: index) }
                if let end = step(&frame, body) { return end }
            }
            return nil
        case .error, .unknown: return value
        default: return .noSuchOverload(name, value).located(at: offset)
        }
    }

    private func step(_ frame: inout Frame, _ body: (inout Frame) -> Step) -> CELValue? {
        frame.charge(1)
        if frame.isExhausted { return .error(.costLimit(frame.limit)) }
        if case .stop(let value) = body(&frame) { return value }
        return nil
    }

    func all(_ predicate: @escaping Code) -> Code { quantified(predicate, decisive: false) }

    func exists(_ predicate: @escaping Code) -> Code { quantified(predicate, decisive: true) }

    /// One decisive answer outweighs unknown ones, and these outweigh errors.
    private func quantified(_ predicate: @escaping Code, decisive: Bool) -> Code {
        { frame in
            var failure: CELValue?
            var reasons: [UnknownReason] = []
            let end = run(&frame) { frame in
                switch predicate(&frame) {
                case .bool(let flag): return flag == decisive ? .stop(.bool(decisive)) : .proceed
                case .unknown(let more): reasons = UnknownReason.union(reasons, more)
                case .error(let error): if failure == nil { failure = .error(error) }
                case let other: if failure == nil { failure = notBool(other) }
                }
                return .proceed
            }
            if let end { return end }
            if !reasons.isEmpty { return .unknown(reasons) }
            return failure ?? .bool(!decisive)
        }
    }

    func existsOne(_ predicate: @escaping Code) -> Code {
        { frame in
            var count = 0
            var reasons: [UnknownReason] = []
            let end = run(&frame) { frame in
                switch predicate(&frame) {
                case .bool(let flag): if flag { count += 1 }
                case .unknown(let more): reasons = UnknownReason.union(reasons, more)
                case .error(let error): return .stop(.error(error))
                case let other: return .stop(notBool(other))
                }
                return .proceed
            }
            if let end { return end }
            return count < 2 && !reasons.isEmpty ? .unknown(reasons) : .bool(count == 1)
        }
    }

    /// Collects what `transform` gives for each element that passes the filter; unknown elements stay in the list.
    func collect(filter: Code?, _ transform: @escaping Code) -> Code {
        { frame in
            var result: [CELValue] = []
            let end = run(&frame) { frame in
                if let filter, let other = decline(filter(&frame)) { return other }
                let value = transform(&frame)
                if case .error = value { return .stop(value) }
                result.append(value)
                return .proceed
            }
            return end ?? .list(result)
        }
    }

    /// `transformMap` (the key stays) and `transformMapEntry` (the transform gives a map that is merged).
    func collectMap(filter: Code?, _ transform: @escaping Code, entries: Bool) -> Code {
        { frame in
            var result = CELEntries()
            let end = run(&frame) { frame in
                if let filter, let other = decline(filter(&frame)) { return other }
                let value = transform(&frame)
                if case .error = value { return .stop(value) }
                guard entries else {
                    let key = frame.slots[first]
                    return result.add(key, value) ? .proceed : .stop(.failure("repeated key \(key.shown)"))
                }
                guard case .map(let map) = value else {
                    return .stop(value.isDefinite ? .noSuchOverload(name, value).located(at: offset) : value)
                }
                for index in 0..<map.count {
                    let key = map.key(at: index)
                    guard result.add(key, map.value(at: index)) else {
                        return .stop(.failure("repeated key \(key.shown)").located(at: offset))
                    }
                }
                return .proceed
            }
            return end ?? .map(.values(result))
        }
    }

    /// The step to take when a filter does not say yes.
    private func decline(_ answer: CELValue) -> Step? {
        switch answer {
        case .bool(true): nil
        case .bool(false): .proceed
        case .error, .unknown: .stop(answer)
        default: .stop(notBool(answer))
        }
    }

    private func notBool(_ value: CELValue) -> CELValue {
        .failure("the condition of \(name)() is a \(value.type.name), not a bool").located(at: offset)
    }
}

extension Compiler {
    mutating func comprehension(
        _ function: String, over target: Syntax, _ arguments: [Syntax], at offset: Int
    ) throws(ExpressionError) -> Compiled {
        let hasTwo = function.hasPrefix("transform") || (arguments.count == 3 && function != "map")
        let range = try compile(target)
        let names = [try localName(arguments[0])] + (hasTwo ? [try localName(arguments[1])] : [])
        guard Set(names).count == names.count else {
            throw ExpressionError(offset: arguments[1].offset, message: "both variables are named '\(names[0])'")
        }
        let bodies = Array(arguments.dropFirst(names.count))
        return try withLocal(names[0]) { (compiler, first) throws(ExpressionError) in
            guard hasTwo else {
                let loop = Comprehension(range: range.code, first: first, second: nil, name: function, offset: offset)
                return try compiler.loop(function, loop, bodies)
            }
            return try compiler.withLocal(names[1]) { (compiler, second) throws(ExpressionError) in
                let loop = Comprehension(
                    range: range.code, first: first, second: second, name: function, offset: offset)
                return try compiler.loop(function, loop, bodies)
            }
        }
    }

    private mutating func loop(
        _ function: String, _ loop: Comprehension, _ bodies: [Syntax]
    ) throws(ExpressionError) -> Compiled {
        let last = try compile(bodies[bodies.count - 1]).code
        let filter: Code? = bodies.count > 1 ? try compile(bodies[0]).code : nil
        switch function {
        case "all": return Compiled(loop.all(last))
        case "exists": return Compiled(loop.exists(last))
        case "exists_one", "existsOne": return Compiled(loop.existsOne(last))
        case "filter":
            let element = loop.first
            return Compiled(loop.collect(filter: last, { $0.slots[element] }))
        case "transformMap": return Compiled(loop.collectMap(filter: filter, last, entries: false))
        case "transformMapEntry": return Compiled(loop.collectMap(filter: filter, last, entries: true))
        case "sortBy": return Compiled(loop.sorted(by: last))
        default: return Compiled(loop.collect(filter: filter, last))
        }
    }
}
