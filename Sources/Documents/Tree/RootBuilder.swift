internal import ConfigModel
internal import SourceText

/// Turns nodes into values: aliases followed, merge keys merged, scalars resolved.
///
/// The value of an alias is the very value of its anchor, with the anchor's places, and shares its memory.
struct RootBuilder {
    private let tree: NodeTree
    private let bytes: UnsafeBufferPointer<UInt8>
    private let path: String
    private let hasMergeKeys: Bool
    /// Values of anchored nodes, with the number of values that they hold once aliases are expanded.
    private var anchored: [Int: (value: Traced, size: Int)] = [:]
    private var size = 0
    private var aliased = 0
    private(set) var diagnostics: [Diagnostic] = []

    init(_ tree: NodeTree, _ bytes: UnsafeBufferPointer<UInt8>, path: String, isYAML: Bool) {
        self.tree = tree
        self.bytes = bytes
        self.path = path
        hasMergeKeys = isYAML
    }

    mutating func roots() -> [Traced] {
        tree.roots.map { root in
            aliased = 0
            return value(root)
        }
    }

    private func provenance(_ node: NodeTree.Node) -> Provenance {
        Provenance(Origin(path: path, span: Span(Int(node.startOffset), Int(node.endOffset))))
    }

    private mutating func value(_ index: Int) -> Traced {
        let node = tree.nodes[index]
        switch node.kind {
        case .scalar:
            size += 1
            let result = Traced(scalar(node), provenance(node))
            if node.properties >= 0 { anchored[index] = (result, 1) }
            return result
        case .alias: return alias(index, node)
        case .sequence, .mapping:
            let before = size
            size += 1
            let content: Value = node.kind == .sequence ? .list(elements(index, node)) : .map(mapping(index, node))
            let result = Traced(content, provenance(node))
            if node.properties >= 0 { anchored[index] = (result, size - before) }
            return result
        }
    }

