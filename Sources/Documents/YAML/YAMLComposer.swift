internal import CLibyaml
internal import SourceText

/// Limits that keep a hostile file from costing more than its size.
enum YAMLLimits {
    static let depth = 200
    static let bytes = 64 << 20
    /// Nodes that a file may stand for once its aliases are expanded.
    static let expandedNodes = 200_000
}

/// Reads libyaml's events into a tree.
///
/// libyaml counts characters and we count bytes; the cursor walks along with the marks, which come almost in order.
struct YAMLComposer {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let path: String
    private var cursor: (character: Int, byte: Int)
    private let isASCII: Bool
    private var anchors: [String: Int] = [:]
    private(set) var tree = YAMLTree()
    private(set) var diagnostics: [Diagnostic] = []

    private struct Frame {
        let node: Int
        var children: [Int] = []
    }

    private init(_ bytes: UnsafeBufferPointer<UInt8>, path: String) {
        self.bytes = bytes
        self.path = path
        let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        cursor = (0, hasMark ? 3 : 0)
        isASCII = !hasMark && bytes.allSatisfy { $0 < 0x80 }
    }

    static func compose(_ source: SourceFile) -> (tree: YAMLTree, diagnostics: [Diagnostic]) {
        if let trouble = unreadable(source) { return (YAMLTree(), [trouble]) }
        return source.bytes.withUnsafeBufferPointer { buffer in
            var composer = YAMLComposer(buffer, path: source.path)
            composer.run()
            return (composer.tree, composer.diagnostics)
        }
    }

