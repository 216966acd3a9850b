internal import ConfigModel
internal import Glibc
internal import Primitives

/// Yes, no, or unknown with reasons.
enum Truth {
    case yes
    case no
    case unknown([UnknownReason])

    init(_ flag: Bool) { self = flag ? .yes : .no }

    var value: CELValue {
        switch self {
        case .yes: .bool(true)
        case .no: .bool(false)
        case .unknown(let reasons): .unknown(reasons)
        }
    }

    var negated: CELValue {
        switch self {
        case .yes: .bool(false)
        case .no: .bool(true)
        case .unknown(let reasons): .unknown(reasons)
        }
    }
}

/// Counts the steps of a comparison and ends it when there are too many; the result then does not matter.
struct ComparisonMeter {
    private(set) var used = 0
    let limit: Int

    var isExhausted: Bool { used > limit }

    mutating func count(_ steps: Int) { used &+= steps }
}

extension Frame {
    /// Compares and charges for what was looked at.
    mutating func equal(_ left: CELValue, _ right: CELValue) -> Truth {
        var meter = ComparisonMeter(limit: limit - cost)
        let result = left.equals(right, &meter)
        charge(meter.used)
        return result
    }

    /// Whether `list` holds `element`; one unknown element does not hide an equal one.
    mutating func contains(_ list: CELList, _ element: CELValue) -> Truth {
        var meter = ComparisonMeter(limit: limit - cost)
        defer { charge(meter.used) }
        var undecided = Truth.no
        for index in 0..<list.count where !meter.isExhausted {
            meter.count(1)
            switch list[index].equals(element, &meter) {
            case .yes: return .yes
            case .no: continue
            case .unknown(let reasons): undecided = .unknown(reasons)
            }
        }
        return undecided
    }
}

extension CELValue {
    /// CEL equality: numbers compare across types, values of different types are unequal, strings compare by code point.
    ///
    /// A difference between known parts decides; otherwise unknown parts make the result unknown.
    func equals(_ other: CELValue, _ meter: inout ComparisonMeter) -> Truth {
        switch (self, other) {
        case (.string(let left), .string(let right)):
            if left.utf8.count > 15 { meter.count(left.utf8.count >> 4) }
            return Truth(left.hasSameBytes(as: right))
        case (.list(let left), .list(let right)): return CELValue.equal(left, right, &meter)
        case (.map(let left), .map(let right)): return CELValue.equal(left, right, &meter)
        case (.optional(let left?), .optional(let right?)): return left.equals(right, &meter)
        case (.unknown(let left), .unknown(let right)): return .unknown(UnknownReason.union(left, right))
        case (.unknown(let reasons), _), (_, .unknown(let reasons)): return .unknown(reasons)
        default: return Truth(isEqualScalar(other))
        }
    }

    /// Equality of everything but lists, maps and filled optionals.
    func isEqualScalar(_ other: CELValue) -> Bool {
        switch (self, other) {
        case (.string(let left), .string(let right)): left.hasSameBytes(as: right)
        case (.bool(let left), .bool(let right)): left == right
        case (.int(let left), .int(let right)): left == right
        case (.null, .null), (.optional(nil), .optional(nil)): true
        case (.bytes(let left), .bytes(let right)): left == right
        case (.timestamp(let left), .timestamp(let right)): left == right
        case (.duration(let left), .duration(let right)): left == right
        case (.type(let left), .type(let right)): left == right
        case (.ip(let left), .ip(let right)): left == right
        case (.cidr(let left), .cidr(let right)): left == right
        case (.semver(let left), .semver(let right)): left.compared(to: right) == 0
        case (.quantity(let left), .quantity(let right)): left == right
        case (.url(let left), .url(let right)): left == right
        default: compareNumbers(other) == 0
        }
    }

    private static func equal(_ left: CELList, _ right: CELList, _ meter: inout ComparisonMeter) -> Truth {
        guard left.count == right.count else { return .no }
        var reasons: [UnknownReason] = []
        for index in 0..<left.count where !meter.isExhausted {
            meter.count(1)
            switch left[index].equals(right[index], &meter) {
            case .yes: break
            case .no: return .no
            case .unknown(let more): reasons = UnknownReason.union(reasons, more)
            }
        }
        return reasons.isEmpty ? .yes : .unknown(reasons)
    }

    private static func equal(_ left: CELMap, _ right: CELMap, _ meter: inout ComparisonMeter) -> Truth {
        guard left.count == right.count else { return .no }
        var reasons: [UnknownReason] = []
        for index in 0..<left.count where !meter.isExhausted {
            meter.count(1)
            guard let other = right.written(left.key(at: index)) else { return .no }
            switch left.value(at: index).equals(other, &meter) {
            case .yes: break
            case .no: return .no
            case .unknown(let more): reasons = UnknownReason.union(reasons, more)
            }
        }
        return reasons.isEmpty ? .yes : .unknown(reasons)
    }
}

extension String {
    /// Swift's `==` takes canonically equivalent text as equal; CEL, YAML and Kubernetes do not.
    func hasSameBytes(as other: String) -> Bool {
        let (left, right) = (utf8, other.utf8)
        guard left.count == right.count else { return false }
        let isSame = left.withContiguousStorageIfAvailable { left in
            // SAFETY: both buffers are alive within the closures and have the length compared.
            right.withContiguousStorageIfAvailable { right in
                left.isEmpty || memcmp(left.baseAddress!, right.baseAddress!, left.count) == 0
            }
        }
        return isSame.flatMap(\.self) ?? left.elementsEqual(right)
    }
}

extension UnknownReason {
    private static let shownAtMost = 16

    /// Both lists without repetition; long lists are cut, since a report shows only a few.
    static func union(_ left: [UnknownReason], _ right: [UnknownReason]) -> [UnknownReason] {
        if left.isEmpty { return right }
        var result = left
        for reason in right where result.count < shownAtMost && !result.contains(reason) { result.append(reason) }
        return result
    }
}
