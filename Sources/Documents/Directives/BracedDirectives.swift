import SourceText

/// Reads nginx: words, `;`, braces, quotes, `${…}`, Lua blocks passed over.
///
/// The rules of words are those of `ngx_conf_read_token`: quotes count at the start of a word only, `}` only where a word may start.
struct NginxDirectives {
    let path: String
    let bytes: [UInt8]
    var tree = DirectiveTree()
    var diagnostics: [Diagnostic] = []
    private static let maximumDepth = 100

    init(_ source: SourceFile) {
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
                guard !words.isEmpty, open.count < NginxDirectives.maximumDepth else {
                    report(words.isEmpty ? "a block without a name" : "blocks are nested too deeply", Span(at, at + 1))
                    return
                }
                if words[0].text.hasSuffix("_by_lua_block") {
                    let start = at
                    at = endOfLua(at)
                    if at > bytes.count { at = bytes.count; report("a Lua block is not closed", Span(start, start + 1)) }
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
            if [0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: ";"), UInt8(ascii: "{")].contains(byte) { break }
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

    /// Past the brace that closes the Lua block whose opening brace is at `start`; beyond the end when there is none.
    private func endOfLua(_ start: Int) -> Int {
        var depth = 0
        var at = start
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "}"):
                depth -= 1
                if depth == 0 { return at + 1 }
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                let quote = bytes[at]
                at += 1
                while at < bytes.count, bytes[at] != quote, bytes[at] != 0x0A { at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1 }
            case UInt8(ascii: "-") where at + 1 < bytes.count && bytes[at + 1] == UInt8(ascii: "-"):
                if let end = endOfLongBracket(at + 2) { at = end - 1 } else { while at < bytes.count, bytes[at] != 0x0A { at += 1 } }
            case UInt8(ascii: "["): if let end = endOfLongBracket(at) { at = end - 1 }
            default: break
            }
            at += 1
        }
        return bytes.count + 1
    }

    /// `[[ … ]]` and `[==[ … ]==]`.
    private func endOfLongBracket(_ start: Int) -> Int? {
        guard start < bytes.count, bytes[start] == UInt8(ascii: "[") else { return nil }
        var level = 0
        while start + 1 + level < bytes.count, bytes[start + 1 + level] == UInt8(ascii: "=") { level += 1 }
        guard start + 1 + level < bytes.count, bytes[start + 1 + level] == UInt8(ascii: "[") else { return nil }
        let close = [UInt8(ascii: "]")] + Array(repeating: UInt8(ascii: "="), count: level) + [UInt8(ascii: "]")]
        var at = start + 2 + level
        while at + close.count <= bytes.count {
            if bytes[at] == UInt8(ascii: "]"), bytes[at..<at + close.count].elementsEqual(close) { return at + close.count }
            at += 1
        }
        return bytes.count
    }

    private mutating func report(_ message: String, _ span: Span) {
        diagnostics.append(Diagnostic(.error, "nginx-syntax", message, path: path, span: span))
    }
}
