internal import ConfigModel
internal import Documents
internal import SourceText
internal import Projects

/// What the files that a NATS file includes add, inside the work tree (docs.nats.io, "Include directive": paths are relative to the file).
///
/// The root gets `included`, the settings of those files by name, and `unresolved`, the paths that the tree does not have. Neither is edited.
func withNATSIncludes(_ document: DirectiveDocument, _ tree: any WorkTree) -> Traced {
    let root = document.roots[0]
    guard var mapping = root.value.mapping, mapping["include"] != nil else { return root }
    var reading = NATSIncludes(tree: tree, seen: [document.source.path])
    reading.follow(root, from: document.source.path, depth: 0)
    mapping.set(Mapping.Entry(key: "included", value: .new(.map(reading.included))))
    if !reading.unresolved.isEmpty {
        mapping.set(Mapping.Entry(key: "unresolved", value: .new(.newList(reading.unresolved.map(Value.string)))))
    }
    return Traced(.map(mapping), root.provenance)
}

private struct NATSIncludes {
    let tree: any WorkTree
    var seen: Set<String>
    var included = Mapping()
    var unresolved: [String] = []

    mutating func follow(_ root: Traced, from path: String, depth: Int) {
        for name in root["include"]?.value.string?.split(separator: "\n").map(unquoted) ?? [] {
            guard depth < 8, seen.count < 64, let found = place(of: name, from: folder(of: path)) else {
                unresolved.append(name)
                continue
            }
            guard seen.insert(found).inserted else { continue }
            guard let size = tree.size(found), size < 1 << 18, let file = try? tree.file(found) else {
                unresolved.append(name)
                continue
            }
            let other = tree.document(file, as: .directives(.nats))
            guard other.isSound, let mapping = other.roots[0].value.mapping else {
                unresolved.append(name)
                continue
            }
            for entry in mapping.entries where entry.key != "include" { included.set(entry) }
            follow(other.roots[0], from: found, depth: depth + 1)
        }
    }

    /// A path stands with quotes of either kind or without.
    private func unquoted(_ name: Substring) -> String {
        let isQuoted = name.count > 1 && name.first == name.last && (name.first == "\"" || name.first == "'")
        return String(isQuoted ? name.dropFirst().dropLast() : name)
    }

    /// A path inside the tree; nil for what leaves it or is not there.
    private func place(of name: String, from folder: String) -> String? {
        guard !name.hasPrefix("/"), !name.contains("$"), let path = resolved(name, in: folder) else { return nil }
        return tree.size(path) == nil ? nil : path
    }
}
