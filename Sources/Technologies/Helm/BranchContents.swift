import ConfigModel
import Templates
internal import Projects

/// What the body of a branch would write and read, told from its text alone.
struct BranchContents {
    private(set) var keys: [String] = []
    private(set) var references: [ValuePath] = []
    private(set) var includes: [String] = []
    /// Whether the body is a `with`'s and uses dot, which is the condition's value there.
    private(set) var usesDot = false

    /// Whether nothing but literal text would be written.
    var isPlain: Bool { references.isEmpty && includes.isEmpty && !usesDot }

    init(_ skipped: ControlTable.Skipped) {
        let isWith = skipped.branch.kind == .with && skipped.body === skipped.branch.body
        read(skipped.body, skipped.tree.source.bytes, dotIsCondition: isWith)
    }

    private mutating func read(_ list: ListNode, _ bytes: [UInt8], dotIsCondition: Bool) {
        for (index, node) in list.nodes.enumerated() {
            switch node {
            case .text(let text): readKeys(text, bytes, isFirst: index == 0)
            case .action(let action): read(action.pipeline, dotIsCondition)
            case .call(let call):
                add(call.name, to: \.includes)
                if let pipeline = call.pipeline { read(pipeline, dotIsCondition) }
            case .branch(let branch):
                read(branch.pipeline, dotIsCondition)
                read(branch.body, bytes, dotIsCondition: dotIsCondition && branch.kind == .ifTrue)
                if let otherwise = branch.otherwise { read(otherwise, bytes, dotIsCondition: dotIsCondition) }
            case .breakLoop, .continueLoop: break
            }
        }
    }

    private mutating func add<Element: Equatable>(_ element: Element, to list: WritableKeyPath<Self, [Element]>) {
        if !self[keyPath: list].contains(element) { self[keyPath: list].append(element) }
    }

    private mutating func read(_ pipeline: Pipeline, _ dotIsCondition: Bool) {
        for command in pipeline.commands {
            if command.operands.count > 1, case .identifier(let function) = command.operands[0],
                function.name == "include", case .string(let name) = command.operands[1]
            {
                add(name.value.string, to: \.includes)
            }
            for operand in command.operands { read(operand, dotIsCondition) }
        }
    }

    private mutating func read(_ operand: Operand, _ dotIsCondition: Bool) {
        switch operand {
        case .dot: usesDot = usesDot || dotIsCondition
        case .field(let node):
            if !addReference(node.names) { usesDot = usesDot || dotIsCondition }
        case .variable(let node): addReference(node.fields)
        case .chain(let node):
            addReference(node.fields)
            read(node.base, dotIsCondition)
        case .pipeline(let inner): read(inner, dotIsCondition)
        case .nilValue, .bool, .number, .string, .identifier: break
        }
    }

    /// What follows `.Values`, whichever context it is read from.
    @discardableResult
    private mutating func addReference(_ names: [String]) -> Bool {
        guard let values = names.firstIndex(of: "Values") else { return false }
        add(ValuePath(names[(values + 1)...].map { .key($0) }), to: \.references)
        return true
    }

    /// Adds the keys that stand at the starts of lines.
    private mutating func readKeys(_ text: TextNode, _ source: [UInt8], isFirst: Bool) {
        let bytes = text.text.bytes
        var before = text.position
        while before > 0, source[before - 1] == 0x20 { before -= 1 }
        var isLineStart = isFirst || before == 0 || source[before - 1] == 0x0A
        var line = 0
        while line < bytes.count {
            let end = bytes[line...].firstIndex(of: 0x0A) ?? bytes.count
            if isLineStart, let key = BranchContents.key(bytes[line..<end]) { add(key, to: \.keys) }
            isLineStart = true
            line = end + 1
        }
    }

    /// The plain or quoted key that a line of YAML begins with, sequence dashes passed over.
    private static func key(_ line: ArraySlice<UInt8>) -> String? {
        var start = line.startIndex
        while start < line.endIndex {
            let isDash = line[start] == UInt8(ascii: "-") && start + 1 < line.endIndex && line[start + 1] == 0x20
            guard line[start] == 0x20 || isDash else { break }
            start += 1
        }
        guard let colon = line[start...].firstIndex(of: UInt8(ascii: ":")), colon > start,
            colon + 1 == line.endIndex || [0x20, 0x0D].contains(line[colon + 1])
        else { return nil }
        let key = line[start..<colon].filter { $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "'") }
        guard key.allSatisfy({ $0 > 0x20 && $0 != UInt8(ascii: "#") }) else { return nil }
        return String(decoding: key, as: UTF8.self)
    }
}
