package import ConfigModel
internal import Documents
package import SourceText
internal import Synchronization

/// The Kubernetes objects of some kinds that a whole work tree holds, for rules that ask whether something is there.
///
///     shop/web.yaml         Deployment web                  the project that is judged
///     platform/deny.yaml    NetworkPolicy, namespace shop   a neighbour
///     charts/base/…         NetworkPolicy in a template     a neighbour of which only the kind is known
///
/// Read on first use, in one pass that parses only the files that name such a kind. A class, since all projects of a scan share it.
package final class Surroundings: Sendable {
    /// Something outside of a project.
    package struct Neighbour: Sendable {
        package let path: String
        package let kind: String
        /// Nil where only rendering would tell what the object says.
        package let object: Resource?
        /// The folder around a template within which it may well apply; empty for the whole tree.
        package let area: String
    }

    private let tree: any WorkTree
    private let kinds: Set<String>
    /// What the tree was before some files changed.
    private let base: Surroundings?
    private let found = Mutex<[String: [Neighbour]]?>(nil)
    private let composed = Mutex<Set<String>?>(nil)

    /// - Parameter kinds: the kinds that rules ask for.
    package convenience init(_ tree: any WorkTree, kinds: Set<String>) { self.init(tree, kinds: kinds, base: nil) }

    private init(_ tree: any WorkTree, kinds: Set<String>, base: Surroundings?) {
        self.tree = tree
        self.kinds = kinds
        self.base = base
    }

    /// The same surroundings with some files changed.
    package func laidOver(_ overlay: OverlayTree) -> Surroundings { Surroundings(overlay, kinds: kinds, base: self) }

    /// Neighbours of those kinds outside of some files.
    package func neighbours(_ wanted: [String], outside paths: Set<String>) -> [Neighbour] {
        let all = entries()
        return wanted.flatMap { all[$0] ?? [] }.filter { !paths.contains($0.path) }
    }

    private func entries() -> [String: [Neighbour]] {
        found.withLock { known in
            if let known { return known }
            var result: [String: [Neighbour]] = [:]
            if let base, let overlay = tree as? OverlayTree {
                result = base.entries().mapValues { $0.filter { overlay.changes[$0.path] == nil } }
                for path in overlay.changes.keys.sorted() { add(path, to: &result) }
            } else {
                for path in tree.paths { add(path, to: &result) }
            }
            known = result
            return result
        }
    }

    private static let largest = 4 << 20

    private func add(_ path: String, to result: inout [String: [Neighbour]]) {
        guard [".yaml", ".yml", ".json", ".tpl"].contains(where: path.hasSuffix), let size = tree.size(path), size <= Surroundings.largest,
            let bytes = try? tree.read(path)
        else { return }
        let named = kindsNamed(in: bytes).intersection(kinds)
        guard !named.isEmpty else { return }
        // What another tool writes into is known by its kind only.
        let document =
            path.hasSuffix(".tpl") || bytes.contains(text: "{{")
            ? nil : parseDocument(SourceFile(path: path, bytes: bytes), as: path.hasSuffix(".json") ? .json : .yaml)
        guard let document, document.isSound else {
            for kind in named.sorted() { result[kind, default: []].append(Neighbour(path: path, kind: kind, object: nil, area: area(of: path))) }
            return
        }
        let isComposed = composedFiles().contains(path)
        for (number, root) in document.roots.enumerated() {
            for object in kubernetesObjects(root, path: path, root: number, prefix: .root, mayHoldActions: false) {
                guard let kind = object.value["kind"]?.value.string, kinds.contains(kind) else { continue }
                let value =
                    isComposed || object.value["metadata"]?["namespace"] == nil
                    ? withUnknownNamespace(object.value, "is chosen by who applies the file") : object.value
                let seen = Resource(id: object.id, value: value, home: object.home, headline: object.headline)
                result[kind, default: []].append(Neighbour(path: path, kind: kind, object: seen, area: ""))
            }
        }
    }

    /// The folder beside a template's chart, or around its own folder: what it makes is most likely meant for what stands there.
    private func area(of path: String) -> String {
        var at = folder(of: path)
        while !at.isEmpty {
            if tree.size("\(at)/Chart.yaml") != nil { return folder(of: at) }
            at = folder(of: at)
        }
        return folder(of: folder(of: path))
    }

    /// Manifests that a kustomization changes before they are applied.
    private func composedFiles() -> Set<String> {
        if let base { return base.composedFiles() }
        return composed.withLock { known in
            if let known { return known }
            let result = Set(KustomizationGraph(tree, paths: tree.paths).groups.flatMap(\.files))
            known = result
            return result
        }
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
}
