internal import ConfigModel
internal import Documents
internal import SourceText
internal import Projects

/// What the directives of an nginx file come to together with the files that it includes and that include it, inside the work tree.
///
/// A block with `include` gets `included`, the directives that those files add (name to text), and `unresolved`, the patterns that no
/// file of the tree answers. A fragment that another file includes gets `inherited` at its root. None of them is edited.
///
/// What is inherited is no value of a resource. `settings` of nginx and HAProxy is made for conditions; edits speak of the directives that
/// are written.
struct NginxContext {
    private let document: DirectiveDocument
    private let tree: any WorkTree
    private static let maximumFiles = 64

    init(_ document: DirectiveDocument, _ tree: any WorkTree) {
        self.document = document
        self.tree = tree
    }

    func resolved() -> Traced {
        let root = resolved(document.roots[0], depth: 0)
        guard let mapping = root.value.mapping, mapping["http"] == nil, mapping["events"] == nil, let inherited = inherited() else { return root }
        var result = mapping
        result.set(Mapping.Entry(key: "inherited", value: inherited))
        return Traced(.map(result), root.provenance)
    }

    private func resolved(_ value: Traced, depth: Int) -> Traced {
        guard let mapping = value.value.mapping, depth < 100 else { return value }
        var result = Mapping(
            mapping.entries.map { entry in
                guard let items = entry.value.value.list, entry.key != "args" else { return entry }
                var copy = entry
                copy.value.value = .list(items.map { resolved($0, depth: depth + 1) })
                return copy
            })
        let patterns = (mapping["include"]?.value.list ?? []).compactMap { $0["args"]?[0]?.value.string }.filter { !isHarmless($0) }
        guard !patterns.isEmpty else { return Traced(.map(result), value.provenance) }
        var included = Mapping()
        var unresolved: [String] = []
        for pattern in patterns {
            let files = matching(pattern, from: folder(of: document.source.path))
            if files.isEmpty, !pattern.contains("*") { unresolved.append(pattern) }
            for path in files.prefix(NginxContext.maximumFiles) { add(path, to: &included) }
        }
        if !included.isEmpty { result.set(Mapping.Entry(key: "included", value: .new(.map(included)))) }
        if !unresolved.isEmpty { result.set(Mapping.Entry(key: "unresolved", value: .new(.list(unresolved.map { .new(.string($0)) })))) }
        return Traced(.map(result), value.provenance)
    }

    /// Lists of types and parameters that set nothing of interest.
    private func isHarmless(_ pattern: String) -> Bool {
        let name = fileName(of: pattern)
        return name.hasPrefix("mime.types") || name.hasSuffix("_params") || name == "fastcgi.conf" || pattern.contains("modules-enabled")
            || pattern.contains("modules/")
    }

    private func add(_ path: String, to included: inout Mapping) {
        guard path != document.source.path, let size = tree.size(path), size < 1 << 18, let file = try? tree.file(path) else { return }
        let other = tree.document(file, as: .directives(.nginx))
        guard other.isSound, let mapping = other.roots[0].value.mapping else { return }
        for entry in mapping.entries {
            guard let items = entry.value.value.list, items.allSatisfy({ ($0.value.mapping?.count ?? 0) == 2 }) else { continue }
            included.set(
                Mapping.Entry(key: entry.key, keyProvenance: entry.keyProvenance, value: Traced(.string(joined(items)), entry.value.provenance)))
        }
    }

    private func joined(_ items: [Traced]) -> String { items.compactMap { $0["text"]?.value.string }.joined(separator: "\n") }

    /// Files that an absolute or relative pattern may mean: the path itself from the configuration's folder or one above it, or the
    /// longest end of an absolute path that the tree has.
    private func matching(_ pattern: String, from start: String) -> [String] {
        let parts = pattern.split(separator: "/").map(String.init)
        guard let last = parts.last, parts.count <= 16 else { return [] }
        var base = start
        while true {
            for skipped in 0..<(pattern.hasPrefix("/") ? parts.count : 1) {
                let end = parts.dropFirst(skipped).dropLast().joined(separator: "/")
                let wanted = [base, end].filter { !$0.isEmpty }.joined(separator: "/")
                if skipped == parts.count - 1, skipped > 0 { break }
                let found = tree.paths.filter { folder(of: $0) == wanted && matches(last, fileName(of: $0)) }
                if !found.isEmpty { return found }
            }
            if base.isEmpty { return [] }
            base = folder(of: base)
        }
    }

    /// `*` stands for any text, as in glob(3) without a slash.
    private func matches(_ pattern: String, _ name: String) -> Bool {
        guard pattern.contains("*") else { return pattern == name }
        let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
        var rest = name[...]
        for (number, part) in parts.enumerated() {
            if number == 0 {
                guard rest.hasPrefix(part) else { return false }
                rest = rest.dropFirst(part.count)
            } else if number == parts.count - 1 {
                return part.isEmpty || rest.hasSuffix(part)
            } else if let range = rest.firstRange(of: part) {
                rest = rest[range.upperBound...]
            } else if !part.isEmpty {
                return false
            }
        }
        return true
    }

    /// What the block that includes this file sets, when an `nginx.conf` of the folder or one above does.
    private func inherited() -> Traced? {
        var base = folder(of: document.source.path)
        while true {
            let path = base.isEmpty ? "nginx.conf" : base + "/nginx.conf"
            if path != document.source.path, tree.size(path) != nil, let file = try? tree.file(path) {
                let other = tree.document(file, as: .directives(.nginx))
                if other.isSound, let found = including(other.roots[0], base, [:], depth: 0) {
                    let entries = found.sorted { $0.key < $1.key }.map { Mapping.Entry(key: $0.key, value: $0.value) }
                    return .new(.map(Mapping(entries)))
                }
            }
            if base.isEmpty { return nil }
            base = folder(of: base)
        }
    }

    private func including(_ block: Traced, _ base: String, _ outer: [String: Traced], depth: Int) -> [String: Traced]? {
        guard let mapping = block.value.mapping, depth < 100 else { return nil }
        var settings = outer
        for entry in mapping.entries where entry.key != "args" && entry.key != "text" {
            guard let items = entry.value.value.list, items.allSatisfy({ ($0.value.mapping?.count ?? 0) == 2 }) else { continue }
            settings[entry.key] = Traced(.string(joined(items)), entry.value.provenance)
        }
        let patterns = (mapping["include"]?.value.list ?? []).compactMap { $0["args"]?[0]?.value.string }
        if patterns.contains(where: { matching($0, from: base).contains(document.source.path) }) { return settings }
        for entry in mapping.entries where entry.key != "args" {
            for item in entry.value.value.list ?? [] where (item.value.mapping?.count ?? 0) > 2 {
                if let found = including(item, base, settings, depth: depth + 1) { return found }
            }
        }
        return nil
    }
}
