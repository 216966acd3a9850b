import ConfigModel
internal import Projects

extension CloudFormationEvaluator {
    /// What a condition comes to; unknown when it depends on something unknown.
    func truth(of value: Traced, _ depth: Int) -> Known<Bool> {
        guard depth < CloudFormationEvaluator.maximumDepth else { return .unknown(UnknownReason("a condition is nested too deep")) }
        if let mapping = value.value.mapping, mapping.count == 1, let name = mapping["Condition"].flatMap(template.name) {
            return condition(name, at: value)
        }
        guard let call = template.call(value) else {
            guard let flag = value.value.bool ?? Conversion.bool(value.value) else {
                _ = misfit("a condition", "has to be a function", value)
                return .unknown(UnknownReason("a condition is no function"))
            }
            return .known(flag)
        }
        let arguments = call.argument.value.list ?? []
        switch call.name {
        case "Condition":
            guard let name = template.name(call.argument) else { return wrong(call, value) }
            return condition(name, at: value)
        case "Fn::Equals":
            guard arguments.count == 2 else { return wrong(call, value) }
            return equality(arguments, depth)
        case "Fn::Not":
            guard arguments.count == 1 else { return wrong(call, value) }
            if case .known(let flag) = truth(of: arguments[0], depth + 1) { return .known(!flag) }
            return .unknown(UnknownReason("depends on an unknown condition"))
        case "Fn::And", "Fn::Or":
            guard (1...10).contains(arguments.count) else { return wrong(call, value) }
            let deciding = call.name == "Fn::Or"
            var isKnown = true
            for argument in arguments {
                switch truth(of: argument, depth + 1) {
                case .known(let flag): if flag == deciding { return .known(deciding) }
                case .unknown: isKnown = false
                }
            }
            return isKnown ? .known(!deciding) : .unknown(UnknownReason("depends on an unknown condition"))
        default: return wrong(call, value)
        }
    }

    private func equality(_ arguments: [Traced], _ depth: Int) -> Known<Bool> {
        let sides = arguments.map { self.value($0, depth + 1)?.value ?? .string("") }
        if let reason = sides.lazy.compactMap(\.firstUnknown).first { return .unknown(reason) }
        if let left = Conversion.string(sides[0]), let right = Conversion.string(sides[1]) { return .known(left == right) }
        return .known(sides[0] == sides[1])
    }

    private func wrong(_ call: CloudFormationTemplate.Call, _ value: Traced) -> Known<Bool> {
        _ = misfit(call.name, "is used in a condition in a way that is not allowed", value)
        return .unknown(UnknownReason("calls \(call.name) in a wrong way"))
    }
}
