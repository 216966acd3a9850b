internal import ConfigModel

extension TreeEditor {
    enum Resolution {
        /// The node that the path ends at, an alias not followed. Inherited: the last key comes from a merge.
        case found(Int, isInherited: Bool)
        /// The innermost collection or null on the way, aliases followed, and what is left of the path.
        case missing(host: Int, rest: [ValuePath.Element])
    }

    /// One step from a collection to a child.
    struct Place {
        let collection: Int
        let key: Int?
        let value: Int
        /// The number of the pair or element.
        let position: Int
    }

    func resolve(_ path: [ValuePath.Element], root: Int) throws(Refusal) -> Resolution {
        guard tree.roots.indices.contains(root) else { throw Refusal("the file has no document number \(root + 1)") }
        var node = tree.roots[root]
        var isInherited = false
        for (number, element) in path.enumerated() {
            let host = tree.resolved(node)
            let rest = Array(path[number...])
            isInherited = false
            switch (element, tree[host].kind) {
            case (.key(let key), .mapping):
                if let own = ownValue(key, in: host) {
                    node = own
                } else if let inherited = inheritedValue(key, in: host, depth: 0) {
                    node = inherited
                    isInherited = true
                } else {
                    return .missing(host: host, rest: rest)
                }
            case (.index(let index), .sequence):
                let children = tree.children(host)
                guard children.indices.contains(index) else {
                    guard index == children.count else {
                        throw Refusal("the list has \(children.count) elements, none has the index \(index)")
                    }
                    return .missing(host: host, rest: rest)
                }
                node = children[index]
            case (_, .scalar) where isNull(host): return .missing(host: host, rest: rest)
            case (.key, .sequence): throw Refusal("the path has a key where the file has a list")
            case (.index, .mapping): throw Refusal("the path has an index where the file has a map")
            default: throw Refusal("the path goes through a scalar")
            }
        }
        return .found(node, isInherited: isInherited)
    }

    func isNull(_ node: Int) -> Bool {
        guard tree[node].kind == .scalar else { return false }
        return bytes.withUnsafeBufferPointer {
            RootBuilder(tree, $0, path: "", isYAML: dialect == .yaml).scalar(tree[node]).isNull
        }
    }

    private func ownValue(_ key: String, in mapping: Int) -> Int? {
        tree.entries(mapping).last { tree.keyName($0.key, in: bytes) == key && !isMerge($0.key) }?.value
    }

    private func isMerge(_ key: Int) -> Bool { dialect == .yaml && tree.isMergeKey(key, in: bytes) }

    private func inheritedValue(_ key: String, in mapping: Int, depth: Int) -> Int? {
        guard depth < TreeLimits.depth else { return nil }
        for entry in tree.entries(mapping) where isMerge(entry.key) {
            let source = tree.resolved(entry.value)
            for part in tree[source].kind == .sequence ? tree.children(source) : [source] {
                let merged = tree.resolved(part)
                guard tree[merged].kind == .mapping else { continue }
                if let found = ownValue(key, in: merged) ?? inheritedValue(key, in: merged, depth: depth + 1) {
                    return found
                }
            }
        }
        return nil
    }

    /// The way from the document's root to a node; empty for the root.
    func ancestry(_ node: Int) -> [Place] {
        guard var current = tree.roots.last(where: { $0 <= node }) else { return [] }
        var way: [Place] = []
        while current != node {
            guard let place = step(from: current, towards: node) else { return way }
            way.append(place)
            if place.key == node { return way }
            current = place.value <= node ? place.value : place.key ?? place.value
        }
        return way
    }

    private func step(from collection: Int, towards node: Int) -> Place? {
        if tree[collection].kind == .mapping {
            for (position, entry) in tree.entries(collection).enumerated() where node < tree.next(entry.value) {
                return Place(collection: collection, key: entry.key, value: entry.value, position: position)
            }
        } else if tree[collection].kind == .sequence {
            for (position, child) in tree.children(collection).enumerated() where node < tree.next(child) {
                return Place(collection: collection, key: nil, value: child, position: position)
            }
        }
        return nil
    }
}
