package import ConfigModel
package import Primitives

/// A value while an expression runs, or what came of it instead: an error or unknown.
///
/// Invariant: lists and maps never hold `.error`; they may hold `.unknown`, which spreads when it is looked at.
/// Configuration values are wrapped, not converted: looking at one field costs nothing for the others.
package enum CELValue: Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case uint(UInt64)
    case double(Double)
    case string(String)
    case bytes([UInt8])
    case list(CELList)
    case map(CELMap)
    case timestamp(Timestamp)
    case duration(TimeSpan)
    case type(CELType)
    indirect case optional(CELValue?)
    indirect case ip(IPAddress)
    indirect case cidr(IPNetwork)
    indirect case semver(SemanticVersion)
    indirect case quantity(Quantity)
    indirect case url(URLReference)
    case error(EvaluationError)
    case unknown([UnknownReason])

    /// Wraps a configuration value in constant time.
    package init(_ value: Value) {
        switch value {
        case .null: self = .null
        case .bool(let flag): self = .bool(flag)
        case .int(let number): self = .int(number)
        case .double(let number): self = .double(number)
        case .string(let text): self = .string(text)
        case .list(let items): self = .list(.config(items))
        case .map(let mapping): self = .map(.config(mapping))
        case .unknown(let reason): self = .unknown([reason])
        }
    }

    package init(_ traced: Traced) { self.init(traced.value) }

    package static func list(_ items: [CELValue]) -> CELValue { .list(.values(items)) }
}

extension CELValue {
    /// Neither error nor unknown.
    var isDefinite: Bool {
        switch self {
        case .error, .unknown: false
        default: true
        }
    }

    package var type: CELType {
        switch self {
        case .null: .null
        case .bool: .bool
        case .int: .int
        case .uint: .uint
        case .double: .double
        case .string: .string
        case .bytes: .bytes
        case .list: .list
        case .map: .map
        case .timestamp: .timestamp
        case .duration: .duration
        case .type: .type
        case .optional: .optional
        case .ip: .ip
        case .cidr: .cidr
        case .semver: .semver
        case .quantity: .quantity
        case .url: .url
        case .error: .error
        case .unknown: .unknown
        }
    }

    static let none = CELValue.optional(nil)
}

/// The type of a value, as `type(x)` gives it.
package struct CELType: Hashable, Sendable {
    package let name: String

    package init(_ name: String) { self.name = name }

    static let null = CELType("null_type")
    static let bool = CELType("bool")
    static let int = CELType("int")
    static let uint = CELType("uint")
    static let double = CELType("double")
    static let string = CELType("string")
    static let bytes = CELType("bytes")
    static let list = CELType("list")
    static let map = CELType("map")
    static let timestamp = CELType("google.protobuf.Timestamp")
    static let duration = CELType("google.protobuf.Duration")
    static let type = CELType("type")
    static let optional = CELType("optional_type")
    static let ip = CELType("net.IP")
    static let cidr = CELType("net.CIDR")
    static let semver = CELType("kubernetes.Semver")
    static let quantity = CELType("kubernetes.Quantity")
    static let url = CELType("kubernetes.URL")
    static let error = CELType("error")
    static let unknown = CELType("unknown")

    /// Types that an expression can name.
    static let named: [String: CELType] = Dictionary(
        uniqueKeysWithValues: [
            null, bool, int, uint, double, string, bytes, list, map, timestamp, duration, type, optional, ip, cidr,
            semver, quantity, url,
        ].map { ($0.name, $0) })
}
