internal import Expressions

/// Text with CEL inserts: `container '{container.name}' may run as root`.
///
/// `{{` and `}}` stand for single braces. What cannot be computed shows as `?`, since a message must never fail.
struct MessageTemplate: Sendable {
    private enum Piece: Sendable {
        case text(String)
        case insert(Program)
    }

    private var pieces: [Piece] = []

    init(_ source: String, in environment: Environment) throws(ExpressionError) {
        var text = ""
        var rest = source[...]
        while let character = rest.first {
            rest = rest.dropFirst()
            if (character == "{" || character == "}") && rest.first == character {
                text.append(character)
                rest = rest.dropFirst()
            } else if character == "{" {
                let expression = MessageTemplate.untilClosingBrace(rest)
                guard expression.endIndex < rest.endIndex else {
                    throw ExpressionError(offset: 0, message: "'{' without '}'")
                }
                if !text.isEmpty { pieces.append(.text(text)) }
                text = ""
                pieces.append(.insert(try Expression.compile(String(expression), in: environment)))
                rest = rest[rest.index(after: expression.endIndex)...]
            } else {
                text.append(character)
            }
        }
        if !text.isEmpty { pieces.append(.text(text)) }
    }

    /// Braces may nest and may stand in quotes.
    private static func untilClosingBrace(_ text: Substring) -> Substring {
        var depth = 0
        var quote: Character?
        for index in text.indices {
            let character = text[index]
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "'" || character == "\"" {
                quote = character
            } else if character == "{" {
                depth += 1
            } else if character == "}" {
                if depth == 0 { return text[..<index] }
                depth -= 1
            }
        }
        return text
    }

    func rendered(_ bindings: [CELValue]) -> String {
        pieces.map { piece in
            switch piece {
            case .text(let text): return text
            case .insert(let program):
                guard case .value(let value) = program.evaluate(bindings).outcome else { return "?" }
                return shortened(value)
            }
        }.joined()
    }

    /// A message quotes values of files that are not to be trusted: one line, at most 120 characters.
    private func shortened(_ value: CELValue) -> String {
        let text = value.text
        if text.utf8.count <= 120, text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x80 }) { return text }
        let line = String(text.prefix(120).map { $0.isNewline || $0 == "\t" ? " " : $0 })
        return text.count > 120 ? line + "…" : line
    }
}
