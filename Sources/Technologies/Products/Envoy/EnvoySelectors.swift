internal import ConfigModel
internal import Projects

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
