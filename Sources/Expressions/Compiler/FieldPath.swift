internal import ConfigModel

/// A chain of selections from a variable, taken in one go: `container.?securityContext.?privileged`.
///
/// Nearly every condition looks at configuration this way, so the maps on the way are neither wrapped nor counted one by one.
struct FieldPath: Sendable {
    let slot: Int
    let variable: String
    private(set) var fields: [String] = []
    private var offsets: [Int] = []
    /// From this step on a missing key is `optional.none()` and not an error.
    private var firstOptional = Int.max
    /// Steps written with `.?`, for which null has no fields.
    private var isExplicit: [Bool] = []

    init(slot: Int, variable: String) {
        self.slot = slot
        self.variable = variable
    }

    mutating func append(_ field: String, isOptional: Bool, at offset: Int) {
        if isOptional { firstOptional = min(firstOptional, fields.count) }
        fields.append(field)
        offsets.append(offset)
        isExplicit.append(isOptional)
    }

    /// The value at the end of the path, nil when an optional step found nothing.
    ///
    /// - Parameter keepsNull: whether a key without a value gives null, which `has` asks for fields, and is not absent.
    func value(in frame: inout Frame, keepsNull: Bool = false) -> CELValue? {
        frame.charge(fields.count)
        if case .map(.config(let mapping)) = frame.slots[slot] { return value(in: mapping, from: 0, keepsNull) }
        let start = frame.slots[slot]
        if case .unknown(let reasons) = start, reasons.isEmpty {
            return .failure("no value for variable '\(variable)'")
        }
        return value(in: start, from: 0)
    }

    private func value(in mapping: Mapping, from step: Int, _ keepsNull: Bool) -> CELValue? {
        guard let place = mapping.place(of: fields[step]) else { return missing(step) }
        if step + 1 == fields.count {
            // A key without a value counts as absent, as in `CELMap`.
            let value = mapping.entries[place].value.value
            return value.isNull && !keepsNull ? missing(step) : CELValue(value)
        }
        if case .map(let inner) = mapping.entries[place].value.value { return value(in: inner, from: step + 1, keepsNull) }
        return value(in: CELValue(mapping.entries[place].value.value), from: step + 1)
    }

    /// The general case, for computed values and everything that has no fields.
    private func value(in start: CELValue, from step: Int) -> CELValue? {
        var current = start
        for step in step..<fields.count {
            if step < firstOptional {
                current = current.selecting(fields[step], at: offsets[step])
            } else {
                guard let next = current.selectingOptional(fields[step], at: offsets[step], orNull: isExplicit[step])
                else {
                    return nil
                }
                current = next
            }
            guard current.isDefinite else { return current }
        }
        return current
    }

    private func missing(_ step: Int) -> CELValue? {
        step >= firstOptional
            ? nil : .error(EvaluationError.noSuchKey(.string(fields[step])).located(at: offsets[step]))
    }
}

extension Mapping {
    /// Like `position`, but most keys of small maps are told apart by their length alone.
    fileprivate func place(of key: String) -> Int? {
        guard entries.count <= 16 else { return position(key) }
        let length = key.utf8.count
        for place in entries.indices where entries[place].key.utf8.count == length && entries[place].key == key {
            return place
        }
        return nil
    }
}

extension Compiler {
    /// The path of a node that is nothing but selections from a variable that has a slot.
    func fieldPath(_ node: Syntax) -> FieldPath? {
        guard case .select(let operand, let field, let isOptional) = node.kind else { return nil }
        if let name = node.dottedName, isKnown(name) { return nil }
        var path: FieldPath
        if case .identifier(let name) = operand.kind {
            guard let slot = slot(of: name) else { return nil }
            path = FieldPath(slot: slot, variable: name)
        } else {
            guard let start = fieldPath(operand) else { return nil }
            path = start
        }
        path.append(field, isOptional: isOptional, at: node.offset)
        return path
    }
}
