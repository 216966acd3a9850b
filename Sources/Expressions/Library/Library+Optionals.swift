extension Library {
    /// The rest (`orValue`, `optMap`, …) is compiled, so that the other operand stays lazy.
    static let optionals: [Function] = [
        .global("optional.of") { .optional($0) },
        .global("optional.none") { CELValue.none },
        .global("optional.ofNonZeroValue") { $0.isZero ? CELValue.none : .optional($0) },
        .global("optional.unwrap", unwrap),
        .member("unwrapOpt", unwrap),
    ]

    private static func unwrap(_ value: CELValue) -> CELValue? {
        guard case .list(let list) = value else { return nil }
        var result: [CELValue] = []
        for item in list.values {
            switch item {
            case .optional(let content): if let content { result.append(content) }
            case .unknown: return item
            default: return nil
            }
        }
        return .list(result)
    }
}

extension CELValue {
    /// Whether the value is the zero of its type: null, false, 0, empty.
    var isZero: Bool {
        switch self {
        case .null, .bool(false), .int(0), .uint(0), .optional(nil): true
        case .double(let number): number == 0
        case .string(let text): text.isEmpty
        case .bytes(let bytes): bytes.isEmpty
        case .list(let list): list.isEmpty
        case .map(let map): map.isEmpty
        case .duration(let span): span.seconds == 0 && span.nanoseconds == 0
        case .timestamp(let moment): moment.seconds == 0 && moment.nanoseconds == 0
        default: false
        }
    }
}
