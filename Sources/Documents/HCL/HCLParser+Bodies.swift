import SourceText

// Bodies.
extension HCLParser {
    /// - Returns: the body's index and the closing brace, empty where it is missing.
    mutating func parseBody(openBrace: HCLToken?) -> (body: Int32, closeBrace: HCLOffsets) {
        var items: [HCLItem] = []
        let start = openBrace?.end ?? 0
        var closeBrace: HCLOffsets?
        reading: while closeBrace == nil {
            if resynchronised {
                if openBrace != nil { break }
                resynchronised = false
            }
            switch peek() {
            case .newline: take()
            case .end:
                if let openBrace {
                    reportUnclosed(openBrace)
                    lacksBrace = true
                }
                break reading
            case .closeBrace where openBrace != nil: closeBrace = take().offsets
            case .identifier:
                let first = at
                if let openBrace, endsBlocksAtHeaders, isBlockHeader(first) {
                    reportUnclosed(openBrace)
                    resynchronised = true
                    break reading
                }
                do throws(SyntaxFailure) {
                    try parseItem(into: &items)
                } catch {
                    recover(from: first)
                }
            case .openQuote:
                let first = at
                report("argument names must not be quoted", tokens[at].offsets.span)
                recover(from: first)
            default:
                let first = at
                if tokens[at].kind != .invalid {
                    report("an argument or block is expected here", tokens[at].offsets.span)
                }
                take()
                recover(from: first)
            }
        }
        let end = closeBrace?.start ?? max(start, openBrace == nil ? bytes.count : min(lastEnd, bytes.count))
        return (addBody(items, start, end), closeBrace ?? HCLOffsets(end, end))
    }

    private mutating func reportUnclosed(_ openBrace: HCLToken) {
        report("block is not closed", openBrace.offsets.span, help: "add the missing }")
    }

    private mutating func addBody(_ items: [HCLItem], _ start: Int, _ end: Int) -> Int32 {
        let first = tree.items.count
        tree.items += items
        tree.bodies.append(HCLBody(items: HCLRun(first, tree.items.count), offsets: HCLOffsets(start, end)))
        return Int32(tree.bodies.count - 1)
    }

    private mutating func parseItem(into items: inout [HCLItem]) throws(SyntaxFailure) {
        let name = take()
        switch peek() {
        case .assign:
            try parseAttribute(name, into: &items)
            let end = next
            guard end.kind == .newline || end.kind == .end else {
                if end.kind == .comma {
                    throw failure("unexpected comma after argument", end, help: "write each argument on its own line")
                }
                throw failure("an argument must end with a newline", end)
            }
        case .openQuote, .openBrace, .identifier:
            try parseBlock(name, into: &items)
        case .invalid: throw SyntaxFailure()
        default:
            throw failure("an argument or block is expected here", name, help: "use = to give an argument its value")
        }
    }

    private mutating func parseAttribute(_ name: HCLToken, into items: inout [HCLItem]) throws(SyntaxFailure) {
        let assign = take()
        var failed: SyntaxFailure?
        let value: HCLExpressionID
        do throws(SyntaxFailure) {
            value = try parseExpression()
        } catch {
            // The name stays known, so that a broken value is unknown rather than absent.
            value = add(.invalid, assign.end, max(assign.end, lastEnd))
            failed = error
        }
        let attribute = HCLAttribute(
            name: name.offsets, assign: assign.offsets, value: value,
            offsets: HCLOffsets(name.start, tree.span(value).end))
        tree.attributes.append(attribute)
        items.append(.attribute(Int32(tree.attributes.count - 1)))
        if let failed { throw failed }
    }

    private mutating func parseBlock(_ type: HCLToken, into items: inout [HCLItem]) throws(SyntaxFailure) {
        var labels: [HCLLabel] = []
        while peek() != .openBrace {
            switch peek() {
            case .identifier:
                let token = take()
                labels.append(HCLLabel(offsets: token.offsets, text: text(token.offsets)))
            case .openQuote: labels.append(try parseLabel())
            case .assign:
                throw failure(
                    "a block definition takes no =", next, help: "an argument has one name; a block has a body")
            case .newline:
                throw failure(
                    "a block's body must start on the line of its header", next, help: "put { at the end of the line")
            default: throw failure("a quoted label or { is expected here", next)
            }
        }
        let header = HCLOffsets(type.start, lastEnd)
        let openBrace = take()
        guard depth < HCLParser.maximumDepth else {
            throw failure("blocks are nested too deeply (the limit is \(HCLParser.maximumDepth))", openBrace)
        }
        depth += 1
        defer { depth -= 1 }
        let body: Int32
        let closeBrace: HCLOffsets
        var failed: SyntaxFailure?
        switch peek() {
        case .newline, .end, .closeBrace: (body, closeBrace) = parseBody(openBrace: openBrace)
        default:
            var inner: [HCLItem] = []
            do throws(SyntaxFailure) {
                try parseSingleArgument(into: &inner, openBrace: openBrace)
                closeBrace = take().offsets
            } catch {
                closeBrace = HCLOffsets(lastEnd, lastEnd)
                failed = error
            }
            body = addBody(inner, openBrace.end, closeBrace.start)
        }
        let first = tree.labels.count
        tree.labels += labels
        tree.blocks.append(
            HCLBlock(
                type: type.offsets, labels: HCLRun(first, tree.labels.count), openBrace: openBrace.offsets,
                closeBrace: closeBrace, body: body, header: header))
        items.append(.block(Int32(tree.blocks.count - 1)))
        if let failed { throw failed }
        guard !closeBrace.isEmpty else { return }
        let end = next
        guard end.kind == .newline || end.kind == .end || (end.kind == .closeBrace && depth > 1) else {
            throw failure("a block must end with a newline", end)
        }
        if end.kind == .closeBrace { report("a block must end with a newline", end.offsets.span) }
    }

