extension FunctionTable {
    /// `eq`, `ne`, `lt`, `le`, `gt`, `ge`: Go compares only what has the same basic kind.
    static let comparisons: [GoFunction] = [
        GoFunction("eq", [.value], variadic: .value) { arguments, _ in
            if arguments.count == 1 { throw CallFailure("missing argument for comparison") }
            for other in arguments.dropFirst() where try areEqual(arguments[0], other) { return .flag(true) }
            return .flag(false)
        },
        GoFunction("ne", [.value, .value]) { arguments, _ in
            .flag(!(try areEqual(arguments[0], arguments[1])))
        },
        GoFunction("lt", [.value, .value]) { arguments, _ in .flag(try isLess(arguments[0], arguments[1])) },
        GoFunction("le", [.value, .value]) { arguments, _ in
            .flag(try isLess(arguments[0], arguments[1]) || areEqual(arguments[0], arguments[1]))
        },
        GoFunction("gt", [.value, .value]) { arguments, _ in
            .flag(!(try isLess(arguments[0], arguments[1]) || areEqual(arguments[0], arguments[1])))
        },
        GoFunction("ge", [.value, .value]) { arguments, _ in .flag(!(try isLess(arguments[0], arguments[1]))) },
    ]

    private enum Basic { case bool, integer, float, string, other, none }

    private static func basic(_ value: GoValue) -> Basic {
        switch value {
        case .bool: .bool
        case .int, .int64: .integer
        case .float: .float
        case .string: .string
        case .invalid, .null: .none
        default: .other
        }
    }

    private static func integer(_ value: GoValue) -> Int64 {
        switch value {
        case .int(let number, _): Int64(number)
        case .int64(let number, _): number
        default: 0
        }
    }

    private static func requireComparable(_ value: GoValue) throws {
        switch value {
        case .map, .list: throw CallFailure("non-comparable type \(printed(value)): \(value.typeName)")
        default: return
        }
    }

    private static func printed(_ value: GoValue) -> String {
        String(decoding: GoPrinter.format(Array("%s".utf8), [value]), as: UTF8.self)
    }

    private static func incompatible(_ left: GoValue, _ right: GoValue) -> CallFailure {
        CallFailure("incompatible types for comparison: \(left.typeName) and \(right.typeName)")
    }

    private static func areEqual(_ left: GoValue, _ right: GoValue) throws -> Bool {
        let (first, second) = (basic(left), basic(right))
        if first == .none || second == .none { return first == second }
        if first == second {
            switch (left, right) {
            case (.bool(let a, _), .bool(let b, _)): return a == b
            case (.float(let a, _), .float(let b, _)): return a == b
            case (.string(let a), .string(let b)): return a.bytes == b.bytes
            case (.object(let a, _), .object(let b, _)): return a === b
            case (.map, _), (_, .map), (.list, _), (_, .list):
                try requireComparable(right)
                throw incompatible(left, right)
            default: return integer(left) == integer(right)
            }
        }
        throw incompatible(left, right)
    }

    private static func isLess(_ left: GoValue, _ right: GoValue) throws -> Bool {
        let (first, second) = (basic(left), basic(right))
        if first == .other || second == .other || first == .none || second == .none {
            throw CallFailure("invalid type for comparison")
        }
        guard first == second else { throw incompatible(left, right) }
        switch (left, right) {
        case (.bool, _): throw CallFailure("invalid type for comparison")
        case (.float(let a, _), .float(let b, _)): return a < b
        case (.string(let a), .string(let b)): return a.bytes.lexicographicallyPrecedes(b.bytes)
        default: return integer(left) < integer(right)
        }
    }
}
