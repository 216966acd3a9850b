import SourceText

extension DockerfileParser {
    private static let keywords: Set<String> = [
        "ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER",
        "ONBUILD", "RUN", "SHELL",
        "STOPSIGNAL", "USER", "VOLUME", "WORKDIR",
    ]

    /// Instructions that take `--name=value` before their arguments.
    private static let flagged: Set<String> = ["ADD", "COPY", "FROM", "HEALTHCHECK", "RUN"]

    /// Reads the instruction whose first line is `text`; `end` is where that line stops in the file.
    mutating func instruction(_ text: LogicalText, end: Int) {
        var keywordRange = keyword(in: text, from: 0)
        var keyword = text.string(keywordRange).uppercased()
        var onbuild: Span?
        if keyword == "ONBUILD" {
            onbuild = text.span(keywordRange)
            keywordRange = self.keyword(in: text, from: keywordRange.upperBound)
            keyword = text.string(keywordRange).uppercased()
            if ["ONBUILD", "FROM", "MAINTAINER"].contains(keyword) {
                trouble("ONBUILD cannot trigger \(keyword)", text.span(keywordRange))
            } else if keyword.isEmpty {
                return trouble("ONBUILD needs an instruction to trigger", onbuild!)
            }
        }
        guard DockerfileParser.keywords.contains(keyword) else {
            let shown = text.string(
                keywordRange.lowerBound..<min(keywordRange.upperBound, keywordRange.lowerBound + 40))
            return trouble(
                "'\(shown)' is no Dockerfile instruction", text.span(keywordRange),
                help: "does the line above miss a continuation character?")
        }
        let arguments = text.trimmed(keywordRange.upperBound..<text.count)
        var body = arguments
        var flags: [DockerfileDocument.Flag] = []
        if DockerfileParser.flagged.contains(keyword) { flags = self.flags(text, &body) }
        var draft = InstructionDraft(keyword: keyword, text: text, body: body)
        draft.markers = ["RUN", "COPY", "ADD"].contains(keyword) ? markers(text, body) : []
        draft.heredocs = heredocs(draft.markers)
        fill(&draft)
        let head = Span(onbuild?.start ?? text.offset(keywordRange.lowerBound), end)
        let last = draft.markers.isEmpty ? end : max(end, lastHeredocEnd)
        if arguments.isEmpty { trouble("\(keyword) needs an argument", text.span(keywordRange)) }
        if keyword == "FROM", onbuild == nil { hasPosixShell = escape == UInt8(ascii: "\\") }
        if keyword == "SHELL", onbuild == nil { hasPosixShell = isPosixShell(draft.words) }
        instructions.append(
            .init(
                keyword: keyword, keywordSpan: text.span(keywordRange), onbuildSpan: onbuild,
                span: Span(head.start, last), headSpan: head,
                argumentsSpan: text.span(arguments), text: text.string(arguments), flags: flags, form: draft.form,
                words: draft.words,
                pairs: draft.pairs, heredocs: draft.heredocs, script: draft.script))
    }

    private func keyword(in text: LogicalText, from start: Int) -> Range<Int> {
        var low = start
        while low < text.count, text.bytes[low].isBlank { low += 1 }
        var high = low
        while high < text.count, !text.bytes[high].isBlank { high += 1 }
        return low..<high
    }

    private func isPosixShell(_ words: [DockerfileDocument.Word]) -> Bool {
        guard let program = words.first?.value else { return true }
        let name = program.split(separator: "/").last.map(String.init) ?? program
        return ["sh", "bash", "ash", "dash", "ksh", "zsh", "busybox"].contains(name)
    }

