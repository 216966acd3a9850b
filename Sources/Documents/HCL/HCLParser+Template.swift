import SourceText

// Quoted templates and heredocs.
extension HCLParser {
    /// What the parts of one template share while they are read.
    private struct Template {
        let open: HCLToken
        let closer: HCLToken.Kind
        /// Characters to take off each line of a flush heredoc, 0 elsewhere.
        let indent: Int
        var startsLine = true
    }

    mutating func parseTemplate() throws(SyntaxFailure) -> HCLExpressionID {
        let open = take()
        let quoted = open.kind == .openQuote
        let isFlush = !quoted && bytes[open.start + 2] == UInt8(ascii: "-")
        var template = Template(
            open: open, closer: quoted ? .closeQuote : .closeHeredoc, indent: isFlush ? flushIndent(from: at) : 0)
        var children: [HCLExpressionID] = []
        let (parts, _) = try parseParts(of: &template, inside: nil, &children)
        take()
        return try join(
            quoted ? .template(parts: parts) : .heredoc(parts: parts), open.start, lastEnd, children)
    }

    /// Reads parts up to the template's end, or up to and including the directive that ends `keyword`.
    /// - Returns: the parts and, for `if`, whether an `else` ended them.
    private mutating func parseParts(
        of template: inout Template, inside keyword: HCLToken?, _ children: inout [HCLExpressionID]
    ) throws(SyntaxFailure) -> (parts: HCLRun, endedByElse: Bool) {
        var parts: [HCLTemplatePart] = []
        while true {
            // Comments and line ends are text here, so tokens are taken as they are.
            let token = tokens[at]
            switch token.kind {
            case template.closer:
                if let keyword {
                    throw failure("the \(text(keyword.offsets)) directive has no end\(text(keyword.offsets))", keyword)
                }
                return (addParts(parts), false)
            case .text:
                parts.append(try parseText(&template))
            case .openInterpolation:
                template.startsLine = false
                take()
                let outer = ignoresNewlines
                ignoresNewlines = true
                let value = try parseExpression()
                try closeSequence(token)
                ignoresNewlines = outer
                children.append(value)
                parts.append(.interpolation(value))
            case .openDirective:
                template.startsLine = false
                take()
                let outer = ignoresNewlines
                ignoresNewlines = true
                defer { ignoresNewlines = outer }
                let word = next
                if isWord(word, "if") || isWord(word, "for") {
                    take()
                    parts.append(try parseDirective(word, opener: token, of: &template, &children))
                } else if isWord(word, "else") || isWord(word, "endif") || isWord(word, "endfor") {
                    let owner: StaticString = isWord(word, "endfor") ? "for" : "if"
                    guard let keyword, isWord(keyword, owner) else {
                        throw failure("\(text(word.offsets)) ends no open directive", word)
                    }
                    take()
                    try closeSequence(token)
                    return (addParts(parts), isWord(word, "else"))
                } else {
                    throw failure(
                        "a directive starts with if, else, endif, for or endfor", word,
                        help: "write %%{ for a literal %{")
                }
            default:
                if template.closer == .closeQuote {
                    report(
                        "the string is not closed on its line", template.open.offsets.span,
                        help: "use a heredoc for several lines")
                } else {
                    let line = template.open.offsets.span
                    report(
                        "the heredoc is not closed", Span(line.start, max(line.start, line.end - 1)),
                        help: "its marker must stand alone on a line")
                }
                throw SyntaxFailure()
            }
        }
    }

    private mutating func parseDirective(
        _ word: HCLToken, opener: HCLToken, of template: inout Template, _ children: inout [HCLExpressionID]
    ) throws(SyntaxFailure) -> HCLTemplatePart {
        guard depth < HCLParser.maximumDepth else {
            throw failure("template is nested too deeply (the limit is \(HCLParser.maximumDepth))", word)
        }
        depth += 1
        defer { depth -= 1 }
        if isWord(word, "for") {
            let (key, value) = try parseLoopNames()
            let collection = try parseExpression()
            try closeSequence(opener)
            children.append(collection)
            let (body, _) = try parseParts(of: &template, inside: word, &children)
            return .loop(key: key, value: value, collection: collection, body: body)
        }
        let condition = try parseExpression()
        try closeSequence(opener)
        children.append(condition)
        let (then, endedByElse) = try parseParts(of: &template, inside: word, &children)
        var otherwise = HCLRun(0, 0)
        if endedByElse {
            let rest = try parseParts(of: &template, inside: word, &children)
            guard !rest.endedByElse else { throw failure("the if directive has two else parts", word) }
            otherwise = rest.parts
        }
        return .conditional(condition, then: then, otherwise: otherwise)
    }

