import ConfigModel
internal import Projects

/// The parts of resources that a plan or state filled in: below them no file spells anything out.
struct PlannedPlaces: Sendable {
    private struct Key: Hashable {
        let id: ResourceID
        let renderCase: Int
    }

    private var places: [Key: [ValuePath]] = [:]

    mutating func note(_ paths: [ValuePath], _ id: ResourceID, in renderCase: Int) {
        if !paths.isEmpty { places[Key(id: id, renderCase: renderCase), default: []] += paths }
    }

    /// Why no file can be changed to change the value.
    func obstacle(_ id: ResourceID, _ path: ValuePath, in renderCase: Int) -> String? {
        guard let filled = places[Key(id: id, renderCase: renderCase)] else { return nil }
        if filled.contains(.root) { return "the resource is made by a module that is not in the tree; what it holds is known from the plan only" }
        guard filled.contains(where: { $0 != path && $0.contains(path) }) else { return nil }
        return "the value is worked out when Terraform runs; it is known from the plan only"
    }
}
