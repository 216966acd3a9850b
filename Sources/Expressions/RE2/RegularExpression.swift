/// A regular expression in RE2 syntax, matched in time linear in the text (github.com/google/re2/wiki/Syntax).
///
/// Leftmost-first like Go, Perl and Helm: of several matches at the leftmost place the one that a backtracking engine would try first.
/// Not supported: scripts such as `\p{Greek}`, `\C`.
package struct RegularExpression: Sendable {
    package let pattern: String
    /// Name of each group, from group 0 (the whole match), nil where it has none.
    package let groupNames: [String?]
    let program: RegexProgram

    /// - Throws: `RegularExpressionError` in the words of Go's regexp, with the offset of the trouble.
    package init(_ pattern: String) throws(RegularExpressionError) {
        var parser = RegexParser(pattern)
        let node = try parser.parse()
        self.pattern = pattern
        groupNames = parser.groupNames
        program = try RegexCompiler.compile(node, groups: parser.groupNames.count)
    }

    /// One match: byte ranges of the whole and of each group, nil for groups that took no part.
    package struct Match: Hashable, Sendable {
        package let groups: [Range<Int>?]
        package var range: Range<Int> { groups[0] ?? 0..<0 }
    }

    /// How many instructions the pattern became; matching costs at most this times the length of the text.
    package var size: Int { program.instructions.count }

    package var groupCount: Int { groupNames.count - 1 }

    /// Whether the pattern matches anywhere in the text.
    package func matches(_ text: String) throws(RegularExpressionError) -> Bool {
        try captures(Array(text.utf8), from: 0, slots: 0) != nil
    }

    /// How to match: both give the same result, which is what tests compare.
    package enum Engine: Sendable {
        /// Backtracking with a table of visits while that fits, else the machine.
        case automatic
        /// All ways at once.
        case machine
    }

    /// The leftmost match that starts at `start` or later.
    package func firstMatch(
        in text: [UInt8], from start: Int = 0, engine: Engine = .automatic
    ) throws(RegularExpressionError) -> Match? {
        guard let slots = try captures(text, from: start, slots: 2 * groupNames.count, engine) else { return nil }
        return Match(
            groups: stride(from: 0, to: slots.count, by: 2).map {
                slots[$0] >= 0 && slots[$0 + 1] >= 0 ? slots[$0]..<slots[$0 + 1] : nil
            })
    }

    private func captures(
        _ text: [UInt8], from start: Int, slots: Int, _ engine: Engine = .automatic
    ) throws(RegularExpressionError) -> [Int]? {
        guard start <= text.count else { return nil }
        if engine == .automatic, RegexBacktracker.isSuitable(program, text.count - start) {
            return RegexBacktracker.run(program, slots: slots, text, from: start)
        }
        var machine = RegexMachine(program, slots: slots)
        let result = text.withUnsafeBufferPointer { text in
            Result { () throws(RegularExpressionError) in try machine.run(text, from: start) }
        }
        return try result.get()
    }

    /// All matches from left to right that do not overlap; an empty match right after another is left out, as in Go.
    package func allMatches(
        in text: [UInt8], limit: Int = .max
    ) throws(RegularExpressionError) -> [Match] {
        var result: [Match] = []
        var at = 0
        var lastEnd = -1
        while result.count < limit, at <= text.count, let match = try firstMatch(in: text, from: at) {
            let range = match.range
            if !range.isEmpty || range.lowerBound != lastEnd { result.append(match) }
            lastEnd = range.upperBound
            at = range.upperBound
            if range.isEmpty {
                at += at < text.count ? text.withUnsafeBufferPointer { RegexMachine.decode($0, at).length } : 1
            }
        }
        return result
    }
}

/// A pattern that cannot be compiled, or a match that costs too much.
package struct RegularExpressionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Lower case, no final period: `missing closing ): a(b`.
    package let message: String
    /// Offset in the pattern, counted in code points.
    package let offset: Int?

    init(_ message: String, at offset: Int? = nil) {
        self.message = message
        self.offset = offset
    }

    package var description: String { message }
}