    private func text(_ node: NodeTree.Node) -> String {
        let start = Int(node.textStart)
        let count = Int(node.number)
        if node.textIsInFile {
            return String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<start + count]), as: UTF8.self)
        }
        return String(decoding: tree.unescaped[start..<start + count], as: UTF8.self)
    }

    func scalar(_ node: NodeTree.Node) -> Value {
        let tag = node.properties >= 0 ? tree.properties[Int(node.properties)].tag : nil
        if let tag, tag != "!" { return tagged(node, tag) }
        guard node.style == .plain else { return .string(text(node)) }
        return plain(node)
    }

    private func plain(_ node: NodeTree.Node) -> Value {
        // A plain scalar of several lines can be nothing but text.
        guard node.textIsInFile else { return .string(text(node)) }
        let start = Int(node.textStart)
        return resolvePlainScalar(UnsafeBufferPointer(rebasing: bytes[start..<start + Int(node.number)]))
    }

    private func tagged(_ node: NodeTree.Node, _ tag: String) -> Value {
        guard tag.hasPrefix("tag:yaml.org,2002:") else { return .string(text(node)) }
        switch tag.dropFirst("tag:yaml.org,2002:".count) {
        case "bool", "int", "null":
            var text = text(node)
            return text.withUTF8 { resolvePlainScalar($0) }
        case "float":
            var text = text(node)
            let value = text.withUTF8 { resolvePlainScalar($0) }
            return value.int.map { .double(Double($0)) } ?? value
        default: return .string(text(node))
        }
    }

    private mutating func alias(_ index: Int, _ node: NodeTree.Node) -> Traced {
        guard let target = anchored[Int(node.number)] else {
            // The composer has reported that the anchor is missing or still open.
            return Traced(.unknown(UnknownReason("an alias of nothing")), provenance(node))
        }
        aliased += target.size
        guard aliased <= TreeLimits.aliasedNodes else {
            if !diagnostics.contains(where: { $0.id == "yaml-alias-limit" }) {
                diagnostics.append(
                    Diagnostic(
                        .error, "yaml-alias-limit", "aliases stand for more than \(TreeLimits.aliasedNodes) values",
                        path: path, span: node.span))
            }
            return Traced(.unknown(UnknownReason("aliases that stand for too many values")), provenance(node))
        }
        size += target.size
        return target.value
    }

    private mutating func elements(_ index: Int, _ node: NodeTree.Node) -> [Traced] {
        var result: [Traced] = []
        result.reserveCapacity(Int(node.number))
        var child = index + 1
        for _ in 0..<Int(node.number) {
            result.append(value(child))
            child = tree.next(child)
        }
        return result
    }

    private mutating func mapping(_ index: Int, _ node: NodeTree.Node) -> Mapping {
        var entries: [Mapping.Entry] = []
        var merged: [Traced] = []
        entries.reserveCapacity(Int(node.number) / 2)
        var key = index + 1
        for _ in 0..<Int(node.number) / 2 {
            let child = tree.next(key)
            let keyNode = tree.nodes[key]
            if hasMergeKeys, isMergeKey(keyNode) {
                merged += sources(value(child), tree.nodes[child])
            } else {
                entries.append(
                    Mapping.Entry(key: name(key, keyNode), keyProvenance: provenance(keyNode), value: value(child)))
            }
            key = tree.next(child)
        }
        dropDuplicates(&entries)
        var result = Mapping(entries)
        for source in merged {
            for entry in source.value.mapping?.entries ?? [] where result.position(entry.key) == nil {
                result.set(entry)
            }
        }
        return result
    }

    /// `<<` unless quoted.
    func isMergeKey(_ node: NodeTree.Node) -> Bool {
        node.kind == .scalar && node.style == .plain && node.number == 2 && node.properties < 0
            && bytes[Int(node.textStart)] == UInt8(ascii: "<") && bytes[Int(node.textStart) + 1] == UInt8(ascii: "<")
    }

    /// The maps that `<<: *a` or `<<: [*a, *b]` takes keys from, the one that wins first.
    private mutating func sources(_ value: Traced, _ node: NodeTree.Node) -> [Traced] {
        let sources = value.value.list ?? [value]
        if sources.contains(where: { $0.value.mapping == nil && !$0.value.isUnknown }) {
            diagnostics.append(
                Diagnostic(
                    .warning, "yaml-merge", "only a map or a list of maps can be merged", path: path, span: node.span))
        }
        return sources
    }

    /// Keys keep their text: `on` and `8080` are what a path calls them. A collection is called what is written.
    private mutating func name(_ index: Int, _ node: NodeTree.Node) -> String {
        switch node.kind {
        case .scalar:
            if node.properties >= 0 { anchored[index] = (Traced(scalar(node), provenance(node)), 1) }
            return text(node)
        case .alias where tree.nodes[Int(node.number)].kind == .scalar: return text(tree.nodes[Int(node.number)])
        default:
            _ = value(index)
            diagnostics.append(
                Diagnostic(
                    .warning, "yaml-complex-key", "a collection as a key is read as its text", path: path,
                    span: node.span))
            return String(decoding: UnsafeBufferPointer(rebasing: bytes[node.span.range]), as: UTF8.self)
        }
    }

    /// Keeps the last of several entries with one key, as Kubernetes does, at the place of the first.
    private mutating func dropDuplicates(_ entries: inout [Mapping.Entry]) {
        guard entries.count > 1, hasDuplicates(entries) else { return }
        var places: [String: Int] = [:]
        var kept: [Mapping.Entry] = []
        for entry in entries {
            if let place = places[entry.key] {
                diagnostics.append(
                    Diagnostic(
                        .warning, hasMergeKeys ? "yaml-duplicate-key" : "json-duplicate-key",
                        "the key '\(entry.key)' is written twice; the last one counts", path: path,
                        span: entry.keyProvenance.nearest?.span))
                kept[place] = entry
            } else {
                places[entry.key] = kept.count
                kept.append(entry)
            }
        }
        entries = kept
    }

    private func hasDuplicates(_ entries: [Mapping.Entry]) -> Bool {
        if entries.count > 16 { return Set(entries.map(\.key)).count < entries.count }
        for index in 1..<entries.count {
            for other in 0..<index where entries[other].key == entries[index].key { return true }
        }
        return false
    }
}
