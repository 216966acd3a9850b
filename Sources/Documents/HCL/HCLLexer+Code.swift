import SourceText

// Expressions and structure.
extension HCLLexer {
    /// - Parameter braces: how many braces are open inside the current `${`, or nil outside templates.
    mutating func lexCode(braces: Int?) {
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
