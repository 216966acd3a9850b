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

    private enum Mode {
        /// Expressions inside `${ }` or `%{ }`, with the number of braces open in it.
        case code(braces: Int)
        case quoted
        case heredoc(marker: HCLOffsets, atLineStart: Bool)
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private var at = 0
    private var modes: [Mode] = []
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

    private mutating func emit(_ kind: HCLToken.Kind, _ length: Int) {
        tokens.append(HCLToken(kind, at, at + length))
        at += length
    }

    private mutating func report(_ message: String, _ span: Span, help: String? = nil) {
        if problems.count < HCLLexer.maximumProblems {
            problems.append(Problem(message: message, span: span, help: help))
        }
    }

    private func byte(_ offset: Int) -> UInt8 { offset < bytes.count ? bytes[offset] : 0 }
}

// Expressions and structure.
extension HCLLexer {
    /// - Parameter braces: how many braces are open inside the current `${`, or nil outside templates.
    private mutating func lexCode(braces: Int?) {
        var braces = braces
        while at < bytes.count {
            let first = bytes[at]
            switch first {
            case UInt8(ascii: " "), UInt8(ascii: "\t"): at += 1
            case UInt8(ascii: "\n"): emit(.newline, 1)
            case UInt8(ascii: "\r") where byte(at + 1) == UInt8(ascii: "\n"): emit(.newline, 2)
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"):
                lexIdentifier()
            case UInt8(ascii: "0")...UInt8(ascii: "9"): lexNumber()
            case UInt8(ascii: "#"): lexLineComment()
            case UInt8(ascii: "\""):
                keep(braces)
                emit(.openQuote, 1)
                modes.append(.quoted)
                return
            case UInt8(ascii: "{"):
                emit(.openBrace, 1)
                braces = braces.map { $0 + 1 }
            case UInt8(ascii: "}"):
                if braces == 0 {
                    emit(.closeTemplate, 1)
                    modes.removeLast()
                    return
                }
                emit(.closeBrace, 1)
                braces = braces.map { $0 - 1 }
            case UInt8(ascii: "~") where byte(at + 1) == UInt8(ascii: "}") && braces == 0:
                emit(.closeTemplate, 2)
                modes.removeLast()
                return
            case UInt8(ascii: "<") where byte(at + 1) == UInt8(ascii: "<"):
                if let (marker, length) = heredocIntroducer() {
                    keep(braces)
                    emit(.openHeredoc, length)
                    modes.append(.heredoc(marker: marker, atLineStart: true))
                    return
                }
                emit(.less, 1)
            default: lexSymbol(first)
            }
        }
        keep(braces)
    }

    private mutating func keep(_ braces: Int?) {
        if let braces { modes[modes.count - 1] = .code(braces: braces) }
    }

    private mutating func lexSymbol(_ first: UInt8) {
        let second = byte(at + 1)
        switch (first, second) {
        case (UInt8(ascii: "="), UInt8(ascii: "=")): emit(.equal, 2)
        case (UInt8(ascii: "="), UInt8(ascii: ">")): emit(.fatArrow, 2)
        case (UInt8(ascii: "="), _): emit(.assign, 1)
        case (UInt8(ascii: "!"), UInt8(ascii: "=")): emit(.notEqual, 2)
        case (UInt8(ascii: "!"), _): emit(.not, 1)
        case (UInt8(ascii: "<"), UInt8(ascii: "=")): emit(.lessEqual, 2)
        case (UInt8(ascii: "<"), _): emit(.less, 1)
        case (UInt8(ascii: ">"), UInt8(ascii: "=")): emit(.greaterEqual, 2)
        case (UInt8(ascii: ">"), _): emit(.greater, 1)
        case (UInt8(ascii: "&"), UInt8(ascii: "&")): emit(.and, 2)
        case (UInt8(ascii: "|"), UInt8(ascii: "|")): emit(.or, 2)
        case (UInt8(ascii: ":"), UInt8(ascii: ":")): emit(.doubleColon, 2)
        case (UInt8(ascii: ":"), _): emit(.colon, 1)
        case (UInt8(ascii: "."), UInt8(ascii: ".")) where byte(at + 2) == UInt8(ascii: "."): emit(.ellipsis, 3)
        case (UInt8(ascii: "."), _): emit(.dot, 1)
        case (UInt8(ascii: "/"), UInt8(ascii: "/")): lexLineComment()
        case (UInt8(ascii: "/"), UInt8(ascii: "*")): lexBlockComment()
        case (UInt8(ascii: "/"), _): emit(.slash, 1)
        case (UInt8(ascii: ","), _): emit(.comma, 1)
        case (UInt8(ascii: "?"), _): emit(.question, 1)
        case (UInt8(ascii: "["), _): emit(.openBracket, 1)
        case (UInt8(ascii: "]"), _): emit(.closeBracket, 1)
        case (UInt8(ascii: "("), _): emit(.openParen, 1)
        case (UInt8(ascii: ")"), _): emit(.closeParen, 1)
        case (UInt8(ascii: "+"), _): emit(.plus, 1)
        case (UInt8(ascii: "-"), _): emit(.minus, 1)
        case (UInt8(ascii: "*"), _): emit(.star, 1)
        case (UInt8(ascii: "%"), _): emit(.percent, 1)
        default: lexOther(first)
        }
    }

