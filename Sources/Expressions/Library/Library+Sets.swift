extension Library {
    /// The sets extension of cel-go; lists are taken as sets.
    static let sets: [Function] = [
        .global("sets.contains", 2...2) { frame, values in
            guard case .list(let whole) = values[0], case .list(let part) = values[1] else { return nil }
            return contains(whole, part, &frame).value
        },
        .global("sets.equivalent", 2...2) { frame, values in
            guard case .list(let left) = values[0], case .list(let right) = values[1] else { return nil }
            switch (contains(left, right, &frame), contains(right, left, &frame)) {
            case (.no, _), (_, .no): return .bool(false)
            case (.yes, .yes): return .bool(true)
            case (.unknown(let reasons), _), (_, .unknown(let reasons)): return .unknown(reasons)
            }
        },
        .global("sets.intersects", 2...2) { frame, values in
            guard case .list(let left) = values[0], case .list(let right) = values[1] else { return nil }
            var undecided = Truth.no
            for index in 0..<left.count where !frame.isExhausted {
                switch frame.contains(right, left[index]) {
                case .yes: return .bool(true)
                case .no: continue
                case .unknown(let reasons): undecided = .unknown(reasons)
                }
            }
            return undecided.value
        },
    ]

    private static func contains(_ whole: CELList, _ part: CELList, _ frame: inout Frame) -> Truth {
        var undecided = Truth.yes
        for index in 0..<part.count where !frame.isExhausted {
            switch frame.contains(whole, part[index]) {
            case .yes: continue
            case .no: return .no
            case .unknown(let reasons): undecided = .unknown(reasons)
            }
        }
        return undecided
    }
}
