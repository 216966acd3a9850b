internal import ConfigModel
internal import SourceText

/// A difference with what both renderings know about where its values came from.
struct TracedDifference {
    let difference: Difference
    let pair: ResourcePair
    /// Nil where the value is new.
    let before: Part?
    /// Nil where the value is lost.
    let after: Part?

    /// The value on one side.
    struct Part {
        let value: Traced
        /// Where the key is written that holds the value; none for elements of lists.
        let key: Provenance
        /// From the resource's root, as that side counts elements.
        let path: ValuePath
    }
}

/// What differs in one resource, leaf by leaf.
///
/// - Parameter moves: how bytes moved, by file: elements of lists are then matched by where they are written, so that one that comes or
///   goes is no difference of those behind it. Nil matches equal elements at both ends and the rest by position.
func tracedDifferences(_ pair: ResourcePair, moves: [String: MovedBytes]?) -> [TracedDifference] {
    guard let named = pair.before ?? pair.after else { return [] }
    var collector = Collector(resource: named, pair: pair, moves: moves)
    collector.compare(
        pair.before.map { TracedDifference.Part(value: $0.value, key: .none, path: .root) },
        pair.after.map { TracedDifference.Part(value: $0.value, key: .none, path: .root) }, .root)
    return collector.result
}

private struct Collector {
    typealias Part = TracedDifference.Part

    let resource: Resource
    let pair: ResourcePair
    let moves: [String: MovedBytes]?
    var result: [TracedDifference] = []

    mutating func compare(_ old: Part?, _ new: Part?, _ path: ValuePath) {
        switch (old?.value.value, new?.value.value) {
        case (nil, nil): return
        case (.map(let a)?, .map(let b)?):
            for entry in a.entries { compare(old?.part(entry), b.entry(entry.key).flatMap { new?.part($0) }, path.key(entry.key)) }
            for entry in b.entries where a[entry.key] == nil { compare(nil, new?.part(entry), path.key(entry.key)) }
        case (.list(let a)?, .list(let b)?): compareLists(a, b, old, new, path)
        case (.map(let a)?, nil) where !a.isEmpty: for entry in a.entries { compare(old?.part(entry), nil, path.key(entry.key)) }
        case (nil, .map(let b)?) where !b.isEmpty: for entry in b.entries { compare(nil, new?.part(entry), path.key(entry.key)) }
        case (let a?, let b?) where a == b: return
        default:
            let difference = Difference(
                resource: resource.id, file: resource.home.path, path: path, before: old?.value.value, after: new?.value.value, cases: pair.cases)
            result.append(TracedDifference(difference: difference, pair: pair, before: old, after: new))
        }
    }

    private mutating func compareLists(_ a: [Traced], _ b: [Traced], _ old: Part?, _ new: Part?, _ path: ValuePath) {
        let pairs = moves.flatMap { matchedByPlace(a, b, $0) } ?? matchedAtEnds(a, b)
        for (left, right) in pairs {
            guard let place = left ?? right else { continue }
            compare(left.flatMap { old?.part(a[$0], $0) }, right.flatMap { new?.part(b[$0], $0) }, path.index(place))
        }
    }
}

extension TracedDifference.Part {
    fileprivate func part(_ entry: Mapping.Entry) -> Self { Self(value: entry.value, key: entry.keyProvenance, path: path.key(entry.key)) }
    fileprivate func part(_ element: Traced, _ index: Int) -> Self { Self(value: element, key: .none, path: path.index(index)) }
}

/// Equal elements at both ends are matched first, so that an insertion is one difference and not a shift of all that follows.
private func matchedAtEnds(_ a: [Traced], _ b: [Traced]) -> [(Int?, Int?)] {
    var head = 0
    while head < min(a.count, b.count), a[head].value == b[head].value { head += 1 }
    var tail = 0
    while tail < min(a.count, b.count) - head, a[a.count - 1 - tail].value == b[b.count - 1 - tail].value { tail += 1 }
    return paired(head..<(a.count - tail), head..<(b.count - tail))
}

/// Matches elements that are written at the same place; nil where places do not tell them apart.
func matchedByPlace(_ a: [Traced], _ b: [Traced], _ moves: [String: MovedBytes]) -> [(Int?, Int?)]? {
    struct Spot: Hashable {
        let path: String
        let start: Int
    }
    var after: [Spot: Int] = [:]
    for (index, element) in b.enumerated() {
        guard let origin = element.provenance.nearest,
            after.updateValue(index, forKey: Spot(path: origin.path, start: origin.span.start)) == nil
        else { return nil }
    }
    var matched: [Int: Int] = [:]
    for (index, element) in a.enumerated() {
        guard let origin = element.provenance.nearest else { return nil }
        let start = moves[origin.path]?.moved(origin.span.start) ?? origin.span.start
        // Of two that end up at one place the later stands there; the bytes of the other are gone.
        if let other = after[Spot(path: origin.path, start: start)] { matched[other] = index }
    }
    var result: [(Int?, Int?)] = []
    var (left, right) = (0, 0)
    for (other, one) in matched.sorted(by: { $0.key < $1.key }) {
        guard one >= left else { return nil }
        result += paired(left..<one, right..<other)
        result.append((one, other))
        (left, right) = (one + 1, other + 1)
    }
    return result + paired(left..<a.count, right..<b.count)
}

private func paired(_ left: Range<Int>, _ right: Range<Int>) -> [(Int?, Int?)] {
    (0..<max(left.count, right.count)).map { offset in
        (
            offset < left.count ? left.lowerBound + offset : nil,
            offset < right.count ? right.lowerBound + offset : nil
        )
    }
}
