import CLibyaml
import Primitives

/// Reads the first document of YAML text into template values, as sigs.k8s.io/yaml does: every number becomes a float64 and every key
/// a string.
///
/// Events come from libyaml, from which go-yaml was ported, so that both accept the same text and place errors alike.
package struct YAMLReader {
    /// Why the text cannot be read, in the words of sigs.k8s.io/yaml.
    package struct Failure: Error {
        package let message: String
        /// Whether the text is YAML that JSON cannot express, rather than no YAML at all.
        package let isConversion: Bool

        init(_ message: String, isConversion: Bool = false) {
            self.message = message
            self.isConversion = isConversion
        }
    }

    /// Where the values come from, for their traces.
    package enum Origin {
        /// A file that the trace table knows as `source`.
        case file(source: UInt32, address: TraceID)
        /// Text with origins of its own.
        case text
    }

    private let text: Text
    private let origin: Origin
    private let table: TraceTable
    private var parser = yaml_parser_t()
    private var event = yaml_event_t()
    private var anchors: [String: Node] = [:]
    private var nodeCount = 0
    private var cursor: (character: Int, byte: Int)
    private let isASCII: Bool
    private var depth = 0

    private static let maximumDepth = 500
    private static let maximumNodes = 4_000_000

    /// A node before it is known whether it is a key.
    private indirect enum Node {
        case scalar(Text, YAMLScalar)
        case sequence([Node], TraceID)
        case mapping([(Node, Node, isMerge: Bool)], TraceID)
    }

    /// The value of the first document; null when there is none.
    /// - Throws: `Failure`.
    package static func read(_ text: Text, origin: Origin, in table: TraceTable) throws -> GoValue {
        var reader = YAMLReader(text, origin, table)
        return try reader.readDocument()
    }

    private init(_ text: Text, _ origin: Origin, _ table: TraceTable) {
        self.text = text
        self.origin = origin
        self.table = table
        isASCII = !table.isEnabled || text.bytes.allSatisfy { $0 < 0x80 }
        cursor = (0, text.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)
    }

    private mutating func readDocument() throws -> GoValue {
        guard yaml_parser_initialize(&parser) == 1 else { throw Failure("yaml: out of memory") }
        defer { yaml_parser_delete(&parser) }
        let bytes = text.bytes
        let node: Node? = try bytes.withUnsafeBufferPointer { buffer in
            // SAFETY: the parser keeps the pointer only until it is deleted, and all reading happens within this closure.
            yaml_parser_set_input_string(&parser, buffer.baseAddress, buffer.count)
            yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING)
            return try readNodes()
        }
        guard let node else { return .null(.none) }
        let root: TraceID = if case .file(_, let address) = origin { address } else { .none }
        return try convert(node, parent: root, step: .root, expanded: 0)
    }

    private mutating func readNodes() throws -> Node? {
        while true {
            let type = try next()
            defer { yaml_event_delete(&event) }
            switch type {
            case YAML_STREAM_END_EVENT: return nil
            case YAML_DOCUMENT_START_EVENT: continue
            case YAML_STREAM_START_EVENT: continue
            default:
                let node = try self.node(type)
                // The document's end is read too, since garbage after it is an error of the document.
                let end = try next()
                yaml_event_delete(&event)
                if end != YAML_DOCUMENT_END_EVENT { throw Failure("yaml: expected the end of the document") }
                return node
            }
        }
    }

    private mutating func next() throws -> yaml_event_type_t {
        guard yaml_parser_parse(&parser, &event) == 1 else {
            var line = parser.problem_mark.line
            if line != 0 {
                if parser.error == YAML_SCANNER_ERROR { line += 1 }
            } else {
                line = parser.context_mark.line
            }
            let problem = parser.problem.map { String(cString: $0) } ?? "unknown problem parsing YAML content"
            let place = line == 0 || parser.error == YAML_READER_ERROR ? "" : "line \(line): "
            throw Failure("yaml: \(place)\(YAMLReader.goWords(problem))")
        }
        return event.type
    }

    /// libyaml's messages where go-yaml's differ.
    private static func goWords(_ problem: String) -> String {
        switch problem {
        case "control characters are not allowed": "control characters are not allowed"
        default: problem
        }
    }

    private mutating func offset(_ mark: yaml_mark_t) -> Int {
        if isASCII { return Int(mark.index) + (text.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0) }
        if Int(mark.index) < cursor.character { cursor = (0, text.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0) }
        while cursor.character < Int(mark.index), cursor.byte < text.bytes.count {
            let byte = text.bytes[cursor.byte]
            cursor.byte += byte < 0x80 ? 1 : byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
            cursor.character += 1
        }
        return min(cursor.byte, text.bytes.count)
    }

    private mutating func range() -> Range<Int> {
        guard table.isEnabled else { return 0..<0 }
        let start = offset(event.start_mark)
        return start..<max(start, offset(event.end_mark))
    }

    private mutating func node(_ type: yaml_event_type_t) throws -> Node {
        nodeCount += 1
        if nodeCount > YAMLReader.maximumNodes { throw Failure("yaml: document contains too many nodes") }
        depth += 1
        defer { depth -= 1 }
        if depth > YAMLReader.maximumDepth { throw Failure("yaml: exceeded max depth of \(YAMLReader.maximumDepth)") }
        switch type {
        case YAML_ALIAS_EVENT:
            let name = String(cString: event.data.alias.anchor)
            guard let target = anchors[name] else { throw Failure("yaml: unknown anchor '\(name)' referenced") }
            return target
        case YAML_SCALAR_EVENT:
            let anchor = event.data.scalar.anchor.map { String(cString: $0) }
            let node = scalar()
            if let anchor { anchors[anchor] = node }
            return node
        case YAML_SEQUENCE_START_EVENT:
            let anchor = event.data.sequence_start.anchor.map { String(cString: $0) }
            let start = trace(range())
            var items: [Node] = []
            while true {
                yaml_event_delete(&event)
                let type = try next()
                if type == YAML_SEQUENCE_END_EVENT { break }
                items.append(try self.node(type))
            }
            let node = Node.sequence(items, start)
            if let anchor { anchors[anchor] = node }
            return node
        case YAML_MAPPING_START_EVENT:
            let anchor = event.data.mapping_start.anchor.map { String(cString: $0) }
            let start = trace(range())
            var pairs: [(Node, Node, isMerge: Bool)] = []
            while true {
                yaml_event_delete(&event)
                let type = try next()
                if type == YAML_MAPPING_END_EVENT { break }
                let isMerge = type == YAML_SCALAR_EVENT && isMergeKey()
                let key = try self.node(type)
                yaml_event_delete(&event)
                let value = try self.node(try next())
                pairs.append((key, value, isMerge))
            }
            let node = Node.mapping(pairs, start)
            if let anchor { anchors[anchor] = node }
            return node
        default: throw Failure("yaml: attempted to parse unknown event")
        }
    }

    private func isMergeKey() -> Bool {
        let scalar = event.data.scalar
        guard scalar.length == 2, scalar.value[0] == UInt8(ascii: "<"), scalar.value[1] == UInt8(ascii: "<") else {
            return false
        }
        return scalar.plain_implicit == 1
    }

    /// The origin of the bytes, as `.value` without an address until it is known.
    private mutating func trace(_ range: Range<Int>) -> TraceID {
        guard table.isEnabled else { return .none }
        switch origin {
        case .text: return text.summary(range.isEmpty ? range.lowerBound..<range.lowerBound + 1 : range, in: table)
        case .file(let source, _):
            return table.add(
                .value(
                    source: source, start: UInt32(truncatingIfNeeded: range.lowerBound),
                    end: UInt32(truncatingIfNeeded: range.upperBound),
                    parent: .none, step: .root))
        }
    }

    private mutating func scalar() -> Node {
        let scalar = event.data.scalar
        // SAFETY: the event owns `length` bytes at `value` until it is deleted, after this function.
        let bytes = Array(UnsafeBufferPointer(start: scalar.value, count: scalar.length))
        let range = range()
        let isPlain = scalar.style == YAML_PLAIN_SCALAR_STYLE
        let tag = scalar.tag.map { String(cString: $0) } ?? ""
        let kind: YAMLScalar
        switch tag {
        case "": kind = scalar.plain_implicit == 1 && isPlain ? YAMLScalar.resolve(bytes) : .string
        case "tag:yaml.org,2002:str", "!", "tag:yaml.org,2002:binary": kind = .string
        case "tag:yaml.org,2002:float":
            if case .int(let integer) = YAMLScalar.resolve(bytes) {
                kind = .float(Double(integer))
            } else {
                kind = YAMLScalar.resolve(bytes)
            }
        case "tag:yaml.org,2002:int", "tag:yaml.org,2002:bool", "tag:yaml.org,2002:null", "tag:yaml.org,2002:timestamp":
            kind = YAMLScalar.resolve(bytes)
        default: kind = .string
        }
        let content = tag == "tag:yaml.org,2002:binary" ? (Base64.decoded(bytes.filter { $0 > 0x20 }) ?? bytes) : bytes
        if case .text = origin, table.isEnabled, isPlain || !range.isEmpty, let text = verbatim(content, range) {
            return .scalar(text, kind)
        }
        return .scalar(Text(content, trace(range)), kind)
    }

    /// The piece of the text that the scalar is, when it stands there letter by letter, so that its runs survive.
    private func verbatim(_ content: [UInt8], _ range: Range<Int>) -> Text? {
        guard text.runs != nil, !content.isEmpty else { return nil }
        for start in [range.lowerBound, range.lowerBound + 1] {
            let end = start + content.count
            if end <= range.upperBound, text.bytes[start..<end].elementsEqual(content) {
                return text.slice(start..<end, in: table)
            }
        }
        return nil
    }

    /// Puts the address into the origin of a value of a file.
    private func addressed(_ trace: TraceID, _ parent: TraceID, _ step: TraceStep) -> TraceID {
        guard table.isEnabled, case .file = origin, case .value(let source, let start, let end, _, _) = table[trace]
        else { return trace }
        return table.add(.value(source: source, start: start, end: end, parent: parent, step: step))
    }

    private mutating func convert(_ node: Node, parent: TraceID, step: TraceStep, expanded: Int) throws -> GoValue {
        nodeCount += 1
        if nodeCount > YAMLReader.maximumNodes { throw Failure("yaml: document contains excessive aliasing") }
        if expanded > YAMLReader.maximumDepth {
            throw Failure("yaml: exceeded max depth of \(YAMLReader.maximumDepth)")
        }
        switch node {
        case .scalar(let text, let kind):
            let summary = table.isEnabled && kind != .string ? text.summary(0..<text.count, in: table) : text.trace
            let trace = addressed(summary, parent, step)
            switch kind {
            case .null: return .null(trace)
            case .bool(let flag): return .bool(flag, trace)
            case .int(let number): return .float(Double(number), trace)
            case .unsigned(let number): return .float(Double(number), trace)
            case .float(let number):
                guard number.isFinite else {
                    throw Failure("json: unsupported value: \(goFormatFloat(number))", isConversion: true)
                }
                return .float(number, trace)
            case .timestamp, .string, .merge: return .string(text.runs == nil ? Text(text.bytes, trace) : text)
            }
        case .sequence(let items, let start):
            let trace = addressed(start, parent, step)
            var elements: [GoValue] = []
            elements.reserveCapacity(items.count)
            for (index, item) in items.enumerated() {
                elements.append(try convert(item, parent: trace, step: .index(index), expanded: expanded + 1))
            }
            return .list(GoList(elements), trace)
        case .mapping(let pairs, let start):
            let trace = addressed(start, parent, step)
            let map = GoMap()
            try fill(map, pairs, trace, expanded)
            return .map(map, home(of: map) ?? trace)
        }
    }

    /// The value that the keys of a map were written out of, most of them, when the map was text in between (`toYaml` and `fromYaml`): there
    /// a key that is looked up in vain would have to be.
    private func home(of map: GoMap) -> TraceID? {
        guard table.isEnabled, case .text = origin else { return nil }
        var counts: [TraceID: Int] = [:]
        for entry in map.entries {
            guard case .value(_, _, _, let parent, .key(entry.key)) = table.content(of: entry.keyTrace), !parent.isNone else { continue }
            counts[parent, default: 0] += 1
        }
        return counts.max { ($0.value, $0.key.raw) < ($1.value, $1.key.raw) }?.key
    }

    private mutating func fill(_ map: GoMap, _ pairs: [(Node, Node, isMerge: Bool)], _ trace: TraceID, _ expanded: Int)
        throws
    {
        for (key, value, isMerge) in pairs {
            if isMerge {
                try merge(value, into: map, trace, expanded)
                continue
            }
            guard case .scalar(let name, let kind) = key else { throw Failure("yaml: invalid map key") }
            let text: String
            switch kind {
            case .string, .timestamp, .merge: text = name.string
            case .bool(let flag): text = flag ? "true" : "false"
            case .int(let number): text = String(number)
            case .float(let number):
                text = number.isFinite ? goFormatSingle(number) : number.isNaN ? ".nan" : number < 0 ? "-.inf" : ".inf"
            case .null, .unsigned:
                throw Failure(
                    "unsupported map key of type: \(kind == .null ? "%!s(<nil>)" : "uint64")", isConversion: true)
            }
            let keyTrace = table.isEnabled ? addressed(name.summary(0..<name.count, in: table), trace, .key(text)) : .none
            map.set(
                text, try convert(value, parent: trace, step: .key(text), expanded: expanded + 1), keyTrace: keyTrace)
        }
    }

    private mutating func merge(_ node: Node, into map: GoMap, _ trace: TraceID, _ expanded: Int) throws {
        nodeCount += 1
        if nodeCount > YAMLReader.maximumNodes || expanded > YAMLReader.maximumDepth {
            throw Failure("yaml: document contains excessive aliasing")
        }
        switch node {
        case .mapping(let pairs, _): try fill(map, pairs, trace, expanded + 1)
        case .sequence(let items, _):
            for item in items.reversed() {
                guard case .mapping = item else {
                    throw Failure("yaml: map merge requires map or sequence of maps as the value")
                }
                try merge(item, into: map, trace, expanded + 1)
            }
        default: throw Failure("yaml: map merge requires map or sequence of maps as the value")
        }
    }
}