    private mutating func lexOther(_ first: UInt8) {
        if first >= 0x80, let (scalar, length) = scalar(at) {
            if scalar.properties.isIDStart { return lexIdentifier() }
            if scalar == "\u{201C}" || scalar == "\u{201D}" {
                report(
                    "curly quotation marks do not delimit strings", Span(at, at + length),
                    help: "use straight double quotes")
            } else {
                report("this character is not used within the language", Span(at, at + length))
            }
            return emit(.invalid, length)
        }
        let span = Span(at, at + 1)
        switch first {
        case UInt8(ascii: "'"):
            report("single quotes are not valid", span, help: "use double quotes to delimit strings")
        case UInt8(ascii: "`"):
            report("backquotes are not valid", span, help: "use a heredoc for text of several lines")
        case UInt8(ascii: ";"):
            report("semicolons are not valid", span, help: "write each argument on its own line")
        case UInt8(ascii: "&"): report("bitwise operators are not supported", span, help: "did you mean &&?")
        case UInt8(ascii: "|"): report("bitwise operators are not supported", span, help: "did you mean ||?")
        case 0: break  // one report for all NUL bytes, in `HCLDocument.parse`
        case 0x80...: report("not valid UTF-8", span, help: "save the file as UTF-8")
        default: report("this character is not used within the language", span)
        }
        emit(.invalid, 1)
    }

    private mutating func lexIdentifier() {
        var end = at
        while end < bytes.count {
            let byte = bytes[end]
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                end += 1
                continue
            case 0x80...:
                if let (scalar, length) = scalar(end), scalar.properties.isIDContinue {
                    end += length
                    continue
                }
            default: break
            }
            break
        }
        emit(.identifier, end - at)
    }

    /// Digits, points and exponents; it may not end in a point, and whether it is a number is for the parser to say.
    private mutating func lexNumber() {
        var end = at
        var last = at
        while end < bytes.count {
            switch bytes[end] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                end += 1
                last = end
                continue
            case UInt8(ascii: "."):
                end += 1
                continue
            case UInt8(ascii: "e"), UInt8(ascii: "E"):
                let sign = byte(end + 1) == UInt8(ascii: "+") || byte(end + 1) == UInt8(ascii: "-") ? 1 : 0
                if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte(end + 1 + sign)) {
                    end += 2 + sign
                    last = end
                    continue
                }
            default: break
            }
            break
        }
        emit(.number, last - at)
    }

    private mutating func lexLineComment() {
        var end = at
        while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
        if end < bytes.count, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        emit(.comment, end - at)
    }

    private mutating func lexBlockComment() {
        var end = at + 2
        while end + 1 < bytes.count {
            if bytes[end] == UInt8(ascii: "*"), bytes[end + 1] == UInt8(ascii: "/") {
                return emit(.comment, end + 2 - at)
            }
            end += 1
        }
        report("comment is not closed", Span(at, at + 2), help: "end it with */")
        emit(.invalid, bytes.count - at)
    }

    /// The marker of `<<EOT` or `<<-EOT` and the length of the introducer up to and including the line end.
    private func heredocIntroducer() -> (marker: HCLOffsets, length: Int)? {
        var start = at + 2
        if byte(start) == UInt8(ascii: "-") { start += 1 }
        var end = start
        while end < bytes.count {
            let byte = bytes[end]
            let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
            let lower = byte | 0x20
            if (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(lower) || byte == UInt8(ascii: "_")
                || (isDigit && end > start)
            {
                end += 1
            } else if byte >= 0x80, let (scalar, length) = scalar(end),
                end > start ? scalar.properties.isIDContinue : scalar.properties.isIDStart
            {
                end += length
            } else {
                break
            }
        }
        guard end > start else { return nil }
        var lineEnd = end
        if byte(lineEnd) == UInt8(ascii: "\r") { lineEnd += 1 }
        guard lineEnd < bytes.count, bytes[lineEnd] == UInt8(ascii: "\n") else { return nil }
        return (HCLOffsets(start, end), lineEnd + 1 - at)
    }
}

