internal import CLibyaml
internal import Glibc
internal import SourceText

/// Reads libyaml's events into a tree of nodes with byte spans.
///
/// libyaml is the parser that Go's YAML was ported from, so it accepts what Kubernetes accepts.
struct YAMLComposer {
    let bytes: UnsafeBufferPointer<UInt8>
    private let path: String
    private let bodyStart: Int
    private var offsets: CharacterOffsets
    private var anchors: [String: Int32] = [:]
    /// The collections that are open, outermost first.
    private var open: [Int32] = []
    private(set) var tree = NodeTree()
    private(set) var diagnostics: [Diagnostic] = []

    init(_ bytes: UnsafeBufferPointer<UInt8>, check: TextCheck, path: String) {
        self.bytes = bytes
        self.path = path
        bodyStart = check.bodyStart
        offsets = CharacterOffsets(bytes, bodyStart: check.bodyStart, isASCII: check.isASCII)
        tree.nodes.reserveCapacity(bytes.count / 12)
    }

    /// Reads all documents; after an error only those that were complete are kept.
    mutating func run() {
        if let directive = excessiveDirective() {
            note("yaml-syntax", "more than \(TreeLimits.directives) directives", at: directive)
            return
        }
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        let event = UnsafeMutablePointer<yaml_event_t>.allocate(capacity: 1)
        defer {
            parser.deallocate()
            event.deallocate()
        }
        guard yaml_parser_initialize(parser) == 1 else {
            note("out-of-memory", "libyaml could not start", at: 0)
            return
        }
        defer { yaml_parser_delete(parser) }
        let empty: StaticString = " "
        // SAFETY: the bytes outlive the parser, which only reads them; an empty file still needs an address.
        let body = bytes.baseAddress.map { $0 + bodyStart } ?? empty.utf8Start
        yaml_parser_set_input_string(parser, body, bytes.count - bodyStart)
        // With the encoding given libyaml does not look for a byte-order mark, which is why it starts behind it.
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        while true {
            guard yaml_parser_parse(parser, event) == 1 else {
                noteError(parser)
                break
            }
            // SAFETY: a successful parse filled the event, which owns its strings until it is deleted here.
            let type = event.pointee.type
            let goesOn = take(event, type)
            yaml_event_delete(event)
            if type == YAML_STREAM_END_EVENT || !goesOn { break }
        }
        dropUnfinished()
    }

    /// - Returns: false when reading must stop.
    @inline(__always)
    private mutating func take(_ event: UnsafeMutablePointer<yaml_event_t>, _ type: yaml_event_type_t) -> Bool {
        switch type {
        case YAML_SCALAR_EVENT:
            takeScalar(event)
        case YAML_MAPPING_START_EVENT:
            let data = event.pointee.data.mapping_start
            return begin(
                .mapping, event, isFlow: data.style == YAML_FLOW_MAPPING_STYLE, anchor: data.anchor, tag: data.tag)
        case YAML_SEQUENCE_START_EVENT:
            let data = event.pointee.data.sequence_start
            return begin(
                .sequence, event, isFlow: data.style == YAML_FLOW_SEQUENCE_STYLE, anchor: data.anchor, tag: data.tag)
        case YAML_MAPPING_END_EVENT, YAML_SEQUENCE_END_EVENT:
            end(event)
        case YAML_ALIAS_EVENT:
            takeAlias(event)
        case YAML_DOCUMENT_START_EVENT:
            anchors.removeAll(keepingCapacity: true)
            tree.roots.append(tree.nodes.count)
        default: break
        }
        return true
    }