    /// The inside of `type { name = value }`, up to the closing brace.
    private mutating func parseSingleArgument(into items: inout [HCLItem], openBrace: HCLToken) throws(SyntaxFailure) {
        guard peek() == .identifier else { throw failure("an argument is expected here", next) }
        let name = take()
        switch peek() {
        case .assign: try parseAttribute(name, into: &items)
        case .openQuote, .openBrace, .identifier:
            let span = Span(name.start, next.end)
            report(
                "a block on one line cannot hold another block", span, help: "put the nested block on a line of its own"
            )
            throw SyntaxFailure()
        default: throw failure("use = to give this argument its value", name)
        }
        switch peek() {
        case .closeBrace: return
        case .comma:
            throw failure(
                "only one argument is allowed in a block on one line", next, help: "write the block over several lines")
        case .newline:
            throw failure("the closing brace of a block on one line must be on that line", next)
        case .end: throw failure("block is not closed", openBrace, help: "add the missing }")
        default: throw failure("} is expected after the argument of a block on one line", next)
        }
    }

    private mutating func parseLabel() throws(SyntaxFailure) -> HCLLabel {
        let open = take()
        var label = ""
        while true {
            let token = take()
            switch token.kind {
            case .closeQuote: return HCLLabel(offsets: HCLOffsets(open.start, token.end), text: label)
            case .text: label += try parseEscapes(token)
            case .openInterpolation, .openDirective:
                throw failure(
                    "labels cannot hold template sequences", token,
                    help: "double the first character to write it literally")
            default: throw failure("the label is not closed on its line", open)
            }
        }
    }

    func text(_ offsets: HCLOffsets) -> String {
        String(decoding: bytes[offsets.start..<offsets.end], as: UTF8.self)
    }

    /// Goes to the start of the next item after a broken one that starts at token `first`.
    ///
    /// That is behind the first line end outside of the item's own brackets, at a closing brace that is not its own, or at a line
    /// that starts in the first column with a block's header.
    private mutating func recover(from first: Int) {
        ignoresNewlines = false
        var open: [HCLToken.Kind] = []
        var failedAt = at
        // Inside brackets line ends were passed over before the token that did not fit.
        while failedAt > first + 1, tokens[failedAt - 1].kind == .newline || tokens[failedAt - 1].kind == .comment {
            failedAt -= 1
        }
        at = first
        while tokens[at].kind != .end {
            let kind = tokens[at].kind
            switch kind {
            case .newline:
                if at >= failedAt {
                    if open.isEmpty { return }
                    if isBlockHeader(at + 1) {
                        at += 1
                        resynchronised = true
                        return
                    }
                }
            case .openBrace, .openBracket, .openParen, .openQuote, .openHeredoc, .openInterpolation, .openDirective:
                open.append(kind)
            case .closeBrace:
                guard let match = open.lastIndex(of: .openBrace) else {
                    if at >= failedAt { return }
                    break
                }
                open.removeSubrange(match...)
            case .closeBracket: close(&open) { $0 == .openBracket }
            case .closeParen: close(&open) { $0 == .openParen }
            case .closeQuote: close(&open) { $0 == .openQuote }
            case .closeHeredoc: close(&open) { $0 == .openHeredoc }
            case .closeTemplate: close(&open) { $0 == .openInterpolation || $0 == .openDirective }
            default: break
            }
            at += 1
        }
    }

    private func close(_ open: inout [HCLToken.Kind], _ matches: (HCLToken.Kind) -> Bool) {
        if let match = open.lastIndex(where: matches) { open.removeSubrange(match...) }
    }

    /// Whether the tokens from `index` read like `resource "a" "b" {` in the first column.
    private func isBlockHeader(_ index: Int) -> Bool {
        guard tokens[index].kind == .identifier else { return false }
        let start = tokens[index].start
        guard start == 0 || bytes[start - 1] == UInt8(ascii: "\n") else { return false }
        var index = index + 1
        while true {
            switch tokens[index].kind {
            case .identifier, .openQuote, .text, .closeQuote: index += 1
            case .openBrace: return true
            default: return false
            }
        }
    }
}
