internal import ConfigModel
internal import Projects
internal import SourceText

/// What rules may select of HAProxy: files, sections by kind and directives by name.
let haproxySelectors: [SelectorKind] = [
    .whole("haproxy"),
    SelectorKind("haproxy.section", system: "haproxy", bindings: ["section", "settings", "resource"]) { resource, selector in
        haproxySubjects(.root(of: resource), selector, directives: false)
    },
    SelectorKind("haproxy.directive", system: "haproxy", bindings: ["directive", "section", "settings", "resource"]) { resource, selector in
        haproxySubjects(.root(of: resource), selector, directives: true)
    },
]

/// Sections of an HAProxy file by kind, or their directives by name. `settings` are those of the section and, for proxies, of the
/// `defaults` above them; an own directive stands for all of that name.
private func haproxySubjects(_ root: Subject.Part, _ selector: Selector, directives wantsDirectives: Bool) -> [[Subject.Part]] {
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
        if !wantsDirectives { return selector.admits(section.kind) ? [[own, effective, root]] : [] }
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
