internal import ConfigModel
internal import Projects

/// The subject's side of a relation: what others may be tied to.
struct RelationAnchor {
    private let resource: Resource
    private let model: any RelationModel
    /// Values of the subject that name others.
    private let named: [Traced]
    private let labels: Traced?

    init(_ relation: Relation, _ model: any RelationModel, _ subject: Subject, _ resource: Resource) {
        self.resource = resource
        self.model = model
        var named: [Traced] = []
        if case .referred(let paths) = relation.link {
            for path in paths {
                guard let part = subject.parts.first(where: { $0.name == path.first }) else { continue }
                named += values(at: path.dropFirst(), in: part.value)
            }
        }
        self.named = named
        labels = relation.link == .selector ? model.labels(of: resource) : nil
    }

    var target: UnknownReason.Target? { model.target(of: resource) }

    func isSame(_ other: Resource) -> Bool { other.home == resource.home && other.id == resource.id }

    /// What a candidate has to have in common with it; nil when that cannot be said.
    func keys(_ relation: Relation) -> [String]? {
        switch relation.link {
        case .project: return nil
        case .namespace: return model.scope(of: resource)?.string.map { [$0] }
        case .selector: return labels.flatMap { pairs($0) }
        case .selection: return model.selection(of: resource)?.firstPair.map { [$0] }
        case .referred: return referenceKeys(named)
        case .refers:
            guard let target else { return resource.value["metadata"]?["name"]?.value.string.map { [$0] } }
            if identities.contains(where: \.isUnknown) { return nil }
            return identities.compactMap(\.string) + [key(target)]
        }
    }

    func match(_ relation: Relation, _ other: Resource, isOwn: Bool) -> Certainty {
        switch relation.link {
        case .project: return .yes
        case .namespace: return model.areInOneScope(resource, other, isOwn: isOwn)
        case .selector:
            guard let labels, let selection = model.selection(of: other) else { return .no }
            return selection.selects(labels) && model.areInOneScope(resource, other, isOwn: isOwn)
        case .selection:
            guard let labels = model.labels(of: other), let selection = model.selection(of: resource) else { return .no }
            return selection.selects(labels) && model.areInOneScope(resource, other, isOwn: isOwn)
        case .referred:
            let found = named.map { names($0.value, target: model.target(of: other), model.names(of: other)) }
            return strongest(found) && model.areInOneScope(resource, other, isOwn: isOwn)
        case .refers(let paths):
            let found = paths.flatMap { values(at: $0[...], in: other.value) }.map { names($0.value, target: target, identities) }
            return strongest(found) && model.areInOneScope(resource, other, isOwn: isOwn)
        }
    }

    private func strongest(_ found: [Certainty]) -> Certainty { found.contains(.yes) ? .yes : found.contains(.maybe) ? .maybe : .no }

    private func names(_ value: Value, target: UnknownReason.Target?, _ identities: [Value]) -> Certainty {
        switch value {
        case .unknown(let reason): return reason.target.map { $0 == target ? .yes : .no } ?? .maybe
        case .string(let text):
            if identities.contains(.string(text)) { return .yes }
            return identities.contains(where: \.isUnknown) ? .maybe : .no
        default: return .no
        }
    }

    private var identities: [Value] { model.names(of: resource) }
}
