internal import ConfigModel

/// One thing for a rule to judge: what each of its names stands for.
struct Subject {
    /// Narrowest first, in the order of `Selector.bindings`.
    let parts: [Part]

    struct Part {
        let name: String
        let path: ValuePath
        let value: Traced
    }

    var narrowest: Part { parts[0] }
}

/// All subjects of a selector in one resource; empty when the resource is of another kind.
func subjects(of resource: Resource, for selector: Selector) -> [Subject] {
    guard resource.id.system == selector.kind.system else { return [] }
    let root = Subject.Part(name: "resource", path: .root, value: resource.value)
    let bases: [[Subject.Part]]
    switch selector.kind {
    case .workload:
        guard selector.admits(kubernetesKind(resource)), admitsGroup(resource, selector) else { return [] }
        bases = podSpecPaths(of: resource).compactMap { path in
            resource.value.at(path).map { [Subject.Part(name: "pod", path: path, value: $0), root] }
        }
    case .kubernetes:
        guard selector.admits(kubernetesKind(resource)), admitsGroup(resource, selector) else { return [] }
        bases = [[root]]
    case .terraform:
        guard selector.admits(resource.id.type) else { return [] }
        bases = [[root]]
    case .cloudFormation:
        guard selector.admits(resource.id.type), let properties = resource.value["Properties"] else { return [] }
        bases = [[root, Subject.Part(name: "properties", path: ValuePath.root.key("Properties"), value: properties)]]
    case .arm:
        // Types are not told apart by case.
        let type = resource.id.type.lowercased()
        guard selector.names.isEmpty || selector.names.contains(where: { Selector.matches($0.lowercased(), type) }),
            let properties = resource.value["properties"]
        else { return [] }
        bases = [[root, Subject.Part(name: "properties", path: ValuePath.root.key("properties"), value: properties)]]
    case .dockerfile, .stage, .instruction, .command:
        bases = dockerfileSubjects(resource, selector)
    case .nginx, .haproxy, .sshd, .sysctl, .systemd, .redis, .mosquitto, .nats, .sudoers, .properties, .rabbitmq, .envoy, .traefik, .docker,
        .containerd,
        .rabbitmqDefinitions, .rego:
        guard selector.admits(resource.id.type) else { return [] }
        bases = [[root]]
    case .workflow, .dependabot:
        guard resource.id.type == (selector.kind == .workflow ? "workflow" : "dependabot") else { return [] }
        bases = [[root]]
    case .nginxHTTP, .nginxServer, .nginxLocation, .nginxDirective: bases = nginxSubjects(root, selector)
    case .haproxySection, .haproxyDirective: bases = haproxySubjects(root, selector)
    case .envoyTyped: bases = typedMessages(root, selector)
    case .regoRule, .regoCall: bases = regoSubjects(root, resource, selector)
    case .job, .step: bases = workflowSubjects(root, selector)
    }
    guard let each = selector.each else { return bases.map { Subject(parts: $0) } }
    return bases.flatMap { parts in
        elements(of: parts[0], each).map { Subject(parts: [$0] + parts) }
    }
}

func kubernetesKind(_ resource: Resource) -> String {
    resource.value["kind"]?.value.string ?? ""
}

private func admitsGroup(_ resource: Resource, _ selector: Selector) -> Bool { admitsGroup(resource, selector.groups) }

/// Whether the object's API group is one of those; no groups admit any.
func admitsGroup(_ resource: Resource, _ groups: [String]) -> Bool {
    guard !groups.isEmpty else { return true }
    let version = resource.value["apiVersion"]?.value.string ?? ""
    let group = version.contains("/") ? String(version.prefix { $0 != "/" }) : ""
    return groups.contains { Selector.matches($0, group) || ($0 == "core" && group.isEmpty) }
}

private func elements(of part: Subject.Part, _ each: Selector.Each) -> [Subject.Part] {
    switch each {
    case .containers: return listed(part, ["containers", "initContainers", "ephemeralContainers"], each.binding)
    case .appContainers: return listed(part, ["containers"], each.binding)
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

func children(_ path: ValuePath, _ value: Traced) -> [(path: ValuePath, value: Traced)] {
    switch value.value {
    case .list(let items): items.enumerated().map { (path.index($0.offset), $0.element) }
    case .map(let mapping): mapping.entries.map { (path.key($0.key), $0.value) }
    default: []
    }
}

private func listed(_ part: Subject.Part, _ keys: [String], _ name: String) -> [Subject.Part] {
    keys.flatMap { key in
        (part.value[key]?.value.list ?? []).enumerated().compactMap { index, item in
            item.value.mapping == nil ? nil : Subject.Part(name: name, path: part.path.key(key).index(index), value: item)
        }
    }
}

private func dockerfileSubjects(_ resource: Resource, _ selector: Selector) -> [[Subject.Part]] {
    let file = Subject.Part(name: "dockerfile", path: .root, value: resource.value)
    if selector.kind == .dockerfile { return [[file]] }
    let stages = children(ValuePath.root.key("stages"), resource.value["stages"] ?? .new(.null)).map { path, value in
        [Subject.Part(name: "stage", path: path, value: value), file]
    }
    if selector.kind == .stage { return stages }
    let wantsCommand = selector.kind == .command
    let instructions = stages.flatMap { parts in
        children(parts[0].path.key("instructions"), parts[0].value["instructions"] ?? .new(.null)).compactMap { path, value -> [Subject.Part]? in
            let keyword = value["keyword"]?.value.string?.uppercased() ?? ""
            guard wantsCommand || selector.admits(keyword) else { return nil }
            return [Subject.Part(name: "instruction", path: path, value: value)] + parts
        }
    }
    guard wantsCommand else { return instructions }
    return instructions.flatMap { parts in
        children(parts[0].path.key("commands"), parts[0].value["commands"] ?? .new(.null)).compactMap { path, value -> [Subject.Part]? in
            guard selector.admits(value["name"]?.value.string ?? "") else { return nil }
            return [Subject.Part(name: "command", path: path, value: value)] + parts
        }
    }
}
