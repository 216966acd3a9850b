package import ConfigModel

/// A value without its provenance, as the record keeps it.
package indirect enum RecordedValue: Hashable, Sendable, Codable {
    case null
    case bool(Bool)
    case int(Int64)
    /// As Swift spells it, which holds infinities and not-a-number too.
    case double(String)
    case string(String)
    case list([RecordedValue])
    /// In the order of the file.
    case map([Entry])
    case unknown(reason: String)

    /// One key of a map.
    package struct Entry: Hashable, Sendable, Codable {
        /// As the file spells it.
        package let key: String
        /// Without provenance.
        package let value: RecordedValue
    }

    /// Drops where the value came from.
    package init(_ value: Value) {
        self =
            switch value {
            case .null: .null
            case .bool(let flag): .bool(flag)
            case .int(let number): .int(number)
            case .double(let number): .double("\(number)")
            case .string(let text): .string(text)
            case .list(let items): .list(items.map { RecordedValue($0.value) })
            case .map(let mapping): .map(mapping.entries.map { Entry(key: $0.key, value: RecordedValue($0.value.value)) })
            case .unknown(let reason): .unknown(reason: reason.description)
            }
    }

    /// The value as reports show it. Of keys that stand twice, which no value has, the first counts.
    package var value: Value {
        switch self {
        case .null: return .null
        case .bool(let flag): return .bool(flag)
        case .int(let number): return .int(number)
        case .double(let text): return .double(Double(text) ?? .nan)
        case .string(let text): return .string(text)
        case .list(let items): return .list(items.map { .new($0.value) })
        case .map(let entries):
            var known: Set<String> = []
            return .map(Mapping(entries.filter { known.insert($0.key).inserted }.map { Mapping.Entry(key: $0.key, value: .new($0.value.value)) }))
        case .unknown(let reason): return .unknown(UnknownReason(reason))
        }
    }
}
