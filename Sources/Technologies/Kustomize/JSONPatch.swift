import ConfigModel
internal import Projects

/// A JSON patch: operations on the value that a pointer names. Source: RFC 6902.
struct JSONPatch {
    let operations: [Traced]
    /// The file that the patch is written in.
    let path: String
    private let budget: KustomizeBudget

    /// - Returns: nil when the value is no list of operations.
    init?(_ document: Traced, path: String, budget: KustomizeBudget) {
        guard let items = document.value.list, items.allSatisfy({ $0.value.mapping != nil }) else { return nil }
        operations = items
        self.budget = budget
        self.path = path
    }

    func apply(to object: Traced) throws(KustomizeFailure) -> Traced {
        var result = object
        for operation in operations { try apply(operation, to: &result) }
        return result
    }

    private func failure(_ message: String, _ operation: Traced) -> KustomizeFailure {
        KustomizeFailure(message, path: path, span: operation.provenance.nearest?.span)
    }

    private func apply(_ operation: Traced, to object: inout Traced) throws(KustomizeFailure) {
        let name = operation["op"]?.value.string ?? ""
        guard let pointer = operation["path"]?.value.string else { throw failure("a patch operation has no path", operation) }
        // A null that the operation writes is a value, a missing one is null too.
        let value = operation["value"] ?? Traced(.null, operation.provenance)
        switch name {
        case "add": try change(&object, pointer, operation, .add(value, entry(operation)))
        case "replace": try change(&object, pointer, operation, .replace(value))
        case "remove": try change(&object, pointer, operation, .remove)
        case "move", "copy":
            guard let from = operation["from"]?.value.string, let source = find(object, from) else {
                throw failure("\(name) operation does not apply: nothing at '\(operation["from"]?.value.string ?? "")'", operation)
            }
            if name == "move" { try change(&object, from, operation, .remove) }
            try change(&object, pointer, operation, .add(source, entry(operation)))
        case "test":
            let found = find(object, pointer)?.value ?? .null
            guard found == value.value else { throw failure("testing value \(pointer) failed", operation) }
        default: throw failure("unexpected kind of patch operation '\(name)'", operation)
        }
    }

    /// The place that stands for a key that an operation adds: the operation's path.
    private func entry(_ operation: Traced) -> Provenance { operation["path"]?.provenance ?? operation.provenance }

    private enum Change {
        case add(Traced, Provenance)
        case replace(Traced)
        case remove
    }

    static func steps(_ pointer: String) -> [String] {
        guard pointer.hasPrefix("/") else { return [] }
        return pointer.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map {
            String($0).replacing("~1", with: "/").replacing("~0", with: "~")
        }
    }

    private func find(_ object: Traced, _ pointer: String) -> Traced? {
        var current = object
        for step in JSONPatch.steps(pointer) {
            if let items = current.value.list {
                guard let index = index(step, items.count), index < items.count else { return nil }
                current = items[index]
            } else {
                guard let next = current[step] else { return nil }
                current = next
            }
        }
        return current
    }

    /// Negative indexes count from the end.
    private func index(_ step: String, _ count: Int) -> Int? {
        guard let number = Int(step) else { return nil }
        let place = number < 0 ? count + number : number
        return place >= 0 ? place : nil
    }

    private func change(_ object: inout Traced, _ pointer: String, _ operation: Traced, _ what: Change) throws(KustomizeFailure) {
        let steps = JSONPatch.steps(pointer)
        switch what {
        case .add(let value, _), .replace(let value): try budget.copy(value, depth: steps.count, path: path)
        case .remove: break
        }
        guard let last = steps.last else {
            if case .replace(let value) = what { object = value } else if case .add(let value, _) = what { object = value }
            return
        }
        try descend(&object, steps.dropLast()[...], last, pointer, operation, what)
    }

    private func descend(
        _ value: inout Traced, _ steps: ArraySlice<String>, _ last: String, _ pointer: String, _ operation: Traced, _ what: Change
    ) throws(KustomizeFailure) {
        guard let first = steps.first else { return try finish(&value, last, pointer, operation, what) }
        let missing = "operation does not apply: doc is missing path: \"\(pointer)\""
        switch value.value {
        case .map(let mapping):
            guard var inner = mapping[first] else { throw failure(missing, operation) }
            try descend(&inner, steps.dropFirst(), last, pointer, operation, what)
            value.setKey(first, inner)
        case .list(var items):
            guard let index = index(first, items.count), index < items.count else { throw failure(missing, operation) }
            try descend(&items[index], steps.dropFirst(), last, pointer, operation, what)
            value.value = .list(items)
        default: throw failure(missing, operation)
        }
    }

    private func finish(_ value: inout Traced, _ last: String, _ pointer: String, _ operation: Traced, _ what: Change)
        throws(KustomizeFailure)
    {
        switch value.value {
        case .map(let mapping):
            switch what {
            case .add(let new, let place): value.setKey(last, new, keyProvenance: place)
            // kustomize's library does not mind that a key to replace is missing.
            case .replace(let new): value.setKey(last, new, keyProvenance: entry(operation))
            case .remove:
                guard mapping[last] != nil else {
                    throw failure("remove operation does not apply: unable to remove nonexistent key: \(last): missing value", operation)
                }
                value.removeKey(last)
            }
        case .list(var items):
            let place = last == "-" ? items.count : index(last, items.count)
            guard let place else { throw failure("invalid index '\(last)' in \(pointer)", operation) }
            switch what {
            case .add(let new, _):
                guard place <= items.count else { throw failure("index \(last) of \(pointer) is out of bounds", operation) }
                items.insert(new, at: place)
            case .replace(let new):
                guard place < items.count else { throw failure("index \(last) of \(pointer) is out of bounds", operation) }
                items[place] = new
            case .remove:
                guard place < items.count else { throw failure("index \(last) of \(pointer) is out of bounds", operation) }
                items.remove(at: place)
            }
            value.value = .list(items)
        default: throw failure("operation does not apply: doc is missing path: \"\(pointer)\"", operation)
        }
    }
}
