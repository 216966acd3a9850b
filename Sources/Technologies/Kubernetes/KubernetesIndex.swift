internal import ConfigModel
internal import Documents
internal import Projects
internal import SourceText

/// The largest file in which related objects are looked for, in bytes.
private let largestManifest = 4 << 20

/// Whether the path is that of a manifest, or of a template that may make one.
func mayHoldObjects(_ path: String) -> Bool { [".yaml", ".yml", ".json", ".tpl"].contains(where: path.hasSuffix) }

/// The objects of some kinds that a manifest holds, or that a template may make.
func relatedObjects(
    in path: String, of tree: any WorkTree, kinds: Set<String>, isComposed: () -> Bool
) -> [RepositoryIndex.Neighbour] {
    guard mayHoldObjects(path), let size = tree.size(path), size <= largestManifest,
        let bytes = try? tree.read(path)
    else { return [] }
    let named = kindsNamed(in: bytes).intersection(kinds)
    guard !named.isEmpty else { return [] }
    // What another tool writes into is known by its kind only.
    let document =
        path.hasSuffix(".tpl") || bytes.contains(text: "{{")
        ? nil : tree.document(SourceFile(path: path, bytes: bytes), as: path.hasSuffix(".json") ? .json : .yaml)
    guard let document, document.isSound else {
        return named.sorted().map { RepositoryIndex.Neighbour(path: path, kind: $0, object: nil, area: area(of: path, in: tree)) }
    }
    let isComposed = isComposed()
    return document.roots.enumerated().flatMap { number, root in
        kubernetesObjects(root, path: path, root: number, prefix: .root, mayHoldActions: false).compactMap { object in
            let kind = kubernetesKind(object)
            guard kinds.contains(kind) else { return nil }
            let value =
                isComposed || object.value["metadata"]?["namespace"] == nil
                ? withUnknownNamespace(object.value, "is chosen by who applies the file") : object.value
            let seen = Resource(id: object.id, value: value, home: object.home, headline: object.headline)
            return RepositoryIndex.Neighbour(path: path, kind: kind, object: seen, area: "")
        }
    }
}

/// The folder beside a template's chart, or around its own folder: what it makes is most likely meant for what stands there.
private func area(of path: String, in tree: any WorkTree) -> String {
    var at = folder(of: path)
    while !at.isEmpty {
        if tree.size("\(at)/Chart.yaml") != nil { return folder(of: at) }
        at = folder(of: at)
    }
    return folder(of: folder(of: path))
}

/// What follows `kind:` anywhere in a file.
private func kindsNamed(in bytes: [UInt8]) -> Set<String> {
    var result: Set<String> = []
    var from = 0
    let word = Array("kind".utf8)
    while let start = bytes[from...].firstIndex(of: word[0]) {
        from = start + 1
        guard start + 5 < bytes.count, bytes[start..<start + 4].elementsEqual(word) else { continue }
        var at = start + 4
        while at < bytes.count, bytes[at] == 0x22 || bytes[at] == 0x20 { at += 1 }
        guard at < bytes.count, bytes[at] == UInt8(ascii: ":") else { continue }
        at += 1
        while at < bytes.count, bytes[at] == 0x22 || bytes[at] == 0x20 || bytes[at] == 0x27 { at += 1 }
        let first = at
        while at < bytes.count, (65...90).contains(bytes[at]) || (97...122).contains(bytes[at]) || (48...57).contains(bytes[at]) { at += 1 }
        if at > first { result.insert(String(decoding: bytes[first..<at], as: UTF8.self)) }
        from = at
    }
    return result
}
