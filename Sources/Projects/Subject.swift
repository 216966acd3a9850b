package import ConfigModel

/// One thing for a rule to judge: what each of its names stands for.
package struct Subject: Sendable {
    /// Narrowest first, in the order of `Selector.bindings`.
    package let parts: [Part]

    /// - Parameter parts: at least one, narrowest first.
    package init(parts: [Part]) { self.parts = parts }

    /// A name of a rule's expressions with the value that it stands for.
    package struct Part: Sendable {
        /// As expressions write it: `container`.
        package let name: String
        /// From the resource's root.
        package let path: ValuePath
        /// What expressions see under the name.
        package let value: Traced

        /// - Parameter path: where the value stands, from the resource's root.
        package init(name: String, path: ValuePath, value: Traced) {
            self.name = name
            self.path = path
            self.value = value
        }
    }

    /// What the rule is about; the others are around it.
    package var narrowest: Part { parts[0] }
}

/// The elements of a list or the values of a map, with the path to each.
package func children(_ path: ValuePath, _ value: Traced) -> [(path: ValuePath, value: Traced)] {
    switch value.value {
    case .list(let items): items.enumerated().map { (path.index($0.offset), $0.element) }
    case .map(let mapping): mapping.entries.map { (path.key($0.key), $0.value) }
    default: []
    }
}
