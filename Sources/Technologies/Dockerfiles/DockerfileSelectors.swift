internal import ConfigModel
internal import Projects

/// What rules may select of a Dockerfile: the file, its stages, instructions by keyword and the commands of RUN by name.
let dockerfileSelectors: [SelectorKind] = [
    selector("dockerfile", .file, ["dockerfile"]),
    selector("dockerfile.stage", .stage, ["stage", "dockerfile"]),
    selector("dockerfile.instruction", .instruction, ["instruction", "stage", "dockerfile"]),
    selector("dockerfile.command", .command, ["command", "instruction", "stage", "dockerfile"]),
]

private enum DockerfilePart { case file, stage, instruction, command }

private func selector(_ name: String, _ part: DockerfilePart, _ bindings: [String]) -> SelectorKind {
    SelectorKind(name, system: "dockerfile", bindings: bindings) { subjects(part, of: $0, $1) }
}

private func subjects(_ part: DockerfilePart, of resource: Resource, _ selector: Selector) -> [[Subject.Part]] {
    let file = Subject.Part(name: "dockerfile", path: .root, value: resource.value)
    if part == .file { return [[file]] }
    let stages = children(ValuePath.root.key("stages"), resource.value["stages"] ?? .new(.null)).map { path, value in
        [Subject.Part(name: "stage", path: path, value: value), file]
    }
    if part == .stage { return stages }
    let wantsCommand = part == .command
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
