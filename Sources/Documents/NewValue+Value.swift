package import ConfigModel

extension NewValue {
    /// The value that reading the written text gives; source text of the format itself is not evaluated.
    package var value: Value {
        switch self {
        case .null: .null
        case .bool(let flag): .bool(flag)
        case .int(let number): .int(number)
        case .double(let number): .double(number)
        case .string(let text): .string(text)
        case .list(let items): .list(items.map { .new($0.value) })
        case .map(let entries): .map(Mapping(entries.map { Mapping.Entry(key: $0.key, value: .new($0.value.value)) }))
        case .expression(let text): .unknown(UnknownReason("references \(text)"))
        }
    }

    /// The value to write for `value`, or nil when part of it is unknown.
    package init?(_ value: Value) {
        switch value {
        case .null: self = .null
        case .bool(let flag): self = .bool(flag)
        case .int(let number): self = .int(number)
        case .double(let number): self = .double(number)
        case .string(let text): self = .string(text)
        case .list(let items):
            var written: [NewValue] = []
            for item in items {
                guard let next = NewValue(item.value) else { return nil }
                written.append(next)
            }
            self = .list(written)
        case .map(let mapping):
            var written: [NewValue.Entry] = []
            for entry in mapping.entries {
                guard let next = NewValue(entry.value.value) else { return nil }
                written.append(NewValue.Entry(entry.key, next))
            }
            self = .map(written)
        case .unknown: return nil
        }
    }
}
