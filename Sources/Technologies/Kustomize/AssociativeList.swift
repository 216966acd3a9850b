import ConfigModel
internal import Projects

/// Merges two lists whose elements are told apart by merge keys, the patch's elements first, as kustomize orders them.
struct AssociativeList {
    private var own: [Traced]
    private let patch: [Traced]
    /// None for lists of scalars.
    private let keys: [String]
    private let sources: KustomizeSources
    private(set) var result: [Traced] = []

    init(own: [Traced], patch: [Traced], keys: [String], sources: KustomizeSources) {
        self.own = own
        self.patch = patch
        self.keys = keys
        self.sources = sources
    }

    /// - Parameter element: merges an element of each list, of which either may be missing; tells whether what it returns is the own one.
    mutating func merge(
        _ element: (Traced?, Traced?) throws(KustomizeFailure) -> (value: Traced?, isOwn: Bool)
    ) throws(KustomizeFailure) {
        var identities = distinct((patch + own).map(identity))
        if keys.count > 1 { identities = AssociativeList.unified(identities) }
        guard !identities.isEmpty else {
            result = own
            return
        }
        let usedKeys = keys.indices.filter { index in identities.contains { !$0[index].isEmpty } }
        let valid = usedKeys.isEmpty ? Array(keys.indices) : usedKeys
        var merged: [Traced] = []
        for identity in identities {
            let place = own.firstIndex { matches($0, identity, lookup: true) }
            let theirs = patch.first { matches($0, identity, lookup: true) }
            let outcome = try element(place.map { own[$0] }, theirs)
            guard var value = outcome.value, !value.value.isNull, value.value.mapping?.isEmpty != true else {
                own = own.filter { !matches($0, identity, only: valid) }
                continue
            }
            for index in valid where !keys.isEmpty && value[keys[index]] == nil && !identity[index].isEmpty {
                value.setKey(keys[index], Traced(.string(identity[index]), value.provenance))
            }
            if let place, outcome.isOwn { own[place] = value }
            set(value, identity, valid, in: &merged)
        }
        for item in own {
            let identity = identity(item)
            let present = valid.filter { keys.isEmpty || has(item, keys[$0]) }
            if valid.count > 1 {
                // kustomize moves the element behind the others; one without all keys takes the place of all that share those it has.
                merged = merged.filter { other in
                    let isSame = present.count == valid.count ? matches(other, identity, only: valid) : matches(other, identity, only: present)
                    return present.isEmpty || !isSame
                }
                merged.append(item)
            } else if present.isEmpty {
                merged.append(item)
            } else {
                set(item, identity, valid, in: &merged)
            }
        }
        result = merged
    }

    private func has(_ item: Traced, _ key: String) -> Bool { item[key].map { !$0.value.isNull } ?? false }

    private func identity(_ item: Traced) -> [String] {
        if keys.isEmpty { return [sources.text(item)] }
        return keys.map { key in item[key].map { $0.isScalar ? sources.text($0) : "" } ?? "" }
    }

    private func distinct(_ all: [[String]]) -> [[String]] {
        var seen: Set<[String]> = []
        return all.filter { seen.insert($0).inserted }
    }

    /// Whether `item` has the identity's texts; empty ones count only when all are.
    private func matches(_ item: Traced, _ identity: [String], lookup: Bool = false, only valid: [Int]? = nil) -> Bool {
        if keys.isEmpty { return item.isScalar && sources.text(item) == identity[0] }
        guard item.value.mapping != nil else { return false }
        var considered = valid ?? Array(keys.indices)
        if lookup, identity.contains(where: { !$0.isEmpty }) { considered = considered.filter { !identity[$0].isEmpty } }
        return considered.allSatisfy { index in
            guard let field = item[keys[index]] else { return false }
            return identity[index].isEmpty || (field.isScalar && sources.text(field) == identity[index])
        }
    }

    /// Replaces the element with that identity, or adds one.
    private func set(_ value: Traced, _ identity: [String], _ valid: [Int], in list: inout [Traced]) {
        var found = false
        for index in list.indices where matches(list[index], identity, only: valid) {
            list[index] = value
            found = true
        }
        if !found { list.append(value) }
    }

    /// Identities that agree wherever both say something are one: a port with and without its protocol.
    private static func unified(_ identities: [[String]]) -> [[String]] {
        var list = identities
        for i in list.indices {
            for j in list.indices {
                let (first, second) = (list[i], list[j])
                var common = false
                var both: [String] = []
                for (a, b) in zip(first, second) {
                    if a == b {
                        common = true
                        both.append(a)
                    } else if a.isEmpty || b.isEmpty {
                        both.append(a.isEmpty ? b : a)
                    } else {
                        both = []
                        break
                    }
                }
                if common, both.count == first.count {
                    list[i] = both
                    list[j] = both
                }
            }
        }
        return list
    }
}
