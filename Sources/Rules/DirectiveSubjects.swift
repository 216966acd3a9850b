internal import ConfigModel
internal import SourceText

/// Blocks or directives of an nginx file, each with what holds there: its own settings, those of included files and those around it.
///
/// nginx takes over a directive from the enclosing block only when the inner one has none of that name.
func nginxSubjects(_ root: Subject.Part, _ selector: Selector) -> [[Subject.Part]] {
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
                if selector.kind == .nginxDirective, selector.admits(entry.key) {
                    result.append([
                        Subject.Part(name: "directive", path: path, value: item), Subject.Part(name: "block", path: block.path, value: block.value),
                        effective,
                        root,
                    ])
                }
                if isBlock(item) { visit(Subject.Part(name: entry.key, path: path, value: item), settings, depth: depth + 1) }
            }
        }
        let wanted: Bool =
            switch selector.kind {
            case .nginxHTTP: block.name == "http"
            case .nginxServer: block.name == "server"
            case .nginxLocation: block.name == "location"
            default: false
            }
        if wanted { result.append([block, effective, root]) }
    }
    var outer: [String: Traced] = [:]
    for entry in root.value["inherited"]?.value.mapping?.entries ?? [] { outer[entry.key] = entry.value }
    visit(Subject.Part(name: "", path: root.path, value: root.value), outer, depth: 0)
    return result
}

/// Sections of an HAProxy file by kind, or their directives by name. `settings` are those of the section and, for proxies, of the
/// `defaults` above them; an own directive stands for all of that name.
func haproxySubjects(_ root: Subject.Part, _ selector: Selector) -> [[Subject.Part]] {
    let kinds = ["frontend", "backend", "listen"]
    let sections = (root.value.value.mapping?.entries ?? []).flatMap { entry in
        (directives(entry) ?? []).enumerated().map { (kind: entry.key, path: root.path.key(entry.key).index($0.offset), value: $0.element) }
    }
    func start(_ value: Traced) -> Int { value.provenance.nearest?.span.start ?? 0 }
    let defaults = sections.filter { $0.kind == "defaults" }
    return sections.flatMap { section -> [[Subject.Part]] in
        let entries = section.value.value.mapping?.entries ?? []
        var settings: [String: Traced] = [:]
        if kinds.contains(section.kind), let above = base(of: section.value, defaults.map(\.value).filter { start($0) < start(section.value) }) {
            for entry in above.value.mapping?.entries ?? [] { if let items = directives(entry) { settings[entry.key] = joined(items, entry.value) } }
        }
        for entry in entries { if let items = directives(entry) { settings[entry.key] = joined(items, entry.value) } }
        settings["kind"] = .new(.string(section.kind))
        let own = Subject.Part(name: "section", path: section.path, value: section.value)
        let effective = part("settings", settings, at: section.path)
        if selector.kind == .haproxySection { return selector.admits(section.kind) ? [[own, effective, root]] : [] }
        return entries.flatMap { entry -> [[Subject.Part]] in
            guard selector.admits(entry.key), let items = directives(entry) else { return [] }
            return items.enumerated().map { index, item in
                [Subject.Part(name: "directive", path: section.path.key(entry.key).index(index), value: item), own, effective, root]
            }
        }
    }
}

/// `frontend web from tls` names its defaults; otherwise the nearest above counts.
private func base(of section: Traced, _ defaults: [Traced]) -> Traced? {
    let words = (section["args"]?.value.list ?? []).compactMap(\.value.string)
    if let place = words.firstIndex(of: "from"), place + 1 < words.count {
        return defaults.last { $0["args"]?[0]?.value.string == words[place + 1] }
    }
    return defaults.last
}

private func directives(_ entry: Mapping.Entry) -> [Traced]? {
    guard entry.key != "args", entry.key != "unresolved", let items = entry.value.value.list else { return nil }
    return items.allSatisfy { $0["args"] != nil } ? items : nil
}

/// Whether the directive has others in it.
private func isBlock(_ value: Traced) -> Bool { (value.value.mapping?.count ?? 0) > 2 }

private func joined(_ items: [Traced], _ value: Traced) -> Traced {
    var texts: [String] = []
    for item in items {
        guard let text = item["text"]?.value.string else { return Traced(item["text"]?.value ?? .null, value.provenance) }
        texts.append(text)
    }
    return Traced(.string(texts.joined(separator: "\n")), value.provenance)
}

private func part(_ name: String, _ settings: [String: Traced], at path: ValuePath) -> Subject.Part {
    let entries = settings.sorted { $0.key < $1.key }.map { Mapping.Entry(key: $0.key, value: $0.value) }
    return Subject.Part(name: name, path: path, value: .new(.map(Mapping(entries))))
}
