import ConfigModel
import Documents
internal import Projects

extension TerraformFunctions {
    static let numbers: [String: TerraformFunction] = [
        "abs": .value(1...1) { arguments in
            switch Conversion.number(arguments[0]) {
            case .int(let number)?: number == .min ? nil : .int(abs(number))
            case .double(let number)?: .double(abs(number))
            default: nil
            }
        },
        "ceil": .value(1...1) { rounded($0[0], .up) },
        "floor": .value(1...1) { rounded($0[0], .down) },
        "max": .value(1...Int.max) { best($0) { $0 > $1 } },
        "min": .value(1...Int.max) { best($0) { $0 < $1 } },
        "signum": .value(1...1) { arguments in
            Conversion.double(arguments[0]).map { .int($0 > 0 ? 1 : $0 < 0 ? -1 : 0) }
        },
        "sum": .value(1...1) { arguments in
            guard let items = arguments[0].list, !items.isEmpty else { return nil }
            var total = Value.int(0)
            for item in items {
                total = Operators.binary(.plus, total, item.value)
                if total.isUnknown { return nil }
            }
            return total
        },
        "pow": .value(2...2) { arguments in
            guard let base = Conversion.double(arguments[0]),
                case .int(let exponent)? = Conversion.number(arguments[1]),
                (0...1024).contains(exponent)
            else { return nil }
            var result = 1.0
            for _ in 0..<exponent { result *= base }
            return HCLText.normalised(result)
        },
        "parseint": .value(2...2) { arguments in
            guard let text = Conversion.string(arguments[0]), case .int(let base)? = Conversion.number(arguments[1]),
                (2...36).contains(base)
            else { return nil }
            return Int64(text, radix: Int(base)).map { .int($0) }
        },
    ]

    static let conversions: [String: TerraformFunction] = [
        "tostring": .traced(1...1) { arguments in
            arguments[0].value.isNull
                ? arguments[0]
                : Conversion.string(arguments[0].value).map { Traced(.string($0), arguments[0].provenance) }
        },
        "tonumber": .traced(1...1) { arguments in
            arguments[0].value.isNull
                ? arguments[0] : Conversion.number(arguments[0].value).map { Traced($0, arguments[0].provenance) }
        },
        "tobool": .traced(1...1) { arguments in
            arguments[0].value.isNull
                ? arguments[0] : Conversion.bool(arguments[0].value).map { Traced(.bool($0), arguments[0].provenance) }
        },
        "tolist": .traced(1...1, needs: .outermost) { $0[0].value.list == nil ? nil : $0[0] },
        "tomap": .traced(1...1, needs: .outermost) { $0[0].value.mapping == nil ? nil : $0[0] },
        "sensitive": .traced(1...1, needs: .nothing) { $0[0] },
        "nonsensitive": .traced(1...1, needs: .nothing) { $0[0] },
    ]

    private static func rounded(_ value: Value, _ rule: FloatingPointRoundingRule) -> Value? {
        if case .int(let whole)? = Conversion.number(value) { return .int(whole) }
        return Conversion.double(value).map { HCLText.normalised($0.rounded(rule)) }
    }

    private static func best(_ arguments: [Value], _ wins: (Double, Double) -> Bool) -> Value? {
        let numbers = arguments.compactMap { Conversion.number($0) }
        guard numbers.count == arguments.count, var winner = numbers.first else { return nil }
        for number in numbers.dropFirst() where wins(Conversion.double(number) ?? 0, Conversion.double(winner) ?? 0) {
            winner = number
        }
        return winner
    }
}
