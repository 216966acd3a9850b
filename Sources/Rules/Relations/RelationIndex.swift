internal import ConfigModel
internal import Projects

/// The possible partners of one relation, found by what ties them to a subject.
///
/// Relations are looked up, not searched: by reference, name, namespace or a pair of labels.
struct RelationIndex {
    struct Candidate {
        enum Place: Equatable {
            case own
            /// Another file of the work tree.
            case outside
            /// A block without an instance.
            case unbuilt
        }

        /// Nil where only the kind is known.
        let resource: Resource?
        let place: Place
        var path = ""
        var area = ""
    }

    struct Found: Equatable {
        let value: Traced?
        let isCertain: Bool
        /// Why it is not certain.
        let doubt: String
        /// The folder within which a template may well be meant; empty for anything else.
        var area = ""
        /// Who it is, to tell equal outcomes of several render cases.
        let key: String

        static func == (a: Found, b: Found) -> Bool { a.key == b.key && a.isCertain == b.isCertain }
    }

    private let relation: Relation
    private let model: any RelationModel
    private let candidates: [Candidate]
    private var places: [String: [Int]] = [:]
    /// Candidates that any subject may have.
    private var open: [Int] = []

    init(_ relation: Relation, _ model: any RelationModel, _ candidates: [Candidate]) {
        self.relation = relation
        self.model = model
        self.candidates = candidates
        for (number, candidate) in candidates.enumerated() {
            guard let resource = candidate.resource, let keys = keys(of: resource) else {
                open.append(number)
                continue
            }
            for key in Set(keys) { places[key, default: []].append(number) }
        }
    }

    /// What a subject has to have in common with the candidate; nil when that cannot be said.
    private func keys(of other: Resource) -> [String]? {
        switch relation.link {
        case .project: return nil
        case .namespace: return other.value["metadata"]?["namespace"]?.value.string.map { [$0] }
        case .selector: return model.selection(of: other)?.firstPair.map { [$0] }
        case .selection: return model.labels(of: other).flatMap { pairs($0) }
        case .referred:
            if let target = model.target(of: other) { return [key(target)] }
            return other.value["metadata"]?["name"]?.value.string.map { [$0] }
        case .refers(let paths): return referenceKeys(paths.flatMap { values(at: $0[...], in: other.value) })
        }
    }

    func partners(of anchor: RelationAnchor, _ renderCase: Int) -> [Found] {
        var numbers: [Int]
        if let keys = anchor.keys(relation) {
            numbers = Set(keys).flatMap { places[$0] ?? [] } + open
        } else {
            numbers = Array(candidates.indices)
        }
        numbers = Array(Set(numbers)).sorted()
        return numbers.compactMap { number in
            let candidate = candidates[number]
            guard let other = candidate.resource else {
                return Found(
                    value: nil, isCertain: false, doubt: "'\(candidate.path)' may hold it, which is a template", area: candidate.area,
                    key: candidate.path)
            }
            if candidate.place == .own, !other.cases.contains(renderCase) || anchor.isSame(other) { return nil }
            let match = anchor.match(relation, other, isOwn: candidate.place != .outside)
            guard match != .no else { return nil }
            let isCertain = match == .yes && candidate.place != .unbuilt
            return Found(
                value: other.value, isCertain: isCertain, doubt: "\(other.id) of '\(other.home.path)' may belong to it", key: "\(number)")
        }
    }
}

/// What values name: texts, and the blocks that references lead to; nil when some may name anything.
func referenceKeys(_ values: [Traced]) -> [String]? {
    var result: [String] = []
    for value in values {
        switch value.value {
        case .string(let text): result.append(text)
        case .unknown(let reason):
            guard let target = reason.target else { return nil }
            result.append(key(target))
        default: break
        }
    }
    return result
}

func key(_ target: UnknownReason.Target) -> String { "\(target.folder)|\(target.scope)|\(target.type).\(target.name)" }

/// Every pair of a map of labels; nil when some are unknown.
func pairs(_ labels: Traced) -> [String]? {
    guard let mapping = labels.value.mapping else { return nil }
    var result: [String] = []
    for entry in mapping.entries {
        if entry.value.value.isUnknown { return nil }
        if let text = entry.value.value.string { result.append("\(entry.key)=\(text)") }
    }
    return result
}
