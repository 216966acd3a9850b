extension CELValue {
    /// -1, 0 or 1 when both are numbers that can be ordered; nil for other types and NaN.
    func compareNumbers(_ other: CELValue) -> Int? {
        switch (self, other) {
        case (.int(let left), .int(let right)): CELValue.order(left, right)
        case (.uint(let left), .uint(let right)): CELValue.order(left, right)
        case (.int(let left), .uint(let right)): left < 0 ? -1 : CELValue.order(UInt64(left), right)
        case (.uint(let left), .int(let right)): right < 0 ? 1 : CELValue.order(left, UInt64(right))
        case (.double(let left), .double(let right)): left.isNaN || right.isNaN ? nil : CELValue.order(left, right)
        case (.double(let left), .int(let right)): CELValue.order(left, rounding: right)
        case (.double(let left), .uint(let right)): CELValue.order(left, rounding: right)
        case (.int(let left), .double(let right)): CELValue.order(right, rounding: left).map { -$0 }
        case (.uint(let left), .double(let right)): CELValue.order(right, rounding: left).map { -$0 }
        default: nil
        }
    }

    /// -1, 0 or 1 when CEL's `<` has an overload for the two.
    func compare(_ other: CELValue) -> Int? {
        switch (self, other) {
        case (.string(let left), .string(let right)): left.compareBytes(right)
        case (.bool(let left), .bool(let right)): left == right ? 0 : (right ? -1 : 1)
        case (.bytes(let left), .bytes(let right)):
            left == right ? 0 : (left.lexicographicallyPrecedes(right) ? -1 : 1)
        case (.timestamp(let left), .timestamp(let right)): CELValue.order(left, right)
        case (.duration(let left), .duration(let right)): CELValue.order(left, right)
        default: compareNumbers(other)
        }
    }

    /// Whether comparing the two is a matter of NaN rather than of a missing overload.
    func isNumberPair(with other: CELValue) -> Bool { isNumber && other.isNumber }

    var isNumber: Bool {
        switch self {
        case .int, .uint, .double: true
        default: false
        }
    }

    static func order<T: Comparable>(_ left: T, _ right: T) -> Int { left < right ? -1 : (left > right ? 1 : 0) }

    /// The integer is rounded to a double, as cel-spec's conformance cases (`not_lt_dyn_int_big_lossy_double`) have it.
    private static func order<T: FixedWidthInteger>(_ left: Double, rounding right: T) -> Int? {
        if left.isNaN { return nil }
        return order(left, Double(right))
    }
}

extension String {
    /// Order by code point, which for UTF-8 is the order of bytes.
    func compareBytes(_ other: String) -> Int {
        var left = utf8.makeIterator()
        var right = other.utf8.makeIterator()
        while true {
            switch (left.next(), right.next()) {
            case (let a?, let b?) where a != b: return a < b ? -1 : 1
            case (.some, .some): continue
            case (nil, nil): return 0
            case (nil, _): return -1
            case (_, nil): return 1
            }
        }
    }
}