    /// Takes `--name=value` words off the front of `body`, quotes and escapes respected.
    private func flags(_ text: LogicalText, _ body: inout Range<Int>) -> [DockerfileDocument.Flag] {
        var flags: [DockerfileDocument.Flag] = []
        let bytes = text.bytes
        var at = body.lowerBound
        while at + 1 < body.upperBound, bytes[at] == UInt8(ascii: "-"), bytes[at + 1] == UInt8(ascii: "-") {
            let word = plainWord(text, at..<body.upperBound)
            var next = word.range.upperBound
            while next < body.upperBound, bytes[next].isBlank { next += 1 }
            body = next..<body.upperBound
            if word.range.count == 2 { break }
            let equals = word.range.first { bytes[$0] == UInt8(ascii: "=") }
            let nameRange = word.range.lowerBound + 2..<(equals ?? word.range.upperBound)
            let valueRange = equals.map { $0 + 1..<word.range.upperBound }
            let value = valueRange.map { plainWord(text, $0).value } ?? "true"
            flags.append(
                .init(
                    name: text.string(nameRange), value: value, span: text.span(word.range),
                    valueSpan: valueRange.map(text.span)))
            at = next
        }
        return flags
    }

    /// The word at the start of `range`: up to a blank outside quotes, with quotes and escapes taken off.
    func plainWord(_ text: LogicalText, _ range: Range<Int>) -> (value: String, range: Range<Int>) {
        var value: [UInt8] = []
        var at = range.lowerBound
        var quote: UInt8 = 0
        while at < range.upperBound {
            let byte = text.bytes[at]
            if byte == escape, quote != UInt8(ascii: "'"), at + 1 < range.upperBound {
                let next = text.bytes[at + 1]
                if quote != 0, next != UInt8(ascii: "\""), next != UInt8(ascii: "$"), next != escape {
                    value.append(byte)
                }
                value.append(next)
                at += 2
                continue
            }
            if quote == 0 {
                if byte.isBlank { break }
                if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") { quote = byte } else { value.append(byte) }
            } else if byte == quote {
                quote = 0
            } else {
                value.append(byte)
            }
            at += 1
        }
        return (String(decoding: value, as: UTF8.self), range.lowerBound..<at)
    }

    /// All words of `range`.
    func plainWords(_ text: LogicalText, _ range: Range<Int>) -> [DockerfileDocument.Word] {
        var words: [DockerfileDocument.Word] = []
        var at = range.lowerBound
        while at < range.upperBound {
            if text.bytes[at].isBlank {
                at += 1
                continue
            }
            let word = plainWord(text, at..<range.upperBound)
            let isExpanded = text.bytes[word.range].contains(UInt8(ascii: "$"))
            words.append(
                .init(value: word.value, span: text.span(word.range), isDynamic: isExpanded, isExpanded: isExpanded))
            at = max(word.range.upperBound, at + 1)
        }
        return words
    }

    /// Words of the shape `<<EOF`, `3<<-"EOF"`.
    private func markers(_ text: LogicalText, _ body: Range<Int>) -> [HeredocMarker] {
        let bytes = text.bytes
        var at = body.lowerBound
        var markers: [HeredocMarker] = []
        while at < body.upperBound {
            if bytes[at].isBlank {
                at += 1
                continue
            }
            let word = plainWord(text, at..<body.upperBound).range
            at = max(word.upperBound, at + 1)
            var start = word.lowerBound
            while start < word.upperBound, bytes[start].isDigit { start += 1 }
            guard start + 2 < word.upperBound, bytes[start] == UInt8(ascii: "<"), bytes[start + 1] == UInt8(ascii: "<")
            else { continue }
            start += 2
            let stripsTabs = bytes[start] == UInt8(ascii: "-")
            if stripsTabs { start += 1 }
            let raw = start..<word.upperBound
            guard !raw.isEmpty, !bytes[raw].contains(UInt8(ascii: "<")) else { continue }
            let name = plainWord(text, raw).value
            guard !name.isEmpty else { continue }
            let expands = !bytes[raw].contains {
                $0 == UInt8(ascii: "'") || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\")
            }
            markers.append(HeredocMarker(name: name, expands: expands, stripsTabs: stripsTabs, span: text.span(word)))
        }
        return markers
    }
}

/// An instruction while its arguments are being read.
struct InstructionDraft {
    let keyword: String
    let text: LogicalText
    /// The arguments after the flags, in `text`.
    let body: Range<Int>
    var form = DockerfileDocument.Form.none
    var words: [DockerfileDocument.Word] = []
    var pairs: [DockerfileDocument.Pair] = []
    var markers: [DockerfileParser.HeredocMarker] = []
    var heredocs: [DockerfileDocument.Heredoc] = []
    var script: DockerfileDocument.Script?
}
