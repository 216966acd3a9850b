package import ConfigModel

/// One thing that `select:` of a rule may name, as a technology offers it: `kubernetes.workload`, `nginx.server`.
/// A class, since the selectors of all rules hold one.
package final class SelectorKind: Hashable, Sendable {
    /// What rules write; unique.
    package let name: String
    /// Which resources can match: `ResourceID.system`.
    package let system: String
    /// The names that expressions may use, narrowest first: `["pod", "resource"]`.
    package let bindings: [String]
    /// Lists below the selected node that `each:` may name by a word: `app-containers` for `containers`.
    package let lists: [String: NamedList]
    private let find: @Sendable (Resource, Selector) -> [[Subject.Part]]

    /// Lists that a word of `each:` stands for.
    package struct NamedList: Hashable, Sendable {
        /// The keys of the lists, in order.
        package let keys: [String]
        /// What an element is called in expressions.
        package let binding: String
        /// What an element is called by people: `regular container`.
        package let title: String

        /// - Parameter keys: at least one.
        package init(keys: [String], binding: String, title: String) {
            self.keys = keys
            self.binding = binding
            self.title = title
        }
    }

    /// - Parameter find: the bindings of each match in a resource of the system, narrowest first; called for no other resource.
    package init(
        _ name: String, system: String, bindings: [String] = ["resource"], lists: [String: NamedList] = [:],
        find: @escaping @Sendable (Resource, Selector) -> [[Subject.Part]]
    ) {
        self.name = name
        self.system = system
        self.bindings = bindings
        self.lists = lists
        self.find = find
    }

    /// A whole resource of a system, by its type; binds `resource`.
    package static func whole(_ name: String, system: String? = nil) -> SelectorKind {
        SelectorKind(name, system: system ?? name) { resource, selector in
            selector.admits(resource.id.type) ? [[.root(of: resource)]] : []
        }
    }

    /// What a selector of this kind finds in a resource.
    func matches(in resource: Resource, _ selector: Selector) -> [[Subject.Part]] { resource.id.system == system ? find(resource, selector) : [] }

    /// By name alone, which is unique.
    package static func == (a: SelectorKind, b: SelectorKind) -> Bool { a.name == b.name }
    /// By name, as `==`.
    package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

extension Subject.Part {
    /// The whole resource under its usual name.
    package static func root(of resource: Resource, as name: String = "resource") -> Subject.Part {
        Subject.Part(name: name, path: .root, value: resource.value)
    }
}
