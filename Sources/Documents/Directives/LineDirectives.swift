import SourceText

/// Reads languages of `DirectiveSyntax.Form.lines`, whose directives are lines.
struct LineDirectives {
    let language: DirectiveLanguage
    let syntax: DirectiveSyntax
    let path: String
    let bytes: [UInt8]
    var tree = DirectiveTree()
    var diagnostics: [Diagnostic] = []
    private var section = -1

    init(_ source: SourceFile, _ language: DirectiveLanguage) {
        self.language = language
        syntax = language.syntax
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
        if syntax.comments.lineMarks.contains(bytes[first]), !isDirective(first) {
            tree.comments.append(Span(first, end))
            return nextLine(end)
        }
        while syntax.layout.continuesLines, isContinued(first, end), nextLine(end) < bytes.count {
            end = lineEnd(nextLine(end))
        }
        if syntax.layout.hasBracketedSections, bytes[first] == UInt8(ascii: "[") {
            readBracketedSection(first, end)
        } else {
            readDirective(first, end)
        }
        return nextLine(end)
    }

    /// Whether a comment mark starts a directive after all.
    func isDirective(_ mark: Int) -> Bool { syntax.comments.isDirective?(bytes, mark) ?? false }

    private mutating func readBracketedSection(_ first: Int, _ end: Int) {
        var close = end
        while close > first, isBlank(bytes[close - 1]) { close -= 1 }
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
        guard var node = syntax.values.arePlain ? plainDirective(first, end) : wordDirective(first, end) else { return }
        if syntax.layout.startsSection(node.name) {
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

    func readName(_ written: String) -> String { syntax.names.canonical(syntax.names.decode?(written) ?? written) }

    /// A key, what parts it from its value, and the value up to the end of the line.
    private mutating func plainDirective(_ first: Int, _ end: Int) -> Directive? {
        guard let (nameSpan, value) = plainName(first, end) else {
            report("expected a name and a value", Span(first, end))
            return nil
        }
        var valueEnd = end
        if syntax.comments.mayTrail {
            var at = value
            while at < end {
                if bytes[at] == UInt8(ascii: "#"), at == value || isBlank(bytes[at - 1]) { break }
                at += 1
            }
            valueEnd = at
        }
        if !syntax.values.keepTrailingBlanks {
            while valueEnd > value, isBlank(bytes[valueEnd - 1]) { valueEnd -= 1 }
        }
        let span = Span(nameSpan.start, max(valueEnd, nameSpan.end))
        if syntax.comments.mayTrail {
            let rest = skipBlanks(span.end, end)
            if rest < end, bytes[rest] == UInt8(ascii: "#") { tree.comments.append(Span(rest, end)) }
        }
        let start = min(value, span.end)
        return Directive(
            name: readName(text(nameSpan)), nameSpan: nameSpan, text: Span(start, max(start, valueEnd)), span: span, parent: -1)
    }

    /// Where the name of a plain directive stands, and where its value starts.
    private func plainName(_ first: Int, _ end: Int) -> (name: Span, value: Int)? {
        let assignments = syntax.assignment.marks
        var nameEnd = first
        while nameEnd < end {
            let byte = bytes[nameEnd]
            if byte == UInt8(ascii: "\\"), syntax.names.haveEscapes {
                nameEnd = min(nameEnd + 2, end)
                continue
            }
            if assignments.contains(byte) || (syntax.assignment.blanksSuffice && (isBlank(byte) || byte == 0x0C)) { break }
            nameEnd += 1
        }
        var value = skipBlanks(nameEnd, end)
        if value < end, assignments.contains(bytes[value]) {
            value = skipBlanks(value + 1, end)
        } else if !syntax.assignment.blanksSuffice {
            return nil
        }
        while nameEnd > first, isBlank(bytes[nameEnd - 1]) { nameEnd -= 1 }
        return nameEnd > first ? (Span(first, nameEnd), value) : nil
    }

    mutating func report(_ message: String, _ span: Span) {
        diagnostics.append(Diagnostic(.error, "\(language.rawValue)-syntax", message, path: path, span: span))
    }

    private func isContinued(_ first: Int, _ end: Int) -> Bool {
        var slashes = 0
        while end - slashes > first, bytes[end - slashes - 1] == UInt8(ascii: "\\") { slashes += 1 }
        return slashes % 2 == 1
    }

    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    private func text(_ span: Span) -> String { String(decoding: bytes[span.range], as: UTF8.self) }

    func skipBlanks(_ at: Int, _ end: Int) -> Int {
        var at = at
        while at < end, isBlank(bytes[at]) || bytes[at] == 0x0C { at += 1 }
        return at
    }

    /// Blanks, and line breaks inside a continued line.
    func skipSpace(_ at: Int, _ end: Int) -> Int {
        var at = at
        while at < end, isBlank(bytes[at]) || bytes[at] == 0x0A || bytes[at] == 0x0D { at += 1 }
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
