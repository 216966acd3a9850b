package import ConfigModel

/// One value that differs between two renderings.
package struct Difference: Sendable, CustomStringConvertible {
    package let resource: ResourceID
    package let file: String
    /// The smallest part that differs; a new or lost map is listed leaf by leaf.
    package let path: ValuePath
    package let before: Value?
    package let after: Value?
    /// The render cases that differ so, as indexes into the project's.
    package internal(set) var cases: [Int]

    package var description: String { "\(path) of \(resource)" }
}

/// Everything that differs between two renderings of one resource, leaf by leaf.
func differences(_ pair: ResourcePair) -> [Difference] { tracedDifferences(pair, moves: nil).map(\.difference) }

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