    private mutating func takeScalar(_ event: UnsafeMutablePointer<yaml_event_t>) {
        let scalar = event.pointee.data.scalar
        let outer = offsets.byteOffset(event.pointee.start_mark.index)
        var end = offsets.byteOffset(event.pointee.end_mark.index)
        let style = scalarStyle(scalar.style)
        var start = outer
        if outer < end, bytes[outer] == UInt8(ascii: "&") || bytes[outer] == UInt8(ascii: "!") {
            start = min(contentStart(outer, end, properties: 2), end)
        }
        if style == .plain, scalar.length == 0 {
            // The mark of an unwritten value may lie behind blanks and lines.
            if scalar.anchor == nil, scalar.tag == nil { while end > 0, isBlank(bytes[end - 1]) { end -= 1 } }
            start = end
        } else if style == .literal || style == .folded {
            end = textEnd(ofBlockScalar: start, end)
        }
        let text = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
        let place = textPlace(text, style, start, end)
        add(
            NodeTree.Node(
                kind: .scalar, style: style, textIsInFile: place.isInFile,
                startOffset: Int32(truncatingIfNeeded: start),
                endOffset: Int32(truncatingIfNeeded: end), outerOffset: Int32(truncatingIfNeeded: min(outer, start)),
                next: 0,
                number: Int32(truncatingIfNeeded: scalar.length), textStart: Int32(truncatingIfNeeded: place.start),
                properties: addProperties(scalar.anchor, scalar.tag)),
            anchor: scalar.anchor)
        tree.nodes[tree.nodes.count - 1].next = Int32(truncatingIfNeeded: tree.nodes.count)
    }

    /// Where the text of a scalar can be found: in the file, unless escapes or folding made it differ.
    private mutating func textPlace(
        _ text: UnsafeBufferPointer<UInt8>, _ style: NodeTree.Node.Style, _ start: Int, _ end: Int
    ) -> (start: Int, isInFile: Bool) {
        let quote = style == .singleQuoted || style == .doubleQuoted ? 1 : 0
        let isWritten = style == .plain || quote == 1
        guard let file = bytes.baseAddress, let base = text.baseAddress, !text.isEmpty else {
            return (min(start, bytes.count), true)
        }
        // SAFETY: both ranges have `text.count` bytes, since the lengths were just compared.
        if isWritten, end - start - 2 * quote == text.count, memcmp(file + start + quote, base, text.count) == 0 {
            return (start + quote, true)
        }
        tree.unescaped.append(contentsOf: text)
        return (tree.unescaped.count - text.count, false)
    }

    private mutating func takeAlias(_ event: UnsafeMutablePointer<yaml_event_t>) {
        let start = offsets.byteOffset(event.pointee.start_mark.index)
        let end = offsets.byteOffset(event.pointee.end_mark.index)
        let name = String(cString: event.pointee.data.alias.anchor)
        let target = anchors[name]
        if target == nil {
            note("yaml-alias", "there is no anchor '&\(name)' before this alias", at: start, to: end)
        } else if let target, open.contains(target) {
            note("yaml-alias", "the value of the anchor '&\(name)' contains itself", at: start, to: end)
        }
        let place = Int32(truncatingIfNeeded: tree.nodes.count)
        add(
            NodeTree.Node(
                kind: .alias, style: .plain, textIsInFile: true, startOffset: Int32(truncatingIfNeeded: start),
                endOffset: Int32(truncatingIfNeeded: end), outerOffset: Int32(truncatingIfNeeded: start),
                next: place + 1,
                number: target ?? place, textStart: 0, properties: -1),
            anchor: nil)
    }

    private mutating func begin(
        _ kind: NodeTree.Node.Kind, _ event: UnsafeMutablePointer<yaml_event_t>, isFlow: Bool,
        anchor: UnsafeMutablePointer<yaml_char_t>?, tag: UnsafeMutablePointer<yaml_char_t>?
    ) -> Bool {
        let outer = offsets.byteOffset(event.pointee.start_mark.index)
        guard open.count < TreeLimits.depth else {
            note("too-deep", "nested deeper than \(TreeLimits.depth) levels", at: outer)
            return false
        }
        let count = (anchor == nil ? 0 : 1) + (tag == nil ? 0 : 1)
        let start = contentStart(outer, bytes.count, properties: count)
        let opening = kind == .mapping ? UInt8(ascii: "{") : UInt8(ascii: "[")
        let hasBracket = start < bytes.count && bytes[start] == opening
        open.append(Int32(truncatingIfNeeded: tree.nodes.count))
        add(
            NodeTree.Node(
                kind: kind, style: isFlow ? (hasBracket ? .flow : .pair) : .block, textIsInFile: true,
                startOffset: Int32(truncatingIfNeeded: start), endOffset: Int32(truncatingIfNeeded: start),
                outerOffset: Int32(truncatingIfNeeded: outer), next: 0, number: 0, textStart: 0,
                properties: addProperties(anchor, tag)),
            anchor: anchor, opens: true)
        return true
    }

