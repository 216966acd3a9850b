/// A Go map with string keys: shared by reference and changed in place by `set`, `unset` and `merge`.
///
/// Invariant: entries are sorted bytewise by key, which is the order of `range` and of printing.
package final class GoMap {
    package enum Kind: String, Sendable {
        case any = "map[string]interface {}"
        case values = "common.Values"
        case strings = "map[string]string"
        case files = "engine.files"
    }

    package struct Entry {
        package let key: String
        package var keyTrace: TraceID
        package var value: GoValue

        package init(key: String, keyTrace: TraceID = .none, value: GoValue) {
            self.key = key
            self.keyTrace = keyTrace
            self.value = value
        }
    }

    package let kind: Kind
    package private(set) var entries: [Entry] = []

    package init(kind: Kind = .any) { self.kind = kind }

    /// The last of entries with one key wins.
    package init(_ entries: [Entry], kind: Kind = .any) {
        self.kind = kind
        self.entries.reserveCapacity(entries.count)
        for entry in entries { set(entry) }
    }

    package init(sharing other: GoMap, kind: Kind) {
        self.kind = kind
        entries = other.entries
    }

    package var count: Int { entries.count }

    private func position(_ key: String) -> (index: Int, isThere: Bool) {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low &+ high) / 2
            let other = entries[middle].key
            if other == key { return (middle, true) }
            if other < key { low = middle + 1 } else { high = middle }
        }
        return (low, false)
    }

    package func index(of key: String) -> Int? {
        let place = position(key)
        return place.isThere ? place.index : nil
    }

    package subscript(_ key: String) -> GoValue? {
        let place = position(key)
        return place.isThere ? entries[place.index].value : nil
    }

    package func set(_ entry: Entry) {
        if let last = entries.last, last.key < entry.key {
            entries.append(entry)
            return
        }
        let place = position(entry.key)
        if place.isThere { entries[place.index] = entry } else { entries.insert(entry, at: place.index) }
    }

    package func set(_ key: String, _ value: GoValue, keyTrace: TraceID = .none) {
        set(Entry(key: key, keyTrace: keyTrace, value: value))
    }

    package func remove(_ key: String) {
        let place = position(key)
        if place.isThere { entries.remove(at: place.index) }
    }

    package func copy() -> GoMap { GoMap(sharing: self, kind: kind) }
}

extension GoValue {
    /// A copy in which no map is shared with this value. Beyond a depth that only a map within itself has, copying stops.
    package func deepCopied(depth: Int = 0) -> GoValue {
        if depth > 500 { return self }
        switch self {
        case .map(let map, let trace):
            let copy = GoMap(kind: map.kind)
            for entry in map.entries {
                copy.set(
                    GoMap.Entry(
                        key: entry.key, keyTrace: entry.keyTrace, value: entry.value.deepCopied(depth: depth + 1)))
            }
            return .map(copy, trace)
        case .list(let list, let trace):
            return .list(GoList(list.elements.map { $0.deepCopied(depth: depth + 1) }, element: list.element), trace)
        default: return self
        }
    }

    /// Go's `reflect.DeepEqual`: types must agree, so 3 and 3.0 differ.
    package static func deepEqual(_ left: GoValue, _ right: GoValue, depth: Int = 0) -> Bool {
        if depth > 500 { return false }
        switch (left, right) {
        case (.invalid, .invalid), (.null, .null), (.invalid, .null), (.null, .invalid): return true
        case (.bool(let a, _), .bool(let b, _)): return a == b
        case (.int(let a, _), .int(let b, _)): return a == b
        case (.int64(let a, _), .int64(let b, _)): return a == b
        case (.float(let a, _), .float(let b, _)): return a == b
        case (.string(let a), .string(let b)), (.bytes(let a), .bytes(let b)): return a.bytes == b.bytes
        case (.list(let a, _), .list(let b, _)):
            guard a.element == b.element, a.elements.count == b.elements.count else { return false }
            return zip(a.elements, b.elements).allSatisfy { deepEqual($0, $1, depth: depth + 1) }
        case (.map(let a, _), .map(let b, _)):
            guard a.kind == b.kind, a.count == b.count else { return false }
            if a === b { return true }
            return zip(a.entries, b.entries).allSatisfy {
                $0.key == $1.key && deepEqual($0.value, $1.value, depth: depth + 1)
            }
        case (.object(let a, _), .object(let b, _)):
            return a === b || (a.typeName == b.typeName && a.description == b.description)
        default: return false
        }
    }
}
