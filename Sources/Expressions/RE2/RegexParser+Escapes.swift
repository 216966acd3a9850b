extension RegexParser {
    /// What follows a backslash outside a class; `\Q…\E` gives several nodes.
    mutating func escape(from start: Int) throws(RegularExpressionError) -> [RegexNode]? {
        guard let letter = peek() else { throw failure("trailing backslash at end of expression", from: start) }
        switch letter {
        case "A":
            at += 1
            return [.assertion(.textStart)]
        case "z":
            at += 1
            return [.assertion(.textEnd)]
        case "b":
            at += 1
            return [.assertion(.wordBoundary)]
        case "B":
            at += 1
            return [.assertion(.noWordBoundary)]
        case "Q": return quoted()
        default: break
        }
        if let set = try classEscape(from: start) { return [.set(finished(set))] }
        return [literal(try scalarEscape(from: start))]
    }

    private mutating func quoted() -> [RegexNode]? {
        at += 1
        var nodes: [RegexNode] = []
        while at < scalars.count {
            if peek() == "\\", peek(1) == "E" {
                at += 2
                break
            }
            nodes.append(literal(scalars[at]))
            at += 1
        }
        return nodes.isEmpty ? nil : nodes
    }

    /// `\d`, `\pL`, `\p{Lu}`, `\P{^N}`; nil when the escape is no class.
    mutating func classEscape(from start: Int) throws(RegularExpressionError) -> RegexSet? {
        guard let letter = peek() else { return nil }
        if let ranges = RegexClasses.perl(letter.value) {
            at += 1
            return folding(RegexSet(ranges))
        }
        guard letter == "p" || letter == "P" else { return nil }
        at += 1
        var name = ""
        if accept("{") {
            let first = at
            while let next = peek(), next != "}" { at += 1 }
            name = text(first, at)
            guard accept("}") else { throw failure("invalid character class range", from: start) }
        } else if let next = peek() {
            name = String(next)
            at += 1
        }
        let isCaret = name.hasPrefix("^")
        guard let bits = RegexClasses.category(isCaret ? String(name.dropFirst()) : name) else {
            throw RegularExpressionError("invalid character class range: \(text(start, at))", at: start)
        }
        var set = RegexSet()
        set.categories = (letter == "P") != isCaret ? RegexClasses.everyCategory & ~bits : bits
        return folding(set)
    }

    private func folding(_ set: RegexSet) -> RegexSet {
        var set = set
        set.foldsCase = flags.ignoresCase
        return set
    }

    /// A backslash escape that stands for one code point.
    mutating func scalarEscape(from start: Int) throws(RegularExpressionError) -> UInt32 {
        guard let letter = peek() else { throw failure("trailing backslash at end of expression", from: start) }
        at += 1
        switch letter {
        case "a": return 7
        case "f": return 12
        case "n": return 10
        case "r": return 13
        case "t": return 9
        case "v": return 11
        case "x": return try hexadecimal(from: start)
        case "0": return octal(letter.value - 0x30, more: 2)
        // A single digit would be a back reference, which RE2 does not have.
        case "1"..."7":
            guard let next = peek(), ("0"..."7").contains(next) else { break }
            return octal(letter.value - 0x30, more: 2)
        default:
            if letter.value < 128, !RegexMachine.isWord(UInt8(letter.value)) { return letter.value }
        }
        throw RegularExpressionError("invalid escape sequence: \(text(start, at))", at: start)
    }

    private mutating func octal(_ first: UInt32, more: Int) -> UInt32 {
        var value = first
        for _ in 0..<more {
            guard let digit = peek(), ("0"..."7").contains(digit) else { break }
            value = value * 8 + digit.value - 0x30
            at += 1
        }
        return value
    }

    private mutating func hexadecimal(from start: Int) throws(RegularExpressionError) -> UInt32 {
        let isBraced = accept("{")
        var value: UInt32 = 0
        var count = 0
        while count < (isBraced ? 8 : 2), let next = peek(), next.value < 128,
            let digit = RegexParser.hexValue(UInt8(next.value))
        {
            value = value << 4 | digit
            count += 1
            at += 1
        }
        let isClosed = isBraced ? accept("}") && count > 0 : count == 2
        guard isClosed, UnicodeScalar(value) != nil else {
            throw RegularExpressionError("invalid escape sequence: \(text(start, at))", at: start)
        }
        return value
    }

    private static func hexValue(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 0x30...0x39: UInt32(byte - 0x30)
        case 0x41...0x46: UInt32(byte - 0x37)
        case 0x61...0x66: UInt32(byte - 0x57)
        default: nil
        }
    }

    /// A class after its `[`.
    mutating func characterClass(from start: Int) throws(RegularExpressionError) -> RegexSet {
        var set = RegexSet()
        set.isNegated = accept("^")
        set.foldsCase = flags.ignoresCase
        var isFirst = true
        while peek() != "]" || isFirst {
            guard at < scalars.count else { throw failure("missing closing ]", from: start) }
            let itemStart = at
            isFirst = false
            if peek() == "[", peek(1) == ":", let ranges = try posixClass() {
                set.insert(contentsOf: ranges)
                continue
            }
            if peek() == "\\" {
                at += 1
                if let inner = try classEscape(from: itemStart) {
                    set.insert(contentsOf: inner.ranges)
                    set.categories |= inner.categories
                    continue
                }
                at = itemStart
            }
            let low = try classScalar()
            var high = low
            if peek() == "-", let after = peek(1), after != "]" {
                at += 1
                high = try classScalar()
            }
            guard low <= high else {
                throw RegularExpressionError("invalid character class range: \(text(itemStart, at))", at: itemStart)
            }
            set.insert(low...high)
        }
        at += 1
        return finished(set)
    }

    private mutating func classScalar() throws(RegularExpressionError) -> UInt32 {
        guard at < scalars.count else { throw failure("missing closing ]") }
        let start = at
        let value = scalars[at]
        at += 1
        return value == UnicodeScalar("\\").value ? try scalarEscape(from: start) : value
    }

    private mutating func posixClass() throws(RegularExpressionError) -> [ClosedRange<UInt32>]? {
        let start = at
        var end = at + 2
        while end + 1 < scalars.count, scalars[end] != UnicodeScalar(":").value { end += 1 }
        guard end + 1 < scalars.count, scalars[end + 1] == UnicodeScalar("]").value else { return nil }
        guard let ranges = RegexClasses.posix(text(start + 2, end)) else {
            throw RegularExpressionError("invalid character class range: \(text(start, end + 2))", at: start)
        }
        at = end + 2
        return ranges
    }
}
