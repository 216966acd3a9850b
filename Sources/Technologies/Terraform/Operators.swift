import ConfigModel
import Documents
internal import Projects

/// The operators of HCL's expression language.
enum Operators {
    private static func failure(_ reason: String) -> Value { .unknown(UnknownReason(TerraformEvaluator.failurePrefix + reason)) }

    static func negated(_ value: Value) -> Value {
        if value.isUnknown { return value }
        switch Conversion.number(value) {
        case .int(let number)?: return number == .min ? .double(-Double(number)) : .int(-number)
        case .double(let number)?: return .double(-number)
        default: return failure("a \(value.kindName) has no negative")
        }
    }

    static func inverted(_ value: Value) -> Value {
        if value.isUnknown { return value }
        return Conversion.bool(value).map { .bool(!$0) } ?? failure("a \(value.kindName) is no bool")
    }

    static func binary(_ kind: HCLToken.Kind, _ left: Value, _ right: Value) -> Value {
        switch kind {
        case .and: return logical(left, right, decidedBy: false)
        case .or: return logical(left, right, decidedBy: true)
        case .equal: return equality(left, right)
        case .notEqual:
            if case .bool(let flag) = equality(left, right) { return .bool(!flag) }
            return equality(left, right)
        default: break
        }
        if left.isUnknown { return left }
        if right.isUnknown { return right }
        guard let first = Conversion.number(left), let second = Conversion.number(right) else {
            return failure("\(left.kindName) and \(right.kindName) are not both numbers")
        }
        switch kind {
        case .less, .lessEqual, .greater, .greaterEqual: return .bool(compares(kind, first, second))
        default: return arithmetic(kind, first, second)
        }
    }

    private static func logical(_ left: Value, _ right: Value, decidedBy decisive: Bool) -> Value {
        if !left.isUnknown, Conversion.bool(left) == nil { return failure("a \(left.kindName) is no bool") }
        if !right.isUnknown, Conversion.bool(right) == nil { return failure("a \(right.kindName) is no bool") }
        if Conversion.bool(left) == decisive || Conversion.bool(right) == decisive { return .bool(decisive) }
        if left.isUnknown { return left }
        if right.isUnknown { return right }
        return .bool(!decisive)
    }

    private static func equality(_ left: Value, _ right: Value) -> Value {
        if left.isUnknown { return left }
        if right.isUnknown { return right }
        if let reason = left.firstUnknown ?? right.firstUnknown { return .unknown(reason) }
        return .bool(left == right)
    }

    private static func compares(_ kind: HCLToken.Kind, _ first: Value, _ second: Value) -> Bool {
        if case .int(let a) = first, case .int(let b) = second { return holds(kind, a, b) }
        return holds(kind, Conversion.double(first) ?? 0, Conversion.double(second) ?? 0)
    }

    private static func holds<Number: Comparable>(_ kind: HCLToken.Kind, _ a: Number, _ b: Number) -> Bool {
        switch kind {
        case .less: a < b
        case .lessEqual: a <= b
        case .greater: a > b
        default: a >= b
        }
    }

    private static func arithmetic(_ kind: HCLToken.Kind, _ first: Value, _ second: Value) -> Value {
        if case .int(let a) = first, case .int(let b) = second, let exact = whole(kind, a, b) { return .int(exact) }
        let a = Conversion.double(first) ?? 0
        let b = Conversion.double(second) ?? 0
        switch kind {
        case .plus: return HCLText.normalised(a + b)
        case .minus: return HCLText.normalised(a - b)
        case .star: return HCLText.normalised(a * b)
        case .slash: return b == 0 ? failure("division by zero") : HCLText.normalised(a / b)
        default: return b == 0 ? failure("division by zero") : HCLText.normalised(a.truncatingRemainder(dividingBy: b))
        }
    }

    /// The exact result where whole numbers give one.
    private static func whole(_ kind: HCLToken.Kind, _ a: Int64, _ b: Int64) -> Int64? {
        let (result, overflow): (Int64, Bool)
        switch kind {
        case .plus: (result, overflow) = a.addingReportingOverflow(b)
        case .minus: (result, overflow) = a.subtractingReportingOverflow(b)
        case .star: (result, overflow) = a.multipliedReportingOverflow(by: b)
        case .percent: (result, overflow) = a.remainderReportingOverflow(dividingBy: b)
        default:
            guard b != 0, !a.remainderReportingOverflow(dividingBy: b).overflow, a % b == 0 else { return nil }
            (result, overflow) = a.dividedReportingOverflow(by: b)
        }
        return overflow ? nil : result
    }
}
