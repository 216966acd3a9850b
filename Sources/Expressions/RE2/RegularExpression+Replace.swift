extension RegularExpression {
    /// What a replacement does with `$1`, `${1}`, `$name`, `${name}` and `$$`.
    package enum Template: Sendable {
        /// Go's `Expand`: names run as far as letters, digits and `_` go; unknown groups are empty.
        case expanded(String)
        case literal(String)
    }

    /// Replaces at most `limit` matches from the left.
    package func replacing(
        in text: [UInt8], with template: Template, limit: Int = .max
    ) throws(RegularExpressionError) -> [UInt8] {
        var result: [UInt8] = []
        var copied = 0
        for match in try allMatches(in: text, limit: limit) {
            result += text[copied..<match.range.lowerBound]
            switch template {
            case .literal(let replacement): result += replacement.utf8
            case .expanded(let replacement): expand(Array(replacement.utf8), match, text, into: &result)
            }
            copied = match.range.upperBound
            guard result.count <= RegularExpression.maximumResult else {
                throw RegularExpressionError("result of a replacement is too large")
            }
        }
        result += text[copied...]
        return result
    }

    /// The parts of the text between matches; at most `limit` of them when it is positive, all when negative.
    package func split(_ text: [UInt8], limit: Int = -1) throws(RegularExpressionError) -> [[UInt8]] {
        if limit == 0 { return [] }
        if !pattern.isEmpty, text.isEmpty { return [[]] }
        var result: [[UInt8]] = []
        var start = 0
        var end = 0
        for match in try allMatches(in: text) {
            if limit > 0, result.count == limit - 1 { break }
            end = match.range.lowerBound
            if match.range.upperBound != 0 { result.append(Array(text[start..<end])) }
            start = match.range.upperBound
        }
        if end != text.count { result.append(Array(text[start...])) }
        return result
    }

    private static let maximumResult = 64 << 20

    private func expand(_ template: [UInt8], _ match: Match, _ text: [UInt8], into result: inout [UInt8]) {
        var at = 0
        while at < template.count {
            guard template[at] == UInt8(ascii: "$"), at + 1 < template.count else {
                result.append(template[at])
                at += 1
                continue
            }
            if template[at + 1] == UInt8(ascii: "$") {
                result.append(template[at])
                at += 2
                continue
            }
            let isBraced = template[at + 1] == UInt8(ascii: "{")
            let start = at + (isBraced ? 2 : 1)
            var end = start
            while end < template.count, RegexMachine.isWord(template[end]) { end += 1 }
            guard end > start, !isBraced || (end < template.count && template[end] == UInt8(ascii: "}")) else {
                result.append(template[at])
                at += 1
                continue
            }
            if let range = group(String(decoding: template[start..<end], as: UTF8.self), of: match) {
                result += text[range]
            }
            at = end + (isBraced ? 1 : 0)
        }
    }

    private func group(_ name: String, of match: Match) -> Range<Int>? {
        if name.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) {
            guard let number = Int(name), number < match.groups.count else { return nil }
            return match.groups[number]
        }
        for (index, known) in groupNames.enumerated() where known == name {
            if let range = match.groups[index] { return range }
        }
        return nil
    }
}
