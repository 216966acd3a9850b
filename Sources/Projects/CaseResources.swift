package import ConfigModel

/// Resources gathered render case by render case; what several cases make alike, from the same places, is one resource.
///
/// A resource lists the render cases that have it (`Resource.cases`); equal ones are judged once. A finding joins what has one cause: the
/// same rule at the same place with the same origins.
package struct CaseResources {
    private var resources: [Resource] = []
    private var cases: [[Int]] = []
    private var places: [ResourceID: [Int]] = [:]

    package init() {}

    /// Different resources; those that cases share count once.
    package var count: Int { resources.count }

    /// Adds a resource of a render case, which is an index; cases come one after the other.
    package mutating func append(_ resource: Resource, in renderCase: Int) {
        for place in places[resource.id] ?? [] where resources[place].home == resource.home {
            guard isIdentical(resources[place].value, resource.value) else { continue }
            if cases[place].last != renderCase { cases[place].append(renderCase) }
            return
        }
        places[resource.id, default: []].append(resources.count)
        resources.append(resource)
        cases.append([renderCase])
    }

    /// In the order in which they were met, each with its cases.
    package var all: [Resource] {
        zip(resources, cases).map { resource, cases in
            Resource(id: resource.id, value: resource.value, home: resource.home, headline: resource.headline, cases: cases, offers: resource.offers)
        }
    }
}

/// Whether two values are equal and came from the same places.
private func isIdentical(_ one: Traced, _ other: Traced) -> Bool {
    guard one.provenance == other.provenance else { return false }
    switch (one.value, other.value) {
    case (.list(let a), .list(let b)): return a.count == b.count && zip(a, b).allSatisfy(isIdentical)
    case (.map(let a), .map(let b)):
        return a.count == b.count && zip(a.entries, b.entries).allSatisfy { $0.key == $1.key && isIdentical($0.value, $1.value) }
    default: return one.value == other.value
    }
}
