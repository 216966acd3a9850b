import SourceText

extension DockerfileParser {
    /// Reads the arguments after the flags, as each instruction wants them.
    mutating func fill(_ draft: inout InstructionDraft) {
        let (text, body) = (draft.text, draft.body)
        switch draft.keyword {
        case "RUN", "CMD", "ENTRYPOINT":
            readScript(&draft, body)
        case "HEALTHCHECK":
            readHealthcheck(&draft)
        case "SHELL":
            guard let words = jsonWords(text, body) else {
                return trouble("SHELL needs a JSON array of strings", text.span(body))
            }
            (draft.words, draft.form) = (words, .exec)
        case "COPY", "ADD", "VOLUME":
            if let words = jsonWords(text, body) {
                (draft.words, draft.form) = (words, .exec)
            } else {
                draft.words = plainWords(text, body)
            }
            if draft.keyword != "VOLUME", !body.isEmpty, draft.words.count < 2 {
                trouble("\(draft.keyword) needs a source and a destination", text.span(body))
            }
        case "ENV", "LABEL":
            readPairs(&draft)
        case "ARG":
            for word in words(text, body) {
                let pair = self.pair(text, word)
                draft.pairs.append(pair ?? .init(name: plain(text, word), value: nil))
            }
        case "FROM":
            draft.words = plainWords(text, body)
            let count = draft.words.count
            let isNamed = count == 3 && draft.words[1].value.lowercased() == "as"
            if count != 1, !isNamed, count != 0 {
                trouble("FROM takes an image and optionally AS and a name", text.span(body))
            }
        case "USER", "WORKDIR", "STOPSIGNAL":
            let value = text.string(body)
            let isExpanded = value.utf8.contains(UInt8(ascii: "$"))
            let unquoted = plainWord(text, body)
            let whole = unquoted.range == body ? unquoted.value : value
            if !body.isEmpty {
                draft.words = [
                    .init(value: whole, span: text.span(body), isDynamic: isExpanded, isExpanded: isExpanded)
                ]
            }
        default:
            draft.words = plainWords(text, body)
        }
    }

    private mutating func readHealthcheck(_ draft: inout InstructionDraft) {
        let (text, body) = (draft.text, draft.body)
        let kind = plainWord(text, body)
        switch kind.value.uppercased() {
        case "NONE": draft.words = plainWords(text, body)
        case "CMD":
            let rest = text.trimmed(kind.range.upperBound..<body.upperBound)
            if rest.isEmpty { trouble("HEALTHCHECK CMD needs a command", text.span(body)) }
            readScript(&draft, rest)
        default:
            if !body.isEmpty { trouble("HEALTHCHECK takes NONE or CMD", text.span(kind.range)) }
        }
    }

    private func readScript(_ draft: inout InstructionDraft, _ body: Range<Int>) {
        let text = draft.text
        if let words = jsonWords(text, body) {
            (draft.words, draft.form) = (words, .exec)
            var script = DockerfileDocument.Script()
            if let first = words.first, let last = words.last {
                script.commands = [.init(span: first.span.union(last.span), words: words)]
            }
            script.end = text.span(body).end
            draft.script = script
            return
        }
        draft.form = .shell
        guard hasPosixShell else {
            draft.script = .init(isOpaque: true, end: text.span(body).end)
            return
        }
        let shell = ShellScript(text.bytes, in: body)
        draft.script = .init(shell, in: text)
        guard let heredoc = scriptHeredoc(shell, draft.heredocs) else { return }
        let span = draft.heredocs[heredoc].bodySpan
        if bytes[span.range].starts(with: "#!".utf8), !isShebangOfShell(span) {
            draft.script?.isOpaque = true
            return
        }
        var lines = LogicalText()
        lines.append(span.range, of: bytes)
        draft.script = .init(ShellScript(lines.bytes, in: 0..<lines.count), in: lines)
        draft.script?.heredoc = heredoc
    }

    private func isShebangOfShell(_ span: Span) -> Bool {
        let first = line(at: span.start).content
        return source.text(Span(first)).split(whereSeparator: { $0 == "/" || $0 == " " }).contains {
            ["sh", "bash", "ash", "dash"].contains($0)
        }
    }

