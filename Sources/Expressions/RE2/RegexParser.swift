/// Parses RE2 syntax with the errors of Go's regexp.
struct RegexParser {
    let scalars: [UInt32]
    var at = 0
    private(set) var groupNames: [String?] = [nil]
    var flags = Flags()
    private var nesting = 0

    struct Flags {
        var ignoresCase = false
        var isMultiline = false
        var dotMatchesNewline = false
        var isUngreedy = false
    }

    private static let maximumNesting = 100
    private static let maximumRepetition = 1000

    init(_ pattern: String) { scalars = pattern.unicodeScalars.map(\.value) }

    mutating func parse() throws(RegularExpressionError) -> RegexNode {
        let node = try alternation()
        if at < scalars.count { throw failure("unexpected )") }
        return node
    }

    func failure(_ message: String, from start: Int? = nil) -> RegularExpressionError {
        let start = start ?? at
        let rest = text(start, min(scalars.count, start + 40))
        return RegularExpressionError(rest.isEmpty ? message : "\(message): \(rest)", at: start)
    }

    func text(_ start: Int, _ end: Int) -> String { String(scalars[start..<end].compactMap(UnicodeScalar.init)) }

    func peek(_ distance: Int = 0) -> UnicodeScalar? {
        at + distance < scalars.count ? UnicodeScalar(scalars[at + distance]) : nil
    }

    mutating func accept(_ scalar: UnicodeScalar) -> Bool {
        guard peek() == scalar else { return false }
        at += 1
        return true
    }

    private mutating func alternation() throws(RegularExpressionError) -> RegexNode {
        var branches = [try concatenation()]
        while accept("|") { branches.append(try concatenation()) }
        return branches.count == 1 ? branches[0] : .alternation(branches)
    }

    private mutating func concatenation() throws(RegularExpressionError) -> RegexNode {
        var parts: [RegexNode] = []
        while let next = peek(), next != "|", next != ")" {
            let start = at
            guard let atom = try atom() else { continue }
            parts += try repeated(atom, from: start)
        }
        return parts.isEmpty ? .empty : (parts.count == 1 ? parts[0] : .concatenation(parts))
    }

    /// The atoms with the quantifier that follows applied to the last one.
    private mutating func repeated(_ atoms: [RegexNode], from start: Int) throws(RegularExpressionError) -> [RegexNode] {
        guard let last = atoms.last, let (minimum, maximum) = try quantifier() else { return atoms }
        let isLazy = accept("?")
        let again = at
        if try quantifier() != nil { throw failure("invalid nested repetition operator", from: again - 1) }
        let node = RegexNode.repetition(
            last, minimum: minimum, maximum: maximum, isGreedy: isLazy == flags.isUngreedy)
        return atoms.dropLast() + [node]
    }

    private mutating func quantifier() throws(RegularExpressionError) -> (Int, Int?)? {
        switch peek() {
        case "*":
            at += 1
            return (0, nil)
        case "+":
            at += 1
            return (1, nil)
        case "?":
            at += 1
            return (0, 1)
        case "{": return try counted()
        default: return nil
        }
    }

    /// `{2}`, `{2,}` or `{2,5}`; anything else in braces is literal text.
    private mutating func counted() throws(RegularExpressionError) -> (Int, Int?)? {
        let start = at
        at += 1
        guard let minimum = number() else {
            at = start
            return nil
        }
        var maximum: Int? = minimum
        if accept(",") { maximum = peek() == "}" ? nil : number() ?? -1 }
        guard accept("}"), maximum != -1 else {
            at = start
            return nil
        }
        guard minimum <= RegexParser.maximumRepetition, (maximum ?? 0) <= RegexParser.maximumRepetition,
            minimum <= maximum ?? minimum
        else { throw failure("invalid repeat count", from: start) }
        return (minimum, maximum)
    }

    private mutating func number() -> Int? {
        let start = at
        var value = 0
        while let digit = peek(), ("0"..."9").contains(digit) {
            value = min(value * 10 + Int(digit.value - 0x30), 100_000)
            at += 1
        }
        return at > start ? value : nil
    }

    /// One atom, usually a single node; nil for what matches nothing by itself, such as `(?i)`.
    private mutating func atom() throws(RegularExpressionError) -> [RegexNode]? {
        let start = at
        let next = scalars[at]
        at += 1
        switch UnicodeScalar(next) {
        case "(": return try group(from: start).map { [$0] }
        case "[": return [.set(try characterClass(from: start))]
        case ".": return [.set(finished(flags.dotMatchesNewline ? .any : .notNewline))]
        case "^": return [.assertion(flags.isMultiline ? .lineStart : .textStart)]
        case "$": return [.assertion(flags.isMultiline ? .lineEnd : .textEnd)]
        case "*", "+", "?": throw failure("missing argument to repetition operator", from: start)
        case "\\": return try escape(from: start)
        default: return [literal(next)]
        }
    }

    func finished(_ set: RegexSet) -> RegexSet {
        var set = set
        set.finish()
        return set
    }

    func literal(_ value: UInt32) -> RegexNode {
        let (lower, upper) = RegexSet.cases(value)
        guard flags.ignoresCase, lower != value || upper != value else { return .scalar(value) }
        var set = RegexSet([value...value])
        set.foldsCase = true
        return .set(finished(set))
    }

    private mutating func group(from start: Int) throws(RegularExpressionError) -> RegexNode? {
        nesting += 1
        defer { nesting -= 1 }
        guard nesting <= RegexParser.maximumNesting else { throw failure("expression nests too deeply", from: start) }
        let outer = flags
        var number: Int?
        if accept("?") {
            if peek() == "<" || (peek() == "P" && peek(1) == "<") {
                at += peek() == "P" ? 2 : 1
                number = try named(from: start)
            } else if try !flagGroup(from: start) {
                return nil
            }
        } else {
            number = groupNames.count
            groupNames.append(nil)
        }
        let inner = try alternation()
        guard accept(")") else { throw failure("missing closing )", from: start) }
        flags = outer
        return number.map { .group(inner, $0) } ?? inner
    }

    private mutating func named(from start: Int) throws(RegularExpressionError) -> Int {
        let first = at
        while let next = peek(), next != ">" {
            guard next.value < 128, RegexMachine.isWord(UInt8(next.value)) else {
                throw failure("invalid named capture", from: start)
            }
            at += 1
        }
        let name = text(first, at)
        guard accept(">"), !name.isEmpty else { throw failure("invalid named capture", from: start) }
        guard !groupNames.contains(name) else { throw failure("duplicate capture group name '\(name)'", from: start) }
        groupNames.append(name)
        return groupNames.count - 1
    }

    /// `(?i)` changes the flags up to the end of the enclosing group (false); `(?i:` opens a group (true).
    private mutating func flagGroup(from start: Int) throws(RegularExpressionError) -> Bool {
        var isOn = true
        var changed = flags
        while let next = peek() {
            at += 1
            switch next {
            case "i": changed.ignoresCase = isOn
            case "m": changed.isMultiline = isOn
            case "s": changed.dotMatchesNewline = isOn
            case "U": changed.isUngreedy = isOn
            case "-" where isOn: isOn = false
            case ":", ")":
                flags = changed
                return next == ":"
            default: throw failure("invalid or unsupported Perl syntax", from: start)
            }
        }
        throw failure("missing closing )", from: start)
    }
}
