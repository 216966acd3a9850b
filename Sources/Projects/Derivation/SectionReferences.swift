package import ConfigModel
internal import Documents
internal import SourceText

/// The entries of the sections of templates by name, such as parameters.
package struct SectionEntries: Sendable {
    /// The text of each document, by path.
    package let bytes: [String: [UInt8]]
    /// Upper and lower case alike.
    package private(set) var entries: [String: [Origin]] = [:]

    private static let maximumDepth = 12

    /// - Parameter sections: keys of maps whose entries are named elsewhere.
    package init(_ documents: DocumentSet, sections: Set<String>) {
        bytes = Dictionary(documents.map { ($0.source.path, $0.source.bytes) }) { first, _ in first }
        for document in documents {
            for root in document.roots { add(root, sections, 0) }
        }
    }

    private mutating func add(_ value: Traced, _ sections: Set<String>, _ depth: Int) {
        guard depth < SectionEntries.maximumDepth else { return }
        for item in value.value.list ?? [] { add(item, sections, depth + 1) }
        for entry in value.value.mapping?.entries ?? [] {
            if sections.contains(entry.key) {
                for named in entry.value.value.mapping?.entries ?? [] {
                    guard let origin = named.value.provenance.nearest else { continue }
                    entries[named.key.lowercased(), default: []].append(origin)
                }
            }
            add(entry.value, sections, depth + 1)
        }
    }
}

/// The named entries of templates that a value was made from, found by following the names that it is written with.
///
///     Conditions: {IsProduction: !Equals [!Ref Stage, prod]}       # named by the If, and in turn names Stage
///     Encrypted: !If [IsProduction, true, false]
///
/// A value that is worked out from an entry derives from all of the entry.
package struct SectionReferences {
    private let sections: SectionEntries
    private let conditionKeys: [String]
    private var seen: Set<Origin> = []
    private var found: [Origin] = []

    private static let maximumPlaces = 2_000

    /// - Parameter conditionKeys: keys of a resource that decide whether it is made.
    package init(_ sections: SectionEntries, conditionKeys: [String]) {
        self.sections = sections
        self.conditionKeys = conditionKeys
    }

    /// The entries that the part was made from, with those that they name in turn; at most 2,000.
    ///
    /// Made anew for each part: what an earlier call found is among the result.
    package mutating func origins(of part: RenderedPart) -> [Origin] {
        let (value, _) = part.resource.value.reached(towards: part.path)
        for origin in value.provenance.origins { follow(origin) }
        if part.path.isRoot || value.provenance.origins.isEmpty {
            for key in conditionKeys { part.resource.value[key]?.provenance.origins.forEach { follow($0) } }
        }
        return found
    }

    /// Adds every entry that the bytes of a place name.
    private mutating func follow(_ origin: Origin) {
        var pending = [origin]
        while let next = pending.popLast() {
            guard found.count < SectionReferences.maximumPlaces, let bytes = sections.bytes[next.path], next.span.end <= bytes.count else { continue }
            for word in words(bytes[next.span.range]) {
                for entry in sections.entries[word] ?? [] where seen.insert(entry).inserted {
                    found.append(entry)
                    pending.append(entry)
                }
            }
        }
    }

    private func words(_ bytes: ArraySlice<UInt8>) -> Set<String> {
        Set(bytes.split { !isNameByte($0) }.map { String(decoding: $0, as: UTF8.self).lowercased() })
    }

    private func isNameByte(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 95
    }
}