    private mutating func closeSequence(_ opener: HCLToken) throws(SyntaxFailure) {
        guard peek() == .closeTemplate else {
            if peek() == .end || peek() == .openQuote || peek() == .closeQuote {
                throw failure("the template sequence is not closed", opener, help: "add the missing }")
            }
            throw failure(
                "} is expected at the end of the template sequence", next,
                help: "write $${ where another language's ${ is meant literally")
        }
        take()
    }

    private mutating func addParts(_ parts: [HCLTemplatePart]) -> HCLRun {
        let first = tree.parts.count
        tree.parts += parts
        return HCLRun(first, tree.parts.count)
    }

    private mutating func parseText(_ template: inout Template) throws(SyntaxFailure) -> HCLTemplatePart {
        let token = tokens[at]
        let trimStart = trims(closing: at - 1)
        let trimEnd = trims(opening: at + 1)
        if template.closer == .closeQuote {
            _ = try parseEscapes(token)
            take()
            return .text(token.offsets, escapes: true, trimStart: trimStart, trimEnd: trimEnd)
        }
        var (start, end) = trimmed(at)
        if template.startsLine, template.indent > 0, !isBlankLine(start, end) {
            for _ in 0..<template.indent where start < end {
                let length = HCLText.spaceLength(bytes, start, end)
                if length == 0 { break }
                start += length
            }
        }
        template.startsLine = end > start && bytes[end - 1] == UInt8(ascii: "\n")
        take()
        return .text(HCLOffsets(start, end), escapes: false, trimStart: false, trimEnd: false)
    }

    private func trims(closing index: Int) -> Bool {
        tokens[index].kind == .closeTemplate && tokens[index].end - tokens[index].start == 2
    }

    private func trims(opening index: Int) -> Bool {
        let kind = tokens[index].kind
        return (kind == .openInterpolation || kind == .openDirective) && tokens[index].end - tokens[index].start == 3
    }

    /// The text token at `index` without what `~` beside it takes away.
    private func trimmed(_ index: Int) -> (start: Int, end: Int) {
        var start = tokens[index].start
        var end = tokens[index].end
        if trims(closing: index - 1) {
            while start < end {
                let length = HCLText.spaceLength(bytes, start, end)
                if length == 0 { break }
                start += length
            }
        }
        if trims(opening: index + 1) {
            while end > start {
                var before = end - 1
                while before > start, bytes[before] & 0xC0 == 0x80 { before -= 1 }
                guard HCLText.spaceLength(bytes, before, end) == end - before else { break }
                end = before
            }
        }
        return (start, end)
    }

    /// Blank lines neither count for a flush heredoc's indent nor lose any.
    private func isBlankLine(_ start: Int, _ end: Int) -> Bool {
        guard end > start, bytes[end - 1] == UInt8(ascii: "\n") else { return false }
        var at = start
        while at < end {
            let length = HCLText.spaceLength(bytes, at, end)
            if length == 0 { return false }
            at += length
        }
        return true
    }

    /// The smallest indent of the lines of the flush heredoc whose first token is at `first`; blank lines do not count.
    private func flushIndent(from first: Int) -> Int {
        var smallest = Int.max
        var startsLine = true
        var index = first
        var nesting = 0
        while tokens[index].kind != .end {
            let kind = tokens[index].kind
            switch kind {
            case .openHeredoc, .openQuote, .openInterpolation, .openDirective:
                if nesting == 0, startsLine {
                    smallest = 0
                    startsLine = false
                }
                nesting += 1
            case .closeHeredoc where nesting == 0: return smallest == .max ? 0 : smallest
            case .closeHeredoc, .closeQuote, .closeTemplate: nesting -= 1
            case .text where nesting == 0:
                let (start, end) = trimmed(index)
                if startsLine {
                    var at = start
                    var spaces = 0
                    while at < end {
                        let length = HCLText.spaceLength(bytes, at, end)
                        if length == 0 { break }
                        at += length
                        spaces += 1
                    }
                    if !isBlankLine(start, end) { smallest = min(smallest, spaces) }
                }
                startsLine = end > start && bytes[end - 1] == UInt8(ascii: "\n")
            default: break
            }
            index += 1
        }
        return 0
    }

    /// The text of a token inside quotes.
    mutating func parseEscapes(_ token: HCLToken) throws(SyntaxFailure) -> String {
        switch HCLText.unescaped(bytes, token.offsets) {
        case .success(let text): return text
        case .failure(let trouble):
            report(trouble.message, trouble.span, help: "double the backslash to write it literally")
            throw SyntaxFailure()
        }
    }
}
