/// A path pattern as Git reads it: `*` and `?` stop at a slash, `**/` is any number of folders, `[a-z]` a class, `\` an escape.
///
/// Invariant: matching takes at most pattern length times path length steps; hostile patterns cannot make it explode.
package struct Glob: Sendable {
    private enum Form: Sendable {
        case literal([UInt8])
        /// `*` and then these bytes, in which no slash stands: `*.log`.
        case suffix([UInt8])
        case general([Token])
    }

    private enum Token: Sendable {
        case byte(UInt8)
        /// Any byte of the set; never a slash.
        case oneOf(ByteSet)
        /// Any run of bytes without a slash.
        case run
        /// Any run of bytes at all.
        case everything
        /// Nothing, or any run of bytes that ends in a slash. Always followed by `.everything` and a slash.
        case optionalFolders
    }

    private let form: Form

    /// Nil when the pattern can match nothing: an open class or a lone backslash at the end.
    package init?(_ pattern: ArraySlice<UInt8>) {
        guard let tokens = Glob.tokens(pattern) else { return nil }
        let literal = tokens.compactMap { token in if case .byte(let byte) = token { byte } else { nil } }
        if literal.count == tokens.count {
            form = .literal(literal)
        } else if case .run = tokens[0], literal.count == tokens.count - 1, !literal.contains(UInt8(ascii: "/")) {
            form = .suffix(literal)
        } else {
            form = .general(tokens)
        }
    }

    package init?(_ pattern: String) { self.init(Array(pattern.utf8)[...]) }

    package func matches(_ path: String) -> Bool { Array(path.utf8).withUnsafeBufferPointer { matches($0) } }

    package func matches(_ path: UnsafeBufferPointer<UInt8>) -> Bool {
        switch form {
        case .literal(let bytes): return path.elementsEqual(bytes)
        case .suffix(let bytes):
            guard path.count >= bytes.count else { return false }
            let cut = path.count - bytes.count
            return path[cut...].elementsEqual(bytes) && !path[..<cut].contains(UInt8(ascii: "/"))
        case .general(let tokens): return Glob.run(tokens, path)
        }
    }

    /// Follows every way through the pattern at once: `states[i]` says that `tokens[..<i]` match what was read so far.
    private static func run(_ tokens: [Token], _ path: UnsafeBufferPointer<UInt8>) -> Bool {
        var states = [Bool](repeating: false, count: tokens.count + 1)
        var next = states
        enter(0, tokens, &states)
        for byte in path {
            for index in next.indices { next[index] = false }
            var alive = false
            for index in tokens.indices where states[index] {
                switch tokens[index] {
                case .byte(let wanted): if byte == wanted { enter(index + 1, tokens, &next) } else { continue }
                case .oneOf(let set): if set.contains(byte) { enter(index + 1, tokens, &next) } else { continue }
                case .run: if byte != UInt8(ascii: "/") { enter(index, tokens, &next) } else { continue }
                case .everything: enter(index, tokens, &next)
                case .optionalFolders: continue
                }
                alive = true
            }
            if !alive { return false }
            swap(&states, &next)
        }
        return states[tokens.count]
    }

    private static func enter(_ start: Int, _ tokens: [Token], _ states: inout [Bool]) {
        var index = start
        while !states[index] {
            states[index] = true
            guard index < tokens.count else { return }
            switch tokens[index] {
            case .byte, .oneOf: return
            case .run, .everything: index += 1
            case .optionalFolders:
                states[index + 1] = true
                states[index + 2] = true
                index += 3
            }
        }
    }

    private static func tokens(_ pattern: ArraySlice<UInt8>) -> [Token]? {
        var tokens: [Token] = []
        var index = pattern.startIndex
        while index < pattern.endIndex {
            let byte = pattern[index]
            index += 1
            switch byte {
            case UInt8(ascii: "*"):
                let start = index - 1
                while index < pattern.endIndex, pattern[index] == UInt8(ascii: "*") { index += 1 }
                let opens = start == pattern.startIndex || pattern[start - 1] == UInt8(ascii: "/")
                let closes = index == pattern.endIndex || pattern[index] == UInt8(ascii: "/")
                if index - start > 1, opens, closes {
                    if index < pattern.endIndex { tokens.append(.optionalFolders) }
                    tokens.append(.everything)
                } else {
                    tokens.append(.run)
                }
            case UInt8(ascii: "?"): tokens.append(.oneOf(ByteSet.anyButSlash))
            case UInt8(ascii: "["):
                guard let set = ByteSet.readClass(pattern, &index) else { return nil }
                tokens.append(.oneOf(set))
            case UInt8(ascii: "\\"):
                guard index < pattern.endIndex else { return nil }
                tokens.append(.byte(pattern[index]))
                index += 1
            default: tokens.append(.byte(byte))
            }
        }
        return tokens.isEmpty ? nil : tokens
    }
}

