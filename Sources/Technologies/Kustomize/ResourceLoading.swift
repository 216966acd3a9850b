import ConfigModel
import SourceText
internal import Projects

extension KustomizeSources {
    /// The objects of a file, lists spread out; without two of one name.
    func objects(_ path: String, role: Origin.Role = .literal) throws(KustomizeFailure) -> [KustomizeResource] {
        let roots = try roots(path, role: role)
        if let trouble = duplicateKey(path) {
            throw KustomizeFailure("mapping key is already defined: \(trouble.message)", path: path, span: trouble.span)
        }
        return try objects(roots, path: path)
    }

    /// The objects of documents that were read from `path`.
    func objects(_ roots: [Traced], path: String) throws(KustomizeFailure) -> [KustomizeResource] {
        var result: [KustomizeResource] = []
        for (number, root) in roots.enumerated() {
            try collect(root, .init(path: path, root: number), &result)
        }
        return result
    }

    private func collect(_ value: Traced, _ home: KustomizeResource.Home, _ result: inout [KustomizeResource])
        throws(KustomizeFailure)
    {
        if value.isEmptyValue { return }
        func failure(_ message: String) -> KustomizeFailure {
            KustomizeFailure(message, path: home.path, span: value.provenance.nearest?.span)
        }
        guard value.value.mapping != nil else { throw failure("an object has to be a map but is a \(value.value.kindName)") }
        let kind = value["kind"]?.value.plainText ?? ""
        if kind.isEmpty { throw failure("missing kind in object") }
        if kind.hasSuffix("List"), let items = value["items"] {
            guard let list = items.value.list else {
                if items.value.isNull { return }
                throw failure("expected a list in \(kind)/items")
            }
            for (index, item) in list.enumerated() {
                var inner = home
                inner.prefix = home.prefix.key("items").index(index)
                try collect(item, inner, &result)
            }
            return
        }
        let resource = KustomizeResource(value, home: home)
        if resource.name.isEmpty, !kind.hasSuffix("List") { throw failure("missing metadata.name in object of kind \(kind)") }
        result.append(resource)
    }
}
