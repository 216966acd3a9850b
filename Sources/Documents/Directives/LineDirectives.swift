import SourceText

/// Reads the languages whose directives are lines: HAProxy, sshd, sysctl, systemd, Redis, Mosquitto, sudoers, properties, rabbitmq.conf.
struct LineDirectives {
    let language: DirectiveLanguage
    let path: String
    let bytes: [UInt8]
    var tree = DirectiveTree()
    var diagnostics: [Diagnostic] = []
    private var section = -1

    init(_ source: SourceFile, _ language: DirectiveLanguage) {
        self.language = language
        path = source.path
        bytes = source.bytes
    }

    mutating func run() {
        var at = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        while at < bytes.count { at = readLine(at) }
    }

    /// - Returns: the start of the next logical line.
    private mutating func readLine(_ start: Int) -> Int {
        var end = lineEnd(start)
        let first = skipBlanks(start, end)
        if first == end { return nextLine(end) }
        if language.lineComments.contains(bytes[first]), !isSudoInclude(first) {
            tree.comments.append(Span(first, end))
            return nextLine(end)
        }
        while language.continuesLines, isContinued(first, end), nextLine(end) < bytes.count {
            end = lineEnd(nextLine(end))
        }
        if language == .systemd, bytes[first] == UInt8(ascii: "[") {
            readSystemdSection(first, end)
        } else {
            readDirective(first, end)
        }
        return nextLine(end)
    }

    private func isSudoInclude(_ at: Int) -> Bool {
        guard language == .sudoers, bytes[at] == UInt8(ascii: "#"), at + 1 < bytes.count else { return false }
        return bytes[at...].starts(with: "#include".utf8) || (48...57).contains(bytes[at + 1])
    }

    private mutating func readSystemdSection(_ first: Int, _ end: Int) {
        var close = end
        while close > first, bytes[close - 1] == 0x20 || bytes[close - 1] == 0x09 { close -= 1 }
        guard close - first >= 3, bytes[close - 1] == UInt8(ascii: "]") else {
            report("a section is written [Name]", Span(first, end))
            return
        }
        let span = Span(first, close)
        section = tree.add(
            Directive(
                name: text(Span(first + 1, close - 1)), nameSpan: span, text: .at(close), span: span, parent: -1,
                block: Directive.Block(open: end, close: end)))
    }

    private mutating func readDirective(_ first: Int, _ end: Int) {
        var words = language.hasPlainValues ? [] : splitWords(first, end)
        var node: Directive
        if language.hasPlainValues {
            guard let read = plainDirective(first, end) else {
                report("expected a name and a value", Span(first, end))
                return
            }
            node = read
            let rest = skipBlanks(node.span.end, end)
            if language == .rabbitmq, rest < end, bytes[rest] == UInt8(ascii: "#") { tree.comments.append(Span(rest, end)) }
        } else {
            guard let head = words.first else { return }
            if language == .sudoers, !isSudoersKeyword(head.text) {
                node = Directive(
                    name: "spec", nameSpan: .at(first), words: words, text: Span(first, words.last!.span.end),
                    span: Span(first, words.last!.span.end), parent: -1)
            } else {
                var nameSpan = head.span
                var name = head.text
                words.removeFirst()
                if language.isTwoWordName(name), let second = words.first {
                    name += " " + second.text
                    nameSpan = nameSpan.union(second.span)
                    words.removeFirst()
                }
                // sshd takes `Keyword=value` and `Keyword = value` too.
                if language == .sshd, let equals = name.firstIndex(of: "="), head.span.length == name.utf8.count {
                    let length = name.utf8.distance(from: name.startIndex, to: equals)
                    let value = String(name[name.index(after: equals)...])
                    nameSpan = Span(head.span.start, head.span.start + length)
                    if !value.isEmpty {
                        words.insert(Directive.Word(text: value, span: Span(nameSpan.end + 1, head.span.end)), at: 0)
                    }
                    name = String(name[..<equals])
                } else if language == .sshd, words.first?.text == "=" {
                    words.removeFirst()
                }
                if language == .sudoers, name.hasPrefix("Defaults"), name.count > 8 { name = "Defaults" }
                let argumentsEnd = words.last?.span.end ?? nameSpan.end
                node = Directive(
                    name: language.canonicalName(name), nameSpan: nameSpan, words: words,
                    text: words.first.map { Span($0.span.start, argumentsEnd) } ?? .at(nameSpan.end),
                    span: Span(nameSpan.start, max(argumentsEnd, head.span.end)), parent: -1)
            }
        }
        if language.startsSection(node.name) {
            node.block = Directive.Block(open: end, close: end)
            section = tree.add(node)
            return
        }
        node.parent = section
        _ = tree.add(node)
        if section >= 0 {
            tree.nodes[section].block?.close = end
            tree.nodes[section].span.end = node.span.end
        }
    }