    /// The heredoc that a shell runs: `RUN <<EOF` alone, or fed to `sh` or `bash`.
    private func scriptHeredoc(_ shell: ShellScript, _ heredocs: [DockerfileDocument.Heredoc]) -> Int? {
        guard heredocs.count == 1, shell.commands.count == 1, let command = shell.commands.first,
            command.redirects.count == 1
        else { return nil }
        guard let program = command.words.first else { return command.assignments.isEmpty ? 0 : nil }
        let isShell = ["sh", "bash", "ash", "/bin/sh", "/bin/bash", "/bin/ash"].contains(program.value)
        let hasScript = command.words.dropFirst().contains {
            $0.bytes.first != UInt8(ascii: "-") || $0.value.hasSuffix("c")
        }
        return isShell && !hasScript ? 0 : nil
    }

    /// Ranges of the words of `range`.
    private func words(_ text: LogicalText, _ range: Range<Int>) -> [Range<Int>] {
        var words: [Range<Int>] = []
        var at = range.lowerBound
        while at < range.upperBound {
            if text.bytes[at].isBlank {
                at += 1
                continue
            }
            let word = plainWord(text, at..<range.upperBound).range
            words.append(word)
            at = max(word.upperBound, at + 1)
        }
        return words
    }

    private func plain(_ text: LogicalText, _ range: Range<Int>) -> DockerfileDocument.Word {
        let isExpanded = text.bytes[range].contains(UInt8(ascii: "$"))
        return .init(
            value: plainWord(text, range).value, span: text.span(range), isDynamic: isExpanded, isExpanded: isExpanded)
    }

    /// `name=value`, or nil without an equals sign.
    private func pair(_ text: LogicalText, _ range: Range<Int>) -> DockerfileDocument.Pair? {
        guard let equals = range.first(where: { text.bytes[$0] == UInt8(ascii: "=") }) else { return nil }
        return .init(name: plain(text, range.lowerBound..<equals), value: plain(text, equals + 1..<range.upperBound))
    }

    /// `a=1 b="2 3"`, or the old spelling `a 1`.
    private mutating func readPairs(_ draft: inout InstructionDraft) {
        let (text, body) = (draft.text, draft.body)
        let words = words(text, body)
        guard let first = words.first else { return }
        if pair(text, first) == nil {
            let rest = text.trimmed(first.upperBound..<body.upperBound)
            if rest.isEmpty { return trouble("\(draft.keyword) needs a name and a value", text.span(body)) }
            let value = text.string(rest)
            let isExpanded = value.utf8.contains(UInt8(ascii: "$"))
            draft.pairs = [
                .init(
                    name: plain(text, first),
                    value: .init(value: value, span: text.span(rest), isDynamic: isExpanded, isExpanded: isExpanded))
            ]
            return
        }
        for word in words {
            guard let pair = pair(text, word) else {
                trouble(
                    "'\(text.string(word))' is no name=value", text.span(word), help: "quote values that hold blanks")
                continue
            }
            draft.pairs.append(pair)
        }
    }
}

extension DockerfileDocument.Script {
    /// Offsets of a text become places of the file.
    init(_ shell: ShellScript, in text: LogicalText) {
        commands = shell.commands.map { DockerfileDocument.Command($0, in: text, substituted: false) }
        commands += shell.substituted.map { DockerfileDocument.Command($0, in: text, substituted: true) }
        isOpaque = shell.isOpaque
        end = shell.end > 0 ? text.offset(shell.end - 1) + 1 : text.offset(0)
        trailingOperator = shell.trailingOperator
        separators = shell.separators.map(text.span)
        comments = shell.comments.map(text.span)
    }
}

extension DockerfileDocument.Command {
    fileprivate init(_ shell: ShellCommand, in text: LogicalText, substituted: Bool) {
        joint = shell.joint
        jointSpan = shell.jointRange.map(text.span)
        span = text.span(shell.range)
        words = shell.words.map { DockerfileDocument.Word($0, in: text) }
        assignments = shell.assignments.map {
            .init(name: .init(value: text.string($0.name), span: text.span($0.name)), value: .init($0.value, in: text))
        }
        redirects = shell.redirects.map {
            .init(symbol: text.string($0.symbol), target: $0.target?.value ?? "", span: text.span($0.range))
        }
        depth = shell.depth
        isSubstituted = substituted
    }
}

extension DockerfileDocument.Word {
    fileprivate init(_ shell: ShellWord, in text: LogicalText) {
        self.init(
            value: shell.value, span: text.span(shell.range), isDynamic: shell.isDynamic, isExpanded: shell.isExpanded)
    }
}
