package import SourceText

/// The text of a scalar in a YAML or JSON file, byte by byte with the place of each byte in the file.
///
///     nginx.conf: |          text: "server {\n…"; its first byte stands behind the indent of the next line
///       server {
///
/// Changes of the text become changes of the file in the scalar's own style: whole lines of a literal, escapes of a quoted scalar.
/// Invariant: made only where decoding the bytes gives the text that the reader of the file gives; a style that is not understood has none.
///
/// A text that is a document of its own is a resource whose values say where in the scalar each byte stands (`EmbeddedScalar`): a change of
/// it is made by its own format, then written in the scalar's style, and refused where decoding the file again does not give the same text.
package struct EmbeddedScalar: Sendable {
    package let text: [UInt8]
    /// For each byte of the text, and for its end, the byte of the file where its spelling begins.
    private let offsets: [Int]
    private let style: NodeTree.Node.Style
    /// Lines of a block scalar.
    private let lines: [Line]
    private let indent: Int
    private let newline: String
    private let whole: Span

    struct Line {
        let raw: Int
        let content: Int
        /// Behind the last byte, without the line ending.
        let end: Int
        /// The first byte of the next line.
        let next: Int
    }

    /// - Parameter span: that of the value, as its provenance has it.
    package init?(_ document: any Document, span: Span) {
        let tree: NodeTree
        switch document {
        case let yaml as YAMLDocument: tree = yaml.tree
        case let json as JSONDocument: tree = json.tree
        default: return nil
        }
        let bytes = document.source.bytes
        guard let index = tree.nodes.firstIndex(where: { $0.kind == .scalar && $0.span == span }) else { return nil }
        let wanted = Array(tree.text(index, in: bytes).utf8)
        style = tree[index].style
        whole = span
        newline = bytes.contains(0x0D) ? "\r\n" : "\n"
        let read: (text: [UInt8], offsets: [Int])?
        if tree[index].isBlockScalar {
            let block = BlockLines(bytes, span)
            lines = block.lines
            indent = block.indent
            read = style == .literal ? block.literal(bytes, like: wanted) : block.folded(bytes, like: wanted)
        } else {
            lines = []
            indent = 0
            read = FlowText.read(bytes, span, style)
        }
        guard let read, read.text == wanted else { return nil }
        text = read.text
        offsets = read.offsets
    }

    /// The place in the file of a part of the text.
    package func span(_ inner: Span) -> Span {
        guard inner.end < offsets.count else { return whole }
        if inner.isEmpty { return Span.at(offsets[inner.start]) }
        let last = offsets[inner.end - 1]
        // The last byte's own spelling, without what stands between lines.
        let end = lines.isEmpty ? offsets[inner.end] : last + 1
        return offsets[inner.start] <= end ? Span(offsets[inner.start], end) : whole
    }

    /// Changes of the text as changes of the file; nil where the style cannot write them.
    package func edits(for inner: EditList) -> [Edit]? {
        switch style {
        case .literal: return lineEdits(inner.edits)
        case .folded: return wordEdits(inner.edits)
        default:
            var result: [Edit] = []
            for edit in inner.edits {
                guard edit.span.end < offsets.count, let written = FlowText.written(edit.replacement, style) else { return nil }
                result.append(Edit(Span(offsets[edit.span.start], offsets[edit.span.end]), written))
            }
            return result
        }
    }

    /// A folded scalar keeps its lines: only what stays within one is changed.
    private func wordEdits(_ edits: [Edit]) -> [Edit]? {
        var result: [Edit] = []
        for edit in edits {
            guard edit.span.end < offsets.count, !edit.replacement.contains(0x0A) else { return nil }
            let (start, end) = (offsets[edit.span.start], offsets[edit.span.end])
            guard lines.contains(where: { $0.content <= start && end <= $0.end }), end - start == edit.span.length else { return nil }
            result.append(Edit(Span(start, end), edit.replacement))
        }
        return result
    }

    private func lineEdits(_ edits: [Edit]) -> [Edit]? {
        var starts = [0]
        for (offset, byte) in text.enumerated() where byte == 0x0A { starts.append(offset + 1) }
        func line(_ offset: Int) -> Int { (starts.lastIndex { $0 <= offset }) ?? 0 }
        var groups: [(first: Int, last: Int, edits: [Edit])] = []
        for edit in edits {
            let (first, last) = (line(edit.span.start), line(edit.span.end))
            if let open = groups.indices.last, first <= groups[open].last {
                groups[open].last = max(groups[open].last, last)
                groups[open].edits.append(edit)
            } else {
                groups.append((first, last, [edit]))
            }
        }
        return groups.reduce(into: [Edit]?.some([])) { result, group in
            guard let edit = lineEdit(group, starts) else {
                result = nil
                return
            }
            result?.append(edit)
        }
    }

    private func lineEdit(_ group: (first: Int, last: Int, edits: [Edit]), _ starts: [Int]) -> Edit? {
        let start = starts[group.first]
        let end = group.last + 1 < starts.count ? starts[group.last + 1] - 1 : text.count
        let moved = group.edits.map { Edit(Span($0.span.start - start, $0.span.end - start), $0.replacement) }
        guard let list = try? EditList(moved), let final = lines.last else { return nil }
        let changed = list.applied(to: Array(text[start..<end]))
        var new = changed.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
            line.isEmpty ? "" : String(repeating: " ", count: indent) + String(decoding: line, as: UTF8.self)
        }
        // The text ends behind its last line: whole lines go there.
        if group.last >= lines.count {
            if new.last == "" { new.removeLast() }
            let from = group.first >= lines.count ? final.next : lines[group.first].raw
            return Edit(Span(from, max(from, final.next)), new.map { $0 + newline }.joined())
        }
        return Edit(Span(lines[group.first].raw, lines[group.last].end), new.joined(separator: newline))
    }
}

