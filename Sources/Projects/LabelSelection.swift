package import ConfigModel

/// A label selector: pairs and expressions that all have to hold.
///
/// Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
package struct LabelSelection: Sendable {
    /// Nil where it cannot be known.
    private let labels: Mapping?
    private let expressions: [Traced]
    private let isUnknown: Bool
    private let selectsNone: Bool

    /// - Parameters:
    ///   - labels: pairs that have to be there.
    ///   - expressions: `matchExpressions`.
    ///   - isUnknown: whether a part of the selector is not known.
    ///   - selectsNone: whether it selects nothing, as an empty selector of a Service does.
    package init(labels: Mapping?, expressions: [Traced], isUnknown: Bool, selectsNone: Bool) {
        self.labels = labels
        self.expressions = expressions
        self.isUnknown = isUnknown
        self.selectsNone = selectsNone
    }

    /// One pair that selected pods have for sure, for an index; nil when there is none.
    package var firstPair: String? {
        labels?.entries.lazy.compactMap { entry in entry.value.value.string.map { "\(entry.key)=\($0)" } }.first
    }

    /// Whether it selects what has those labels; nil for none.
    package func selects(_ pod: Traced?) -> Certainty {
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
