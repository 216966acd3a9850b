package import ConfigModel

/// How rules find resources of a technology beside the one that they judge: by name, namespace, label or reference.
package protocol RelationModel: Sendable {
    /// The key by which a rule's relation names what it looks for: `kinds`, `types`.
    var key: String { get }

    /// Whether related resources may stand anywhere in the work tree, or only in the project.
    var looksAtTree: Bool { get }

    /// Whether a resource is one of those kinds or types, and of those API groups; no groups admit any.
    func admits(_ resource: Resource, kinds: [String], groups: [String]) -> Bool

    /// Values by which others may name the resource.
    func names(of resource: Resource) -> [Value]

    /// What a reference to the resource leads to; nil where references are by name.
    func target(of resource: Resource) -> UnknownReason.Target?

    /// What has to be the same for resources to meet: the namespace.
    func scope(of resource: Resource) -> Value?

    /// Whether two resources can meet.
    /// - Parameter isOwn: whether both belong to one project.
    func areInOneScope(_ one: Resource, _ other: Resource, isOwn: Bool) -> Certainty

    /// The labels of what the resource runs; nil when it runs nothing.
    func labels(of resource: Resource) -> Traced?

    /// Which labels the resource selects.
    func selection(of resource: Resource) -> LabelSelection?

    /// For each resource what is given it and cannot be looked into: calls of modules whose source is not in the tree.
    func handedOn(_ resources: [Resource]) -> [UnknownReason.Target: Set<String>]
}

extension RelationModel {
    package func target(of resource: Resource) -> UnknownReason.Target? { nil }
    package func scope(of resource: Resource) -> Value? { nil }
    package func areInOneScope(_ one: Resource, _ other: Resource, isOwn: Bool) -> Certainty { .yes }
    package func labels(of resource: Resource) -> Traced? { nil }
    package func selection(of resource: Resource) -> LabelSelection? { nil }
    package func handedOn(_ resources: [Resource]) -> [UnknownReason.Target: Set<String>] { [:] }
}

/// Whether something is the case, as far as the files tell.
package enum Certainty: Sendable {
    case yes, no, maybe

    /// Conjunction in Kleene's three-valued logic, where `maybe` is the unknown; the right side is not asked after a `no`.
    package static func && (left: Certainty, right: @autoclosure () -> Certainty) -> Certainty {
        switch left {
        case .no: .no
        case .yes: right()
        case .maybe: right() == .no ? .no : .maybe
        }
    }
}
