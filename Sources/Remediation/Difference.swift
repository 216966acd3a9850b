package import ConfigModel
internal import Documents
internal import Rules

/// One value that differs between two renderings.
package struct Difference: Sendable, CustomStringConvertible {
    package let resource: ResourceID
    package let file: String
    /// The smallest part that differs; a new or lost map is listed leaf by leaf.
    package let path: ValuePath
    package let before: Value?
    package let after: Value?

    package var description: String { "\(path) of \(resource)" }
}

/// Everything that differs between two renderings of the same files, leaf by leaf.
func differences(_ pairs: [ResourcePair]) -> [Difference] {
    var result: [Difference] = []
    for pair in pairs {
        guard let named = pair.before ?? pair.after else { continue }
        let collector = Collector(resource: named.id, file: named.home.path)
        collector.compare(pair.before?.value.value, pair.after?.value.value, .root, &result)
    }
    return result
}

/// One resource before and after a change; nil where it is new or lost.
struct ResourcePair {
    let before: Resource?
    let after: Resource?
}

/// Pairs resources by identity and file, equal ones in order; then the rest by their place, since a fix may rename a resource.
func paired(_ before: [Resource], _ after: [Resource]) -> [ResourcePair] {
    struct Identity: Hashable {
        let id: ResourceID
        let path: String
    }
    struct Place: Hashable {
        let path: String
        let root: Int
        let prefix: ValuePath
    }
    let (same, lost, new) = matched(before, after) { Identity(id: $0.id, path: $0.home.path) }
    let (moved, gone, added) = matched(lost, new) { Place(path: $0.home.path, root: $0.home.root, prefix: $0.home.prefix) }
    return same + moved + gone.map { ResourcePair(before: $0, after: nil) } + added.map { ResourcePair(before: nil, after: $0) }
}

private func matched<Key: Hashable>(
    _ before: [Resource], _ after: [Resource], by key: (Resource) -> Key
) -> (pairs: [ResourcePair], before: [Resource], after: [Resource]) {
    var waiting = Dictionary(grouping: after.indices, by: { key(after[$0]) }).mapValues { $0[...] }
    var pairs: [ResourcePair] = []
    var left: [Resource] = []
    var taken: Set<Int> = []
    for old in before {
        guard let index = waiting[key(old)]?.popFirst() else {
            left.append(old)
            continue
        }
        taken.insert(index)
        pairs.append(ResourcePair(before: old, after: after[index]))
    }
    return (pairs, left, after.indices.filter { !taken.contains($0) }.map { after[$0] })
}

private struct Collector {
    let resource: ResourceID
    let file: String

    func compare(_ old: Value?, _ new: Value?, _ path: ValuePath, _ result: inout [Difference]) {
        switch (old, new) {
        case (nil, nil): return
        case (.map(let a)?, .map(let b)?):
            for entry in a.entries { compare(entry.value.value, b[entry.key]?.value, path.key(entry.key), &result) }
            for entry in b.entries where a[entry.key] == nil { compare(nil, entry.value.value, path.key(entry.key), &result) }
        case (.list(let a)?, .list(let b)?): compareLists(a, b, path, &result)
        case (.map(let a)?, nil) where !a.isEmpty:
            for entry in a.entries { compare(entry.value.value, nil, path.key(entry.key), &result) }
        case (nil, .map(let b)?) where !b.isEmpty:
            for entry in b.entries { compare(nil, entry.value.value, path.key(entry.key), &result) }
        case (let a?, let b?) where a == b: return
        default: result.append(Difference(resource: resource, file: file, path: path, before: old, after: new))
        }
    }

    /// Equal elements at both ends are matched first, so that an insertion is one difference and not a shift of all that follows.
    private func compareLists(_ a: [Traced], _ b: [Traced], _ path: ValuePath, _ result: inout [Difference]) {
        var head = 0
        while head < min(a.count, b.count), a[head].value == b[head].value { head += 1 }
        var tail = 0
        while tail < min(a.count, b.count) - head, a[a.count - 1 - tail].value == b[b.count - 1 - tail].value { tail += 1 }
        let old = a[head..<(a.count - tail)]
        let new = b[head..<(b.count - tail)]
        for offset in 0..<max(old.count, new.count) {
            let left = offset < old.count ? old[head + offset].value : nil
            let right = offset < new.count ? new[head + offset].value : nil
            compare(left, right, path.index(head + offset), &result)
        }
    }
}

/// Whether one of the fixes meant this difference.
func isIntended(_ difference: Difference, _ fixes: [PlannedFix]) -> Bool {
    fixes.contains { fix in
        zip(fix.finding.fix.edits?.steps ?? [], zip(fix.sites, fix.changes)).contains { step, place in
            let (site, change) = place
            if fix.finding.resource == difference.resource, fix.finding.home.path == difference.file,
                covers(step, difference, dockerfile: difference.resource.system == "dockerfile")
            {
                return true
            }
            // A value that several resources share changes in all of them, to the same new value.
            return site.rung == .shared && site.documentPath != fix.finding.home.prefix.appending(step.path)
                && isSameNewValue(change.action, difference)
        }
    }
}

private func covers(_ step: FixOffer.Step, _ difference: Difference, dockerfile: Bool) -> Bool {
    // Everything in a stage follows from its instructions: the effective user, the words of a command.
    let path = dockerfile ? ValuePath(Array(step.path.elements.prefix(2))) : step.path
    if path.contains(difference.path) { return true }
    // Creating or emptying a list or map shows as a difference of the enclosing value.
    if difference.path.contains(path), isEmptyOrNull(difference.before) || isEmptyOrNull(difference.after) { return true }
    guard let (parent, last) = path.splitLast else { return false }
    switch (step.action, last) {
    case (.insert, .index), (.remove, .index): return parent.contains(difference.path)
    case (.rename(let name), _): return parent.key(name).contains(difference.path)
    default: return false
    }
}

private func isEmptyOrNull(_ value: Value?) -> Bool {
    switch value {
    case nil, .null?: true
    case .map(let mapping)?: mapping.isEmpty
    case .list(let items)?: items.isEmpty
    default: false
    }
}

private func isSameNewValue(_ action: DocumentChange.Action, _ difference: Difference) -> Bool {
    guard let after = difference.after else { return false }
    switch action {
    case .set(let value), .merge(let value): return value.value == after
    case .append, .insert, .remove, .rename: return difference.path.elements.last == .key("default")
    }
}
