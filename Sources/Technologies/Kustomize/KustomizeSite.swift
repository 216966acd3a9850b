package import ConfigModel
internal import Documents
import SourceText
package import Projects

/// A place in a kustomization's files where a value of a built object can be set.
package struct KustomizeSite: Hashable, Sendable {
    /// What holds the value.
    package enum Kind: Hashable, Sendable {
        /// A manifest that the object, or this part of it, is written in.
        case manifest
        /// A patch in a file.
        case patch
        /// A field of a kustomization: an image's tag, a replica count, a label.
        case field
    }

    /// Says how the value is written there.
    package let kind: Kind
    /// The file, from the root of the work tree.
    package let path: String
    /// Which document of the file, from 0.
    package let root: Int
    /// From that document's root.
    package let documentPath: ValuePath
    /// Why the place cannot be written by setting a value there.
    package let obstacle: String?
}

extension KustomizeRendering.Object {
    /// Where the value at `path` of the finished object can be set, the place that counts now first.
    ///
    /// For a value that is there: where it is written. For one that is missing: where the innermost map on the way is written, and the
    /// same place in each patch that changes the object and mentions that map.
    package func sites(for path: ValuePath, in documents: DocumentSet) -> [KustomizeSite] {
        var result: [KustomizeSite] = []
        func add(_ site: KustomizeSite?) { if let site, !result.contains(site) { result.append(site) } }
        if let value = value.at(path) {
            if value.provenance.further.isEmpty {
                add(site(at: value.provenance, rest: [], in: documents, obstacle: nil))
            } else {
                for origin in value.provenance.origins {
                    add(site(at: Provenance(origin), rest: [], in: documents, obstacle: "the value is composed of several places"))
                }
            }
            return result
        }
        var (anchor, rest) = (path, [ValuePath.Element]())
        while value.at(anchor) == nil, let (parent, last) = anchor.splitLast {
            anchor = parent
            rest.insert(last, at: 0)
        }
        guard let holder = value.at(anchor) else { return [] }
        // What is missing from the manifest may still belong into a patch that the object already has.
        add(site(at: holder.provenance, rest: rest, in: documents, obstacle: nil))
        for patch in patches {
            guard let document = documents[patch.path], document.roots.indices.contains(patch.root),
                let place = counterpart(of: anchor, in: document.roots[patch.root])
            else { continue }
            add(
                KustomizeSite(
                    kind: .patch, path: patch.path, root: patch.root, documentPath: place.appending(ValuePath(rest)), obstacle: nil))
        }
        return result
    }

    private func site(at provenance: Provenance, rest: [ValuePath.Element], in documents: DocumentSet, obstacle: String?) -> KustomizeSite? {
        guard let origin = provenance.nearest, let document = documents[origin.path] else { return nil }
        let isKustomization = isKustomizationFile(origin.path)
        let kind: KustomizeSite.Kind = isKustomization ? .field : origin.role == .environment ? .patch : .manifest
        for (number, root) in document.roots.enumerated() {
            guard let found = place(of: origin.span, in: root, .root) else { continue }
            // Inside a text, such as an inline patch, there is no value of the file itself.
            let isInner = found.isInside ? "the value is part of a text in the file" : nil
            return KustomizeSite(
                kind: kind, path: origin.path, root: number, documentPath: found.path.appending(ValuePath(rest)), obstacle: obstacle ?? isInner)
        }
        return nil
    }

    /// The value of a document with this span, or the scalar that it lies in.
    private func place(of span: Span, in value: Traced, _ path: ValuePath) -> (path: ValuePath, isInside: Bool)? {
        guard let own = value.provenance.nearest?.span, own.contains(span) else { return nil }
        switch value.value {
        case .map(let mapping):
            if own == span { return (path, false) }
            for entry in mapping.entries { if let found = place(of: span, in: entry.value, path.key(entry.key)) { return found } }
            return nil
        case .list(let items):
            if own == span { return (path, false) }
            for (index, item) in items.enumerated() { if let found = place(of: span, in: item, path.index(index)) { return found } }
            return nil
        default: return (path, own != span)
        }
    }

    /// The same place in a patch: elements of lists are found by name.
    private func counterpart(of path: ValuePath, in patch: Traced) -> ValuePath? {
        var (own, other) = (value, patch)
        var result = ValuePath.root
        for element in path.elements {
            switch element {
            case .key(let key):
                guard let next = other[key], let known = own[key] else { return nil }
                (own, other) = (known, next)
                result = result.key(key)
            case .index(let index):
                guard let known = own[index], let name = known["name"]?.value.string,
                    let place = other.value.list?.firstIndex(where: { $0["name"]?.value.string == name })
                else { return nil }
                (own, other) = (known, other.value.list?[place] ?? other)
                result = result.index(place)
            }
        }
        return other.value.mapping != nil ? result : nil
    }
}
