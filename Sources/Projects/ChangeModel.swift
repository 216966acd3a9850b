package import ConfigModel

/// What a technology knows of changing a resource that exists: what it takes for an argument, and what keeps a resource or its data.
package protocol ChangeModel: Sendable {
    /// The path of a value as the provider's documentation names the argument: without what the language writes around it.
    func argument(_ path: ValuePath, of resource: Resource) -> [ValuePath.Element]

    /// The way from the resource's root to its arguments.
    var arguments: ValuePath { get }

    /// Whether what a rule declares to replace a resource makes the tool replace it, as a plan of infrastructure does.
    var plansReplacements: Bool { get }

    /// Whether what a replaced resource held is kept: `UpdateReplacePolicy: Retain`.
    func keepsData(_ resource: Resource) -> Bool

    /// Whether the tool is told to refuse to replace the resource: `prevent_destroy`.
    func refusesReplacement(of resource: Resource) -> Bool
}

extension ChangeModel {
    package func argument(_ path: ValuePath, of resource: Resource) -> [ValuePath.Element] { path.elements }
    package var arguments: ValuePath { .root }
    package var plansReplacements: Bool { true }
    package func keepsData(_ resource: Resource) -> Bool { false }
    package func refusesReplacement(of resource: Resource) -> Bool { false }
}