    private mutating func end(_ event: UnsafeMutablePointer<yaml_event_t>) {
        guard let place = open.popLast() else { return }
        let index = Int(place)
        tree.nodes[index].next = Int32(truncatingIfNeeded: tree.nodes.count)
        var end = tree.nodes[index].endOffset
        if tree.nodes[index].style == .flow {
            end = max(end, Int32(truncatingIfNeeded: offsets.byteOffset(event.pointee.end_mark.index)))
        }
        tree.nodes[index].endOffset = end
        if let parent = open.last { tree.nodes[Int(parent)].endOffset = max(tree.nodes[Int(parent)].endOffset, end) }
    }

    @inline(__always)
    private mutating func add(_ node: NodeTree.Node, anchor: UnsafeMutablePointer<yaml_char_t>?, opens: Bool = false) {
        if let anchor { anchors[String(cString: anchor)] = Int32(truncatingIfNeeded: tree.nodes.count) }
        let depth = open.count - (opens ? 2 : 1)
        if depth >= 0 {
            let parent = Int(open[depth])
            tree.nodes[parent].number += 1
            tree.nodes[parent].endOffset = max(tree.nodes[parent].endOffset, node.endOffset)
        }
        tree.nodes.append(node)
    }

    private mutating func addProperties(
        _ anchor: UnsafeMutablePointer<yaml_char_t>?, _ tag: UnsafeMutablePointer<yaml_char_t>?
    ) -> Int32 {
        if anchor == nil, tag == nil { return -1 }
        tree.properties.append(
            NodeTree.Properties(anchor: anchor.map { String(cString: $0) }, tag: tag.map { String(cString: $0) }))
        return Int32(truncatingIfNeeded: tree.properties.count - 1)
    }

    /// Removes the nodes of a document that was broken off, so that every tree is whole.
    private mutating func dropUnfinished() {
        guard let root = tree.roots.last, !open.isEmpty || root >= tree.nodes.count else { return }
        tree.nodes.removeSubrange(root...)
        tree.roots.removeLast()
    }

    private func scalarStyle(_ style: yaml_scalar_style_t) -> NodeTree.Node.Style {
        switch style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
        case YAML_LITERAL_SCALAR_STYLE: .literal
        case YAML_FOLDED_SCALAR_STYLE: .folded
        default: .plain
        }
    }

    /// The place of the first directive beyond the limit.
    private func excessiveDirective() -> Int? {
        guard let base = bytes.baseAddress else { return nil }
        var at = 0
        var count = 0
        // SAFETY: memchr reads the bytes from `at` to the end of the buffer.
        while at < bytes.count, let found = memchr(base + at, Int32(UInt8(ascii: "%")), bytes.count - at) {
            let offset = UnsafeRawPointer(found) - UnsafeRawPointer(base)
            if offset + 1 < bytes.count, bytes[offset + 1] == UInt8(ascii: "T"),
                offset == bodyStart || bytes[max(offset - 1, 0)] == 0x0A
            {
                count += 1
                if count > TreeLimits.directives { return offset }
            }
            at = offset + 1
        }
        return nil
    }

    private mutating func noteError(_ parser: UnsafeMutablePointer<yaml_parser_t>) {
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? "the file cannot be read"
        if parser.pointee.error == YAML_READER_ERROR {
            note("yaml-syntax", problem, at: Int(parser.pointee.problem_offset) + bodyStart)
            return
        }
        var help: String?
        if let context = parser.pointee.context.map({ String(cString: $0) }) {
            help =
                context
                + (parser.pointee.context_mark.line > 0
                    ? " that begins in line \(parser.pointee.context_mark.line + 1)" : "")
        }
        // libyaml's English: "did not found expected ',' or ']'".
        note(
            "yaml-syntax", problem.replacing("did not found", with: "did not find"),
            at: offsets.byteOffset(parser.pointee.problem_mark.index), help: help)
    }

    private mutating func note(_ id: String, _ message: String, at start: Int, to end: Int? = nil, help: String? = nil) {
        let first = min(max(start, 0), bytes.count)
        let last = min(max(end ?? (first + 1), first), bytes.count)
        diagnostics.append(Diagnostic(.error, id, message, path: path, span: Span(first, last), help: help))
    }
}