/// The lines of a block scalar behind its header.
private struct BlockLines {
    var lines: [EmbeddedScalar.Line] = []
    var indent = 0

    init(_ bytes: [UInt8], _ span: Span) {
        guard var at = bytes[span.start...].firstIndex(of: 0x0A).map({ $0 + 1 }) else { return }
        var ranges: [(raw: Int, end: Int, next: Int)] = []
        while at < span.end {
            let newline = bytes[at...].firstIndex(of: 0x0A)
            let next = newline.map { $0 + 1 } ?? bytes.count
            var end = newline ?? bytes.count
            if end > at, bytes[end - 1] == 0x0D { end -= 1 }
            ranges.append((at, end, next))
            at = next
        }
        func spaces(_ range: (raw: Int, end: Int, next: Int)) -> Int { bytes[range.raw..<range.end].prefix { $0 == 0x20 }.count }
        indent = ranges.first { spaces($0) < $0.end - $0.raw }.map(spaces) ?? 0
        lines = ranges.map { EmbeddedScalar.Line(raw: $0.raw, content: min($0.raw + indent, $0.end), end: $0.end, next: $0.next) }
    }

    func literal(_ bytes: [UInt8], like wanted: [UInt8]) -> (text: [UInt8], offsets: [Int])? {
        guard let last = lines.last else { return nil }
        var text: [UInt8] = []
        var offsets: [Int] = []
        for (number, line) in lines.enumerated() {
            text += bytes[line.content..<line.end]
            offsets += line.content..<line.end
            if number + 1 < lines.count || wanted.last == 0x0A {
                text.append(0x0A)
                offsets.append(line.end)
            }
        }
        return (text, offsets + [wanted.last == 0x0A ? last.next : last.end])
    }

