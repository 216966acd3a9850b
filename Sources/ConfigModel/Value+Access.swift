extension Value {
    package var mapping: Mapping? { if case .map(let mapping) = self { mapping } else { nil } }
    package var list: [Traced]? { if case .list(let items) = self { items } else { nil } }
    package var string: String? { if case .string(let text) = self { text } else { nil } }
    package var bool: Bool? { if case .bool(let flag) = self { flag } else { nil } }
    package var int: Int64? { if case .int(let number) = self { number } else { nil } }
    package var isNull: Bool { if case .null = self { true } else { false } }
    package var isUnknown: Bool { if case .unknown = self { true } else { false } }

    /// The kind of value in the words of the field: `string`, `list`, `unknown`.
    package var kindName: String {
        switch self {
        case .null: "null"
        case .bool: "bool"
        case .int: "int"
        case .double: "double"
        case .string: "string"
        case .list: "list"
        case .map: "map"
        case .unknown: "unknown"
        }
    }
}

extension Traced {
    /// The value under `key`, or nil when this is no map or has no such key.
    package subscript(_ key: String) -> Traced? { value.mapping?[key] }

    /// The element at `index`, or nil when this is no list or is shorter.
    package subscript(_ index: Int) -> Traced? {
        guard let items = value.list, items.indices.contains(index) else { return nil }
        return items[index]
    }

    /// The value at `path`, or nil where the path leaves what is there.
    package func at(_ path: ValuePath) -> Traced? {
        var current = self
        for element in path.elements {
            let next: Traced? =
                switch element {
                case .key(let key): current[key]
                case .index(let index): current[index]
                }
            guard let next else { return nil }
            current = next
        }
        return current
    }

    /// The innermost value on the way to `path` that is there, and the steps that lead on from it.
    package func reached(towards path: ValuePath) -> (value: Traced, rest: ArraySlice<ValuePath.Element>) {
        var value = self
        var rest = path.elements[...]
        while let step = rest.first, let next = value.at(ValuePath([step])) {
            value = next
            rest = rest.dropFirst()
        }
        return (value, rest)
    }

    /// Where the key that holds the value at `path` is written, for paths that end in a key.
    package func keyProvenance(at path: ValuePath) -> Provenance? {
        guard let (parent, last) = path.splitLast, case .key(let key) = last else { return nil }
        return at(parent)?.value.mapping?.entry(key)?.keyProvenance
    }
}

extension Value: Equatable {
    /// Same content; where it came from and the order of map keys do not matter. Unknown equals only unknown.
    package static func == (left: Value, right: Value) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let a), .bool(let b)): a == b
        case (.int(let a), .int(let b)): a == b
        case (.double(let a), .double(let b)): a == b || (a.isNaN && b.isNaN)
        case (.string(let a), .string(let b)): a == b
        case (.list(let a), .list(let b)): a.count == b.count && zip(a, b).allSatisfy { $0.value == $1.value }
        case (.map(let a), .map(let b)):
            a.count == b.count && a.entries.allSatisfy { entry in b[entry.key].map { $0.value == entry.value.value } ?? false }
        case (.unknown(let a), .unknown(let b)): a == b
        default: false
        }
    }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral {
    package init(stringLiteral text: String) { self = .string(text) }
    package init(booleanLiteral flag: Bool) { self = .bool(flag) }
    package init(integerLiteral number: Int64) { self = .int(number) }
}

extension Value {
    /// A map of new values in the given order.
    package static func newMap(_ entries: KeyValuePairs<String, Value>) -> Value {
        .map(Mapping(entries.map { Mapping.Entry(key: $0.key, value: .new($0.value)) }))
    }

    /// A list of new values.
    package static func newList(_ items: [Value]) -> Value { .list(items.map(Traced.new)) }
}

extension Mapping {
    /// Entries bytewise by key, as Go and Terraform go through maps.
    package var sortedEntries: [Entry] { entries.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) } }
}

extension Value {
    /// The reason of the first unknown part.
    package var firstUnknown: UnknownReason? {
        switch self {
        case .unknown(let reason): return reason
        case .list(let items):
            for item in items { if let reason = item.value.firstUnknown { return reason } }
        case .map(let mapping):
            for entry in mapping.entries { if let reason = entry.value.value.firstUnknown { return reason } }
        default: break
        }
        return nil
    }
}
