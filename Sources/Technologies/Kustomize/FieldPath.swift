import ConfigModel
import Expressions
internal import Projects

/// A dotted path of replacements and variables: `spec.containers.[name=web].env.0.value`, `metadata.annotations.[a.b/c]`.
struct FieldPath {
    let text: String
    private let steps: [String]

    /// - Parameter splitsIndexes: whether `containers[0]` is two steps, as variables have it.
    init(_ text: String, splitsIndexes: Bool = false) {
        self.text = text
        var result: [String] = []
        let parts = FieldSpec.split(text, separator: ".")
        var index = 0
        while index < parts.count {
            var part = parts[index]
            if part.hasPrefix("["), !part.hasSuffix("]") {
                while index + 1 < parts.count {
                    index += 1
                    part += "." + parts[index]
                    if parts[index].hasSuffix("]") { break }
                }
                if !part.contains("=") { part = String(part.drop { $0 == "[" || $0 == "]" }.reversed().drop { $0 == "[" || $0 == "]" }.reversed()) }
            }
            if splitsIndexes, part.hasSuffix("]"), let open = part.lastIndex(of: "["),
                let number = Int(part[part.index(after: open)...].dropLast()), number >= 0
            {
                if open > part.startIndex { result.append(String(part[..<open])) }
                result.append(String(number))
            } else {
                result.append(part)
            }
            index += 1
        }
        steps = result
    }

    private static func condition(_ step: String) -> (field: String, pattern: String)? {
        guard step.hasPrefix("["), step.hasSuffix("]"), let equals = step.firstIndex(of: "=") else { return nil }
        return (String(step[step.index(after: step.startIndex)..<equals]), String(step[step.index(after: equals)...].dropLast()))
    }

    /// The one value that the path names.
    func first(in value: Traced, _ sources: KustomizeSources) -> Traced? {
        var current = value
        for step in steps where !step.isEmpty {
            if let items = current.value.list {
                if let number = Int(step) {
                    guard items.indices.contains(number) else { return nil }
                    current = items[number]
                } else if step == "-" {
                    guard let last = items.last else { return nil }
                    current = last
                } else if let (field, text) = Self.condition(step) {
                    let found = items.first { item in
                        field.isEmpty ? item.isScalar && sources.text(item) == text : item[field].map { sources.text($0) == text } ?? false
                    }
                    guard let found else { return nil }
                    current = found
                } else {
                    return nil
                }
            } else {
                guard let next = current[step] else { return nil }
                current = next
            }
        }
        return current
    }

    /// Changes every value that the path leads to.
    /// - Parameter created: makes what is missing, a scalar or a collection like this one.
    /// - Returns: how many values the path led to.
    func change(
        _ value: inout Traced, creating created: Traced?, _ sources: KustomizeSources, _ body: (inout Traced) throws(KustomizeFailure) -> Void
    ) throws(KustomizeFailure) -> Int {
        guard steps.count <= KustomizeBudget.steps else { throw failure("the path has more than \(KustomizeBudget.steps) steps") }
        return try visit(&value, steps.filter { !$0.isEmpty }[...], created, sources, body)
    }

    private func failure(_ message: String) -> KustomizeFailure { KustomizeFailure(message, path: "") }

    private func fresh(_ rest: ArraySlice<String>, _ created: Traced) -> Traced {
        guard let next = rest.first else {
            let empty: Value = created.value.mapping != nil ? .map(Mapping()) : created.value.list != nil ? .list([]) : .null
            return Traced(empty, created.provenance)
        }
        return Traced(Self.condition(next) != nil || Int(next) != nil ? .list([]) : .map(Mapping()), created.provenance)
    }

    private func visit(
        _ value: inout Traced, _ steps: ArraySlice<String>, _ created: Traced?, _ sources: KustomizeSources,
        _ body: (inout Traced) throws(KustomizeFailure) -> Void
    ) throws(KustomizeFailure) -> Int {
        guard let step = steps.first else {
            try body(&value)
            return 1
        }
        let rest = steps.dropFirst()
        if let number = Int(step), number >= 0 {
            guard case .list(var items) = value.value else { throw failure("wrong kind of value: expected list for '\(step)'") }
            if items.count == number, let created { items.append(fresh(rest, created)) }
            guard items.indices.contains(number) else {
                throw failure("index \(number) specified but only \(items.count) elements found")
            }
            let count = try visit(&items[number], rest, created, sources, body)
            value.value = .list(items)
            return count
        }
        if step == "*" || Self.condition(step) != nil {
            guard case .list(var items) = value.value else { throw failure("wrong kind of value: expected list for '\(step)'") }
            let condition = Self.condition(step)
            var pattern: RegularExpression?
            if let condition {
                do { pattern = try RegularExpression(condition.pattern) } catch {
                    throw failure("'\(condition.pattern)' is no regular expression: \(error.message)")
                }
            }
            var count = 0
            for index in items.indices where isMeant(items[index], condition?.field, pattern, sources) {
                if condition?.field == "" {
                    try body(&items[index])
                    count += 1
                } else {
                    count += try visit(&items[index], rest, created, sources, body)
                }
            }
            if count == 0, let created, let condition {
                let text = Traced(.string(condition.pattern), created.provenance)
                var item = text
                if !condition.field.isEmpty {
                    item = Traced(.map(Mapping()), created.provenance)
                    item.setKey(condition.field, text, keyProvenance: created.provenance)
                }
                count = condition.field.isEmpty ? 1 : try visit(&item, rest, created, sources, body)
                if condition.field.isEmpty { try body(&item) }
                items.append(item)
            }
            value.value = .list(items)
            return count
        }
        guard value.value.mapping != nil || value.value.isNull else {
            throw failure("wrong kind of value: expected map for '\(step)' but found \(value.value.kindName)")
        }
        guard var inner = value[step] ?? created.map({ fresh(rest, $0) }) else { return 0 }
        let count = try visit(&inner, rest, created, sources, body)
        value.setKey(step, inner, keyProvenance: created?.provenance ?? .none)
        return count
    }

    private func isMeant(_ item: Traced, _ field: String?, _ pattern: RegularExpression?, _ sources: KustomizeSources) -> Bool {
        guard let field, let pattern else { return true }
        let value = field.isEmpty ? item : item[field]
        guard let value, value.isScalar else { return false }
        return (try? pattern.matches(sources.text(value))) ?? false
    }
}