// Templates.
extension HCLLexer {
    private mutating func lexQuoted() {
        var end = at
        while end < bytes.count {
            switch bytes[end] {
            case UInt8(ascii: "\""):
                emitText(to: end)
                emit(.closeQuote, 1)
                modes.removeLast()
                return
            case UInt8(ascii: "\n"):
                // A quoted string ends on its line; leaving it here lets the rest of the file be read.
                if end > at, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
                emitText(to: end)
                modes.removeLast()
                return
            case UInt8(ascii: "\\"):
                let next = byte(end + 1)
                end += next == UInt8(ascii: "\n") || next == UInt8(ascii: "\r") || end + 1 >= bytes.count ? 1 : 2
                // The second byte may start a longer character; its other bytes follow as ordinary text.
                if next >= 0x80 { end -= 1 }
            case UInt8(ascii: "$"), UInt8(ascii: "%"):
                if let length = templateOpener(end) { return open(at: end, length: length) }
                end += escapedOpener(end) ? 3 : 1
            case 0x80...: end += textLength(end)
            default: end += 1
            }
        }
        emitText(to: end)
    }

    private mutating func lexHeredoc(marker: HCLOffsets, atLineStart: Bool) {
        if atLineStart, let end = closingMarker(marker) {
            emit(.closeHeredoc, end - at)
            modes.removeLast()
            return
        }
        var end = at
        while end < bytes.count {
            switch bytes[end] {
            case UInt8(ascii: "\n"):
                emitText(to: end + 1)
                modes[modes.count - 1] = .heredoc(marker: marker, atLineStart: true)
                return
            case UInt8(ascii: "$"), UInt8(ascii: "%"):
                if let length = templateOpener(end) {
                    modes[modes.count - 1] = .heredoc(marker: marker, atLineStart: false)
                    return open(at: end, length: length)
                }
                end += escapedOpener(end) ? 3 : 1
            case 0x80...: end += textLength(end)
            default: end += 1
            }
        }
        emitText(to: end)
    }

    private mutating func open(at offset: Int, length: Int) {
        emitText(to: offset)
        emit(bytes[offset] == UInt8(ascii: "$") ? .openInterpolation : .openDirective, length)
        modes.append(.code(braces: 0))
    }

    private mutating func emitText(to end: Int) {
        if end > at { emit(.text, end - at) }
    }

    /// The length of a `${`, `${~`, `%{` or `%{~` at `offset`.
    private func templateOpener(_ offset: Int) -> Int? {
        guard byte(offset + 1) == UInt8(ascii: "{") else { return nil }
        return byte(offset + 2) == UInt8(ascii: "~") ? 3 : 2
    }

    /// Whether `$${` or `%%{` stands at `offset`, which means a literal `${` or `%{`.
    private func escapedOpener(_ offset: Int) -> Bool {
        byte(offset + 1) == bytes[offset] && byte(offset + 2) == UInt8(ascii: "{")
    }

    /// The end of the marker's line, without its line ending, when the line at `at` holds only the marker.
    private func closingMarker(_ marker: HCLOffsets) -> Int? {
        var start = at
        while start < bytes.count, bytes[start] == UInt8(ascii: " ") || bytes[start] == UInt8(ascii: "\t") {
            start += 1
        }
        let length = marker.end - marker.start
        guard start + length <= bytes.count else { return nil }
        for index in 0..<length where bytes[start + index] != bytes[marker.start + index] { return nil }
        var end = start + length
        while end < bytes.count, bytes[end] == UInt8(ascii: " ") || bytes[end] == UInt8(ascii: "\t") { end += 1 }
        let lineEnd = byte(end) == UInt8(ascii: "\r") ? end + 1 : end
        guard lineEnd < bytes.count, bytes[lineEnd] == UInt8(ascii: "\n") else { return nil }
        return end
    }

    /// How far to go at a byte above 0x7F in text; broken UTF-8 is reported.
    private mutating func textLength(_ offset: Int) -> Int {
        if let (_, length) = scalar(offset) { return length }
        report("not valid UTF-8", Span(offset, offset + 1), help: "save the file as UTF-8")
        return 1
    }

    /// The character at `offset`, or nil where the bytes are not UTF-8.
    private func scalar(_ offset: Int) -> (Unicode.Scalar, length: Int)? {
        var decoder = UTF8()
        var iterator = bytes[offset..<min(offset + 4, bytes.count)].makeIterator()
        guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return nil }
        return (scalar, UTF8.width(scalar))
    }
}