    private static func unreadable(_ source: SourceFile) -> Diagnostic? {
        let bytes = source.bytes
        if bytes.count > YAMLLimits.bytes {
            return Diagnostic(.error, "file-too-large", "\(bytes.count) bytes are more than the limit of \(YAMLLimits.bytes)", path: source.path)
        }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            return Diagnostic(.error, "not-utf8", "the file is UTF-16", path: source.path, help: "save it as UTF-8")
        }
        if let zero = bytes.firstIndex(of: 0) {
            return Diagnostic(.error, "not-text", "the file holds a NUL byte", path: source.path, span: Span(zero, zero + 1))
        }
        return nil
    }

    private mutating func run() {
        var parser = yaml_parser_t()
        guard yaml_parser_initialize(&parser) == 1 else {
            diagnostics.append(Diagnostic(.error, "out-of-memory", "libyaml could not start", path: path))
            return
        }
        defer { yaml_parser_delete(&parser) }
        // SAFETY: the buffer outlives the parser, which only reads it; an empty one still needs an address.
        withUnsafePointer(to: UInt8(0)) { empty in
            // A byte-order mark is passed over here, since libyaml takes it for text once the encoding is given.
            yaml_parser_set_input_string(&parser, bytes.baseAddress.map { $0 + cursor.byte } ?? empty, bytes.count - cursor.byte)
            yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING)
            var stack: [Frame] = []
            while true {
                var event = yaml_event_t()
                guard yaml_parser_parse(&parser, &event) == 1 else { return noteError(parser) }
                defer { yaml_event_delete(&event) }
                if event.type == YAML_STREAM_END_EVENT { return }
                if !take(event, &stack) { return }
            }
        }
    }

    private mutating func noteError(_ parser: yaml_parser_t) {
        let problem = parser.problem.map { String(cString: $0) } ?? "the file cannot be read"
        let isReader = parser.error == YAML_READER_ERROR
        let offset = isReader ? min(Int(parser.problem_offset) + (bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0), bytes.count) : byteOffset(Int(parser.problem_mark.index))
        diagnostics.append(
            Diagnostic(
                .error, isReader ? "not-utf8" : "yaml-syntax", problem, path: path, span: Span(offset, min(offset + 1, max(bytes.count, offset)))))
    }

    /// - Returns: false when a limit is reached.
    private mutating func take(_ event: yaml_event_t, _ stack: inout [Frame]) -> Bool {
        let start = byteOffset(Int(event.start_mark.index))
        switch event.type {
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let end = byteOffset(Int(event.end_mark.index))
            let style = scalarStyle(scalar.style)
            var node = YAMLNode(kind: .scalar, style: style, start: contentStart(start, end), end: end, outerStart: start)
            if style == .literal || style == .folded { node.end = blockScalarEnd(node.start, end) }
            node.text = addText(String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self))
            node.isTaggedString = isStringTag(scalar.tag, scalar.quoted_implicit == 1 && style != .plain)
            add(node, anchor: scalar.anchor, to: &stack)
        case YAML_ALIAS_EVENT:
            let name = String(cString: event.data.alias.anchor)
            var node = YAMLNode(kind: .alias, style: .plain, start: start, end: byteOffset(Int(event.end_mark.index)), outerStart: start)
            node.text = addText(name)
            node.target = anchors[name] ?? -1
            if node.target < 0 {
                diagnostics.append(
                    Diagnostic(.error, "yaml-alias", "there is no anchor '&\(name)'", path: path, span: Span(node.start, node.end)))
            }
            add(node, anchor: nil, to: &stack)
        case YAML_MAPPING_START_EVENT:
            let isFlow = event.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
            return open(.mapping, isFlow, start, event.data.mapping_start.anchor, &stack, byteOffset(Int(event.end_mark.index)))
        case YAML_SEQUENCE_START_EVENT:
            let isFlow = event.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE
            return open(.sequence, isFlow, start, event.data.sequence_start.anchor, &stack, byteOffset(Int(event.end_mark.index)))
        case YAML_MAPPING_END_EVENT, YAML_SEQUENCE_END_EVENT:
            guard let frame = stack.popLast() else { return false }
            close(frame, end: byteOffset(Int(event.end_mark.index)))
            attach(frame.node, &stack)
        default: break
        }
        return true
    }

    private mutating func open(
        _ kind: YAMLNode.Kind, _ isFlow: Bool, _ start: Int, _ anchor: UnsafeMutablePointer<UInt8>?, _ stack: inout [Frame], _ end: Int
    ) -> Bool {
        guard stack.count < YAMLLimits.depth else {
            diagnostics.append(
                Diagnostic(.error, "too-deep", "nested deeper than \(YAMLLimits.depth) levels", path: path, span: Span(start, start)))
            return false
        }
        let content = isFlow ? max(end - 1, start) : contentStart(start, bytes.count)
        tree.nodes.append(YAMLNode(kind: kind, style: isFlow ? .flow : .block, start: content, end: end, outerStart: start))
        register(anchor, tree.nodes.count - 1)
        stack.append(Frame(node: tree.nodes.count - 1))
        return true
    }

    private mutating func close(_ frame: Frame, end: Int) {
        let first = tree.children.count
        tree.children += frame.children
        tree.nodes[frame.node].children = first..<tree.children.count
        if tree.nodes[frame.node].isFlow {
            tree.nodes[frame.node].end = end
        } else if let last = frame.children.last, let head = frame.children.first {
            tree.nodes[frame.node].end = max(tree.nodes[last].end, tree.nodes[frame.children[max(0, frame.children.count - 2)]].end)
            if tree.nodes[frame.node].kind == .mapping { tree.nodes[frame.node].start = tree.nodes[head].outerStart }
        }
    }

    private mutating func add(_ node: YAMLNode, anchor: UnsafeMutablePointer<UInt8>?, to stack: inout [Frame]) {
        tree.nodes.append(node)
        register(anchor, tree.nodes.count - 1)
        attach(tree.nodes.count - 1, &stack)
    }

    private mutating func register(_ anchor: UnsafeMutablePointer<UInt8>?, _ node: Int) {
        guard let anchor else { return }
        tree.nodes[node].hasAnchor = true
        anchors[String(cString: anchor)] = node
    }

    private mutating func attach(_ node: Int, _ stack: inout [Frame]) {
        if stack.isEmpty {
            tree.roots.append(node)
            anchors = [:]
        } else {
            stack[stack.count - 1].children.append(node)
        }
    }

    private mutating func addText(_ text: String) -> Int {
        tree.texts.append(text)
        return tree.texts.count - 1
    }

    private func scalarStyle(_ style: yaml_scalar_style_t) -> YAMLNode.Style {
        switch style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
        case YAML_LITERAL_SCALAR_STYLE: .literal
        case YAML_FOLDED_SCALAR_STYLE: .folded
        default: .plain
        }
    }

    private func isStringTag(_ tag: UnsafeMutablePointer<UInt8>?, _ isQuoted: Bool) -> Bool {
        guard let tag else { return isQuoted }
        let text = String(cString: tag)
        return text == "tag:yaml.org,2002:str" || text == "!" || isQuoted
    }

    /// Skips `&anchor` and `!tag` and the blanks behind them.
    private func contentStart(_ start: Int, _ end: Int) -> Int {
        var at = start
        while at < end, bytes[at] == UInt8(ascii: "&") || bytes[at] == UInt8(ascii: "!") {
            while at < end, !isBlank(bytes[at]) { at += 1 }
            while at < end, isBlank(bytes[at]) { at += 1 }
        }
        return at
    }

    private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

    /// The end of the last line that has text; `|+` keeps its blank lines.
    private func blockScalarEnd(_ start: Int, _ end: Int) -> Int {
        var header = start
        while header < end, bytes[header] != 0x0A {
            if bytes[header] == UInt8(ascii: "+") { return end }
            if bytes[header] == UInt8(ascii: "#") { break }
            header += 1
        }
        var last = end
        while last > start, isBlank(bytes[last - 1]) { last -= 1 }
        return last
    }

    private mutating func byteOffset(_ character: Int) -> Int {
        if isASCII { return min(character, bytes.count) }
        while cursor.character < character, cursor.byte < bytes.count {
            cursor.byte += 1
            while cursor.byte < bytes.count, bytes[cursor.byte] & 0xC0 == 0x80 { cursor.byte += 1 }
            cursor.character += 1
        }
        while cursor.character > character, cursor.byte > 0 {
            cursor.byte -= 1
            while cursor.byte > 0, bytes[cursor.byte] & 0xC0 == 0x80 { cursor.byte -= 1 }
            cursor.character -= 1
        }
        return cursor.byte
    }
}
