/// A binary operator on two definite values; the result may be an error.
typealias Operation = @Sendable (inout Frame, CELValue, CELValue) -> CELValue

extension Syntax.BinaryOperator {
    var operation: Operation {
        switch self {
        case .equal: { $0.equal($1, $2).value }
        case .notEqual: { $0.equal($1, $2).negated }
        case .less: CELValue.ordering("_<_") { $0 < 0 }
        case .lessOrEqual: CELValue.ordering("_<=_") { $0 <= 0 }
        case .greater: CELValue.ordering("_>_") { $0 > 0 }
        case .greaterOrEqual: CELValue.ordering("_>=_") { $0 >= 0 }
        case .in: { $2.contains($1, &$0) }
        case .add: { $1.adding($2) }
        case .subtract: { $1.subtracting($2) }
        case .multiply: { $1.multiplying($2) }
        case .divide: { $1.dividing($2) }
        case .remainder: { $1.remainder($2) }
        }
    }
}

extension CELValue {
    fileprivate static func ordering(_ name: String, _ test: @escaping @Sendable (Int) -> Bool) -> Operation {
        { _, left, right in
            if let order = left.compare(right) { return .bool(test(order)) }
            return left.isNumberPair(with: right) ? .bool(false) : .noSuchOverload(name, left, right)
        }
    }

    /// `element in self`, for lists and the keys of maps.
    fileprivate func contains(_ element: CELValue, _ frame: inout Frame) -> CELValue {
        switch self {
        case .map(let map): .bool(map.contains(element))
        case .list(let list): frame.contains(list, element).value
        default: .noSuchOverload("_in_", element, self)
        }
    }

    var negated: CELValue {
        switch self {
        case .int(let number): number == .min ? .overflow : .int(-number)
        case .double(let number): .double(-number)
        case .duration(let span): span.negated.map(CELValue.duration) ?? .rangeError
        default: .noSuchOverload("-_", self)
        }
    }

    func adding(_ other: CELValue) -> CELValue {
        switch (self, other) {
        case (.int(let left), .int(let right)): .checked(left.addingReportingOverflow(right))
        case (.uint(let left), .uint(let right)): .checked(left.addingReportingOverflow(right))
        case (.double(let left), .double(let right)): .double(left + right)
        case (.string(let left), .string(let right)):
            left.utf8.count + right.utf8.count > CELValue.maximumTextBytes ? .tooLarge : .string(left + right)
        case (.bytes(let left), .bytes(let right)):
            left.count + right.count > CELValue.maximumTextBytes ? .tooLarge : .bytes(left + right)
        case (.list(let left), .list(let right)):
            if left.isEmpty {
                other
            } else if right.isEmpty {
                self
            } else {
                left.count + right.count > CELValue.maximumElements ? .tooLarge : .list(left.values + right.values)
            }
        case (.timestamp(let moment), .duration(let span)), (.duration(let span), .timestamp(let moment)):
            moment.adding(span).map(CELValue.timestamp) ?? .rangeError
        case (.duration(let left), .duration(let right)): left.adding(right).map(CELValue.duration) ?? .rangeError
        default: .noSuchOverload("_+_", self, other)
        }
    }

    func subtracting(_ other: CELValue) -> CELValue {
        switch (self, other) {
        case (.int(let left), .int(let right)): .checked(left.subtractingReportingOverflow(right))
        case (.uint(let left), .uint(let right)): .checked(left.subtractingReportingOverflow(right))
        case (.double(let left), .double(let right)): .double(left - right)
        case (.timestamp(let left), .timestamp(let right)):
            left.subtracting(right).map(CELValue.duration) ?? .rangeError
        case (.timestamp(let left), .duration(let right)):
            left.subtracting(right).map(CELValue.timestamp) ?? .rangeError
        case (.duration(let left), .duration(let right)): left.subtracting(right).map(CELValue.duration) ?? .rangeError
        default: .noSuchOverload("_-_", self, other)
        }
    }

    func multiplying(_ other: CELValue) -> CELValue {
        switch (self, other) {
        case (.int(let left), .int(let right)): .checked(left.multipliedReportingOverflow(by: right))
        case (.uint(let left), .uint(let right)): .checked(left.multipliedReportingOverflow(by: right))
        case (.double(let left), .double(let right)): .double(left * right)
        default: .noSuchOverload("_*_", self, other)
        }
    }

    func dividing(_ other: CELValue) -> CELValue {
        switch (self, other) {
        case (.int, .int(0)), (.uint, .uint(0)): .failure("division by zero")
        case (.int(let left), .int(let right)): .checked(left.dividedReportingOverflow(by: right))
        case (.uint(let left), .uint(let right)): .uint(left / right)
        case (.double(let left), .double(let right)): .double(left / right)
        default: .noSuchOverload("_/_", self, other)
        }
    }

    func remainder(_ other: CELValue) -> CELValue {
        switch (self, other) {
        case (.int, .int(0)), (.uint, .uint(0)): .failure("modulus by zero")
        case (.int(let left), .int(let right)): .checked(left.remainderReportingOverflow(dividingBy: right))
        case (.uint(let left), .uint(let right)): .uint(left % right)
        default: .noSuchOverload("_%_", self, other)
        }
    }

    private static func checked(_ result: (partialValue: Int64, overflow: Bool)) -> CELValue {
        result.overflow ? .overflow : .int(result.partialValue)
    }

    private static func checked(_ result: (partialValue: UInt64, overflow: Bool)) -> CELValue {
        result.overflow ? .overflow : .uint(result.partialValue)
    }

    static var overflow: CELValue { .failure("integer overflow") }
    static var rangeError: CELValue { .failure("time out of range") }
    static var tooLarge: CELValue { .failure("result is too large") }
}