    /// Single line ends are blanks, except beside lines that are indented further (YAML 1.2, 8.1.3).
    func folded(_ bytes: [UInt8], like wanted: [UInt8]) -> (text: [UInt8], offsets: [Int])? {
        var text: [UInt8] = []
        var offsets: [Int] = []
        var blanks = 0
        var previous: (end: Int, isDeep: Bool)?
        for line in lines {
            if line.content == line.end {
                blanks += 1
                continue
            }
            let isDeep = bytes[line.content] == 0x20 || bytes[line.content] == 0x09
            if let previous {
                let breaks = previous.isDeep || isDeep ? blanks + 1 : blanks
                let between = breaks == 0 ? [0x20] : [UInt8](repeating: 0x0A, count: breaks)
                text += between
                offsets += between.map { _ in previous.end }
            }
            text += bytes[line.content..<line.end]
            offsets += line.content..<line.end
            previous = (line.end, isDeep)
            blanks = 0
        }
        guard let previous, let last = lines.last else { return nil }
        if wanted.last == 0x0A {
            text.append(0x0A)
            offsets.append(previous.end)
        }
        return (text, offsets + [last.next])
    }
}

/// Scalars that stand in one line, plain or in quotes.
private enum FlowText {
    static func read(_ bytes: [UInt8], _ span: Span, _ style: NodeTree.Node.Style) -> (text: [UInt8], offsets: [Int])? {
        guard !bytes[span.range].contains(0x0A) else { return nil }
        var text: [UInt8] = []
        var offsets: [Int] = []
        if style == .plain { return (Array(bytes[span.range]), Array(span.start...span.end)) }
        guard span.length >= 2 else { return nil }
        var at = span.start + 1
        let end = span.end - 1
        while at < end {
            var length = 1
            var spelled: [UInt8] = [bytes[at]]
            if style == .singleQuoted {
                if bytes[at] == 0x27 { length = 2 }
            } else if bytes[at] == UInt8(ascii: "\\") {
                guard let escape = escape(bytes[at..<end]) else { return nil }
                (spelled, length) = escape
            }
            text += spelled
            offsets += spelled.map { _ in at }
            at += length
        }
        return (text, offsets + [end])
    }

    private static func escape(_ bytes: ArraySlice<UInt8>) -> ([UInt8], Int)? {
        guard bytes.count > 1 else { return nil }
        func number(_ digits: Int) -> ([UInt8], Int)? {
            guard bytes.count >= digits + 2, let code = UInt32(String(decoding: bytes.dropFirst(2).prefix(digits), as: UTF8.self), radix: 16),
                let scalar = Unicode.Scalar(code)
            else { return nil }
            return (Array(String(Character(scalar)).utf8), digits + 2)
        }
        switch bytes[bytes.startIndex + 1] {
        case UInt8(ascii: "n"): return ([0x0A], 2)
        case UInt8(ascii: "t"), 0x09: return ([0x09], 2)
        case UInt8(ascii: "r"): return ([0x0D], 2)
        case UInt8(ascii: "b"): return ([0x08], 2)
        case UInt8(ascii: "f"): return ([0x0C], 2)
        case UInt8(ascii: "0"): return ([0x00], 2)
        case UInt8(ascii: "e"): return ([0x1B], 2)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), 0x20: return ([bytes[bytes.startIndex + 1]], 2)
        case UInt8(ascii: "x"): return number(2)
        case UInt8(ascii: "u"): return number(4)
        case UInt8(ascii: "U"): return number(8)
        default: return nil
        }
    }

    /// New text in the style; nil where it cannot stand so.
    static func written(_ text: [UInt8], _ style: NodeTree.Node.Style) -> [UInt8]? {
        switch style {
        case .singleQuoted, .plain:
            guard text.allSatisfy({ $0 >= 0x20 }) else { return nil }
            return style == .plain ? text : text.flatMap { $0 == 0x27 ? [0x27, 0x27] : [$0] }
        default:
            return text.flatMap { byte -> [UInt8] in
                switch byte {
                case 0x0A: return Array("\\n".utf8)
                case 0x09: return Array("\\t".utf8)
                case 0x0D: return Array("\\r".utf8)
                case 0x22, 0x5C: return [0x5C, byte]
                case 0..<0x20:
                    let digits = String(byte, radix: 16)
                    return Array(("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8)
                default: return [byte]
                }
            }
        }
    }
}
