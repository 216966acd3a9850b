import ConfigModel
internal import Projects

extension TerraformFunctions {
    static let collections: [String: TerraformFunction] = [
        "length": .value(1...1, needs: .outermost) { arguments in
            switch arguments[0] {
            case .string(let text): .int(Int64(text.count))
            case .list(let items): .int(Int64(items.count))
            case .map(let mapping): .int(Int64(mapping.count))
            default: nil
            }
        },
        "concat": .traced(TerraformFunction.anyNumber, needs: .outermost) { arguments in
            let lists = arguments.compactMap(\.value.list)
            return lists.count == arguments.count ? .new(.list(lists.flatMap { $0 })) : nil
        },
        "element": .traced(2...2, needs: .outermost) { arguments in
            guard let items = arguments[0].value.list, !items.isEmpty,
                case .int(let index)? = Conversion.number(arguments[1].value)
            else { return nil }
            let count = Int64(items.count)
            return items[Int((index % count + count) % count)]
        },
        "coalesce": .traced(1...Int.max, needs: .nothing) { arguments in
            arguments.first { $0.value.isUnknown || !($0.value.isNull || $0.value.string == "") }
        },
        "coalescelist": .traced(1...Int.max, needs: .nothing) { arguments in
            arguments.first { $0.value.isUnknown || $0.value.list?.isEmpty == false }
        },
        "compact": .traced(1...1) { arguments in
            arguments[0].value.list.map { items in
                .new(.list(items.filter { !$0.value.isNull && $0.value.string != "" }))
            }
        },
        "contains": .value(2...2) { arguments in
            arguments[0].list.map { items in .bool(items.contains { $0.value == arguments[1] }) }
        },
        "index": .value(2...2) { arguments in
            arguments[0].list?.firstIndex { $0.value == arguments[1] }.map { .int(Int64($0)) }
        },
        "distinct": .traced(1...1) { arguments in arguments[0].value.list.map { .new(.list(distinct($0))) } },
        "flatten": .traced(1...1, needs: .outermost) { arguments in
            guard let items = arguments[0].value.list else { return nil }
            var flat: [Traced] = []
            if let reason = flatten(items, into: &flat) { return .new(.unknown(reason)) }
            return .new(.list(flat))
        },
        "reverse": .traced(1...1, needs: .outermost) { arguments in
            arguments[0].value.list.map { .new(.list($0.reversed())) }
        },
        "slice": .traced(3...3, needs: .outermost) { arguments in
            guard let items = arguments[0].value.list, case .int(let start)? = Conversion.number(arguments[1].value),
                case .int(let end)? = Conversion.number(arguments[2].value), start >= 0, start <= end,
                end <= items.count
            else { return nil }
            return .new(.list(Array(items[Int(start)..<Int(end)])))
        },
        "sort": .traced(1...1) { arguments in
            guard let items = arguments[0].value.list, items.allSatisfy({ Conversion.string($0.value) != nil }) else {
                return nil
            }
            return .new(.list(items.sorted(by: precedes)))
        },
        "chunklist": .traced(2...2, needs: .outermost) { arguments in
            guard let items = arguments[0].value.list, case .int(let size)? = Conversion.number(arguments[1].value),
                size > 0
            else { return nil }
            let step = Int(min(size, Int64(max(items.count, 1))))
            let starts = stride(from: 0, to: items.count, by: step)
            return .new(.list(starts.map { .new(.list(Array(items[$0..<min($0 + step, items.count)]))) }))
        },
        "one": .traced(1...1, needs: .outermost) { arguments in
            guard let items = arguments[0].value.list, items.count < 2 else { return nil }
            return items.first ?? .new(.null)
        },
        "alltrue": .value(1...1) { arguments in
            arguments[0].list.map { items in .bool(items.allSatisfy { Conversion.bool($0.value) == true }) }
        },
        "anytrue": .value(1...1) { arguments in
            arguments[0].list.map { items in .bool(items.contains { Conversion.bool($0.value) == true }) }
        },
        "range": .value(1...3) { range($0) },
        "matchkeys": .traced(3...3) { arguments in
            guard let values = arguments[0].value.list, let keys = arguments[1].value.list, values.count == keys.count,
                let wanted = arguments[2].value.list
            else { return nil }
            let kept = zip(values, keys).filter { _, key in wanted.contains { $0.value == key.value } }
            return .new(.list(kept.map(\.0)))
        },
    ]

