package import ConfigModel
internal import Documents
internal import Projects
internal import Rules

/// One value that differs between two renderings.
package struct Difference: Sendable, CustomStringConvertible {
    package let resource: ResourceID
    package let file: String
    /// The smallest part that differs; a new or lost map is listed leaf by leaf.
    package let path: ValuePath
    package let before: Value?
    package let after: Value?
    /// The render cases that differ so, as indexes into the project's.
    package fileprivate(set) var cases: [Int]

    package var description: String { "\(path) of \(resource)" }
}

/// Everything that differs between two renderings of the same files, leaf by leaf.
func differences(_ pairs: [ResourcePair]) -> [Difference] {
    var result: [Difference] = []
    for pair in pairs {
        guard let named = pair.before ?? pair.after else { continue }
        let collector = Collector(resource: named.id, file: named.home.path, cases: pair.cases)
        collector.compare(pair.before?.value.value, pair.after?.value.value, .root, &result)
    }
    return result
}

/// The same with one entry for what differs alike in resources that are otherwise not the same in every case.
func joined(_ differences: [Difference]) -> [Difference] {
    struct Place: Hashable {
        let resource: ResourceID
        let file: String
        let path: ValuePath
    }
    var known: [Place: [Int]] = [:]
    var result: [Difference] = []
    for difference in differences {
        let place = Place(resource: difference.resource, file: difference.file, path: difference.path)
        let same = known[place]?.first { index in
            result[index].before == difference.before && result[index].after == difference.after
                && Set(result[index].cases).isDisjoint(with: difference.cases)
        }
        if let same {
            result[same].cases = (result[same].cases + difference.cases).sorted()
        } else {
            known[place, default: []].append(result.count)
            result.append(difference)
        }
    }
    return result
}

/// One resource before and after a change, as some render cases have it; nil where it is new or lost.
struct ResourcePair {
    let before: Resource?
    let after: Resource?
    var cases: [Int]
}

/// Pairs resources case by case, by identity and file, equal ones in order; then the rest by their place, since a fix may rename one.
func paired(_ before: [Resource], _ after: [Resource]) -> [ResourcePair] {
    struct Known: Hashable {
        let before: Int?
        let after: Int?
    }
    var places: [Known: Int] = [:]
    var result: [ResourcePair] = []
    for renderCase in Set((before + after).flatMap(\.cases)).sorted() {
        let old = before.indices.filter { before[$0].cases.contains(renderCase) }
        let new = after.indices.filter { after[$0].cases.contains(renderCase) }
        for (left, right) in matched(old, new, before, after) {
            let known = Known(before: left, after: right)
            if let place = places[known] {
                result[place].cases.append(renderCase)
            } else {
                places[known] = result.count
                result.append(ResourcePair(before: left.map { before[$0] }, after: right.map { after[$0] }, cases: [renderCase]))
            }
        }
    }
    return result
}

private func matched(_ old: [Int], _ new: [Int], _ before: [Resource], _ after: [Resource]) -> [(Int?, Int?)] {
    struct Identity: Hashable {
        let id: ResourceID
        let path: String
    }
    struct Place: Hashable {
        let path: String
        let root: Int
        let prefix: ValuePath
    }
    func pairs<Key: Hashable>(_ old: [Int], _ new: [Int], by key: (Resource) -> Key) -> (pairs: [(Int?, Int?)], old: [Int], new: [Int]) {
        var waiting = Dictionary(grouping: new, by: { key(after[$0]) }).mapValues { $0[...] }
        var found: [(Int?, Int?)] = []
        var left: [Int] = []
        var taken: Set<Int> = []
        for index in old {
            let own = key(before[index])
            guard let others = waiting[own], let first = others.first else {
                left.append(index)
                continue
            }
            // Root modules may hold resources of one name: what did not change is its own partner.
            let other = others.count == 1 ? first : others.first { after[$0].value.value == before[index].value.value } ?? first
            waiting[own]?.removeAll { $0 == other }
            taken.insert(other)
            found.append((index, other))
        }
        return (found, left, new.filter { !taken.contains($0) })
    }
    let same = pairs(old, new) { Identity(id: $0.id, path: $0.home.path) }
    let moved = pairs(same.old, same.new) { Place(path: $0.home.path, root: $0.home.root, prefix: $0.home.prefix) }
    return same.pairs + moved.pairs + moved.old.map { ($0, nil) } + moved.new.map { (nil, $0) }
}

