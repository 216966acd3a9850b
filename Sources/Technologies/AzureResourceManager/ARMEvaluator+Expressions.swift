import ConfigModel
internal import Projects

extension ARMEvaluator {
    func evaluate(_ expression: ARMExpression, _ loops: ARMLoops, _ depth: Int) -> Traced {
        guard depth < ARMEvaluator.maximumDepth else { return reason("is nested too deep") }
        switch expression {
        case .text(let text): return .new(.string(text))
        case .number(let number): return .new(.int(number))
        case .element(let target, let key, let isOptional):
            return element(evaluate(target, loops, depth + 1), evaluate(key, loops, depth + 1).value, isOptional)
        case .call(let name, let arguments): return call(name, arguments, loops, depth)
        }
    }

    private func reason(_ text: String) -> Traced { .new(.unknown(UnknownReason(text))) }

    /// Keys of objects are not told apart by case.
    private func element(_ target: Traced, _ key: Value, _ isOptional: Bool) -> Traced {
        switch (target.value, key) {
        case (.unknown, _): return target
        case (_, .unknown): return Traced(key, target.provenance)
        case (.map(let mapping), .string(let name)):
            if let value = mapping[name] ?? mapping.entries.first(where: { $0.key.lowercased() == name.lowercased() })?.value { return value }
            return isOptional ? .new(.null) : reason("looks for '\(name)', which the object has not")
        case (.list(let items), .int(let index)):
            if items.indices.contains(Int(clamping: index)) { return items[Int(clamping: index)] }
            return isOptional ? .new(.null) : reason("looks for element \(index) of a list that is shorter")
        case (.null, _) where isOptional: return .new(.null)
        default: return reason("looks for an element where there is none")
        }
    }

    /// Functions whose arguments are not all evaluated come first.
    private func call(_ name: String, _ arguments: [ARMExpression], _ loops: ARMLoops, _ depth: Int) -> Traced {
        func argument(_ index: Int) -> Traced { evaluate(arguments[index], loops, depth + 1) }
        switch (name, arguments.count) {
        case ("parameters", 1), ("variables", 1):
            let key = argument(0).value
            guard let text = key.string else { return .new(.unknown(key.firstUnknown ?? UnknownReason("names what is no text"))) }
            return name == "parameters" ? parameter(text, depth + 1) : variable(text, depth + 1)
        case ("if", 3):
            let condition = argument(0).value
            guard let flag = Conversion.bool(condition) else {
                return .new(
                    .unknown(
                        condition.firstUnknown.map { UnknownReason("depends on a condition that \($0)") }
                            ?? UnknownReason("has a condition that is no flag")))
            }
            return argument(flag ? 1 : 2)
        case ("and", 1...), ("or", 1...):
            let deciding = name == "or"
            var doubt: UnknownReason?
            for index in arguments.indices {
                let value = argument(index).value
                if let flag = Conversion.bool(value) {
                    if flag == deciding { return .new(.bool(deciding)) }
                } else {
                    doubt = doubt ?? value.firstUnknown ?? UnknownReason("has a condition that is no flag")
                }
            }
            return .new(doubt.map { .unknown($0) } ?? .bool(!deciding))
        case ("coalesce", 1...):
            for index in arguments.indices {
                let value = argument(index)
                if !value.value.isNull { return value }
            }
            return .new(.null)
        case ("copyindex", 0...2): return copyIndex(arguments.map { evaluate($0, loops, depth + 1).value }, loops)
        case ("createobject", _):
            guard arguments.count % 2 == 0 else { return reason("calls createObject with a key that has no value") }
            var mapping = Mapping()
            for index in stride(from: 0, to: arguments.count, by: 2) {
                let key = argument(index).value
                guard let text = key.string else { return .new(.unknown(key.firstUnknown ?? UnknownReason("has a key that is no text"))) }
                mapping.set(.init(key: text, value: argument(index + 1)))
            }
            return .new(.map(mapping))
        case ("createarray", _): return .new(.list(arguments.indices.map(argument)))
        default: break
        }
        if let why = ARMFunctions.known(onlyToAzure: name) { return reason(why) }
        guard let function = ARMFunctions.table[name] else { return reason("calls \(name), which is not evaluated") }
        let values = arguments.indices.map(argument)
        let isShallow = ARMFunctions.shallow.contains(name)
        for value in values {
            if let doubt = isShallow ? (value.value.isUnknown ? value.value.firstUnknown : nil) : value.value.firstUnknown {
                return .new(.unknown(doubt))
            }
        }
        guard let result = function(values) else { return reason("calls \(name) with arguments that do not fit") }
        return result.value.isTooLarge ? reason("calls \(name), whose result is too large") : result
    }

    /// `copyIndex()`, `copyIndex(1)`, `copyIndex('loop')`, `copyIndex('loop', 1)`
    private func copyIndex(_ arguments: [Value], _ loops: ARMLoops) -> Traced {
        let name = arguments.first?.string
        let offset = arguments.lazy.compactMap(\.int).first ?? 0
        guard let round = loops.round(name) else { return reason("counts a loop that there is not") }
        guard let number = round.int else { return .new(round) }
        let (sum, overflows) = number.addingReportingOverflow(offset)
        return overflows ? reason("counts too far") : .new(.int(sum))
    }
}

extension Value {
    fileprivate var isTooLarge: Bool {
        switch self {
        case .string(let text): text.utf8.count > ARMEvaluator.maximumLength
        case .list(let items): items.count > ARMEvaluator.maximumCount
        case .map(let mapping): mapping.count > ARMEvaluator.maximumCount
        default: false
        }
    }
}
