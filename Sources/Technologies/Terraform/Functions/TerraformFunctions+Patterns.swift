import ConfigModel
import Expressions
internal import Projects

extension TerraformFunctions {
    static let patterns: [String: TerraformFunction] = [
        "regex": .text(2) { texts in
            guard let pattern = try? RegularExpression(texts[0]), let match = try? pattern.firstMatch(in: Array(texts[1].utf8)) else { return nil }
            return captured(pattern, match, Array(texts[1].utf8))
        },
        "regexall": .text(2) { texts in
            let text = Array(texts[1].utf8)
            guard let pattern = try? RegularExpression(texts[0]),
                let matches = try? pattern.allMatches(in: text, limit: TerraformEvaluator.maximumCount)
            else { return nil }
            return .newList(matches.map { captured(pattern, $0, text) })
        },
        "replace": .text(3) { texts in
            let pattern = texts[1]
            if pattern.utf8.count > 2, pattern.hasPrefix("/"), pattern.hasSuffix("/") {
                guard let expression = try? RegularExpression(String(pattern.dropFirst().dropLast())),
                    let result = try? expression.replacing(in: Array(texts[0].utf8), with: .expanded(texts[2]))
                else { return nil }
                return .string(String(decoding: result, as: UTF8.self))
            }
            guard !pattern.isEmpty else { return nil }
            return .string(texts[0].replacing(pattern, with: texts[2]))
        },
    ]

    /// A text without groups, a map with named groups, else a list.
    private static func captured(_ pattern: RegularExpression, _ match: RegularExpression.Match, _ text: [UInt8]) -> Value {
        func value(_ range: Range<Int>?) -> Value { range.map { .string(String(decoding: text[$0], as: UTF8.self)) } ?? .null }
        guard pattern.groupCount > 0 else { return value(match.range) }
        if pattern.groupNames.contains(where: { $0 != nil }) {
            var mapping = Mapping()
            for (name, range) in zip(pattern.groupNames, match.groups) {
                if let name { mapping.set(Mapping.Entry(key: name, value: .new(value(range)))) }
            }
            return .map(mapping)
        }
        return .newList(match.groups.dropFirst().map(value))
    }
}
