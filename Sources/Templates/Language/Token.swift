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
    /// Only for `.error`.
    var message: String = ""
}

extension Token.Kind {
    init?(keyword: String) {
        switch keyword {
        case "block": self = .block
        case "break": self = .breakLoop
        case "continue": self = .continueLoop
        case "define": self = .define
        case "else": self = .elseBranch
        case "end": self = .end
        case "if": self = .ifBranch
        case "nil": self = .nilValue
        case "range": self = .range
        case "template": self = .template
        case "with": self = .with
        default: return nil
        }
    }
}