/// A set of byte values in four words.
private struct ByteSet: Sendable {
    private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

    static var anyButSlash: ByteSet { ByteSet().inverted }

    func contains(_ byte: UInt8) -> Bool {
        let word =
            switch byte >> 6 {
            case 0: words.0
            case 1: words.1
            case 2: words.2
            default: words.3
            }
        return word & (1 << UInt64(byte & 63)) != 0
    }

    mutating func insert(_ byte: UInt8) {
        let bit: UInt64 = 1 << UInt64(byte & 63)
        switch byte >> 6 {
        case 0: words.0 |= bit
        case 1: words.1 |= bit
        case 2: words.2 |= bit
        default: words.3 |= bit
        }
    }

    /// Every other byte; the slash is in neither set.
    var inverted: ByteSet {
        var result = ByteSet()
        for byte in UInt8.min...UInt8.max where byte != UInt8(ascii: "/") && !contains(byte) { result.insert(byte) }
        return result
    }

    /// Reads `!a-z_[:digit:]]`, the rest of a class after its `[`; nil when it is not closed or a named class is unknown.
    static func readClass(_ pattern: ArraySlice<UInt8>, _ index: inout Int) -> ByteSet? {
        var set = ByteSet()
        var isInverted = false
        if index < pattern.endIndex, pattern[index] == UInt8(ascii: "!") || pattern[index] == UInt8(ascii: "^") {
            isInverted = true
            index += 1
        }
        var previous: UInt8?
        var isFirst = true
        while true {
            guard index < pattern.endIndex else { return nil }
            var byte = pattern[index]
            index += 1
            if byte == UInt8(ascii: "]"), !isFirst { break }
            isFirst = false
            if byte == UInt8(ascii: "["), index < pattern.endIndex, pattern[index] == UInt8(ascii: ":") {
                guard let end = pattern[index...].firstIndex(of: UInt8(ascii: "]")) else { return nil }
                if end - 1 > index, pattern[end - 1] == UInt8(ascii: ":") {
                    guard set.insertNamed(pattern[(index + 1)..<(end - 1)]) else { return nil }
                    index = end + 1
                    previous = nil
                    continue
                }
            }
            let isRange =
                byte == UInt8(ascii: "-") && previous != nil && index < pattern.endIndex
                && pattern[index] != UInt8(ascii: "]")
            if isRange, let low = previous {
                byte = pattern[index]
                index += 1
                if byte == UInt8(ascii: "\\") {
                    guard index < pattern.endIndex else { return nil }
                    byte = pattern[index]
                    index += 1
                }
                if low <= byte { for member in low...byte where member != UInt8(ascii: "/") { set.insert(member) } }
                previous = nil
                continue
            }
            if byte == UInt8(ascii: "\\") {
                guard index < pattern.endIndex else { return nil }
                byte = pattern[index]
                index += 1
            }
            if byte != UInt8(ascii: "/") { set.insert(byte) }
            previous = byte
        }
        return isInverted ? set.inverted : set
    }

    /// Adds what `[:name:]` stands for in the C locale; false when there is no such class.
    private mutating func insertNamed(_ name: ArraySlice<UInt8>) -> Bool {
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        let upper = UInt8(ascii: "A")...UInt8(ascii: "Z")
        let lower = UInt8(ascii: "a")...UInt8(ascii: "z")
        let isMember: (UInt8) -> Bool
        switch String(decoding: name, as: UTF8.self) {
        case "alnum": isMember = { digits.contains($0) || upper.contains($0) || lower.contains($0) }
        case "alpha": isMember = { upper.contains($0) || lower.contains($0) }
        case "blank": isMember = { $0 == 0x20 || $0 == 0x09 }
        case "cntrl": isMember = { $0 < 0x20 || $0 == 0x7F }
        case "digit": isMember = { digits.contains($0) }
        case "graph": isMember = { (0x21...0x7E).contains($0) }
        case "lower": isMember = { lower.contains($0) }
        case "print": isMember = { (0x20...0x7E).contains($0) }
        case "punct":
            isMember = {
                (0x21...0x7E).contains($0) && !digits.contains($0) && !upper.contains($0) && !lower.contains($0)
            }
        case "space": isMember = { $0 == 0x20 || (0x09...0x0D).contains($0) }
        case "upper": isMember = { upper.contains($0) }
        case "xdigit": isMember = { digits.contains($0) || (0x41...0x46).contains($0) || (0x61...0x66).contains($0) }
        default: return false
        }
        for byte in UInt8.min...0x7F where byte != UInt8(ascii: "/") && isMember(byte) { insert(byte) }
        return true
    }
}
