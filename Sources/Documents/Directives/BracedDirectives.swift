import SourceText

/// Reads languages of `DirectiveSyntax.Form.braces`: words, `;`, braces, quotes, `${…}`.
///
/// Quotes count at the start of a word only, `}` only where a word may start.
struct BracedDirectives {
    let language: DirectiveLanguage
    let path: String
    let bytes: [UInt8]
    var tree = DirectiveTree()
    var diagnostics: [Diagnostic] = []
    private static let maximumDepth = 100
    private static let wordEnds: ByteSet = " \t\n\r;{"

    init(_ source: SourceFile, _ language: DirectiveLanguage) {
        self.language = language
        path = source.path
        bytes = source.bytes
    }

    mutating func run() {
        var at = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var open: [Int] = []
        var words: [Directive.Word] = []
        while at < bytes.count {
            let byte = bytes[at]
            switch byte {
            case 0x20, 0x09, 0x0A, 0x0D: at += 1
            case UInt8(ascii: "#"):
                let start = at
                while at < bytes.count, bytes[at] != 0x0A { at += 1 }
                tree.comments.append(Span(start, at > start && bytes[at - 1] == 0x0D ? at - 1 : at))
            case UInt8(ascii: ";"):
                if words.isEmpty {
                    report("a directive is missing before ';'", Span(at, at + 1))
                } else {
                    finish(&words, end: at + 1, open.last ?? -1)
                }
                at += 1
            case UInt8(ascii: "{"):
                guard !words.isEmpty, open.count < BracedDirectives.maximumDepth else {
                    report(words.isEmpty ? "a block without a name" : "blocks are nested too deeply", Span(at, at + 1))
                    return
                }
                if let foreign = language.syntax.layout.foreignBlocks, foreign.isOne(words[0].text) {
                    let end = foreign.end(bytes, at)
                    if end > bytes.count { report("a \(foreign.language) block is not closed", Span(at, at + 1)) }
                    at = min(end, bytes.count)
                    finish(&words, end: at, open.last ?? -1)
                } else {
                    let index = finish(&words, end: at + 1, open.last ?? -1)
                    tree.nodes[index].block = Directive.Block(open: at + 1, close: at + 1)
                    open.append(index)
                    at += 1
                }
            case UInt8(ascii: "}"):
                if let first = words.first { report("';' is missing before '}'", first.span) }
                words = []
                guard let index = open.popLast() else {
                    report("a '}' too many", Span(at, at + 1))
                    return
                }
                tree.nodes[index].block?.close = at
                tree.nodes[index].span.end = at + 1
                at += 1
            default: words.append(word(&at))
            }
        }
        if let last = open.last { report("the block is not closed", tree.nodes[last].nameSpan) }
        if let first = words.first { report("';' is missing", first.span) }
    }

    @discardableResult
    private mutating func finish(_ words: inout [Directive.Word], end: Int, _ parent: Int) -> Int {
        defer { words = [] }
        let name = words.removeFirst()
        let text = words.first.map { Span($0.span.start, words.last!.span.end) } ?? .at(name.span.end)
        return tree.add(
            Directive(name: name.text, nameSpan: name.span, words: words, text: text, span: Span(name.span.start, end), parent: parent))
    }

    private mutating func word(_ at: inout Int) -> Directive.Word {
        let start = at
        var text: [UInt8] = []
        let quote = bytes[at]
        if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
            at += 1
            while at < bytes.count, bytes[at] != quote {
                if bytes[at] == UInt8(ascii: "\\"), at + 1 < bytes.count {
                    if bytes[at + 1] != quote, bytes[at + 1] != UInt8(ascii: "\\") { text.append(bytes[at]) }
                    at += 1
                }
                text.append(bytes[at])
                at += 1
            }
            if at >= bytes.count { report("a quote is not closed", Span(start, start + 1)) }
            at = min(at + 1, bytes.count)
            return Directive.Word(text: String(decoding: text, as: UTF8.self), span: Span(start, at))
        }
        var afterDollar = false
        while at < bytes.count {
            let byte = bytes[at]
            if byte == UInt8(ascii: "{"), afterDollar {
                text.append(byte)
                afterDollar = false
                at += 1
                continue
            }
            if BracedDirectives.wordEnds.contains(byte) { break }
            afterDollar = byte == UInt8(ascii: "$")
            if byte == UInt8(ascii: "\\"), at + 1 < bytes.count {
                text.append(byte)
                at += 1
            }
            text.append(bytes[at])
            at += 1
        }
        return Directive.Word(text: String(decoding: text, as: UTF8.self), span: Span(start, at))
    }

    private mutating func report(_ message: String, _ span: Span) {
        diagnostics.append(Diagnostic(.error, "\(language.rawValue)-syntax", message, path: path, span: span))
    }
}
