internal import ConfigModel
internal import Projects

/// How blocks find each other: by reference, and by the names that providers look things up by.
struct TerraformRelations: RelationModel {
    let key = "types"
    let looksAtTree = false

    func admits(_ resource: Resource, kinds: [String], groups: [String]) -> Bool { kinds.contains { Selector.matches($0, resource.id.type) } }

    /// Arguments by which others may name a resource instead of referring to it.
    func names(of resource: Resource) -> [Value] {
        ["bucket", "name", "id", "identifier", "function_name", "repository", "cluster_identifier", "domain_name"].compactMap {
            resource.value[$0]?.value
        }
    }

    func target(of resource: Resource) -> UnknownReason.Target? {
        UnknownReason.Target(folder: folder(of: resource.home.path), scope: resource.id.scope, type: resource.id.type, name: resource.id.name)
    }

    /// For each block the calls of modules without source that have it as an argument.
    func handedOn(_ resources: [Resource]) -> [UnknownReason.Target: Set<String>] {
        let scopes = Set(resources.map(\.id.scope))
        func isOpaque(_ call: Resource) -> Bool {
            let address = (call.id.scope.isEmpty ? "" : call.id.scope + ".") + "module.\(call.id.name)"
            return !scopes.contains { $0 == address || $0.hasPrefix(address + "[") || $0.hasPrefix(address + ".") }
        }
        var result: [UnknownReason.Target: Set<String>] = [:]
        func visit(_ value: Traced, _ name: String, depth: Int) {
            if case .unknown(let reason) = value.value, let target = reason.target { result[target, default: []].insert(name) }
            guard depth < 16 else { return }
            for child in children(.root, value) { visit(child.value, name, depth: depth + 1) }
        }
        for resource in resources where resource.id.type == "module" && isOpaque(resource) {
            visit(resource.value, "module.\(resource.id.name)", depth: 0)
        }
        return result
    }
}
