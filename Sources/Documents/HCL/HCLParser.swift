import SourceText

/// Reads tokens into a tree: bodies, attributes and blocks here, expressions and templates in the extensions.
///
/// Source: HCL native syntax specification. Trouble inside one item does not hide the items after it: the item is reported once and
/// reading goes on at the next line that can start an item.
struct HCLParser {
    /// Thrown to leave an item; its problem is reported by then.
    struct SyntaxFailure: Error {}

    /// How deep brackets, templates and blocks may nest, and how deep expressions may hang.
    static let maximumDepth = 100
    static let maximumHeight = 400
    private static let maximumProblems = 50

    let bytes: UnsafeBufferPointer<UInt8>
    let tokens: [HCLToken]
    var tree = HCLTree()
    private(set) var problems: [HCLLexer.Problem] = []
    var at = 0
    /// The end of the last token taken.
    private(set) var lastEnd = 0
    /// Inside brackets line ends mean nothing.
    var ignoresNewlines = false
    var depth = 0
    /// Set when a broken item ran into what looks like the next block of the file: enclosing bodies then end.
    var resynchronised = false
    /// Whether a block's header in the first column ends the blocks that are still open, as it must where a brace is missing.
    let endsBlocksAtHeaders: Bool
    /// Whether a brace was missing at the end of the file; a second reading with `endsBlocksAtHeaders` then tells which.
    var lacksBrace = false

    init(_ bytes: UnsafeBufferPointer<UInt8>, tokens: [HCLToken], endsBlocksAtHeaders: Bool = false) {
        self.bytes = bytes
        self.tokens = tokens
        self.endsBlocksAtHeaders = endsBlocksAtHeaders
        tree.expressions.reserveCapacity(tokens.count / 4)
    }

    /// Reads the whole file; its body is the last of `tree.bodies`.
    mutating func run() {
        _ = parseBody(openBrace: nil)
    }

    /// The kind of the next token that counts.
    mutating func peek() -> HCLToken.Kind {
        while true {
            let kind = tokens[at].kind
            guard kind == .comment || (kind == .newline && ignoresNewlines) else { return kind }
            at += 1
        }
    }

    /// The next token that counts, without taking it.
    var next: HCLToken {
        mutating get {
            _ = peek()
            return tokens[at]
        }
    }

    @discardableResult
    mutating func take() -> HCLToken {
        _ = peek()
        let token = tokens[at]
        if token.kind != .end { at += 1 }
        lastEnd = token.end
        return token
    }

    mutating func takes(_ kind: HCLToken.Kind) -> Bool {
        guard peek() == kind else { return false }
        take()
        return true
    }

    func isWord(_ token: HCLToken, _ word: StaticString) -> Bool {
        guard token.kind == .identifier, token.end - token.start == word.utf8CodeUnitCount else { return false }
        return word.withUTF8Buffer { $0.elementsEqual(bytes[token.start..<token.end]) }
    }

    mutating func report(_ message: String, _ span: Span, help: String? = nil) {
        guard problems.count < HCLParser.maximumProblems else { return }
        problems.append(HCLLexer.Problem(message: message, span: span, help: help))
    }

    /// Reports what is wrong with `token`, unless the lexer did already.
    mutating func failure(_ message: String, _ token: HCLToken, help: String? = nil) -> SyntaxFailure {
        if token.kind != .invalid { report(message, token.offsets.span, help: help) }
        return SyntaxFailure()
    }
}
