import Glibc

extension FunctionTable {
    static let numberFunctions: [GoFunction] =
        [
            GoFunction("add", [], variadic: .any) { arguments, _ in
                .number64(arguments.reduce(0) { $0 &+ goInteger($1) })
            },
            GoFunction("add1", [.any]) { arguments, _ in .number64(goInteger(arguments[0]) &+ 1) },
            GoFunction("sub", [.any, .any]) { arguments, _ in
                .number64(goInteger(arguments[0]) &- goInteger(arguments[1]))
            },
            GoFunction("mul", [.any], variadic: .any) { arguments, _ in
                .number64(arguments.dropFirst().reduce(goInteger(arguments[0])) { $0 &* goInteger($1) })
            },
            GoFunction("div", [.any, .any]) { arguments, _ in
                let (dividend, divisor) = (goInteger(arguments[0]), goInteger(arguments[1]))
                if divisor == 0 { throw CallFailure("runtime error: integer divide by zero") }
                return .number64(dividend.dividedReportingOverflow(by: divisor).partialValue)
            },
            GoFunction("mod", [.any, .any]) { arguments, _ in
                let (dividend, divisor) = (goInteger(arguments[0]), goInteger(arguments[1]))
                if divisor == 0 { throw CallFailure("runtime error: integer divide by zero") }
                return .number64(dividend.remainderReportingOverflow(dividingBy: divisor).partialValue)
            },
            GoFunction("min", [.any], variadic: .any) { arguments, _ in .number64(arguments.map(goInteger).min() ?? 0)
            },
            GoFunction("maxf", [.any], variadic: .any) { arguments, _ in .real(arguments.map(goFloat).max() ?? 0) },
            GoFunction("minf", [.any], variadic: .any) { arguments, _ in .real(arguments.map(goFloat).min() ?? 0) },
            GoFunction("add1f", [.any]) { arguments, _ in .real(Decimal.fold(goFloat(arguments[0]), [1], .add)) },
            GoFunction("addf", [], variadic: .any) { arguments, _ in
                .real(Decimal.fold(0, arguments.map(goFloat), .add))
            },
            GoFunction("subf", [.any], variadic: .any) { arguments, _ in
                .real(Decimal.fold(goFloat(arguments[0]), arguments.dropFirst().map(goFloat), .subtract))
            },
            GoFunction("mulf", [.any], variadic: .any) { arguments, _ in
                .real(Decimal.fold(goFloat(arguments[0]), arguments.dropFirst().map(goFloat), .multiply))
            },
            GoFunction("divf", [.any], variadic: .any) { arguments, _ in
                let divisors = arguments.dropFirst().map(goFloat)
                if divisors.contains(0) { throw CallFailure("decimal division by 0") }
                return .real(Decimal.fold(goFloat(arguments[0]), divisors, .divide))
            },
            GoFunction("ceil", [.any]) { arguments, _ in .real(goFloat(arguments[0]).rounded(.up)) },
            GoFunction("floor", [.any]) { arguments, _ in .real(goFloat(arguments[0]).rounded(.down)) },
            GoFunction("round", [.any, .int], variadic: .float) { arguments, _ in
                var roundOn = 0.5
                if arguments.count > 2, case .float(let given, _) = arguments[2] { roundOn = given }
                let power = pow(10, Double(arguments.int(1)))
                let digit = power * goFloat(arguments[0])
                let fraction = digit - digit.rounded(.towardZero)
                return .real((fraction >= roundOn ? digit.rounded(.up) : digit.rounded(.down)) / power)
            },
        ]
        + aliases(
            GoFunction("max", [.any], variadic: .any) { arguments, _ in .number64(arguments.map(goInteger).max() ?? 0)
            }, "biggest")

    static let conversionFunctions: [GoFunction] = [
        GoFunction("int", [.any]) { arguments, _ in .number(Int(goInteger(arguments[0]))) },
        GoFunction("int64", [.any]) { arguments, _ in .number64(goInteger(arguments[0])) },
        GoFunction("float64", [.any]) { arguments, _ in .real(goFloat(arguments[0])) },
        GoFunction("atoi", [.string]) { arguments, _ in
            let text = arguments.string(0)
            return .number(text.utf8.contains(UInt8(ascii: "_")) ? 0 : Int(text) ?? 0)
        },
        GoFunction("toDecimal", [.any]) { arguments, _ in
            .number64(Int64(String(decoding: GoPrinter.text(of: arguments[0]), as: UTF8.self), radix: 8) ?? 0)
        },
        GoFunction("typeOf", [.any]) { arguments, _ in .text(arguments[0].typeName) },
        GoFunction("typeIs", [.string, .any]) { arguments, _ in .flag(arguments.string(0) == arguments[1].typeName) },
        GoFunction("typeIsLike", [.string, .any]) { arguments, _ in
            let (wanted, actual) = (arguments.string(0), arguments[1].typeName)
            return .flag(wanted == actual || "*" + wanted == actual)
        },
        GoFunction("kindOf", [.any]) { arguments, _ in .text(arguments[0].kindName) },
        GoFunction("kindIs", [.string, .any]) { arguments, _ in .flag(arguments.string(0) == arguments[1].kindName) },
        GoFunction("deepEqual", [.any, .any]) { arguments, _ in .flag(GoValue.deepEqual(arguments[0], arguments[1])) },
    ]

