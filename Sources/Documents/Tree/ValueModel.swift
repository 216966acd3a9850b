internal import ConfigModel

/// The values of a file as they are written, aliases and merge keys unresolved: here a change is made by meaning alone.
///
/// What comes out is the measure for the edited bytes. An alias and its anchor share one node, so that a change of the one shows in the
/// other.
final class ValueModel {
    enum Content {
        case scalar(Value)
        case list([Slot])
        case map([Pair])
    }

    struct Slot {
        var node: ValueModel
        var isAlias = false
    }

    struct Pair {
        var key: String
        var isMerge = false
        var slot: Slot
    }

    var content: Content
    /// How many aliases stand for this node.
    var aliasCount = 0

    init(_ content: Content) { self.content = content }

    var isNull: Bool { if case .scalar(let value) = content { value.isNull } else { false } }

    /// - Parameter evaluate: reads source text of the format, for `NewValue.expression`.
    convenience init(_ value: NewValue, evaluate: (String) -> Value?) throws(Refusal) {
        switch value {
        case .list(let items):
            var slots: [Slot] = []
            for item in items { slots.append(Slot(node: try ValueModel(item, evaluate: evaluate))) }
            self.init(.list(slots))
        case .map(let entries):
            var pairs: [Pair] = []
            for entry in entries {
                if pairs.contains(where: { $0.key == entry.key }) {
                    throw Refusal("the new map has the key '\(entry.key)' twice")
                }
                pairs.append(Pair(key: entry.key, slot: Slot(node: try ValueModel(entry.value, evaluate: evaluate))))
            }
            self.init(.map(pairs))
        case .expression(let text):
            guard let value = evaluate(text) else {
                throw Refusal("the text '\(text)' is not one value of this format")
            }
            self.init(value)
        default: self.init(.scalar(value.value))
        }
    }

    convenience init(_ value: Value) {
        switch value {
        case .list(let items): self.init(.list(items.map { Slot(node: ValueModel($0.value)) }))
        case .map(let mapping):
            self.init(.map(mapping.entries.map { Pair(key: $0.key, slot: Slot(node: ValueModel($0.value.value))) }))
        default: self.init(.scalar(value))
        }
    }

    /// The value with aliases followed and merge keys merged.
    var value: Value {
        switch content {
        case .scalar(let value): return value
        case .list(let slots): return .list(slots.map { .new($0.node.value) })
        case .map(let pairs):
            var mapping = Mapping()
            for pair in pairs where !pair.isMerge {
                mapping.set(Mapping.Entry(key: pair.key, value: .new(pair.slot.node.value)))
            }
            for source in mergeSources {
                guard case .map(let merged) = source.value else { continue }
                for entry in merged.entries where mapping.position(entry.key) == nil { mapping.set(entry) }
            }
            return .map(mapping)
        }
    }

    /// The maps that are merged into this one, the one that wins first.
    var mergeSources: [ValueModel] {
        guard case .map(let pairs) = content else { return [] }
        return pairs.filter(\.isMerge).flatMap { pair -> [ValueModel] in
            if case .list(let slots) = pair.slot.node.content { return slots.map(\.node) }
            return [pair.slot.node]
        }
    }

    /// The place of the entry that counts: the last with this key.
    func place(_ key: String) -> Int? {
        guard case .map(let pairs) = content else { return nil }
        return pairs.lastIndex { !$0.isMerge && $0.key == key }
    }

    /// What a merge key brings in under `key`.
    func inherited(_ key: String) -> ValueModel? {
        for source in mergeSources {
            if case .map(let pairs) = source.content, let place = source.place(key) { return pairs[place].slot.node }
            if let found = source.inherited(key) { return found }
        }
        return nil
    }
}

extension ValueModel {
    /// The model of one document.
    static func read(_ tree: NodeTree, root: Int, _ bytes: [UInt8], isYAML: Bool) -> ValueModel {
        bytes.withUnsafeBufferPointer { buffer in
            let scalars = RootBuilder(tree, buffer, path: "", isYAML: isYAML)
            var anchored: [Int: ValueModel] = [:]
            func slot(_ index: Int) -> Slot {
                let node = tree[index]
                if node.kind == .alias {
                    let target = anchored[tree.resolved(index)] ?? ValueModel(.scalar(.null))
                    target.aliasCount += 1
                    return Slot(node: target, isAlias: true)
                }
                let model = ValueModel(.scalar(.null))
                // Keys can carry anchors too; what they name is text.
                switch node.kind {
                case .sequence: model.content = .list(tree.children(index).map(slot))
                case .mapping:
                    model.content = .map(
                        tree.entries(index).map { key, value in
                            if tree[key].properties >= 0 {
                                anchored[key] = ValueModel(.scalar(scalars.scalar(tree[key])))
                            }
                            return Pair(
                                key: tree.keyName(key, in: bytes), isMerge: isYAML && tree.isMergeKey(key, in: bytes),
                                slot: slot(value))
                        })
                default: model.content = .scalar(scalars.scalar(node))
                }
                if node.properties >= 0 { anchored[index] = model }
                return Slot(node: model)
            }
            return slot(tree.roots[root]).node
        }
    }
}
