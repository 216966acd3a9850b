internal import ConfigModel

/// Messages of an Envoy file by the last word of their `@type`: `UpstreamTlsContext`.
func typedMessages(_ root: Subject.Part, _ selector: Selector) -> [[Subject.Part]] {
    var result: [[Subject.Part]] = []
    func visit(_ value: Traced, _ path: ValuePath, depth: Int) {
        guard depth < 64 else { return }
        if let type = value["@type"]?.value.string, selector.admits(type.split(separator: ".").last.map(String.init) ?? type) {
            result.append([Subject.Part(name: "typed", path: path, value: value), root])
        }
        for child in children(path, value) { visit(child.value, child.path, depth: depth + 1) }
    }
    visit(root.value, root.path, depth: 0)
    return result
}

/// Jobs of a workflow, or the steps of its jobs and of a composite action.
func workflowSubjects(_ root: Subject.Part, _ selector: Selector) -> [[Subject.Part]] {
    var jobs = children(root.path.key("jobs"), root.value["jobs"] ?? .new(.null)).filter { $0.value.value.mapping != nil }
    if selector.kind == .step, jobs.isEmpty, let runs = root.value["runs"] { jobs = [(root.path.key("runs"), runs)] }
    let parts = jobs.map { [Subject.Part(name: "job", path: $0.path, value: $0.value), root] }
    if selector.kind == .job { return parts }
    return parts.flatMap { outer in
        children(outer[0].path.key("steps"), outer[0].value["steps"] ?? .new(.null)).filter { $0.value.value.mapping != nil }.map {
            let script = workflowScript(step: $0.value, job: outer[0].value, resource: root.value)
            return [
                Subject.Part(name: "step", path: $0.path, value: $0.value), Subject.Part(name: "script", path: $0.path, value: script),
            ] + outer
        }
    }
}

/// Rules or calls of a policy by name; those of tests are nobody's policy.
func regoSubjects(_ root: Subject.Part, _ resource: Resource, _ selector: Selector) -> [[Subject.Part]] {
    guard resource.id.type == "policy" else { return [] }
    let (key, name) = selector.kind == .regoRule ? ("rules", "rule") : ("calls", "call")
    return (root.value[key]?.value.list ?? []).enumerated().compactMap { index, part in
        guard selector.admits(part["name"]?.value.string ?? "") else { return nil }
        return [Subject.Part(name: name, path: root.path.key(key).index(index), value: part), root]
    }
}
