internal import ConfigModel

extension ValueModel {
    /// Removes what is at `path`, and the map or list around it when that is left empty.
    ///
    /// A document, an element of a list and what an anchor shares are never removed for being empty; they stay as `{}` or `[]`.
    /// - Returns: whether anything was there.
    func remove(_ path: ArraySlice<ValuePath.Element>) throws(Refusal) -> Bool {
        guard let first = path.first else { return false }
        let rest = path.dropFirst()
        switch (first, content) {
        case (.key(let key), .map(let pairs)):
            guard let place = place(key) else {
                guard let node = inherited(key) else { return false }
                if rest.isEmpty { throw Refusal("the key '\(key)' comes from a merge key and cannot be removed here") }
                return try node.remove(rest)
            }
            let slot = pairs[place].slot
            if !rest.isEmpty {
                guard try slot.node.remove(rest) else { return false }
                if !slot.node.isEmptyCollection || slot.isAlias || slot.node.aliasCount > 0 { return true }
            }
            try removeEntry(place)
            return true
        case (.index(let index), .list(var slots)):
            guard slots.indices.contains(index) else { return false }
            if !rest.isEmpty { return try slots[index].node.remove(rest) }
            try lose(slots[index])
            slots.remove(at: index)
            content = .list(slots)
            return true
        case (_, .scalar(.null)): return false
        case (_, .scalar): throw Refusal("the path goes through a scalar")
        case (.key, .list): throw Refusal("the path has a key where the file has a list")
        case (.index, .map): throw Refusal("the path has an index where the file has a map")
        }
    }

    private var isEmptyCollection: Bool {
        switch content {
        case .scalar: false
        case .list(let slots): slots.isEmpty
        case .map(let pairs): pairs.isEmpty
        }
    }

    private func removeEntry(_ place: Int) throws(Refusal) {
        guard case .map(var pairs) = content else { return }
        let key = pairs[place].key
        if pairs.filter({ !$0.isMerge && $0.key == key }).count > 1 {
            throw Refusal("the key '\(key)' is written twice")
        }
        if inherited(key) != nil { throw Refusal("without the key '\(key)' that of a merge key would count") }
        try lose(pairs[place].slot)
        pairs.remove(at: place)
        content = .map(pairs)
    }

    private func lose(_ slot: Slot) throws(Refusal) {
        if slot.isAlias { slot.node.aliasCount -= 1 } else { try slot.node.refuseLosingAnchors(below: false) }
    }

    /// Invariant: an anchor that an alias needs is never removed.
    /// - Parameter below: whether this node stays and only what it holds goes.
    func refuseLosingAnchors(below: Bool) throws(Refusal) {
        var needed: [ObjectIdentifier: Int] = [:]
        func visit(_ node: ValueModel, isKept: Bool) {
            if !isKept, node.aliasCount > 0 { needed[ObjectIdentifier(node), default: 0] += node.aliasCount }
            let slots: [Slot] =
                switch node.content {
                case .scalar: []
                case .list(let slots): slots
                case .map(let pairs): pairs.map(\.slot)
                }
            for slot in slots {
                if slot.isAlias {
                    needed[ObjectIdentifier(slot.node), default: 0] -= 1
                } else {
                    visit(slot.node, isKept: false)
                }
            }
        }
        visit(self, isKept: below)
        if needed.values.contains(where: { $0 > 0 }) {
            throw Refusal("the value holds an anchor that an alias elsewhere needs")
        }
    }
}
