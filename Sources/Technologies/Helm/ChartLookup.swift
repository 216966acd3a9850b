internal import ConfigModel
internal import Documents
internal import SourceText
import Templates
internal import Projects

/// Finds the sites of one value of one rendered manifest.
///
/// A key is not put into a template where a branch that was passed over would write it too, since it would stand there twice as soon as
/// that branch is taken; the values that fill the branch are set instead.
struct ChartLookup {
    let chart: RenderedChart
    let scopes: ChartScopes
    let manifest: Int
    let sources: SourceBytes
    /// With spans in the manifest's text.
    let root: Traced

    /// A part of the manifest and the way to it.
    struct Node {
        let value: Traced
        let key: Span?
        let path: ValuePath
    }

    var text: Text { chart.manifests[manifest].text }

    /// The origins of the manifest's bytes; of nothing, those of the byte that stands there.
    func origins(of span: Span?) -> HelmOrigins {
        guard let span else { return HelmOrigins() }
        return chart.origins(of: span.isEmpty ? span.start..<min(span.start + 1, text.count) : span.range, in: text)
    }

    func candidates(_ path: ValuePath, _ action: DocumentChange.Action) -> [SiteCandidate] {
        let way = nodes(along: path)
        guard let deepest = way.last else { return [] }
        let rest = Array(path.elements.dropFirst(deepest.path.count))
        if rest.isEmpty {
            switch action {
            case .append: return itemSites(deepest)
            case .remove: return leafSites(deepest) + lineSites(deepest)
            case .set: return leafSites(deepest)
            case .merge: return keySites(deepest, way, [])
            case .rename, .insert, .add: return []
            }
        }
        if case .remove = action { return [] }
        guard rest.allSatisfy({ if case .key = $0 { true } else { false } }) else { return [] }
        return keySites(deepest, way, rest)
    }

    /// The nodes from the root as far along the path as the manifest goes.
    private func nodes(along path: ValuePath) -> [Node] {
        var way = [Node(value: root, key: nil, path: .root)]
        for element in path.elements {
            guard let here = way.last else { break }
            switch element {
            case .key(let key):
                guard let entry = here.value.value.mapping?.entry(key) else { return way }
                way.append(Node(value: entry.value, key: entry.keyProvenance.nearest?.span, path: here.path.key(key)))
            case .index(let index):
                guard let item = here.value[index] else { return way }
                way.append(Node(value: item, key: nil, path: here.path.index(index)))
            }
        }
        return way
    }

    // MARK: values that are there

    /// Where a scalar is written: the values that fill it, then its bytes in a template.
    private func leafSites(_ node: Node) -> [SiteCandidate] {
        let origins = origins(of: node.value.provenance.nearest?.span)
        var result = origins.data.flatMap { valueSites($0, below: []) }
        for case .template(let path, let span) in origins.data {
            guard let bytes = sources[path], span.end <= bytes.count, let literal = literalSpan(span, bytes, of: node) else { continue }
            result.append(templateSite(path, .root, .scalar(literal), description: "the literal in \(fileName(of: path))"))
        }
        // A value that decided on the content, as in `default true .Values.x`.
        result += origins.conditions.flatMap { place -> [SiteCandidate] in
            if case .absent = place { valueSites(place, below: []) } else { [] }
        }
        return result
    }

    /// The bytes of the scalar without its surroundings, when they are literally what is rendered.
    private func literalSpan(_ span: Span, _ bytes: [UInt8], of node: Node) -> Span? {
        var (start, end) = (span.start, span.end)
        while start < end, bytes[start] == 0x20 || bytes[start] == 0x0A { start += 1 }
        while end > start, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x0A || bytes[end - 1] == 0x0D { end -= 1 }
        guard let rendered = node.value.provenance.nearest?.span, rendered.end <= text.count else { return nil }
        return bytes[start..<end].elementsEqual(text.bytes[rendered.range]) ? Span(start, end) : nil
    }

