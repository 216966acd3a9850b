package import SourceText

/// One word of an HCL file.
///
/// Invariant: tokens are in file order and between two of them lie only spaces and tabs (before the first one also a byte-order mark),
/// so tokens and gaps together are the whole file.
package struct HCLToken: Hashable, Sendable {
    package enum Kind: UInt8, Sendable {
        case newline, comment, identifier, number
        case openQuote, closeQuote, openHeredoc, closeHeredoc
        /// Literal text of a template: a run inside quotes, or one line (or the rest of it) of a heredoc.
        case text
        /// `${` and `%{`, with `~` when it is there.
        case openInterpolation, openDirective
        /// The `}` or `~}` that ends either.
        case closeTemplate
        case openBrace, closeBrace, openBracket, closeBracket, openParen, closeParen
        case dot, comma, colon, doubleColon, question, assign, fatArrow, ellipsis
        case equal, notEqual, less, lessEqual, greater, greaterEqual, and, or, not
        case plus, minus, star, slash, percent
        /// Bytes that no HCL file may hold here; the lexer has reported them.
        case invalid
        case end
    }

    package let offsets: HCLOffsets
    package let kind: Kind

    package init(_ kind: Kind, _ start: Int, _ end: Int) {
        self.kind = kind
        offsets = HCLOffsets(start, end)
    }

    package var start: Int { offsets.start }
    package var end: Int { offsets.end }
}

/// A span in half the memory; HCL files are limited to `HCLDocument.maximumBytes`.
package struct HCLOffsets: Hashable, Sendable {
    private let low: Int32
    private let high: Int32

    package init(_ start: Int, _ end: Int) {
        low = Int32(truncatingIfNeeded: start)
        high = Int32(truncatingIfNeeded: end)
    }

    package var start: Int { Int(low) }
    package var end: Int { Int(high) }
    package var isEmpty: Bool { low == high }
    package var span: Span { Span(start, end) }
}
