/// A configuration value after parsing or rendering, whatever syntax wrote it.
///
/// Lists and maps hold `Traced` values, so that every leaf knows where it came from.
package enum Value: Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case double(Double)
    case string(String)
    case list([Traced])
    case map(Mapping)
    /// Cannot be known without running something: rules neither fire on it nor fix it.
    case unknown(UnknownReason)
}

/// Why a value is not known, in words for a report: `references data.external.policy`.
package struct UnknownReason: Hashable, Sendable, CustomStringConvertible {
    package let description: String
    /// The block that the value comes from once it is applied, where it is known: what relates resources to each other.
    package let target: Target?

    package init(_ description: String, target: Target? = nil) {
        self.description = description
        self.target = target
    }

    /// A block of a Terraform module, whichever of its instances.
    package struct Target: Hashable, Sendable {
        /// The module's folder.
        package let folder: String
        /// Address of the call: `module.a["eu"]`; empty for a root module.
        package let scope: String
        package let type: String
        package let name: String

        package init(folder: String, scope: String, type: String, name: String) {
            self.folder = folder
            self.scope = scope
            self.type = type
            self.name = name
        }
    }

    /// Reasons are equal when they say the same; what a reference leads to is no part of it.
    package static func == (left: UnknownReason, right: UnknownReason) -> Bool { left.description == right.description }

    package func hash(into hasher: inout Hasher) { hasher.combine(description) }
}

/// A value and where it came from.
package struct Traced: Sendable {
    package var value: Value
    package var provenance: Provenance

    package init(_ value: Value, _ provenance: Provenance) {
        self.value = value
        self.provenance = provenance
    }

    /// A value that no file wrote yet, such as what a fix is about to set.
    package static func new(_ value: Value) -> Traced { Traced(value, .none) }
}

/// A map that keeps the order of its keys, as files do.
///
/// Invariant: keys are unique. Where a file repeats a key the document keeps the last value and reports it.
package struct Mapping: Sendable {
    package struct Entry: Sendable {
        package var key: String
        /// Where the key is written; it may lie in another file than the value.
        package var keyProvenance: Provenance
        package var value: Traced

        package init(key: String, keyProvenance: Provenance = .none, value: Traced) {
            self.key = key
            self.keyProvenance = keyProvenance
            self.value = value
        }
    }

    package private(set) var entries: [Entry]
    /// Only built for large maps, where a linear search would cost more than hashing.
    private var index: [String: Int]?

    private static let indexedFrom = 17

    /// Precondition: keys are unique.
    package init(_ entries: [Entry] = []) {
        self.entries = entries
        if entries.count >= Mapping.indexedFrom { buildIndex() }
    }

    private mutating func buildIndex() {
        index = Dictionary(entries.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { _, last in last })
    }

    package var count: Int { entries.count }
    package var isEmpty: Bool { entries.isEmpty }
    package var keys: [String] { entries.map(\.key) }

    package func position(_ key: String) -> Int? {
        if let index { return index[key] }
        return entries.firstIndex { $0.key == key }
    }

    package func entry(_ key: String) -> Entry? { position(key).map { entries[$0] } }

    package subscript(_ key: String) -> Traced? { position(key).map { entries[$0].value } }

    /// Replaces the value of `entry.key` or adds the entry at the end.
    package mutating func set(_ entry: Entry) {
        if let place = position(entry.key) {
            entries[place] = entry
        } else {
            entries.append(entry)
            if index != nil { index?[entry.key] = entries.count - 1 } else if entries.count >= Mapping.indexedFrom { buildIndex() }
        }
    }

    package mutating func remove(_ key: String) {
        guard let place = position(key) else { return }
        entries.remove(at: place)
        if index != nil { buildIndex() }
    }
}