    /// The lines of an entry that is a literal from its key to the end of its value.
    private func lineSites(_ node: Node) -> [SiteCandidate] {
        for case .template(let path, let key) in origins(of: node.key).data {
            guard let bytes = sources[path], let value = lastTemplateSpan(of: node.value, in: path) else { continue }
            let start = lineStart(bytes, key.start)
            let end = lineEnd(bytes, max(value.end, key.end))
            let body = bytes[start..<end]
            let isPlain =
                bytes[start..<key.start].allSatisfy { $0 == 0x20 }
                && !body.indices.contains { at in
                    body[at] == UInt8(ascii: "{") && at + 1 < body.endIndex && body[at + 1] == UInt8(ascii: "{")
                }
            guard isPlain else { continue }
            return [templateSite(path, .root, .lines(Span(start, end)), description: "the lines in \(fileName(of: path))")]
        }
        return []
    }

    private func lastTemplateSpan(of value: Traced, in path: String) -> Span? {
        switch value.value {
        case .map(let map): return map.entries.compactMap { lastTemplateSpan(of: $0.value, in: path) }.max { $0.end < $1.end }
        case .list(let items): return items.compactMap { lastTemplateSpan(of: $0, in: path) }.max { $0.end < $1.end }
        default:
            for case .template(path, let span) in origins(of: value.provenance.nearest?.span).data { return span }
            return nil
        }
    }

    /// Where a new item of a list can be written.
    private func itemSites(_ node: Node) -> [SiteCandidate] {
        guard case .list(let items) = node.value.value else { return leafSites(node) }
        var result: [SiteCandidate] = []
        for item in items {
            for case .value(let path, let span, let address) in origins(of: item.provenance.nearest?.span).data {
                guard let parent = address.parent, case .index? = address.elements.last else { continue }
                result += valueSites(.value(path: path, span: span, address: parent), below: [])
            }
        }
        if items.isEmpty { result += origins(of: node.value.provenance.nearest?.span).data.flatMap { valueSites($0, below: []) } }
        let head = items.first.flatMap { $0.value.mapping?.entries.first?.keyProvenance.nearest ?? $0.provenance.nearest }
        for case .template(let path, let span) in origins(of: head?.span).data {
            guard let bytes = sources[path] else { continue }
            let start = lineStart(bytes, span.start)
            let before = bytes[start..<span.start]
            guard let dash = before.firstIndex(of: UInt8(ascii: "-")), before.allSatisfy({ $0 == 0x20 || $0 == UInt8(ascii: "-") }) else { continue }
            let anchor = TextAnchor.items(at: start, column: dash - start)
            result.append(templateSite(path, .root, anchor, description: "the list in \(fileName(of: path))"))
        }
        return result
    }

    // MARK: values that are missing

    /// Where new keys can be written so that they show in the mapping: the values that fill it, the values that would bring it, the
    /// template beside its other keys.
    private func keySites(_ node: Node, _ way: [Node], _ rest: [ValuePath.Element]) -> [SiteCandidate] {
        guard case .map(let map) = node.value.value, !map.isEmpty else {
            if node.value.value.list != nil { return [] }
            return emptySites(node, rest)
        }
        var result = passedThrough(map).flatMap { valueSites($0, below: rest) }
        guard case .key(let key)? = rest.first else { return result }
        let hooks = skippedBranches(writing: key, in: node)
        // Branches that spell the key out come first; the others only might write it.
        for hook in hooks.filter({ $0.literalKeys.contains(key) }) + hooks.filter({ !$0.literalKeys.contains(key) }) {
            let path = hook.valuesPath(chart, scopes)
            let switches = hook.switches
            for address in hook.addresses(for: key) where !switches.contains(address) {
                for path in [path] + hook.environments(asking: address, besides: path) {
                    // The branch spells out the keys down to the value itself, or the value is the map behind the first of them.
                    let isWhole = rest.count > 1 && rest.last == address.elements.last && hook.literalKeys.count >= rest.count
                    let below = isWhole ? [] : Array(rest.dropFirst())
                    result += valueSites(.absent(path: path, address: address), below: below).map { $0.switched(by: switches) }
                }
            }
        }
        // A key that another branch writes as well would stand there twice as soon as that branch is taken.
        if hooks.contains(where: { $0.literalKeys.contains(key) }) { return result }
        return result + insertionSites(map, rest)
    }

