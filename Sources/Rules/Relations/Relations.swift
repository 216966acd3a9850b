internal import ConfigModel
internal import Expressions
internal import Projects

/// What the relations of one subject come to in some render cases.
struct RelatedCases {
    let cases: [Int]
    /// One list for each relation, in order.
    let lists: [CELValue]
    /// The same without templates of other parts of the tree; nil where there are none.
    let near: [CELValue]?
    /// Why `near` is not certain.
    let doubt: String
}

/// Finds the resources that a rule's relations bind, among those of the project and, for Kubernetes, of the whole work tree.
///
/// What may be related but need not be is an unknown element of the list: a rule that asks whether something is there stays silent,
/// one that asks whether all are in order is unknown.
/// Invariant: candidates come from an index by name, namespace, label or reference; nothing is compared with everything.
final class Relations {
    private let project: RenderedProject
    private let index: RepositoryIndex
    private let technologies: TechnologySet
    private let own: Set<String>
    private var indexes: [Key: RelationIndex] = [:]

    /// What an index depends on.
    private struct Key: Hashable {
        let system: String
        let kinds: [String]
        let groups: [String]
        let link: Relation.Link
    }

    init(_ project: RenderedProject, _ index: RepositoryIndex, _ technologies: TechnologySet) {
        self.project = project
        self.technologies = technologies
        self.index = index
        own = Set(project.project.files)
    }

    /// Groups the render cases of a subject by what the relations come to in them.
    func lists(
        of relations: [CompiledRelation], for judged: JudgedSubject, _ resource: Resource
    ) -> [RelatedCases] {
        var groups: [(cases: [Int], found: [[RelationIndex.Found]])] = []
        for renderCase in resource.cases {
            let found = relations.map { partners($0.relation, judged.subject, resource, renderCase) }
            if let place = groups.firstIndex(where: { $0.found == found }) {
                groups[place].cases.append(renderCase)
            } else {
                groups.append(([renderCase], found))
            }
        }
        func lists(_ found: [[RelationIndex.Found]]) -> [CELValue] {
            zip(relations, found).map { relation, found in
                relation.relation.system == resource.id.system
                    ? list(found, relation, judged) : .list([.unknown([UnknownReason("is asked of another system")])])
            }
        }
        return groups.map { group in
            let distant = group.found.flatMap { $0 }.first { isDistant($0, resource) }
            let near = distant.map { _ in lists(group.found.map { $0.filter { !isDistant($0, resource) } }) }
            return RelatedCases(cases: group.cases, lists: lists(group.found), near: near, doubt: distant?.doubt ?? "")
        }
    }

    /// A template that is rendered into another part of the tree than the subject's.
    private func isDistant(_ found: RelationIndex.Found, _ resource: Resource) -> Bool {
        !found.area.isEmpty && !resource.home.path.hasPrefix(found.area + "/")
    }

    private func list(_ found: [RelationIndex.Found], _ relation: CompiledRelation, _ judged: JudgedSubject) -> CELValue {
        .list(
            found.compactMap { partner -> CELValue? in
                let unknown: CELValue? = relation.relation.isCertain ? nil : .unknown([UnknownReason(partner.doubt)])
                guard let value = partner.value else { return unknown }
                let element = CELValue(value)
                var isCertain = partner.isCertain
                if let condition = relation.condition {
                    switch condition.evaluate(judged.values + [element]).outcome {
                    case .value(.bool(true)): break
                    case .unknown: isCertain = false
                    default: return nil
                    }
                }
                return isCertain ? element : unknown
            })
    }

    private func partners(_ relation: Relation, _ subject: Subject, _ resource: Resource, _ renderCase: Int) -> [RelationIndex.Found] {
        guard let model = technologies.technology(of: relation.system)?.relations else { return [] }
        let key = Key(system: relation.system, kinds: relation.kinds, groups: relation.groups, link: relation.link)
        if indexes[key] == nil { indexes[key] = RelationIndex(relation, model, candidates(relation, model)) }
        let anchor = RelationAnchor(relation, model, subject, resource)
        return (indexes[key]?.partners(of: anchor, renderCase) ?? []) + handedOn(relation, model, anchor, renderCase)
    }

    private func candidates(_ relation: Relation, _ model: any RelationModel) -> [RelationIndex.Candidate] {
        func fits(_ resource: Resource) -> Bool {
            resource.id.system == relation.system && model.admits(resource, kinds: relation.kinds, groups: relation.groups)
        }
        var result = project.resources.filter(fits).map { RelationIndex.Candidate(resource: $0, place: .own) }
        result += project.unbuilt.filter(fits).map { RelationIndex.Candidate(resource: $0, place: .unbuilt) }
        guard model.looksAtTree else { return result }
        for neighbour in index.neighbours(relation.kinds, outside: own) {
            if let object = neighbour.object {
                if model.admits(object, kinds: relation.kinds, groups: relation.groups) {
                    result.append(RelationIndex.Candidate(resource: object, place: .outside))
                }
            } else {
                result.append(RelationIndex.Candidate(resource: nil, place: .outside, path: neighbour.path, area: neighbour.area))
            }
        }
        return result
    }

    private var handed: [UnknownReason.Target: Set<String>]?

    /// A subject that is handed to a module whose source is not here may have its related resource there.
    private func handedOn(
        _ relation: Relation, _ model: any RelationModel, _ anchor: RelationAnchor, _ renderCase: Int
    ) -> [RelationIndex.Found] {
        guard case .refers = relation.link, let target = anchor.target else { return [] }
        if handed == nil { handed = model.handedOn(project.resources) }
        return (handed?[target] ?? []).sorted().map {
            RelationIndex.Found(value: nil, isCertain: false, doubt: "\($0) is given the resource and its source is not here", key: $0)
        }
    }
}
