/// A parsed regular expression.
indirect enum RegexNode {
    case empty
    /// Never matches, such as an empty class.
    case nothing
    case scalar(UInt32)
    case set(RegexSet)
    case assertion(RegexAssertion)
    case group(RegexNode, Int)
    case concatenation([RegexNode])
    case alternation([RegexNode])
    case repetition(RegexNode, minimum: Int, maximum: Int?, isGreedy: Bool)
}

enum RegexAssertion: UInt8 {
    case textStart, textEnd, lineStart, lineEnd, wordBoundary, noWordBoundary
}

/// A set of code points: ranges and general categories, complemented as a whole when negated.
struct RegexSet {
    private(set) var ranges: [ClosedRange<UInt32>] = []
    /// One bit a general category.
    var categories: UInt32 = 0
    var isNegated = false
    /// Whether a code point also belongs when its lower or upper case does.
    var foldsCase = false
    private var low: UInt64 = 0
    private var high: UInt64 = 0

    init(_ ranges: [ClosedRange<UInt32>] = []) { self.ranges = ranges }

    static let any = RegexSet([0...0x10FFFF])
    static let notNewline = RegexSet([0...9, 11...0x10FFFF])

    mutating func insert(_ range: ClosedRange<UInt32>) { ranges.append(range) }

    mutating func insert(contentsOf more: [ClosedRange<UInt32>]) { ranges += more }

    /// Sorts the ranges and fills the table for ASCII; no change may follow.
    mutating func finish() {
        ranges.sort { $0.lowerBound < $1.lowerBound }
        var merged: [ClosedRange<UInt32>] = []
        for range in ranges {
            if let last = merged.last, range.lowerBound <= last.upperBound &+ 1 {
                merged[merged.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        ranges = merged
        for value in 0..<UInt32(128) where computed(value) {
            if value < 64 { low |= 1 << UInt64(value) } else { high |= 1 << UInt64(value - 64) }
        }
    }

    func contains(_ value: UInt32) -> Bool {
        if value < 64 { return low >> UInt64(value) & 1 != 0 }
        if value < 128 { return high >> UInt64(value - 64) & 1 != 0 }
        return computed(value)
    }

    private func computed(_ value: UInt32) -> Bool {
        var isMember = holds(value)
        if !isMember, foldsCase {
            let (lower, upper) = RegexSet.cases(value)
            isMember = holds(lower) || holds(upper)
        }
        return isMember != isNegated
    }

    private func holds(_ value: UInt32) -> Bool {
        var first = 0
        var last = ranges.count
        while first < last {
            let middle = (first + last) / 2
            if ranges[middle].upperBound < value { first = middle + 1 } else { last = middle }
        }
        if first < ranges.count, ranges[first].lowerBound <= value { return true }
        guard categories != 0, let scalar = UnicodeScalar(value) else { return false }
        return categories & scalar.properties.generalCategory.bit != 0
    }

    /// The simple lower and upper case of a code point.
    static func cases(_ value: UInt32) -> (lower: UInt32, upper: UInt32) {
        guard let scalar = UnicodeScalar(value) else { return (value, value) }
        if value < 128 {
            switch value {
            case 0x41...0x5A: return (value + 32, value)
            case 0x61...0x7A: return (value, value - 32)
            default: return (value, value)
            }
        }
        let lower = scalar.properties.lowercaseMapping.unicodeScalars
        let upper = scalar.properties.uppercaseMapping.unicodeScalars
        return (
            lower.count == 1 ? lower.first!.value : value, upper.count == 1 ? upper.first!.value : value
        )
    }
}

extension Unicode.GeneralCategory {
    var bit: UInt32 {
        switch self {
        case .uppercaseLetter: 1 << 0
        case .lowercaseLetter: 1 << 1
        case .titlecaseLetter: 1 << 2
        case .modifierLetter: 1 << 3
        case .otherLetter: 1 << 4
        case .nonspacingMark: 1 << 5
        case .spacingMark: 1 << 6
        case .enclosingMark: 1 << 7
        case .decimalNumber: 1 << 8
        case .letterNumber: 1 << 9
        case .otherNumber: 1 << 10
        case .connectorPunctuation: 1 << 11
        case .dashPunctuation: 1 << 12
        case .openPunctuation: 1 << 13
        case .closePunctuation: 1 << 14
        case .initialPunctuation: 1 << 15
        case .finalPunctuation: 1 << 16
        case .otherPunctuation: 1 << 17
        case .mathSymbol: 1 << 18
        case .currencySymbol: 1 << 19
        case .modifierSymbol: 1 << 20
        case .otherSymbol: 1 << 21
        case .spaceSeparator: 1 << 22
        case .lineSeparator: 1 << 23
        case .paragraphSeparator: 1 << 24
        case .control: 1 << 25
        case .format: 1 << 26
        case .surrogate: 1 << 27
        case .privateUse: 1 << 28
        case .unassigned: 1 << 29
        @unknown default: 1 << 29
        }
    }
}
