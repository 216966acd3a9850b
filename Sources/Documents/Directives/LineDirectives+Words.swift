import SourceText

extension LineDirectives {
    /// A name and the words behind it.
    mutating func wordDirective(_ first: Int, _ end: Int) -> Directive? {
        var words = splitWords(first, end)
        guard let head = words.first, let last = words.last else { return nil }
        if let unnamed = syntax.names.unnamedLines, !unnamed.isKeyword(head.text) {
            let text = Span(first, last.span.end)
            return Directive(name: unnamed.name, nameSpan: .at(first), words: words, text: text, span: text, parent: -1)
        }
        var name = head.text
        var nameSpan = head.span
        words.removeFirst()
        if syntax.names.twoWords.contains(name), let second = words.first {
            name += " " + second.text
            nameSpan = nameSpan.union(second.span)
            words.removeFirst()
        }
        if syntax.assignment.isOptional {
            if let equals = name.firstIndex(of: "="), head.span.length == name.utf8.count {
                let length = name.utf8.distance(from: name.startIndex, to: equals)
                let value = String(name[name.index(after: equals)...])
                nameSpan = Span(head.span.start, head.span.start + length)
                if !value.isEmpty {
                    words.insert(Directive.Word(text: value, span: Span(nameSpan.end + 1, head.span.end)), at: 0)
                }
                name = String(name[..<equals])
            } else if words.first?.text == "=" {
                words.removeFirst()
            }
        }
        let argumentsEnd = words.last?.span.end ?? nameSpan.end
        return Directive(
            name: readName(name), nameSpan: nameSpan, words: words,
            text: words.first.map { Span($0.span.start, argumentsEnd) } ?? .at(nameSpan.end),
            span: Span(nameSpan.start, max(argumentsEnd, head.span.end)), parent: -1)
    }

    private mutating func splitWords(_ first: Int, _ end: Int) -> [Directive.Word] {
        var words: [Directive.Word] = []
        var at = skipBlanks(first, end)
        while at < end {
            if bytes[at] == UInt8(ascii: "#"), syntax.comments.mayTrail, !(words.isEmpty && isDirective(at)) {
                tree.comments.append(Span(at, end))
                break
            }
            let start = at
            var word: [UInt8] = []
            var quote: UInt8 = 0
            while at < end {
                let byte = bytes[at]
                if quote != 0 {
                    if byte == quote {
                        quote = 0
                    } else if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\""), at + 1 < end {
                        at += 1
                        word.append(bytes[at])
                    } else {
                        word.append(byte)
                    }
                } else if syntax.values.quotes.contains(byte) {
                    quote = byte
                } else if byte == UInt8(ascii: "\\"), syntax.values.haveEscapes, at + 1 < end {
                    at += 1
                    if bytes[at] != 0x0A, bytes[at] != 0x0D { word.append(bytes[at]) } else { break }
                } else if byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
                    break
                } else if byte == UInt8(ascii: "#"), syntax.comments.endWords {
                    break
                } else {
                    word.append(byte)
                }
                at += 1
            }
            if quote != 0 { report("a quote is not closed", Span(start, end)) }
            if at > start, !(word.isEmpty && bytes[start] == UInt8(ascii: "\\")) {
                words.append(Directive.Word(text: String(decoding: word, as: UTF8.self), span: Span(start, at)))
            }
            at = max(skipSpace(at, end), at == start ? at + 1 : at)
        }
        return words
    }
}
