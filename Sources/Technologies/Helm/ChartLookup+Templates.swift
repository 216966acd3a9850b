internal import ConfigModel
internal import Documents
internal import SourceText
import Templates
internal import Projects

extension ChartLookup {
    /// Lines of templates before which new keys of the mapping can be written, best first.
    ///
    /// They stand beside a key that a template writes literally at the start of a line, in that key's column, under as few conditions as
    /// the mapping itself, and where people put such a key.
    func insertionSites(_ map: Mapping, _ rest: [ValuePath.Element]) -> [SiteCandidate] {
        guard case .key(let key)? = rest.first else { return [] }
        struct Anchor {
            let path: String
            let site: TextAnchor
            let conditions: Int
            let distance: Int
        }
        var anchors: [Anchor] = []
        let rank = canonicalRank(key)
        for entry in map.entries {
            let origins = origins(of: entry.keyProvenance.nearest?.span)
            guard origins.data.count == 1, case .template(let path, let span)? = origins.data.first, let bytes = sources[path],
                span.end <= bytes.count, isKey(entry.key, at: span, bytes)
            else { continue }
            let start = lineStart(bytes, span.start)
            let before = bytes[start..<span.start]
            let other = canonicalRank(entry.key)
            let distance = other >= rank ? other - rank : 1000 + rank - other
            if before.allSatisfy({ $0 == 0x20 }) {
                let site = TextAnchor.keys(at: commentsStart(bytes, start, column: before.count), column: before.count)
                anchors.append(Anchor(path: path, site: site, conditions: origins.conditions.count, distance: distance))
            } else if before.allSatisfy({ $0 == 0x20 || $0 == UInt8(ascii: "-") }), let end = endOfScalarLine(entry.value, span, bytes) {
                let site = TextAnchor.keys(at: end, column: before.count)
                anchors.append(Anchor(path: path, site: site, conditions: origins.conditions.count, distance: 2000 + distance))
            }
        }
        let sorted = anchors.enumerated().sorted {
            ($0.element.conditions, $0.element.distance, $0.offset) < ($1.element.conditions, $1.element.distance, $1.offset)
        }
        return sorted.prefix(3).map { anchor in
            templateSite(anchor.element.path, ValuePath(rest), anchor.element.site, description: "a new key in \(fileName(of: anchor.element.path))")
        }
    }

    private func isKey(_ key: String, at span: Span, _ bytes: [UInt8]) -> Bool {
        let text = String(decoding: bytes[span.range], as: UTF8.self)
        return text == key || text == "\"\(key)\"" || text == "'\(key)'"
    }

    /// Comments right above a line belong to it; new lines go before them.
    private func commentsStart(_ bytes: [UInt8], _ start: Int, column: Int) -> Int {
        var at = start
        while at > 0 {
            let previous = lineStart(bytes, at - 1)
            let content = bytes[previous..<at].drop { $0 == 0x20 }
            guard content.first == UInt8(ascii: "#"), content.startIndex - previous == column else { return at }
            at = previous
        }
        return at
    }

    /// The start of the next line, where the entry is a scalar on one line.
    private func endOfScalarLine(_ value: Traced, _ key: Span, _ bytes: [UInt8]) -> Int? {
        if value.value.mapping != nil || value.value.list != nil { return nil }
        let end = lineEnd(bytes, key.end)
        let line = bytes[key.end..<end]
        let opens = line.indices.count { line[$0] == UInt8(ascii: "{") && $0 + 1 < line.endIndex && line[$0 + 1] == UInt8(ascii: "{") }
        let closes = line.indices.count { line[$0] == UInt8(ascii: "}") && $0 + 1 < line.endIndex && line[$0 + 1] == UInt8(ascii: "}") }
        let content = String(decoding: line, as: UTF8.self)
        let isBlock = content.contains("|") && !content.contains("{{") || content.hasSuffix(">\n")
        return opens == closes && !isBlock ? end : nil
    }

    /// Branches that were passed over where the mapping's text stands and that would write `key` into it, or could.
    func skippedBranches(writing key: String, in node: Node) -> [SkippedBranch] {
        guard let span = node.value.provenance.nearest?.span, let map = node.value.value.mapping else { return [] }
        let source = chart.manifests[manifest].source
        var end = span.end
        while end < text.count, [0x20, 0x0A, 0x0D].contains(text.bytes[end]) { end += 1 }
        let columns = keyColumns(map)
        let all = chart.skippedBranches(in: source, writing: key).filter { !writesItem(with: key, $0) }
        let here = all.filter { branch in
            guard let position = branch.position, position.manifest == manifest, position.offset >= span.start, position.offset <= end
            else { return false }
            guard let column = column(of: key, in: branch), let wanted = columns[branch.path] else { return true }
            return column == wanted
        }
        if here.contains(where: { $0.literalKeys.contains(key) }) { return here }
        // What was read again as a value (`include … | fromYaml`) has lost its place: then it is what the same helper left out. It may have
        // written several such mappings; the one meant shares most with the values of this one.
        let own = map.entries.flatMap { values(of: $0.value, depth: 0) }
        let beside = all.filter { branch in column(of: key, in: branch).map { $0 == columns[branch.path] } ?? false }.map { branch in
            let shared = branch.addresses(for: key).map { address in
                own.map { zip($0.elements, address.elements).prefix { $0 == $1 }.count }.max() ?? 0
            }
            return (branch: branch, shared: shared.max() ?? 0)
        }
        let best = beside.map(\.shared).max() ?? 0
        return here + beside.filter { $0.shared == best && best > 0 }.map(\.branch)
    }

