package import ConfigModel

/// Which parts of which resources a rule judges.
///
///     select: {kind: kubernetes.workload, each: containers}
package struct Selector: Hashable, Sendable {
    /// What `select:` names.
    package let kind: SelectorKind
    /// Kubernetes kinds, Terraform types, instruction keywords or command names; `*` at the end matches any rest. Empty matches all.
    package let names: [String]
    /// Kubernetes API groups; empty matches all.
    package let groups: [String]
    /// Which elements of a match are judged one by one; nil where the match itself is judged.
    package let each: Each?

    /// Without names and groups, admits all of the kind.
    package init(kind: SelectorKind, names: [String] = [], groups: [String] = [], each: Each? = nil) {
        self.kind = kind
        self.names = names
        self.groups = groups
        self.each = each
    }

    /// Judges each element of a list, or of each list that a path with `*` steps reaches.
    package enum Each: Hashable, Sendable {
        /// Lists that the selector's kind has a word for; binds what the kind says.
        case named(SelectorKind.NamedList)
        /// Elements of the list at a path below the selected node: `each: ingress`, `each: spec.rules[*].http.paths`; binds `item`.
        case path([String])

        /// What expressions call one element.
        package var binding: String {
            switch self {
            case .named(let list): list.binding
            case .path: "item"
            }
        }
    }

    /// Whether a name is among those that the rule selects.
    package func admits(_ name: String) -> Bool {
        names.isEmpty || names.contains { Selector.matches($0, name) }
    }

    /// Whether a pattern, which may end in `*`, means a name.
    package static func matches(_ pattern: String, _ name: String) -> Bool {
        pattern.utf8.last == UInt8(ascii: "*") ? name.utf8.starts(with: pattern.utf8.dropLast()) : pattern == name
    }

    /// The names that expressions of a rule with this selector may use, narrowest first.
    package var bindings: [String] { (each.map { [$0.binding] } ?? []) + kind.bindings }

    /// All subjects in one resource; empty when the resource is of another kind.
    package func subjects(of resource: Resource) -> [Subject] {
        let bases = kind.matches(in: resource, self)
        guard let each else { return bases.map { Subject(parts: $0) } }
        return bases.flatMap { parts in elements(of: parts[0], each).map { Subject(parts: [$0] + parts) } }
    }
}

private func elements(of part: Subject.Part, _ each: Selector.Each) -> [Subject.Part] {
    switch each {
    case .named(let list): return list.keys.flatMap { listed(part, $0, list.binding) }
    case .path(let steps):
        var reached = [(path: part.path, value: part.value)]
        for step in steps {
            reached = reached.flatMap { node -> [(path: ValuePath, value: Traced)] in
                if step == "*" { return children(node.path, node.value) }
                return node.value[step].map { [(node.path.key(step), $0)] } ?? []
            }
        }
        if steps.last == "*" { return reached.map { Subject.Part(name: each.binding, path: $0.path, value: $0.value) } }
        return reached.flatMap { children($0.path, $0.value) }.map { Subject.Part(name: each.binding, path: $0.path, value: $0.value) }
    }
}

private func listed(_ part: Subject.Part, _ key: String, _ name: String) -> [Subject.Part] {
    (part.value[key]?.value.list ?? []).enumerated().compactMap { index, item in
        item.value.mapping == nil ? nil : Subject.Part(name: name, path: part.path.key(key).index(index), value: item)
    }
}
