extension CELValue {
    /// `value.field`; a missing key is an error, a field of an optional is optional.
    func selecting(_ field: String, at offset: Int) -> CELValue {
        switch self {
        case .map(let map):
            if let value = map[field] { return value }
            return .error(EvaluationError.noSuchKey(.string(field)).located(at: offset))
        case .optional(let content):
            guard let found = content?.selectingOptional(field, at: offset, orNull: false) else { return .none }
            return found.isDefinite ? .optional(found) : found
        case .error, .unknown: return self
        default: return noField(field, at: offset)
        }
    }

    /// `value.?field` on what is not an optional itself: nil when the key is missing.
    ///
    /// - Parameter orNull: whether null has no fields, as an empty `securityContext:` in YAML wants it.
    func selectingOptional(_ field: String, at offset: Int, orNull: Bool) -> CELValue? {
        switch self {
        case .map(let map): map[field]
        case .null where orNull: nil
        case .optional(let content): content?.selectingOptional(field, at: offset, orNull: orNull)
        case .error, .unknown: self
        default: noField(field, at: offset)
        }
    }

    private func noField(_ field: String, at offset: Int) -> CELValue {
        .error(
            EvaluationError("no such key: '\(field)' (a value of type '\(type.name)' has no fields)").located(
                at: offset))
    }

    /// `has(value.field)`.
    func hasField(_ field: String, at offset: Int) -> CELValue {
        switch self {
        case .map(let map): .bool(map.contains(.string(field)))
        case .null, .optional(nil): .bool(false)
        case .optional(let content?): content.hasField(field, at: offset)
        case .error, .unknown: self
        default: noField(field, at: offset)
        }
    }

    /// `value[key]`.
    func indexing(_ key: CELValue, at offset: Int) -> CELValue {
        if case .optional(let content) = self {
            guard let found = content?.indexingOptional(key, at: offset) else { return .none }
            return found.isDefinite ? .optional(found) : found
        }
        if let found = indexingOptional(key, at: offset) { return found }
        let error =
            if case .list(let list) = self {
                EvaluationError("index \(key.shown) out of bounds in a list of \(list.count)")
            } else {
                EvaluationError.noSuchKey(key)
            }
        return .error(error.located(at: offset))
    }

    /// `value[?key]` on what is not an optional itself: nil when there is no such element.
    func indexingOptional(_ key: CELValue, at offset: Int) -> CELValue? {
        switch (self, key) {
        case (.error, _), (.unknown, _): return self
        case (_, .error), (_, .unknown): return key
        case (.map(let map), _): return map[key]
        case (.list(let list), _):
            guard let place = key.wholeNumber else {
                return .error(EvaluationError("invalid list index \(key.shown)").located(at: offset))
            }
            return place >= 0 && place < Int64(list.count) ? list[Int(place)] : nil
        case (.optional(let content), _): return content?.indexingOptional(key, at: offset)
        case (.null, _): return nil
        default: return .error(EvaluationError.noSuchOverload("_[_]", [type, key.type]).located(at: offset))
        }
    }

    /// The number as an int when it is whole, whatever its type.
    var wholeNumber: Int64? {
        switch self {
        case .int(let number): number
        case .uint(let number): Int64(exactly: number)
        case .double(let number): Int64(exactly: number)
        default: nil
        }
    }
}
