import Templates
internal import Projects

/// What differs between the data of two renderings of one chart, map by map, as the earlier one's watches number them.
///
/// A value that came from somewhere else differs too, except that bytes of an edited file may stand elsewhere in it.
struct ValueComparison {
    private struct Change {
        /// Whether there are other keys.
        var keys = false
        var bits: UInt64 = 0
        var further: Set<Int> = []
        var names: Set<String> = []

        var isNone: Bool { names.isEmpty }
    }

    private let table: TraceTable
    private var changes: [Int: Change] = [:]
    private var seen: Set<Pair> = []
    /// Entries of the earlier table whose bytes stand elsewhere now, by what they are now.
    private(set) var moved: [UInt32: TraceID] = [:]
    /// The later rendering's maps that the earlier one has too, with its numbers.
    private(set) var numbers: [(map: GoMap, number: Int)] = []
    /// How much more work comparing origins may be.
    private var budget = 1_000_000

    private struct Pair: Hashable {
        let before: ObjectIdentifier
        let after: ObjectIdentifier
    }

    /// - Parameter table: continues that of the earlier rendering and has the origins of the later one.
    init(_ table: TraceTable) { self.table = table }

    /// Whether something that was read is another now.
    func reaches(_ reads: TemplateReads) -> Bool {
        if changes.isEmpty { return false }
        return reads.maps.contains { number, reads in
            guard let change = changes[number] else { return false }
            return reads.all || (reads.keys && change.keys) || reads.bits & change.bits != 0
                || !reads.further.isDisjoint(with: change.further) || !reads.names.isDisjoint(with: change.names)
        }
    }

    mutating func compare(_ before: GoMap, _ after: GoMap, depth: Int = 0) {
        guard depth < 500, seen.insert(Pair(before: ObjectIdentifier(before), after: ObjectIdentifier(after))).inserted else { return }
        var change = Change()
        number(before, after)
        let (old, new) = (before.initialEntries, after.initialEntries)
        var place = 0
        for (index, entry) in old.enumerated() {
            while place < new.count, new[place].key < entry.key {
                change.names.insert(new[place].key)
                change.keys = true
                place += 1
            }
            var isUnchanged = false
            if place < new.count, new[place].key == entry.key {
                isUnchanged = isKept(entry.value, new[place].value, depth) && isSame(entry.keyTrace, new[place].keyTrace)
                place += 1
            } else {
                change.keys = true
            }
            if isUnchanged { continue }
            change.names.insert(entry.key)
            if index < 64 { change.bits |= 1 << UInt64(index) } else { change.further.insert(index) }
        }
        for entry in new[place...] { change.names.insert(entry.key) }
        if place < new.count { change.keys = true }
        guard !change.isNone, let number = before.watch?.number else { return }
        changes[number, default: Change()].keys = change.keys || changes[number]?.keys == true
        changes[number]?.bits |= change.bits
        changes[number]?.further.formUnion(change.further)
        changes[number]?.names.formUnion(change.names)
    }

    private mutating func number(_ before: GoMap, _ after: GoMap) {
        if let number = before.watch?.number { numbers.append((after, number)) }
    }

    /// Whether a template changed shared data as it did before.
    mutating func isSame(_ before: [SharedChange], _ after: [SharedChange]) -> Bool {
        guard before.count == after.count else { return false }
        for (old, new) in zip(before, after) {
            guard let number = old.map, new.map == number, old.key == new.key else { return false }
            switch (old.entry, new.entry) {
            case (nil, nil): continue
            case (let one?, let other?):
                guard isSame(one.keyTrace, other.keyTrace), isEqual(one.value, other.value, 0) else { return false }
            default: return false
            }
        }
        return true
    }

    /// Whether a value is the same one, what lies in a map aside.
    private mutating func isKept(_ before: GoValue, _ after: GoValue, _ depth: Int) -> Bool {
        if case .map(let old, let oldTrace) = before, case .map(let new, let newTrace) = after, old.kind == new.kind {
            compare(old, new, depth: depth + 1)
            return isSame(oldTrace, newTrace)
        }
        return isEqual(before, after, depth)
    }

