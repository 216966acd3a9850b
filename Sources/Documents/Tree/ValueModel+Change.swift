internal import ConfigModel

extension ValueModel {
    typealias Evaluation = (String) -> Value?

    /// Makes one change below this root.
    /// - Throws: `Refusal`; a merge may then be half made.
    func make(_ change: DocumentChange, evaluate: Evaluation) throws(Refusal) {
        try make(change.action, at: change.path.elements[...], evaluate)
    }

    private func make(_ action: DocumentChange.Action, at path: ArraySlice<ValuePath.Element>, _ evaluate: Evaluation)
        throws(Refusal)
    {
        switch action {
        case .merge(.map(let entries)) where !entries.isEmpty:
            for (place, step) in mergeSteps(entries, at: path) { try make(step, at: place[...], evaluate) }
            return
        case .remove:
            if path.isEmpty { throw Refusal("a whole document cannot be removed") }
            _ = try remove(path)
            return
        default: break
        }
        guard let first = path.first else { return try makeHere(action, evaluate) }
        if path.count > 1 { return try descend(first, action, path.dropFirst(), evaluate) }
        switch first {
        case .key(let key): try makeEntry(key, action, evaluate)
        case .index(let index): try makeElement(index, action, evaluate)
        }
    }

    private func descend(
        _ step: ValuePath.Element, _ action: DocumentChange.Action, _ rest: ArraySlice<ValuePath.Element>,
        _ evaluate: Evaluation
    ) throws(Refusal) {
        let isRename = if case .rename = action { true } else { false }
        switch step {
        case .key(let key):
            try becomeMap()
            guard case .map(var pairs) = content else { return }
            if let place = place(key) {
                try pairs[place].slot.node.make(action, at: rest, evaluate)
            } else if let node = inherited(key) {
                try node.make(action, at: rest, evaluate)
            } else {
                if isRename { throw Refusal("there is no key '\(key)' on the way") }
                let node = ValueModel(.scalar(.null))
                try node.make(action, at: rest, evaluate)
                pairs.append(Pair(key: key, slot: Slot(node: node)))
                content = .map(pairs)
            }
        case .index(let index):
            try becomeList()
            guard case .list(var slots) = content else { return }
            if slots.indices.contains(index) {
                try slots[index].node.make(action, at: rest, evaluate)
            } else {
                guard index == slots.count, !isRename else {
                    throw Refusal("the list has \(slots.count) elements, none has the index \(index)")
                }
                let node = ValueModel(.scalar(.null))
                try node.make(action, at: rest, evaluate)
                slots.append(Slot(node: node))
                content = .list(slots)
            }
        }
    }

    private func becomeMap() throws(Refusal) {
        switch content {
        case .map: return
        case .scalar(.null): content = .map([])
        case .scalar: throw Refusal("the path goes through a scalar")
        case .list: throw Refusal("the path has a key where the file has a list")
        }
    }

    private func becomeList() throws(Refusal) {
        switch content {
        case .list: return
        case .scalar(.null): content = .list([])
        case .scalar: throw Refusal("the path goes through a scalar")
        case .map: throw Refusal("the path has an index where the file has a map")
        }
    }

    private func makeHere(_ action: DocumentChange.Action, _ evaluate: Evaluation) throws(Refusal) {
        switch action {
        case .set(let new): try replace(with: ValueModel(new, evaluate: evaluate))
        case .append(let new):
            let element = try ValueModel(new, evaluate: evaluate)
            try becomeList()
            guard case .list(let slots) = content else { return }
            if !slots.contains(where: { $0.node.value == element.value }) {
                content = .list(slots + [Slot(node: element)])
            }
        case .rename: throw Refusal("a whole document has no key")
        case .insert: throw Refusal("an insertion needs an index or a key")
        case .add: throw Refusal("this format holds no other resources")
        case .merge(let new):
            guard case .map = new else { throw Refusal("only a map can be merged") }
            try becomeMap()
        case .remove: return
        }
    }

    private func replace(with new: ValueModel) throws(Refusal) {
        if new.value == value { return }
        try refuseLosingAnchors(below: true)
        content = new.content
    }

