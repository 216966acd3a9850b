import Primitives

extension Library {
    /// The quantity and semver functions of Kubernetes.
    static let kubernetes: [Function] = [
        .global("quantity") { value in
            switch value {
            case .quantity: return value
            // Manifests write whole quantities as bare numbers.
            case .int(let number): return .quantity(Quantity(number))
            case .double: return Quantity(parsing: value.text).map(CELValue.quantity) ?? notAn("quantity", value)
            case .string(let text): return Quantity(parsing: text).map(CELValue.quantity) ?? notAn("quantity", value)
            default: return nil
            }
        },
        .global("isQuantity") { value in
            guard case .string(let text) = value else { return nil }
            return .bool(Quantity(parsing: text) != nil)
        },
        quantity("sign") { .int(Int64($0.nanos.signum())) },
        quantity("isInteger") { .bool($0.isInteger) },
        quantity("asInteger") { $0.integer.map(CELValue.int) ?? .failure("'\($0)' is not an integer in range") },
        quantity("asApproximateFloat") { .double($0.approximate) },
        .member("add") { (value: CELValue, other: CELValue) in
            guard case .quantity(let left) = value, let right = other.asQuantity else { return nil }
            return left.adding(right).map(CELValue.quantity) ?? .overflow
        },
        .member("sub") { (value: CELValue, other: CELValue) in
            guard case .quantity(let left) = value, let right = other.asQuantity else { return nil }
            return left.subtracting(right).map(CELValue.quantity) ?? .overflow
        },
        .member("isLessThan") { (value: CELValue, other: CELValue) in
            value.compareKubernetes(other).map { .bool($0 < 0) }
        },
        .member("isGreaterThan") { (value: CELValue, other: CELValue) in
            value.compareKubernetes(other).map { .bool($0 > 0) }
        },
        .member("compareTo") { (value: CELValue, other: CELValue) in
            value.compareKubernetes(other).map { .int(Int64($0)) }
        },
        .global("semver", 1...2) { _, values in
            guard case .string(let text) = values[0], let isLenient = flag(values) else { return nil }
            return SemanticVersion(parsing: text, isLenient: isLenient).map(CELValue.semver)
                ?? notAn("semantic version", values[0])
        },
        .global("isSemver", 1...2) { _, values in
            guard case .string(let text) = values[0], let isLenient = flag(values) else { return nil }
            return .bool(SemanticVersion(parsing: text, isLenient: isLenient) != nil)
        },
        semver("major") { Int64(clamping: $0.major) },
        semver("minor") { Int64(clamping: $0.minor) },
        semver("patch") { Int64(clamping: $0.patch) },
    ]

    private static func flag(_ values: [CELValue]) -> Bool? {
        guard values.count == 2 else { return false }
        return if case .bool(let flag) = values[1] { flag } else { nil }
    }

    private static func quantity(_ name: String, _ body: @escaping @Sendable (Quantity) -> CELValue) -> Function {
        .member(name) { (value: CELValue) in if case .quantity(let quantity) = value { body(quantity) } else { nil } }
    }

    private static func semver(_ name: String, _ body: @escaping @Sendable (SemanticVersion) -> Int64) -> Function {
        .member(name) { (value: CELValue) in if case .semver(let version) = value { .int(body(version)) } else { nil } }
    }
}

extension CELValue {
    fileprivate var asQuantity: Quantity? {
        switch self {
        case .quantity(let quantity): quantity
        case .int(let number): Quantity(number)
        default: nil
        }
    }

    fileprivate func compareKubernetes(_ other: CELValue) -> Int? {
        switch (self, other) {
        case (.quantity(let left), .quantity(let right)): CELValue.order(left, right)
        case (.semver(let left), .semver(let right)): left.compared(to: right)
        default: nil
        }
    }
}
