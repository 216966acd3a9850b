extension Library {
    /// The math extension of cel-go.
    static let maths: [Function] = [
        .global("math.greatest", 1...64) { _, values in extreme(values) { $0 > 0 } }.overKnownElements,
        .global("math.least", 1...64) { _, values in extreme(values) { $0 < 0 } }.overKnownElements,
        .global("math.ceil") { real($0) { $0.rounded(.up) } },
        .global("math.floor") { real($0) { $0.rounded(.down) } },
        .global("math.round") { real($0) { $0.rounded(.toNearestOrAwayFromZero) } },
        .global("math.trunc") { real($0) { $0.rounded(.towardZero) } },
        .global("math.sqrt") { value in value.asDouble.map { .double($0.squareRoot()) } },
        .global("math.isNaN") { value in if case .double(let number) = value { .bool(number.isNaN) } else { nil } },
        .global("math.isInf") { value in if case .double(let number) = value { .bool(number.isInfinite) } else { nil }
        },
        .global("math.isFinite") { value in if case .double(let number) = value { .bool(number.isFinite) } else { nil }
        },
        .global("math.abs") { value in
            switch value {
            case .int(let number): number == .min ? .overflow : .int(abs(number))
            case .uint: value
            case .double(let number): .double(abs(number))
            default: nil
            }
        },
        .global("math.sign") { value in
            switch value {
            case .int(let number): .int(number.signum())
            case .uint(let number): .uint(number == 0 ? 0 : 1)
            case .double(let number): .double(number > 0 ? 1 : (number < 0 ? -1 : number))
            default: nil
            }
        },
        .global("math.bitAnd") { bits($0, $1, &, &) },
        .global("math.bitOr") { bits($0, $1, |, |) },
        .global("math.bitXor") { bits($0, $1, ^, ^) },
        .global("math.bitNot") { value in
            switch value {
            case .int(let number): .int(~number)
            case .uint(let number): .uint(~number)
            default: nil
            }
        },
        .global("math.bitShiftLeft") { shift($0, $1) { $0 << $1 } },
        // A negative int is shifted as its bit pattern, so that zeros come in from the left.
        .global("math.bitShiftRight") { shift($0, $1) { $0 >> $1 } },
    ]

    private static func real(_ value: CELValue, _ change: (Double) -> Double) -> CELValue? {
        if case .double(let number) = value { .double(change(number)) } else { nil }
    }

    private static func bits(
        _ left: CELValue, _ right: CELValue, _ ints: (Int64, Int64) -> Int64, _ uints: (UInt64, UInt64) -> UInt64
    ) -> CELValue? {
        switch (left, right) {
        case (.int(let left), .int(let right)): .int(ints(left, right))
        case (.uint(let left), .uint(let right)): .uint(uints(left, right))
        default: nil
        }
    }

    private static func shift(_ value: CELValue, _ places: CELValue, _ move: (UInt64, UInt64) -> UInt64) -> CELValue? {
        guard case .int(let places) = places else { return nil }
        guard places >= 0 else {
            return value.isNumber ? .failure("negative offset: \(places)") : nil
        }
        switch value {
        case .int(let number): return .int(Int64(bitPattern: move(UInt64(bitPattern: number), UInt64(places))))
        case .uint(let number): return .uint(move(number, UInt64(places)))
        default: return nil
        }
    }

    private static func extreme(_ values: [CELValue], _ isBetter: (Int) -> Bool) -> CELValue? {
        var candidates = values
        if values.count == 1, case .list(let list) = values[0] {
            guard !list.isEmpty else { return .failure("argument of math.greatest() or math.least() is an empty list") }
            candidates = list.values
        }
        var best = candidates[0]
        guard best.isNumber else { return nil }
        for candidate in candidates.dropFirst() {
            guard candidate.isNumber else { return nil }
            if let order = candidate.compareNumbers(best), isBetter(order) { best = candidate }
        }
        return best
    }
}
