import SourceText

/// Splits an HCL file into tokens, following templates into their `${…}` and back.
///
/// Source: HCL native syntax specification, "Lexical Elements" and "Template Expressions". Never fails: what fits nowhere becomes an
/// `.invalid` token and a problem.
struct HCLLexer {
    struct Problem {
        let message: String
        let span: Span
        let help: String?
    }

    enum Mode {
        /// Expressions inside `${ }` or `%{ }`, with the number of braces open in it.
        case code(braces: Int)
        case quoted
        case heredoc(marker: HCLOffsets, atLineStart: Bool)
    }

    let bytes: UnsafeBufferPointer<UInt8>
    var at = 0
    var modes: [Mode] = []
    private(set) var tokens: [HCLToken] = []
    private(set) var problems: [Problem] = []

    private static let maximumProblems = 50

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        tokens.reserveCapacity(bytes.count / 5 + 16)
    }

    mutating func run() {
        if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { at = 3 }
        while at < bytes.count {
            switch modes.last {
            case nil: lexCode(braces: nil)
            case .code(let braces): lexCode(braces: braces)
            case .quoted: lexQuoted()
            case .heredoc(let marker, let atLineStart): lexHeredoc(marker: marker, atLineStart: atLineStart)
            }
        }
        tokens.append(HCLToken(.end, bytes.count, bytes.count))
    }

    mutating func emit(_ kind: HCLToken.Kind, _ length: Int) {
        tokens.append(HCLToken(kind, at, at + length))
        at += length
    }

    mutating func report(_ message: String, _ span: Span, help: String? = nil) {
        if problems.count < HCLLexer.maximumProblems {
            problems.append(Problem(message: message, span: span, help: help))
        }
    }

    func byte(_ offset: Int) -> UInt8 { offset < bytes.count ? bytes[offset] : 0 }
}