    private mutating func isEqual(_ before: GoValue, _ after: GoValue, _ depth: Int) -> Bool {
        if depth > 500 { return false }
        switch (before, after) {
        case (.map(let old, let oldTrace), .map(let new, let newTrace)):
            number(old, new)
            let (old, new) = (old.initialEntries, new.initialEntries)
            guard old.count == new.count, isSame(oldTrace, newTrace) else { return false }
            for (one, other) in zip(old, new) {
                guard one.key == other.key, isSame(one.keyTrace, other.keyTrace), isEqual(one.value, other.value, depth + 1) else {
                    return false
                }
            }
            return true
        case (.list(let old, let oldTrace), .list(let new, let newTrace)):
            guard old.element == new.element, old.elements.count == new.elements.count, isSame(oldTrace, newTrace) else { return false }
            for (one, other) in zip(old.elements, new.elements) where !isEqual(one, other, depth + 1) { return false }
            return true
        case (.string(let old), .string(let new)), (.bytes(let old), .bytes(let new)):
            return old.bytes == new.bytes && isSame(old, new)
        case (.null, .null), (.bool, .bool), (.int, .int), (.int64, .int64), (.float, .float):
            return GoValue.deepEqual(before, after) && isSame(before.trace, after.trace)
        default: return false
        }
    }

    /// Whether two values came from one place of one file. Where that place stands in the file is noted when it has moved.
    private mutating func isSame(_ before: TraceID, _ after: TraceID, depth: Int = 0) -> Bool {
        if before == after { return true }
        budget -= 1
        if budget < 0 { return false }
        if let known = moved[before.raw], known == after { return true }
        if depth > 500 { return false }
        switch (table[before], table[after]) {
        case (.value(let source, let start, let end, let parent, let step), .value(let other, let from, let to, let above, let last)):
            guard step == last, table.path(source) == table.path(other), isSame(parent, above, depth: depth + 1) else { return false }
            if start != from || end != to {
                if moved[before.raw] != nil { return false }
                moved[before.raw] = after
            }
            return true
        case (.absent(let parent, let key), .absent(let above, let last)):
            return key == last && isSame(parent, above, depth: depth + 1)
        case (.part(let parent, let step), .part(let above, let last)):
            return step == last && isSame(parent, above, depth: depth + 1)
        case (.named(let name), .named(let other)): return name == other
        case (.template(let source, let start), .template(let other, let from)):
            return start == from && table.path(source) == table.path(other)
        case (.constant(let source, let start, let end), .constant(let other, let from, let to)):
            return start == from && end == to && table.path(source) == table.path(other)
        case (.derived(let one, let two), .derived(let first, let second)):
            return isSame(one, first, depth: depth + 1) && isSame(two, second, depth: depth + 1)
        case (.influenced(let content, let cause), .influenced(let other, let reason)):
            return isSame(content, other, depth: depth + 1) && isSame(cause, reason, depth: depth + 1)
        case (.guarded(let content, let control), .guarded(let other, let condition)):
            return isSame(content, other, depth: depth + 1) && isSame(control, condition, depth: depth + 1)
        case (.nowhere, .nowhere): return true
        default: return false
        }
    }

    private mutating func isSame(_ before: Text, _ after: Text) -> Bool {
        guard isSame(before.trace, after.trace), before.runs?.count == after.runs?.count else { return false }
        for (old, new) in zip(before.runs ?? [], after.runs ?? []) {
            guard old.end == new.end, old.offset == new.offset, isSame(old.trace, new.trace), isSame(old.control, new.control, depth: 0)
            else { return false }
        }
        return true
    }

    private mutating func isSame(_ before: ControlID, _ after: ControlID, depth: Int) -> Bool {
        if before == after { return true }
        if depth > 500 || before.isNone || after.isNone { return false }
        let (old, new) = (table.controls[before], table.controls[after])
        return old.branch == new.branch && old.position == new.position && table.path(old.source) == table.path(new.source)
            && isSame(old.condition, new.condition, depth: depth + 1) && isSame(old.parent, new.parent, depth: depth + 1)
    }
}
