internal import ConfigModel

/// Whether something is the case, as far as the files tell.
enum Certainty: Sendable {
    case yes, no, maybe

    static func && (left: Certainty, right: @autoclosure () -> Certainty) -> Certainty {
        switch left {
        case .no: .no
        case .yes: right()
        case .maybe: right() == .no ? .no : .maybe
        }
    }
}

/// The label selector with which an object chooses pods, by its kind.
///
///     NetworkPolicy        spec.podSelector             {matchLabels, matchExpressions}; empty selects all
///     Service              spec.selector                a map; missing selects none
///     AuthorizationPolicy  spec.selector.matchLabels    missing selects all of the namespace
struct LabelSelection {
    /// Nil where it cannot be known.
    private let labels: Mapping?
    private let expressions: [Traced]
    private let isUnknown: Bool
    private let selectsNone: Bool

    init(_ object: Traced) {
        let kind = object["kind"]?.value.string ?? ""
        let spec = object["spec"]
        let isService = kind == "Service" || kind == "ReplicationController"
        let place = ["podSelector", "selector", "endpointSelector"].lazy.compactMap { spec?[$0] }.first
        let labels = isService ? place : place?["matchLabels"]
        self.labels = labels?.value.mapping
        expressions = place?["matchExpressions"]?.value.list ?? []
        isUnknown =
            [object, spec, place, labels, place?["matchExpressions"]].contains { $0?.value.isUnknown ?? false }
            || !(place?["targetRefs"]?.value.list ?? []).isEmpty
        selectsNone = isService && (labels?.value.mapping?.isEmpty ?? true)
    }

    /// One pair that selected pods have for sure, for an index; nil when there is none.
    var firstPair: String? {
        labels?.entries.lazy.compactMap { entry in entry.value.value.string.map { "\(entry.key)=\($0)" } }.first
    }

    func selects(_ pod: Traced?) -> Certainty {
        if selectsNone { return .no }
        if isUnknown { return .maybe }
        var result = Certainty.yes
        for entry in labels?.entries ?? [] { result = result && Self.equal(entry.value.value, pod, entry.key) }
        for expression in expressions { result = result && Self.holds(expression, pod) }
        return result
    }

    private static func equal(_ wanted: Value, _ pod: Traced?, _ key: String) -> Certainty {
        if let pod, pod.value.isUnknown { return .maybe }
        guard let found = pod?[key]?.value else { return .no }
        if found.isUnknown || wanted.isUnknown { return .maybe }
        return found == wanted ? .yes : .no
    }

    private static func holds(_ expression: Traced, _ pod: Traced?) -> Certainty {
        guard let key = expression["key"]?.value.string, let verb = expression["operator"]?.value.string, !(pod?.value.isUnknown ?? false) else {
            return .maybe
        }
        let value = pod?[key]?.value
        if value?.isUnknown ?? false { return .maybe }
        let values = (expression["values"]?.value.list ?? []).map(\.value)
        switch verb {
        case "In": return value.map(values.contains) ?? false ? .yes : .no
        case "NotIn": return value.map(values.contains) ?? false ? .no : .yes
        case "Exists": return value != nil ? .yes : .no
        case "DoesNotExist": return value == nil ? .yes : .no
        default: return .maybe
        }
    }
}

/// The labels of the pods that an object makes; nil when it makes none.
func podLabels(_ resource: Resource) -> Traced? {
    guard let path = podSpecPaths(of: resource).first, let parent = path.parent else { return nil }
    let metadata = parent.isRoot ? resource.value["metadata"] : resource.value.at(parent)?["metadata"]
    return metadata?["labels"] ?? .new(.map(Mapping()))
}