private struct Collector {
    let resource: ResourceID
    let file: String
    let cases: [Int]

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
        default: result.append(Difference(resource: resource, file: file, path: path, before: old, after: new, cases: cases))
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

/// Whether one of the fixes meant this difference, for the resource of its finding.
func isIntended(_ difference: Difference, _ fixes: [PlannedFix]) -> Bool {
    // What later lines of sshd_config say follows from the lines themselves, whose edits the document has checked.
    if isDerivedDigest(difference) || difference.resource.system == "sshd" && difference.path.elements.first == .key("shadowed") { return true }
    return fixes.contains { fix in
        fix.finding.occurrences.contains { occurrence in
            if isCompanion(difference, of: occurrence) || isHost(difference, of: occurrence) || isInside(difference, occurrence)
                || isMadeOfDocument(difference, occurrence)
            {
                return true
            }
            guard occurrence.id == difference.resource, occurrence.home.path == difference.file,
                difference.cases.allSatisfy(occurrence.cases.contains)
            else { return false }
            return (occurrence.fix.edits?.steps ?? []).contains {
                covers($0, difference, dockerfile: difference.resource.system == "dockerfile")
            }
        }
    }
}

/// The fix whose edit shows elsewhere too: a value that several resources share changes in all of them, to the same new value.
func collateralFix(_ difference: Difference, _ fixes: [PlannedFix], in project: RenderedProject) -> PlannedFix? {
    fixes.first { fix in
        if ["terraform", "cloudformation", "arm"].contains(difference.resource.system) {
            return fix.edits.contains { edit in
                (isInput(edit.site) || isSameBlock(edit, difference, of: fix.finding)) && isSameNewValue(edit.change.action, difference)
            }
        }
        guard project.isRendered, let after = difference.after else { return false }
        return (fix.finding.first.fix.edits?.steps ?? []).contains { step in
            guard let wanted = step.action.newValue else { return false }
            let tail = tail(of: step.path)
            return !tail.isEmpty && ends(difference.path, with: tail, below: wanted, after)
        }
    }
}

/// Whether it is the value that the fix is about, where it was not known: an instance of the same block in a case that says less of it.
private func isSameBlock(_ edit: PlannedEdit, _ difference: Difference, of finding: Finding) -> Bool {
    guard difference.before?.isUnknown ?? false, edit.site.path == difference.file else { return false }
    return finding.occurrences.contains { occurrence in
        let (own, other) = (occurrence.id, difference.resource)
        return occurrence.home.path == difference.file && (own.type, own.name, own.scope) == (other.type, other.name, other.scope)
    }
}

/// Whether the site is what resources are made from: a default, a local, a values file, an argument of a module call.
private func isInput(_ site: EditSite) -> Bool {
    let steps = site.documentPath.elements
    return site.rung != .application || steps.first == .key("module")
        || (steps.first == .key("Resources") && steps.count > 3 && steps[3] == .key("Parameters"))
}

/// The keys of a path behind its last list element: what is set of a container, wherever the container is.
private func tail(of path: ValuePath) -> [ValuePath.Element] {
    var tail: [ValuePath.Element] = []
    for element in path.elements.reversed() {
        if case .index = element { break }
        tail.insert(element, at: 0)
    }
    return tail
}

/// Whether the path ends in `tail`, or in `tail` and a leaf of the wanted value, and holds what is wanted.
private func ends(_ path: ValuePath, with tail: [ValuePath.Element], below wanted: NewValue, _ after: Value) -> Bool {
    if path.elements.count >= tail.count, path.elements.suffix(tail.count).elementsEqual(tail), wanted.value == after { return true }
    switch wanted {
    case .map(let entries):
        return entries.contains { ends(path, with: tail + [.key($0.key)], below: $0.value, after) }
    case .list(let items):
        return items.enumerated().contains { ends(path, with: tail + [.index($0.offset)], below: $0.element, after) }
    default: return false
    }
}

extension DocumentChange.Action {
    fileprivate var newValue: NewValue? {
        switch self {
        case .set(let value), .merge(let value), .insert(let value): value
        case .append(let value): .list([value])
        case .remove, .rename, .add: nil
        }
    }
}

/// `checksum/config: <digest>` of something that was meant to change.
private func isDerivedDigest(_ difference: Difference) -> Bool {
    guard case .string(let before)? = difference.before, case .string(let after)? = difference.after,
        difference.path.elements.contains(.key("annotations")), before.utf8.count == after.utf8.count, before.utf8.count >= 32
    else { return false }
    func isDigest(_ text: String) -> Bool { text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) } }
    return isDigest(before) && isDigest(after)
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
    case .set(let value), .merge(let value):
        if let text = value.scalarText, let new = NewValue(after)?.scalarText { return text == new }
        return value.value == after
    case .append(let value), .insert(let value): return value.value == after || difference.path.elements.last == .key("default")
    case .remove, .rename: return difference.path.elements.last == .key("default")
    case .add: return false
    }
}

/// Policies made of a document that a fix changes change with it.
private func isMadeOfDocument(_ difference: Difference, _ occurrence: Finding.Occurrence) -> Bool {
    guard occurrence.id.type == "data.aws_iam_policy_document", case .string(let before)? = difference.before,
        case .string(let after)? = difference.after
    else { return false }
    return [before, after].allSatisfy { $0.hasPrefix("{") && $0.contains("\"Statement\"") }
}

/// What a module makes of an argument is what whoever sets the argument means.
private func isInside(_ difference: Difference, _ occurrence: Finding.Occurrence) -> Bool {
    guard occurrence.id.system == "terraform", occurrence.id.type == "module" else { return false }
    let call = occurrence.id.address
    let scope = difference.resource.scope
    return scope == call || scope.hasPrefix(call + ".") || scope.hasPrefix(call + "[")
}

/// The text that holds the document of a fix changes with it.
private func isHost(_ difference: Difference, of occurrence: Finding.Occurrence) -> Bool {
    guard occurrence.home.embedded != nil, occurrence.home.path == difference.file, difference.resource.system == "kubernetes" else { return false }
    return occurrence.home.prefix.elements.suffix(difference.path.count).elementsEqual(difference.path.elements)
}