    /// The values whose keys a mapping shows: `sc` for what `toYaml .Values.sc` wrote.
    private func passedThrough(_ map: Mapping) -> [HelmOrigins.Place] {
        var result: [HelmOrigins.Place] = []
        for entry in map.entries {
            for case .value(let path, let span, let address) in origins(of: entry.keyProvenance.nearest?.span).data {
                guard case .key(entry.key)? = address.elements.last, let parent = address.parent else { continue }
                let isKnown = result.contains { if case .value(path, _, parent) = $0 { true } else { false } }
                if !isKnown { result.append(.value(path: path, span: span, address: parent)) }
            }
        }
        return result
    }

    /// A null or an empty map, as `toYaml` of an empty value writes.
    private func emptySites(_ node: Node, _ rest: [ValuePath.Element]) -> [SiteCandidate] {
        let origins = origins(of: node.value.provenance.nearest?.span)
        return (origins.data + origins.conditions).flatMap { valueSites($0, below: rest) }
    }

    // MARK: places

    /// A place among values as sites: the file that decides, or the nearest one that is ours.
    func valueSites(_ place: HelmOrigins.Place, below rest: [ValuePath.Element]) -> [SiteCandidate] {
        switch place {
        case .value(let path, let span, let address): return valueSites(path, ValuePath(address.elements + rest), span, isNew: !rest.isEmpty)
        case .absent(let path, let address): return valueSites(path, ValuePath(address.elements + rest), nil, isNew: true)
        default: return []
        }
    }

    private func valueSites(_ path: String, _ address: ValuePath, _ span: Span?, isNew: Bool) -> [SiteCandidate] {
        let places = scopes.places(ofDefault: path, address)
        if !places.isEmpty { return places.map { defaultSite($0.path, $0.address, $0.scope) } }
        if let values = EmbeddedValues(path: path) {
            let text = SiteCandidate(
                path: values.file, documentPath: address, embedded: EmbeddedPlace(span: values.span, format: .yaml), rung: .environment,
                description: "the values in \(values.file)")
            let own = isNew ? scopes.scopes[0].valuesPath : nil
            return (own.map { scopes.places(ofDefault: $0, address).map { defaultSite($0.path, $0.address, $0.scope) } } ?? []) + [text]
        }
        guard let (root, start) = sources.place(path, span, address) else { return [] }
        var result: [SiteCandidate] = []
        let inner = ValuePath(Array(address.elements.dropFirst(start.count)))
        if isNew, start.isRoot || start.elements.elementsEqual(address.elements.prefix(start.count)), let own = scopes.scopes[0].valuesPath {
            // A key that no layer has yet serves all cases best among the defaults.
            result += scopes.places(ofDefault: own, inner).map { defaultSite($0.path, $0.address, $0.scope) }
        }
        let note = start.isRoot ? "the values of \(path)" : "the values in \(path)"
        result.append(SiteCandidate(path: path, root: root, documentPath: address, rung: .environment, description: note))
        return result
    }

    private func defaultSite(_ path: String, _ address: ValuePath, _ scope: ChartScopes.Scope) -> SiteCandidate {
        let whose = scope.prefix.isEmpty ? "the default values" : "the default values of \(scope.name)"
        return SiteCandidate(path: path, documentPath: address, rung: .application, description: whose, obstacle: scope.obstacle)
    }

    func templateSite(_ path: String, _ below: ValuePath, _ anchor: TextAnchor, description: String) -> SiteCandidate {
        let owner = scopes.owner(of: path)
        let isHelper = fileName(of: path).hasPrefix("_")
        return SiteCandidate(
            path: path, documentPath: below, anchor: anchor, rung: isHelper || owner?.isLibrary == true ? .shared : .application,
            description: description,
            obstacle: owner?.obstacle)
    }
}

func lineStart(_ bytes: [UInt8], _ offset: Int) -> Int {
    var start = min(offset, bytes.count)
    while start > 0, bytes[start - 1] != 0x0A { start -= 1 }
    return start
}

/// The offset behind the line break that ends the line.
func lineEnd(_ bytes: [UInt8], _ offset: Int) -> Int {
    var end = offset
    while end < bytes.count, bytes[end] != 0x0A { end += 1 }
    return min(end + 1, bytes.count)
}
