package import ConfigModel

/// A map: computed entries, or a configuration map as it lies.
package enum CELMap: Sendable {
    case values(CELEntries)
    case config(Mapping)

    package var count: Int {
        switch self {
        case .values(let entries): entries.keys.count
        case .config(let mapping): mapping.count
        }
    }

    package var isEmpty: Bool { count == 0 }

    /// The value under `key`; an int finds an equal uint or whole double, as CEL's equality demands.
    package subscript(_ key: CELValue) -> CELValue? {
        switch self {
        case .values(let entries): entries[key]
        case .config(let mapping):
            if case .string(let key) = key { CELMap.value(mapping, key) } else { nil }
        }
    }

    package subscript(_ key: String) -> CELValue? {
        switch self {
        case .values(let entries): entries[.string(key)]
        case .config(let mapping): CELMap.value(mapping, key)
        }
    }

    /// A key that is written without a value counts as absent, as Kubernetes and Terraform have it.
    private static func value(_ mapping: Mapping, _ key: String) -> CELValue? {
        guard let place = mapping.position(key), !mapping.entries[place].value.value.isNull else { return nil }
        return CELValue(mapping.entries[place].value.value)
    }

    /// The value under `key` even when it is null, which equality goes by.
    func written(_ key: CELValue) -> CELValue? {
        if case .config(let mapping) = self, case .string(let key) = key { return mapping[key].map { CELValue($0.value) } }
        return self[key]
    }

    func contains(_ key: CELValue) -> Bool {
        switch (self, key) {
        case (.values(let entries), _): entries.position(key) != nil
        case (.config(let mapping), .string(let key)): CELMap.value(mapping, key) != nil
        default: false
        }
    }

    /// The key of entry number `index`, in the order of the file or the expression.
    func key(at index: Int) -> CELValue {
        switch self {
        case .values(let entries): entries.keys[index]
        case .config(let mapping): .string(mapping.entries[index].key)
        }
    }

    func value(at index: Int) -> CELValue {
        switch self {
        case .values(let entries): entries.values[index]
        case .config(let mapping): CELValue(mapping.entries[index].value.value)
        }
    }
}

/// Computed entries in the order in which they were made.
///
/// Invariant: keys are bool, int, uint or string, and no two are equal.
package struct CELEntries: Sendable {
    package private(set) var keys: [CELValue] = []
    package private(set) var values: [CELValue] = []
    private var index: [MapKey: Int] = [:]

    /// Below this a linear search is quicker than hashing.
    private static let indexedFrom = 9

    package init() {}

    /// Adds an entry; false when the key is there already.
    package mutating func add(_ key: CELValue, _ value: CELValue) -> Bool {
        guard position(key) == nil else { return false }
        keys.append(key)
        values.append(value)
        if keys.count == CELEntries.indexedFrom {
            for (place, key) in keys.enumerated() { index[MapKey(key)] = place }
        } else if keys.count > CELEntries.indexedFrom {
            index[MapKey(key)] = keys.count - 1
        }
        return true
    }

    func position(_ key: CELValue) -> Int? {
        if keys.count >= CELEntries.indexedFrom { return index[MapKey(key)] }
        return keys.firstIndex { $0.isEqualScalar(key) }
    }

    package subscript(_ key: CELValue) -> CELValue? { position(key).map { values[$0] } }
}

/// Hashes a key so that equal numbers of different types meet.
private struct MapKey: Hashable {
    let value: CELValue

    init(_ value: CELValue) { self.value = value }

    static func == (left: MapKey, right: MapKey) -> Bool { left.value.isEqualScalar(right.value) }

    func hash(into hasher: inout Hasher) {
        switch value {
        case .bool(let flag): hasher.combine(flag)
        case .int(let number): hasher.combine(Double(number))
        case .uint(let number): hasher.combine(Double(number))
        case .double(let number): hasher.combine(number)
        case .string(let text): hasher.combine(text)
        default: hasher.combine(0)
        }
    }
}
