import SourceText

/// Reads languages of `DirectiveSyntax.Form.maps`, supersets of JSON: `key: value`, `key = value`, `key value`, maps and arrays, `#` and
/// `//` comments, bare words, texts in parentheses.
struct MapDirectives {
    let language: DirectiveLanguage
    let path: String
    let bytes: [UInt8]
    var tree = DirectiveTree()
    var diagnostics: [Diagnostic] = []
    private var at = 0
    private static let maximumDepth = 100
    private static let keyEnds: ByteSet = " \t\n\r{}[]:=,;#"
    private static let valueEnds: ByteSet = " \t\n\r{}[],;"

    init(_ source: SourceFile, _ language: DirectiveLanguage) {
        self.language = language
        path = source.path
        bytes = source.bytes
    }

    mutating func run() {
        at = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        skip(separators: true)
        // A whole file may be one JSON object.
        if peek == UInt8(ascii: "{") {
            at += 1
            entries(of: -1, depth: 0, closing: UInt8(ascii: "}"))
            skip(separators: true)
            if at < bytes.count { report("text follows the closing brace", at) }
        } else {
            entries(of: -1, depth: 0, closing: nil)
        }
    }

    private var peek: UInt8? { at < bytes.count ? bytes[at] : nil }

    private mutating func skip(separators: Bool) {
        while let byte = peek {
            if byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
                at += 1
            } else if separators, byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";") {
                at += 1
            } else if byte == UInt8(ascii: "#") || (byte == UInt8(ascii: "/") && at + 1 < bytes.count && bytes[at + 1] == byte) {
                let start = at
                while at < bytes.count, bytes[at] != 0x0A { at += 1 }
                tree.comments.append(Span(start, at > start && bytes[at - 1] == 0x0D ? at - 1 : at))
            } else {
                return
            }
        }
    }

    private mutating func entries(of parent: Int, depth: Int, closing: UInt8?) {
        while diagnostics.isEmpty {
            skip(separators: true)
            guard let byte = peek else {
                if closing != nil { report("a block is not closed", bytes.count) }
                return
            }
            if byte == closing {
                if parent >= 0 {
                    tree.nodes[parent].block?.close = at
                    tree.nodes[parent].span.end = at + 1
                }
                at += 1
                return
            }
            if closing == UInt8(ascii: "]") {
                let start = Span.at(at)
                value(Directive(name: "", nameSpan: start, text: start, span: start, parent: parent), depth)
                continue
            }
            guard let key = word(stopsAtAssignment: true) else {
                report("expected a key", at)
                return
            }
            let node = Directive(name: key.text, nameSpan: key.span, text: .at(key.span.end), span: key.span, parent: parent)
            while let next = peek, next == 0x20 || next == 0x09 { at += 1 }
            if let next = peek, next == UInt8(ascii: ":") || next == UInt8(ascii: "=") { at += 1 }
            skip(separators: false)
            value(node, depth)
        }
    }

    private mutating func value(_ node: Directive, _ depth: Int) {
        guard let byte = peek else { return report("expected a value", at) }
        guard depth < MapDirectives.maximumDepth else { return report("blocks are nested too deeply", at) }
        var node = node
        if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
            let isArray = byte == UInt8(ascii: "[")
            at += 1
            node.span.end = at
            node.block = Directive.Block(open: at, close: at, isArray: isArray)
            let index = tree.add(node)
            entries(of: index, depth: depth + 1, closing: isArray ? UInt8(ascii: "]") : UInt8(ascii: "}"))
            return
        }
        guard let word = word(stopsAtAssignment: false) else { return report("expected a value", at) }
        node.words = [word]
        node.text = word.span
        node.span.end = word.span.end
        _ = tree.add(node)
    }

    private mutating func word(stopsAtAssignment: Bool) -> Directive.Word? {
        guard let first = peek else { return nil }
        let start = at
        var text: [UInt8] = []
        if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
            at += 1
            while let byte = peek, byte != first {
                if byte == UInt8(ascii: "\\"), first == UInt8(ascii: "\""), at + 1 < bytes.count {
                    at += 1
                    switch bytes[at] {
                    case UInt8(ascii: "n"): text.append(0x0A)
                    case UInt8(ascii: "t"): text.append(0x09)
                    case UInt8(ascii: "r"): text.append(0x0D)
                    default: text.append(bytes[at])
                    }
                } else {
                    text.append(byte)
                }
                at += 1
            }
            guard peek == first else { return nil }
            at += 1
            return Directive.Word(text: String(decoding: text, as: UTF8.self), span: Span(start, at))
        }
        if first == UInt8(ascii: "("), !stopsAtAssignment {
            while let byte = peek, byte != UInt8(ascii: ")") { text.append(byte); at += 1 }
            guard peek != nil else { return nil }
            at += 1
            return Directive.Word(text: String(decoding: text.dropFirst(), as: UTF8.self), span: Span(start, at))
        }
        let stops = stopsAtAssignment ? MapDirectives.keyEnds : MapDirectives.valueEnds
        while let byte = peek, !stops.contains(byte) {
            text.append(byte)
            at += 1
        }
        return at > start ? Directive.Word(text: String(decoding: text, as: UTF8.self), span: Span(start, at)) : nil
    }

    private mutating func report(_ message: String, _ at: Int) {
        let place = min(at, bytes.count)
        diagnostics.append(Diagnostic(.error, "\(language.rawValue)-syntax", message, path: path, span: Span(place, min(place + 1, bytes.count))))
    }
}
