/// A word of a template.
struct Token {
    enum Kind: UInt8 {
        case error, bool, character, characterConstant, complex, assign, declare, endOfFile, field, identifier,
            leftDelimiter
        case leftParenthesis, number, pipe, rawString, rightDelimiter, rightParenthesis, space, string, text, variable
        // Keywords stand after all the rest; messages print them in angle brackets.
        case block, breakLoop, continueLoop, dot, define, elseBranch, end, ifBranch, nilValue, range, template, with

        var isKeyword: Bool { rawValue >= Kind.block.rawValue }
    }

    var kind: Kind
    var start: Int
    var end: Int
    var line: Int
}

extension Token.Kind {
    private static let keywords: [(spelling: StaticString, kind: Token.Kind)] = [
        ("block", .block), ("break", .breakLoop), ("continue", .continueLoop), ("define", .define), ("else", .elseBranch), ("end", .end),
        ("if", .ifBranch), ("nil", .nilValue), ("range", .range), ("template", .template), ("with", .with), ("true", .bool), ("false", .bool),
    ]

    /// What a word is: a keyword, a truth value or an identifier.
    init(word: ArraySlice<UInt8>) {
        self = .identifier
        guard (2...8).contains(word.count) else { return }
        for (spelling, kind) in Token.Kind.keywords where spelling.utf8CodeUnitCount == word.count {
            if spelling.withUTF8Buffer({ $0.elementsEqual(word) }) { self = kind }
        }
    }
}
