package import ConfigModel

extension CELValue {
    /// The value as configuration, for computed fixes; nil when configuration has no such value (types, timestamps, …).
    ///
    /// A filled optional is its content. Map keys become strings; a uint that no int holds has no counterpart.
    package func configValue() -> Value? {
        switch self {
        case .null: return .null
        case .bool(let flag): return .bool(flag)
        case .int(let number): return .int(number)
        case .uint(let number): return Int64(exactly: number).map(Value.int)
        case .double(let number): return .double(number)
        case .string(let text): return .string(text)
        case .list(.config(let items)): return .list(items)
        case .list(.values(let items)):
            var result: [Traced] = []
            for item in items {
                guard let value = item.configValue() else { return nil }
                result.append(.new(value))
            }
            return .list(result)
        case .map(.config(let mapping)): return .map(mapping)
        case .map(let map):
            var result = Mapping()
            for index in 0..<map.count {
                guard let value = map.value(at: index).configValue() else { return nil }
                result.set(Mapping.Entry(key: map.key(at: index).text, value: .new(value)))
            }
            return .map(result)
        case .optional(let content): return content?.configValue()
        case .unknown(let reasons): return reasons.first.map(Value.unknown)
        default: return nil
        }
    }
}
