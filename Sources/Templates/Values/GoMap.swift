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
    private var stored: [Entry] = []
    /// Who keeps account of what templates read here, while a rendering is to be reused.
    package var watch: MapWatch?

    package var entries: [Entry] {
        watch?.readAll()
        return stored
    }

    package init(kind: Kind = .any) { self.kind = kind }

    /// The last of entries with one key wins.
    package init(_ entries: [Entry], kind: Kind = .any) {
        self.kind = kind
        stored.reserveCapacity(entries.count)
        for entry in entries { set(entry) }
    }

    package init(sharing other: GoMap, kind: Kind) {
        self.kind = kind
        stored = other.entries
    }

    package var count: Int {
        watch?.readKeys()
        return stored.count
    }

    private func position(_ key: String) -> (index: Int, isThere: Bool) {
        var low = 0
        var high = stored.count
        while low < high {
            let middle = (low &+ high) / 2
            let other = stored[middle].key
            if other == key { return (middle, true) }
            if other < key { low = middle + 1 } else { high = middle }
        }
        return (low, false)
    }

    /// The entries before templates changed the map, as far as that is watched.
    package var initialEntries: [Entry] { watch?.initial ?? stored }

    package func entry(_ key: String) -> Entry? {
        let place = position(key)
        watch?.read(place.index, place.isThere, key)
        return place.isThere ? stored[place.index] : nil
    }

    package subscript(_ key: String) -> GoValue? {
        let place = position(key)
        watch?.read(place.index, place.isThere, key)
        return place.isThere ? stored[place.index].value : nil
    }

    package func set(_ entry: Entry) {
        watch?.change(stored, entry.key, entry)
        setUnwatched(entry)
    }

    /// Sets what a rendering itself changes between templates.
    package func setUnwatched(_ entry: Entry) {
        if let last = stored.last, last.key < entry.key {
            stored.append(entry)
            return
        }
        let place = position(entry.key)
        if place.isThere { stored[place.index] = entry } else { stored.insert(entry, at: place.index) }
    }

    package func set(_ key: String, _ value: GoValue, keyTrace: TraceID = .none) {
        set(Entry(key: key, keyTrace: keyTrace, value: value))
    }

    package func remove(_ key: String) {
        let place = position(key)
        guard place.isThere else { return }
        watch?.change(stored, key, nil)
        stored.remove(at: place.index)
    }

    package func copy() -> GoMap { GoMap(sharing: self, kind: kind) }

    /// A copy in which no map is shared with this one.
    package func deepCopied(depth: Int = 0) -> GoMap {
        let copy = GoMap(sharing: self, kind: kind)
        for index in copy.stored.indices {
            switch copy.stored[index].value {
            case .map, .list: copy.stored[index].value = copy.stored[index].value.deepCopied(depth: depth + 1)
            default: continue
            }
        }
        return copy
    }
}

extension GoValue {
    /// A copy in which no map is shared with this value. Beyond a depth that only a map within itself has, copying stops.
    package func deepCopied(depth: Int = 0) -> GoValue {
        if depth > 500 { return self }
        switch self {
        case .map(let map, let trace):
            return .map(map.deepCopied(depth: depth), trace)
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