    /// The addresses of the values that fill the leaves of a mapping, as far as needed to tell it from others.
    private func values(of value: Traced, depth: Int) -> [ValuePath] {
        if depth > 3 { return [] }
        switch value.value {
        case .map(let map): return map.entries.flatMap { values(of: $0.value, depth: depth + 1) }
        case .list(let items): return items.flatMap { values(of: $0, depth: depth + 1) }
        default:
            return origins(of: value.provenance.nearest?.span).data.compactMap { if case .value(_, _, let address) = $0 { address } else { nil } }
        }
    }

    /// The column of the mapping's own keys in each template that writes some.
    private func keyColumns(_ map: Mapping) -> [String: Int] {
        var columns: [String: Int] = [:]
        for entry in map.entries {
            for case .template(let path, let span) in origins(of: entry.keyProvenance.nearest?.span).data {
                if let bytes = sources[path] { columns[path] = span.start - lineStart(bytes, span.start) }
            }
        }
        return columns
    }

    /// Whether the branch writes the key into an item of its own, such as another container.
    private func writesItem(with key: String, _ branch: SkippedBranch) -> Bool {
        guard let bytes = sources[branch.path], branch.span.end <= bytes.count else { return false }
        var dash: Int?
        for line in bytes[branch.span.range].split(separator: 0x0A) {
            let content = line.drop { $0 == 0x20 }
            let column = content.startIndex - lineStart(bytes, content.startIndex)
            if content.starts(with: "\(key):".utf8) { return dash.map { $0 < column } ?? false }
            if content.starts(with: "- ".utf8), dash.map({ column < $0 }) ?? true { dash = column }
        }
        return false
    }

    private func column(of key: String, in branch: SkippedBranch) -> Int? {
        guard let bytes = sources[branch.path], branch.span.end <= bytes.count else { return nil }
        for line in bytes[branch.span.range].split(separator: 0x0A) {
            let content = line.drop { $0 == 0x20 }
            if content.starts(with: "\(key):".utf8) { return content.startIndex - lineStart(bytes, content.startIndex) }
        }
        return nil
    }
}

extension SiteCandidate {
    /// The site with flags that have to be set with it; only those of its own file, and of the same map or one around it.
    func switched(by switches: [ValuePath]) -> SiteCandidate {
        var copy = self
        copy.switches = switches.filter { flag in flag.parent?.contains(documentPath) == true && flag != documentPath }
        return copy
    }
}

extension SkippedBranch {
    /// Values that would fill what the branch writes: those that the body hands on, and where it spells the key out, those that it
    /// was asked for.
    func addresses(for key: String) -> [ValuePath] {
        var result: [ValuePath] = []
        for address in valueReferences where !result.contains(address) { result.append(address) }
        for place in literalKeys.contains(key) ? conditions : [] {
            switch place {
            case .value(_, _, let address), .absent(_, let address): if !result.contains(address) { result.append(address) }
            default: continue
            }
        }
        // What a switch turns on stands beside it.
        for parent in switches.compactMap(\.parent) where !result.contains(parent) { result.append(parent) }
        return Array(result.filter { !$0.isRoot }.prefix(6))
    }

    /// Flags named `enabled` or `enable` that decided against a branch that spells its keys out: `securityContext.enabled`.
    var switches: [ValuePath] {
        guard !literalKeys.isEmpty, !isElse else { return [] }
        return conditions.compactMap { place in
            switch place {
            case .value(_, _, let address), .absent(_, let address):
                if address.count > 1, [.key("enabled"), .key("enable")].contains(address.elements.last) { address } else { nil }
            default: nil
            }
        }
    }

    /// Other values files in which the value was looked for, or that hold the map where it would be.
    func environments(asking address: ValuePath, besides path: String) -> [String] {
        var result: [String] = []
        for place in conditions {
            switch place {
            case .value(let other, _, address) where other != path, .absent(let other, address) where other != path:
                if !other.isEmpty, !result.contains(other) { result.append(other) }
            default: continue
            }
        }
        return result
    }

    /// The values file in which the addresses are counted: that of the chart that the branch's template belongs to.
    func valuesPath(_ chart: RenderedChart, _ scopes: ChartScopes) -> String {
        for place in conditions {
            switch place {
            case .value(let path, _, _) where chart.defaultPaths.contains(path): return path
            case .absent(let path, _) where chart.defaultPaths.contains(path): return path
            default: continue
            }
        }
        return scopes.defaults(forTemplate: chart.templatePaths[manifestSource] ?? path)?.valuesPath ?? ""
    }
}