    static let sets: [String: TerraformFunction] = [
        "toset": .traced(1...1) { arguments in arguments[0].value.list.map { set($0, .none) } },
        "setunion": .traced(1...Int.max) { arguments in
            let lists = arguments.compactMap(\.value.list)
            return lists.count == arguments.count ? set(lists.flatMap { $0 }, .none) : nil
        },
        "setintersection": .traced(1...Int.max) { arguments in
            let lists = arguments.compactMap(\.value.list)
            guard lists.count == arguments.count else { return nil }
            return set(lists[0].filter { item in lists.allSatisfy { $0.contains { $0.value == item.value } } }, .none)
        },
        "setsubtract": .traced(2...2) { arguments in
            guard let all = arguments[0].value.list, let gone = arguments[1].value.list else { return nil }
            return set(all.filter { item in !gone.contains { $0.value == item.value } }, .none)
        },
        "setproduct": .traced(1...Int.max) { arguments in
            let lists = arguments.compactMap(\.value.list)
            guard lists.count == arguments.count else { return nil }
            var rows: [[Traced]] = [[]]
            for list in lists {
                guard rows.count * max(list.count, 1) <= TerraformEvaluator.maximumCount else {
                    return .new(.unknown(UnknownReason("calls setproduct, whose result is too large")))
                }
                rows = rows.flatMap { row in list.map { row + [$0] } }
            }
            return .new(.list(rows.map { .new(.list($0)) }))
        },
    ]

    /// A set as a list: every element once, in Terraform's order.
    static func set(_ items: [Traced], _ provenance: Provenance) -> Traced {
        let once = distinct(items)
        let isSortable = once.allSatisfy { Conversion.string($0.value) != nil }
        return Traced(.list(isSortable ? once.sorted(by: precedes) : once), provenance)
    }

    private static func precedes(_ a: Traced, _ b: Traced) -> Bool {
        if case .string = a.value {
        } else if let x = Conversion.double(a.value), let y = Conversion.double(b.value) {
            return x < y
        }
        return (Conversion.string(a.value) ?? "").utf8.lexicographicallyPrecedes(
            (Conversion.string(b.value) ?? "").utf8)
    }

    private static func distinct(_ items: [Traced]) -> [Traced] {
        var seen: Set<String> = []
        var result: [Traced] = []
        for item in items {
            if let text = item.value.string {
                if seen.insert(text).inserted { result.append(item) }
            } else if !result.contains(where: { $0.value == item.value }) {
                result.append(item)
            }
        }
        return result
    }

    private static func flatten(_ items: [Traced], into flat: inout [Traced]) -> UnknownReason? {
        for item in items {
            switch item.value {
            case .list(let inner): if let reason = flatten(inner, into: &flat) { return reason }
            case .unknown(let reason): return reason
            default: flat.append(item)
            }
        }
        return nil
    }

    private static func range(_ arguments: [Value]) -> Value? {
        let numbers = arguments.compactMap { Conversion.number($0)?.int }
        guard numbers.count == arguments.count else { return nil }
        let start = numbers.count > 1 ? numbers[0] : 0
        let end = numbers.count > 1 ? numbers[1] : numbers[0]
        let step = numbers.count > 2 ? numbers[2] : end >= start ? 1 : -1
        guard step != 0 else { return nil }
        var values: [Value] = []
        var at = start
        while step > 0 ? at < end : at > end {
            // The limit is Terraform's own.
            guard values.count < 1024 else { return nil }
            values.append(.int(at))
            let (next, overflow) = at.addingReportingOverflow(step)
            if overflow { break }
            at = next
        }
        return .newList(values)
    }
}
