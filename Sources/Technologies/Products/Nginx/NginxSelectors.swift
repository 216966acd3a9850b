internal import ConfigModel
internal import Projects

/// What rules may select of nginx: files, blocks and directives.
let nginxSelectors: [SelectorKind] =
    [SelectorKind.whole("nginx")]
    + ["http", "server", "location"].map { block in
        // A block; binds its name and what holds there.
        SelectorKind("nginx.\(block)", system: "nginx", bindings: [block, "settings", "resource"]) { resource, selector in
            nginxSubjects(.root(of: resource), selector, block: block)
        }
    } + [
        // A directive by name.
        SelectorKind("nginx.directive", system: "nginx", bindings: ["directive", "block", "settings", "resource"]) { resource, selector in
            nginxSubjects(.root(of: resource), selector)
        }
    ]

/// Blocks or directives of an nginx file, each with what holds there: its own settings, those of included files and those around it.
///
/// nginx takes over a directive from the enclosing block only when the inner one has none of that name.
private func nginxSubjects(_ root: Subject.Part, _ selector: Selector, block wanted: String? = nil) -> [[Subject.Part]] {
    var result: [[Subject.Part]] = []
    func visit(_ block: Subject.Part, _ outer: [String: Traced], depth: Int) {
        guard depth < 100, let mapping = block.value.value.mapping else { return }
        var settings = outer
        for entry in mapping["included"]?.value.mapping?.entries ?? [] { settings[entry.key] = entry.value }
        for entry in mapping.entries {
            guard let items = directives(entry), items.allSatisfy({ !isBlock($0) }) else { continue }
            settings[entry.key] = joined(items, entry.value)
        }
        if let missing = mapping["unresolved"] { settings["unresolved"] = missing }
        let effective = part("settings", settings, at: block.path)
        for entry in mapping.entries {
            for (index, item) in (directives(entry) ?? []).enumerated() {
                let path = block.path.key(entry.key).index(index)
                if wanted == nil, selector.admits(entry.key) {
                    result.append([
                        Subject.Part(name: "directive", path: path, value: item), Subject.Part(name: "block", path: block.path, value: block.value),
                        effective,
                        root,
                    ])
                }
                if isBlock(item) { visit(Subject.Part(name: entry.key, path: path, value: item), settings, depth: depth + 1) }
            }
        }
        if let wanted, block.name == wanted { result.append([block, effective, root]) }
    }
    var outer: [String: Traced] = [:]
    for entry in root.value["inherited"]?.value.mapping?.entries ?? [] { outer[entry.key] = entry.value }
    visit(Subject.Part(name: "", path: root.path, value: root.value), outer, depth: 0)
    return result
}
