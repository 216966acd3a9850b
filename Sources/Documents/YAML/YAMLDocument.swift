package import ConfigModel
package import SourceText

/// A YAML or JSON file: libyaml's view of it, which is Kubernetes' view, with the bytes of every node.
///
/// JSON is read as the YAML that it is; only writing differs.
package struct YAMLDocument: Document {
    package let source: SourceFile
    package let format: Format
    package let diagnostics: [Diagnostic]
    package let roots: [Traced]
    package let comments: [Comment]
    let tree: YAMLTree

    package static func parse(_ source: SourceFile, format: Format = .yaml) -> YAMLDocument {
        let composed = YAMLComposer.compose(source)
        var values = YAMLValues(tree: composed.tree, path: source.path)
        let roots = composed.tree.roots.map { values.value($0) }
        return YAMLDocument(
            source: source, format: format, diagnostics: composed.diagnostics + values.diagnostics, roots: roots,
            comments: format == .json ? [] : yamlComments(composed.tree, source.bytes), tree: composed.tree)
    }
}

/// Turns nodes into values: aliases followed, merge keys merged, scalars resolved.
private struct YAMLValues {
    let tree: YAMLTree
    let path: String
    var diagnostics: [Diagnostic] = []
    private var expanded = 0
    private var following: [Int] = []

    init(tree: YAMLTree, path: String) {
        self.tree = tree
        self.path = path
    }

    mutating func value(_ node: Int) -> Traced {
        let this = tree.nodes[node]
        let provenance = Provenance(Origin(path: path, span: Span(this.start, max(this.start, this.end))))
        switch this.kind {
        case .scalar:
            let text = tree.text(node)
            let isText = this.style != .plain || this.isTaggedString
            return Traced(isText ? .string(text) : resolvePlainScalar(text), provenance)
        case .sequence:
            return Traced(.list(tree.items(node).map { value($0) }), provenance)
        case .mapping:
            return Traced(.map(mapping(node)), provenance)
        case .alias:
            guard this.target >= 0, !following.contains(this.target) else { return Traced(.null, provenance) }
            expanded += size(this.target)
            guard expanded <= YAMLLimits.expandedNodes else {
                if !diagnostics.contains(where: { $0.id == "yaml-alias" }) {
                    diagnostics.append(
                        Diagnostic(
                            .error, "yaml-alias", "the aliases stand for more than \(YAMLLimits.expandedNodes) values", path: path,
                            span: Span(this.start, this.end)))
                }
                return Traced(.null, provenance)
            }
            following.append(this.target)
            defer { following.removeLast() }
            return value(this.target)
        }
    }

    private func size(_ node: Int) -> Int { max(1, tree.nodes[node].children.count) }

    private mutating func mapping(_ node: Int) -> Mapping {
        var result = Mapping()
        var merged: [Int] = []
        for (key, child) in tree.entries(node) {
            let name = keyName(key)
            if name == "<<", tree.nodes[key].style == .plain {
                merged.append(child)
                continue
            }
            let origin = Origin(path: path, span: Span(tree.nodes[key].start, tree.nodes[key].end))
            if result[name] != nil {
                diagnostics.append(
                    Diagnostic(
                        .warning, "yaml-duplicate-key", "the key '\(name)' is written twice; the last one counts", path: path, span: origin.span))
            }
            result.set(Mapping.Entry(key: name, keyProvenance: Provenance(origin), value: value(child)))
        }
        for child in merged {
            let inherited = value(child)
            for part in inherited.value.list ?? [inherited] {
                for entry in part.value.mapping?.entries ?? [] where result[entry.key] == nil { result.set(entry) }
            }
        }
        return result
    }

    /// Keys that are collections have no name that a path could use; they get their source-like text.
    private func keyName(_ key: Int) -> String {
        switch tree.nodes[key].kind {
        case .scalar: return tree.text(key)
        case .alias: return tree.resolved(key).map { tree.text($0) } ?? ""
        case .mapping: return "{…}"
        case .sequence: return "[…]"
        }
    }
}

/// Comments are what lies between scalars: libyaml drops them, and a `#` inside a scalar is none.
private func yamlComments(_ tree: YAMLTree, _ bytes: [UInt8]) -> [Comment] {
    guard bytes.contains(UInt8(ascii: "#")) else { return [] }
    var comments: [Comment] = []
    var at = 0
    func scan(to end: Int) {
        while at < end {
            guard let hash = bytes[at..<end].firstIndex(of: UInt8(ascii: "#")) else {
                at = end
                return
            }
            let isComment = hash == 0 || [0x20, 0x09, 0x0A, 0x0D].contains(bytes[hash - 1]) || (hash == 3 && bytes[0] == 0xEF)
            guard isComment else {
                at = hash + 1
                continue
            }
            var stop = bytes[hash...].firstIndex(of: 0x0A) ?? bytes.count
            if stop > hash, bytes[stop - 1] == 0x0D { stop -= 1 }
            let lineStart = bytes[..<hash].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
            let isTrailing = bytes[lineStart..<hash].contains { $0 != 0x20 && $0 != 0x09 && $0 != 0xEF && $0 != 0xBB && $0 != 0xBF }
            let text = String(decoding: bytes[hash..<stop], as: UTF8.self).drop { $0 == "#" }
            let trimmed = text.drop { $0 == " " || $0 == "\t" }
            comments.append(Comment(span: Span(hash, stop), text: String(trimmed), isTrailing: isTrailing))
            at = stop
        }
    }
    for node in tree.nodes where node.kind == .scalar && node.end > node.start {
        guard node.start >= at else { continue }
        scan(to: node.start)
        if node.isBlockScalar {
            // The header of a block scalar may carry a comment.
            let header = bytes[node.start..<node.end].firstIndex(of: 0x0A) ?? node.end
            at = node.start
            scan(to: header)
        }
        at = max(at, node.end)
    }
    scan(to: bytes.count)
    return comments
}
