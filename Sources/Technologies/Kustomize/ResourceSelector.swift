import ConfigModel
import Expressions
internal import Projects

/// Chooses objects by regular expressions for kind and name, and by label and annotation selectors.
struct ResourceSelector {
    private let patterns: [String: RegularExpression]
    private let labels: LabelSelector
    private let annotations: LabelSelector

    init(_ target: Traced, path: String) throws(KustomizeFailure) {
        var patterns: [String: RegularExpression] = [:]
        for key in ["group", "version", "kind", "name", "namespace"] {
            guard let text = target[key]?.value.plainText, !text.isEmpty else { continue }
            do { patterns[key] = try RegularExpression("^(?:" + text + ")$") } catch {
                throw KustomizeFailure(
                    "'\(text)' is no regular expression: \(error.message)", path: path, span: target[key]?.provenance.nearest?.span)
            }
        }
        self.patterns = patterns
        labels = try LabelSelector(target["labelSelector"]?.value.plainText ?? "", path: path)
        annotations = try LabelSelector(target["annotationSelector"]?.value.plainText ?? "", path: path)
    }

    func select(_ resources: [KustomizeResource], _ sources: KustomizeSources) -> [KustomizeResource] {
        resources.filter { resource in
            let (original, current) = (resource.original, resource.current)
            return (matches("namespace", original.effectiveNamespace) || matches("namespace", current.effectiveNamespace))
                && (matches("name", original.name) || matches("name", current.name)) && matches("group", current.type.group)
                && matches("version", current.type.version) && matches("kind", current.type.kind) && accepts(resource)
        }
    }

    func accepts(_ resource: KustomizeResource) -> Bool {
        (labels.isEmpty || labels.matches(resource.texts("labels")))
            && (annotations.isEmpty || annotations.matches(resource.texts("annotations")))
    }

    var hasSelectors: Bool { !labels.isEmpty || !annotations.isEmpty }

    private func matches(_ key: String, _ text: String) -> Bool {
        guard let pattern = patterns[key] else { return true }
        return (try? pattern.matches(text)) ?? false
    }
}

/// A label selector: `app=web,tier!=db,env in (a, b),!old`.
struct LabelSelector {
    private enum Requirement {
        case equals(String, Set<String>)
        case differs(String, Set<String>)
        case exists(String)
        case isMissing(String)
    }

    private var requirements: [Requirement] = []

    var isEmpty: Bool { requirements.isEmpty }

    init(_ text: String, path: String) throws(KustomizeFailure) {
        for part in LabelSelector.split(text) {
            let term = part.drop { $0 == " " }
            guard !term.isEmpty else { continue }
            func trimmed(_ text: Substring) -> String { String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
            if let place = term.firstRange(of: "!=") {
                requirements.append(.differs(trimmed(term[..<place.lowerBound]), [trimmed(term[place.upperBound...])]))
            } else if let place = term.firstRange(of: "==") ?? term.firstRange(of: "=") {
                requirements.append(.equals(trimmed(term[..<place.lowerBound]), [trimmed(term[place.upperBound...])]))
            } else if let open = term.firstIndex(of: "("), term.contains(")") {
                let words = term[..<open].split(separator: " ").map(String.init)
                let close = term.lastIndex(of: ")") ?? term.endIndex
                let values = Set(term[term.index(after: open)..<close].split(separator: ",").map(trimmed))
                guard words.count == 2, ["in", "notin"].contains(words[1]) else {
                    throw KustomizeFailure("unable to parse the selector '\(text)'", path: path)
                }
                requirements.append(words[1] == "in" ? .equals(words[0], values) : .differs(words[0], values))
            } else if term.hasPrefix("!") {
                requirements.append(.isMissing(trimmed(term.dropFirst())))
            } else {
                let name = trimmed(term)
                guard !name.contains(" ") else { throw KustomizeFailure("unable to parse the selector '\(text)'", path: path) }
                requirements.append(.exists(name))
            }
        }
    }

    /// Parts between commas outside parentheses.
    private static func split(_ text: String) -> [Substring] {
        var parts: [Substring] = []
        var depth = 0
        var start = text.startIndex
        for index in text.indices {
            switch text[index] {
            case "(": depth += 1
            case ")": depth -= 1
            case "," where depth == 0:
                parts.append(text[start..<index])
                start = text.index(after: index)
            default: break
            }
        }
        return parts + [text[start...]]
    }

    func matches(_ labels: [String: String]) -> Bool {
        requirements.allSatisfy { requirement in
            switch requirement {
            case .equals(let key, let values): labels[key].map(values.contains) ?? false
            case .differs(let key, let values): labels[key].map { !values.contains($0) } ?? true
            case .exists(let key): labels[key] != nil
            case .isMissing(let key): labels[key] == nil
            }
        }
    }
}
