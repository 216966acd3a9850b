import ConfigModel
import SourceText

/// What a file shall say after a change, worked out on values alone: the yardstick for the edits that were made.
enum HCLIntended {
    static func value(_ root: Value, _ path: ValuePath, _ action: DocumentChange.Action) throws(HCLRefusal) -> Value {
        switch action {
        case .set(let value), .merge(let value): return try replacing(root, path.elements[...], with: try plain(value))
        case .append(let value):
            let new = Traced.new(try element(value, path))
            return try changing(root, path.elements[...]) { present throws(HCLRefusal) in
                guard let present else { return .list([new]) }
                guard case .list(let items) = present else { throw HCLRefusal("the value is not a list") }
                return .list(items + [new])
            }
        case .insert(let value):
            guard let (parent, last) = path.splitLast, case .index(let index) = last else {
                throw HCLRefusal("an insertion needs an index")
            }
            let new = Traced.new(try element(value, parent))
            return try changing(root, parent.elements[...]) { present throws(HCLRefusal) in
                var items = present?.list ?? []
                guard index <= items.count else { throw HCLRefusal("the list has only \(items.count) elements") }
                items.insert(new, at: index)
                return .list(items)
            }
        case .remove: return try removing(root, path.elements[...])
        case .add: throw HCLRefusal("a related resource is no part of a value")
        case .rename(let name):
            guard let (parent, last) = path.splitLast, case .key(let old) = last else {
                throw HCLRefusal("only names can be renamed")
            }
            return try changing(root, parent.elements[...]) { present throws(HCLRefusal) in
                let entries = present?.mapping?.entries ?? []
                return .map(Mapping(entries.map { Mapping.Entry(key: $0.key == old ? name : $0.key, value: $0.value) }))
            }
        }
    }

    /// The value that a new value reads as.
    static func plain(_ value: NewValue) throws(HCLRefusal) -> Value {
        switch value {
        case .null: return .null
        case .bool(let flag): return .bool(flag)
        case .int(let number): return .int(number)
        case .double(let number): return HCLText.normalised(number)
        case .string(let text): return .string(text)
        case .list(let items):
            var list: [Traced] = []
            for item in items { list.append(.new(try plain(item))) }
            return .list(list)
        case .map(let entries):
            var mapping = Mapping()
            for entry in entries { mapping.set(Mapping.Entry(key: entry.key, value: .new(try plain(entry.value)))) }
            return .map(mapping)
        case .expression(let text):
            let parsed = HCLDocument.parse(SourceFile(path: "", text: "v = \(text)\n"))
            guard parsed.isSound, parsed.rootBody.items.count == 1, let value = parsed.roots[0]["v"] else {
                throw HCLRefusal("'\(text)' is not an expression")
            }
            return value.value
        }
    }

    /// A new list element; source text may be a whole block.
    private static func element(_ value: NewValue, _ path: ValuePath) throws(HCLRefusal) -> Value {
        if case .expression(let text) = value, case .key(let type)? = path.elements.last {
            let parsed = HCLDocument.parse(SourceFile(path: "", text: text))
            if parsed.isSound, parsed.rootBody.items.count == 1, let block = parsed.roots[0][type]?[0] {
                return block.value
            }
        }
        return try plain(value)
    }

    private static func replacing(_ root: Value, _ path: ArraySlice<ValuePath.Element>, with new: Value)
        throws(HCLRefusal) -> Value
    {
        try changing(root, path) { _ in new }
    }

    /// The value with one part changed; missing maps and lists on the way are made.
    private static func changing(
        _ value: Value?, _ path: ArraySlice<ValuePath.Element>, _ change: (Value?) throws(HCLRefusal) -> Value
    ) throws(HCLRefusal) -> Value {
        guard let step = path.first else { return try change(value) }
        switch step {
        case .key(let name):
            guard case .map(var mapping) = value ?? .map(Mapping()) else { throw HCLRefusal("the value has no names") }
            let inner = try changing(mapping[name]?.value, path.dropFirst(), change)
            mapping.set(Mapping.Entry(key: name, value: .new(inner)))
            return .map(mapping)
        case .index(let index):
            guard case .list(var items) = value ?? .list([]), index <= items.count else {
                throw HCLRefusal("the list is not that long")
            }
            let inner = try changing(index < items.count ? items[index].value : nil, path.dropFirst(), change)
            if index < items.count { items[index] = .new(inner) } else { items.append(.new(inner)) }
            return .list(items)
        }
    }

    private static func removing(_ value: Value, _ path: ArraySlice<ValuePath.Element>) throws(HCLRefusal) -> Value {
        guard let step = path.first else { return value }
        let isLast = path.count == 1
        switch (step, value) {
        case (.key(let name), .map(var mapping)):
            guard let present = mapping[name] else { throw HCLRefusal("there is nothing to remove") }
            if isLast {
                mapping.remove(name)
            } else {
                mapping.set(Mapping.Entry(key: name, value: .new(try removing(present.value, path.dropFirst()))))
            }
            return .map(mapping)
        case (.index(let index), .list(var items)) where items.indices.contains(index):
            if isLast {
                items.remove(at: index)
            } else {
                items[index] = .new(try removing(items[index].value, path.dropFirst()))
            }
            return .list(items)
        default: throw HCLRefusal("there is nothing to remove")
        }
    }
}