    static let defaultFunctions: [GoFunction] = [
        GoFunction("default", [.any], variadic: .any, .own) { arguments, execution in
            guard arguments.count > 1 else { return arguments[0] }
            if arguments[1].isEmpty {
                return arguments[0].influenced(by: arguments[1].summary(in: execution.table), in: execution.table)
            }
            return arguments[1]
        },
        GoFunction("empty", [.any]) { arguments, _ in .flag(arguments[0].isEmpty) },
        GoFunction("coalesce", [], variadic: .any, .own) { arguments, execution in
            var passed = TraceID.none
            for value in arguments {
                if !value.isEmpty { return value.influenced(by: passed, in: execution.table) }
                passed = execution.table.derived(passed, value.summary(in: execution.table))
            }
            return .invalid(passed)
        },
        GoFunction("all", [], variadic: .any) { arguments, _ in .flag(!arguments.contains { $0.isEmpty }) },
        GoFunction("any", [], variadic: .any) { arguments, _ in .flag(arguments.contains { !$0.isEmpty }) },
        GoFunction("ternary", [.any, .any, .bool], .own) { arguments, execution in
            arguments[arguments.bool(2) ? 0 : 1].influenced(by: arguments[2].trace, in: execution.table)
        },
    ]
}

/// The cast library's `ToInt64`: text is read with Go's base prefixes, floats are truncated, everything else is 0.
func goInteger(_ value: GoValue) -> Int64 {
    switch value {
    case .int(let number, _): return Int64(number)
    case .int64(let number, _): return number
    case .float(let number, _): return Int64(exactly: number.rounded(.towardZero)) ?? Int64.min
    case .bool(let flag, _): return flag ? 1 : 0
    case .string(let text):
        var string = text.string
        if let point = string.lastIndex(of: "."), string[string.index(after: point)...].allSatisfy({ $0 == "0" }),
            string.index(after: point) < string.endIndex
        {
            string = String(string[..<point])
        }
        return goParseInteger(string) ?? 0
    default: return 0
    }
}

func goFloat(_ value: GoValue) -> Double {
    switch value {
    case .int(let number, _): return Double(number)
    case .int64(let number, _): return Double(number)
    case .float(let number, _): return number
    case .bool(let flag, _): return flag ? 1 : 0
    case .string(let text): return goParseFloat(text.string) ?? 0
    default: return 0
    }
}

/// A decimal number `coefficient × 10^exponent`, for sums such as 1.1 + 2.2 = 3.3.
struct Decimal {
    var coefficient: Int128
    var exponent: Int

    init?(_ value: Double) {
        guard value.isFinite else { return nil }
        let (digits, pointAt) = shortestDigits(value)
        coefficient = digits.reduce(0) { $0 * 10 + Int128($1 - 48) } * (value < 0 ? -1 : 1)
        exponent = value == 0 ? 0 : pointAt - digits.count
    }

    private init(coefficient: Int128, exponent: Int) {
        self.coefficient = coefficient
        self.exponent = exponent
    }

    var double: Double { goParseFloat("\(coefficient)e\(exponent)") ?? 0 }

    private func scaled(to target: Int) -> Int128? {
        guard exponent - target < 38 else { return nil }
        var result = coefficient
        for _ in 0..<max(0, exponent - target) {
            let (product, overflow) = result.multipliedReportingOverflow(by: 10)
            if overflow { return nil }
            result = product
        }
        return result
    }

    enum Operation { case add, subtract, multiply, divide }

    private func applying(_ operation: Operation, _ other: Decimal) -> Decimal? {
        switch operation {
        case .add: return adding(other)
        case .subtract: return adding(Decimal(coefficient: -other.coefficient, exponent: other.exponent))
        case .multiply:
            let (product, overflow) = coefficient.multipliedReportingOverflow(by: other.coefficient)
            return overflow ? nil : Decimal(coefficient: product, exponent: exponent + other.exponent)
        case .divide: return divided(by: other)
        }
    }

    private func adding(_ other: Decimal) -> Decimal? {
        let common = min(exponent, other.exponent)
        guard let first = scaled(to: common), let second = other.scaled(to: common) else { return nil }
        let (sum, overflow) = first.addingReportingOverflow(second)
        return overflow ? nil : Decimal(coefficient: sum, exponent: common)
    }

    /// Division to 16 decimal places, half away from zero, as the decimal library does.
    private func divided(by other: Decimal) -> Decimal? {
        let shift = exponent - other.exponent + 16
        guard other.coefficient != 0, shift >= 0,
            let dividend = Decimal(coefficient: coefficient, exponent: shift).scaled(to: 0)
        else {
            return nil
        }
        let division = dividend.quotientAndRemainder(dividingBy: other.coefficient)
        var quotient = division.quotient
        if division.remainder.magnitude * 2 >= other.coefficient.magnitude {
            quotient += (dividend < 0) == (other.coefficient < 0) ? 1 : -1
        }
        return Decimal(coefficient: quotient, exponent: -16)
    }

    private static func rough(_ operation: Operation, _ left: Double, _ right: Double) -> Double {
        switch operation {
        case .add: left + right
        case .subtract: left - right
        case .multiply: left * right
        case .divide: left / right
        }
    }

    /// Applies the operation from left to right, exactly where 38 digits suffice.
    static func fold(_ first: Double, _ rest: [Double], _ operation: Operation) -> Double {
        var exact = Decimal(first)
        var rough = first
        for value in rest {
            exact = exact.flatMap { left in Decimal(value).flatMap { left.applying(operation, $0) } }
            rough = Decimal.rough(operation, rough, value)
        }
        return exact?.double ?? rough
    }
}