    /// A key, what parts it from its value, and the value up to the end of the line.
    private func plainDirective(_ first: Int, _ end: Int) -> Directive? {
        var nameEnd = first
        let assignments = language.assignments
        while nameEnd < end {
            let byte = bytes[nameEnd]
            if byte == UInt8(ascii: "\\"), language == .properties {
                nameEnd = min(nameEnd + 2, end)
                continue
            }
            if assignments.contains(byte) { break }
            if byte == 0x20 || byte == 0x09 || byte == 0x0C, assignments.isEmpty || language == .properties { break }
            nameEnd += 1
        }
        var value = skipBlanks(nameEnd, end)
        if value < end, assignments.contains(bytes[value]) {
            value = skipBlanks(value + 1, end)
        } else if !assignments.isEmpty, language != .properties {
            return nil
        }
        while nameEnd > first, bytes[nameEnd - 1] == 0x20 || bytes[nameEnd - 1] == 0x09 { nameEnd -= 1 }
        guard nameEnd > first else { return nil }
        var valueEnd = end
        if language == .rabbitmq {
            var at = value
            while at < end {
                if bytes[at] == UInt8(ascii: "#"), at == value || bytes[at - 1] == 0x20 || bytes[at - 1] == 0x09 { break }
                at += 1
            }
            valueEnd = at
        }
        while language != .properties, valueEnd > value, bytes[valueEnd - 1] == 0x20 || bytes[valueEnd - 1] == 0x09 { valueEnd -= 1 }
        let nameSpan = Span(first, nameEnd)
        let name = language == .properties ? decodeProperty(text(nameSpan)) : text(nameSpan)
        let span = Span(first, max(valueEnd, nameEnd))
        return Directive(
            name: language == .sysctl ? sysctlName(name) : name, nameSpan: nameSpan,
            text: Span(min(value, span.end), max(min(value, span.end), valueEnd)),
            span: span, parent: -1)
    }

    /// `net/ipv4/ip_forward` is `net.ipv4.ip_forward`; a leading `-` only says that failing is no error.
    private func sysctlName(_ name: String) -> String {
        let plain = name.hasPrefix("-") ? String(name.dropFirst()) : name
        guard let slash = plain.firstIndex(of: "/"), !plain[..<slash].contains(".") else { return plain }
        return plain.replacing("/", with: ".")
    }

    private func isSudoersKeyword(_ word: String) -> Bool {
        word.hasPrefix("Defaults") || word.hasSuffix("_Alias") || word.hasPrefix("@include") || word.hasPrefix("#include")
    }

    private mutating func splitWords(_ first: Int, _ end: Int) -> [Directive.Word] {
        var words: [Directive.Word] = []
        var at = skipBlanks(first, end)
        while at < end {
            if bytes[at] == UInt8(ascii: "#"), language.hasTrailingComments, !(words.isEmpty && isSudoInclude(at)) {
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
                } else if byte == UInt8(ascii: "\"") || (byte == UInt8(ascii: "'") && (language == .haproxy || language == .redis)) {
                    quote = byte
                } else if byte == UInt8(ascii: "\\"), language == .haproxy || language == .sudoers, at + 1 < end {
                    at += 1
                    if bytes[at] != 0x0A, bytes[at] != 0x0D { word.append(bytes[at]) } else { break }
                } else if byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
                    break
                } else if byte == UInt8(ascii: "#"), language == .haproxy {
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

    private mutating func report(_ message: String, _ span: Span) {
        diagnostics.append(Diagnostic(.error, "\(language.rawValue)-syntax", message, path: path, span: span))
    }

    private func isContinued(_ first: Int, _ end: Int) -> Bool {
        var slashes = 0
        while end - slashes > first, bytes[end - slashes - 1] == UInt8(ascii: "\\") { slashes += 1 }
        return slashes % 2 == 1
    }

    private func text(_ span: Span) -> String { String(decoding: bytes[span.range], as: UTF8.self) }

    private func skipBlanks(_ at: Int, _ end: Int) -> Int {
        var at = at
        while at < end, bytes[at] == 0x20 || bytes[at] == 0x09 || bytes[at] == 0x0C { at += 1 }
        return at
    }

    /// Blanks, and line breaks inside a continued line.
    private func skipSpace(_ at: Int, _ end: Int) -> Int {
        var at = at
        while at < end, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[at]) { at += 1 }
        return at
    }

    /// Where the text of the line ends and its line break begins.
    private func lineEnd(_ start: Int) -> Int {
        var at = start
        while at < bytes.count, bytes[at] != 0x0A { at += 1 }
        return at > start && bytes[at - 1] == 0x0D && at < bytes.count ? at - 1 : at
    }

    private func nextLine(_ end: Int) -> Int {
        var at = end
        while at < bytes.count, bytes[at] != 0x0A { at += 1 }
        return min(at + 1, bytes.count)
    }
}

/// A key or value of a `.properties` file without its escapes, java.util.Properties.
func decodeProperty(_ text: String) -> String {
    var result: [UInt8] = []
    let bytes = Array(text.utf8)
    var at = 0
    while at < bytes.count {
        guard bytes[at] == UInt8(ascii: "\\"), at + 1 < bytes.count else {
            if bytes[at] != UInt8(ascii: "\\") { result.append(bytes[at]) }
            at += 1
            continue
        }
        at += 1
        switch bytes[at] {
        case UInt8(ascii: "n"): result.append(0x0A)
        case UInt8(ascii: "t"): result.append(0x09)
        case UInt8(ascii: "r"): result.append(0x0D)
        case UInt8(ascii: "f"): result.append(0x0C)
        case UInt8(ascii: "u"):
            if at + 4 < bytes.count, let code = UInt32(String(decoding: bytes[at + 1...at + 4], as: UTF8.self), radix: 16),
                let scalar = Unicode.Scalar(code)
            {
                result += Array(String(Character(scalar)).utf8)
                at += 4
            } else {
                result.append(bytes[at])
            }
        case 0x0D, 0x0A:
            if bytes[at] == 0x0D, at + 1 < bytes.count, bytes[at + 1] == 0x0A { at += 1 }
            while at + 1 < bytes.count, bytes[at + 1] == 0x20 || bytes[at + 1] == 0x09 { at += 1 }
        default: result.append(bytes[at])
        }
        at += 1
    }
    return String(decoding: result, as: UTF8.self)
}
