import Primitives

extension Library {
    /// The lists extension of cel-go and the list functions of Kubernetes.
    static let lists: [Function] = [
        .global("lists.range") { value in
            guard case .int(let count) = value else { return nil }
            guard count <= CELValue.maximumElements else { return .tooLarge }
            return .list((0..<max(0, count)).map(CELValue.int))
        },
        .member("slice") { (value: CELValue, start: CELValue, end: CELValue) in
            guard case .list(let list) = value, case .int(let start) = start, case .int(let end) = end else {
                return nil
            }
            guard start >= 0, end <= list.count, start <= end else {
                return .failure("slice \(start)..<\(end) is out of range in a list of \(list.count)")
            }
            return .list((Int(start)..<Int(end)).map { list[$0] })
        },
        .member("flatten") { (value: CELValue) in flatten(value, 1) }.overKnownElements,
        .member("flatten") { (value: CELValue, depth: CELValue) in
            guard case .int(let depth) = depth else { return nil }
            guard depth >= 0 else { return .failure("level must be non-negative") }
            return flatten(value, Int(clamping: depth))
        }.overKnownElements,
        .member("distinct", 1...1) { frame, values in
            guard case .list(let list) = values[0] else { return nil }
            return distinct(list, &frame)
        }.overKnownElements,
        .member("sort") { value in
            guard case .list(let list) = value else { return nil }
            return sorted(list.values.map { ($0, $0) })
        }.overKnownElements,
        .member("first") { value in
            guard case .list(let list) = value else { return nil }
            return .optional(list.isEmpty ? nil : list[0])
        },
        .member("last") { value in
            guard case .list(let list) = value else { return nil }
            return .optional(list.isEmpty ? nil : list[list.count - 1])
        },
        .member("isSorted") { value in
            guard case .list(let list) = value else { return nil }
            for index in 0..<list.count where index > 0 {
                guard let order = list[index - 1].compareObjects(list[index]) else { return nil }
                if order > 0 { return .bool(false) }
            }
            return .bool(true)
        }.overKnownElements,
        .member("sum") { value in
            guard case .list(let list) = value else { return nil }
            guard !list.isEmpty else { return .int(0) }
            var sum = list[0]
            guard sum.isNumber || sum.type == .duration else { return nil }
            for index in 1..<list.count {
                sum = sum.adding(list[index])
                guard sum.isDefinite else { return sum }
            }
            return sum
        }.overKnownElements,
        .member("min") { best($0) { $0 < 0 } }.overKnownElements,
        .member("max") { best($0) { $0 > 0 } }.overKnownElements,
    ]

    /// `list.indexOf(element)` of Kubernetes.
    static func indexOf(_ frame: inout Frame, _ value: CELValue, _ element: CELValue) -> CELValue? {
        guard case .list(let list) = value else { return nil }
        return place(of: element, in: list, 0..<list.count, &frame)
    }

    static func lastIndexOf(_ frame: inout Frame, _ value: CELValue, _ element: CELValue) -> CELValue? {
        guard case .list(let list) = value else { return nil }
        return place(of: element, in: list, (0..<list.count).reversed(), &frame)
    }

    private static func place(
        of element: CELValue, in list: CELList, _ order: some Sequence<Int>, _ frame: inout Frame
    ) -> CELValue {
        for index in order where !frame.isExhausted {
            switch frame.equal(list[index], element) {
            case .yes: return .int(Int64(index))
            case .no: continue
            case .unknown(let reasons): return .unknown(reasons)
            }
        }
        return .int(-1)
    }

    private static func best(_ value: CELValue, _ isBetter: (Int) -> Bool) -> CELValue? {
        guard case .list(let list) = value else { return nil }
        guard !list.isEmpty else { return .failure("min() or max() of an empty list") }
        var result = list[0]
        for index in 1..<list.count {
            guard let order = list[index].compareObjects(result) else { return nil }
            if isBetter(order) { result = list[index] }
        }
        return result
    }

    private static func flatten(_ value: CELValue, _ depth: Int) -> CELValue? {
        guard case .list(let list) = value else { return nil }
        var result: [CELValue] = []
        for item in list.values {
            if depth > 0, case .list = item {
                guard case .list(let inner)? = flatten(item, depth - 1) else { return nil }
                result += inner.values
            } else {
                result.append(item)
            }
            guard result.count <= CELValue.maximumElements else { return .tooLarge }
        }
        return .list(result)
    }

    /// Linear for scalars, quadratic (and charged so) for lists and maps.
    private static func distinct(_ list: CELList, _ frame: inout Frame) -> CELValue {
        var seen = CELEntries()
        var others: [CELValue] = []
        var result: [CELValue] = []
        for item in list.values {
            if item.isMapKey || item.isNumber {
                if seen.add(item, .null) { result.append(item) }
                continue
            }
            if frame.isExhausted { return .failure("cost limit exceeded") }
            switch frame.contains(.values(others), item) {
            case .yes: continue
            case .no: break
            case .unknown(let reasons): return .unknown(reasons)
            }
            others.append(item)
            result.append(item)
        }
        return .list(result)
    }

    /// The values in the order of their keys; equal keys keep their order.
    static func sorted(_ pairs: [(key: CELValue, value: CELValue)]) -> CELValue? {
        guard let first = pairs.first else { return .list([]) }
        guard pairs.allSatisfy({ $0.key.type == first.key.type && $0.key.compareObjects($0.key) != nil }) else {
            return nil
        }
        return .list(pairs.sorted { ($0.key.compareObjects($1.key) ?? 0) < 0 }.map(\.value))
    }
}

extension Comprehension {
    func sorted(by key: @escaping Code) -> Code {
        { frame in
            var pairs: [(key: CELValue, value: CELValue)] = []
            let end = run(&frame) { frame in
                let key = key(&frame)
                guard key.isDefinite else { return .stop(key) }
                pairs.append((key, frame.slots[first]))
                return .proceed
            }
            if let end { return end }
            return Library.sorted(pairs) ?? .failure("the keys of sortBy() cannot be ordered").located(at: offset)
        }
    }
}

extension CELValue {
    /// Order of values that sort, min and max accept: what `<` orders, and the ordered Kubernetes types.
    func compareObjects(_ other: CELValue) -> Int? {
        switch (self, other) {
        case (.semver(let left), .semver(let right)): left.compared(to: right)
        case (.quantity(let left), .quantity(let right)): CELValue.order(left, right)
        default: compare(other)
        }
    }
}