    private func makeEntry(_ key: String, _ action: DocumentChange.Action, _ evaluate: Evaluation) throws(Refusal) {
        try becomeMap()
        guard case .map(var pairs) = content else { return }
        let own = place(key)
        switch action {
        case .set(let new):
            let node = try ValueModel(new, evaluate: evaluate)
            if let own {
                if !pairs[own].slot.isAlias { return try pairs[own].slot.node.replace(with: node) }
                if pairs[own].slot.node.value == node.value { return }
                pairs[own].slot.node.aliasCount -= 1
                pairs[own].slot = Slot(node: node)
            } else {
                if let inherited = inherited(key), inherited.value == node.value { return }
                pairs.append(Pair(key: key, slot: Slot(node: node)))
            }
            content = .map(pairs)
        case .add: throw Refusal("this format holds no other resources")
        case .append, .merge:
            if let target = own.map({ pairs[$0].slot.node }) ?? inherited(key) {
                return try target.makeHere(action, evaluate)
            }
            let node = ValueModel(.scalar(.null))
            try node.makeHere(action, evaluate)
            content = .map(pairs + [Pair(key: key, slot: Slot(node: node))])
        case .insert(let new):
            let node = try ValueModel(new, evaluate: evaluate)
            if let present = own.map({ pairs[$0].slot.node }) ?? inherited(key) {
                if present.value == node.value { return }
                throw Refusal("the key '\(key)' is there already")
            }
            content = .map(pairs + [Pair(key: key, slot: Slot(node: node))])
        case .rename(let name):
            guard let own else {
                if place(name) != nil { return }
                throw Refusal("there is no key '\(key)'")
            }
            if place(name) != nil || inherited(name) != nil { throw Refusal("the key '\(name)' is there already") }
            if pairs.filter({ !$0.isMerge && $0.key == key }).count > 1 {
                throw Refusal("the key '\(key)' is written twice")
            }
            pairs[own].key = name
            content = .map(pairs)
        case .remove: return
        }
    }

    private func makeElement(_ index: Int, _ action: DocumentChange.Action, _ evaluate: Evaluation) throws(Refusal) {
        try becomeList()
        guard case .list(var slots) = content else { return }
        let isThere = slots.indices.contains(index)
        switch action {
        case .set(let new):
            let node = try ValueModel(new, evaluate: evaluate)
            if isThere, !slots[index].isAlias { return try slots[index].node.replace(with: node) }
            if isThere {
                if slots[index].node.value == node.value { return }
                slots[index].node.aliasCount -= 1
                slots[index] = Slot(node: node)
            } else {
                guard index == slots.count else {
                    throw Refusal("the list has \(slots.count) elements, none has the index \(index)")
                }
                slots.append(Slot(node: node))
            }
        case .insert(let new):
            guard index >= 0, index <= slots.count else {
                throw Refusal("the list has \(slots.count) elements, none has the index \(index)")
            }
            slots.insert(Slot(node: try ValueModel(new, evaluate: evaluate)), at: index)
        case .append, .merge:
            guard isThere else { throw Refusal("the list has \(slots.count) elements, none has the index \(index)") }
            return try slots[index].node.makeHere(action, evaluate)
        case .add: throw Refusal("this format holds no other resources")
        case .rename: throw Refusal("an element of a list has no key")
        case .remove: return
        }
        content = .list(slots)
    }
}

/// What a merge means: one `set` for each leaf, in the order of the new map. An empty map is no leaf: it only has to be a map.
func mergeSteps(
    _ entries: [NewValue.Entry], at path: ArraySlice<ValuePath.Element>
) -> [(path: [ValuePath.Element], action: DocumentChange.Action)] {
    entries.flatMap { entry -> [(path: [ValuePath.Element], action: DocumentChange.Action)] in
        let place = path + [.key(entry.key)]
        guard case .map(let inner) = entry.value else { return [(Array(place), .set(entry.value))] }
        return inner.isEmpty ? [(Array(place), .merge(entry.value))] : mergeSteps(inner, at: place)
    }
}
