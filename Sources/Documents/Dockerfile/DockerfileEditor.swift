import ConfigModel
import SourceText

/// Finds the bytes that a change of the model stands for, and says what the file has to mean afterwards.
struct DockerfileEditor {
    let document: DockerfileDocument
    /// The line end of the file's first line.
    let lineEnd: String
    /// Whether the file writes its keywords in lower case.
    let prefersLowerCase: Bool

    var bytes: [UInt8] { document.source.bytes }
    var escape: String { document.escape == UInt8(ascii: "\\") ? "\\" : "`" }

    init(_ document: DockerfileDocument) {
        self.document = document
        let bytes = document.source.bytes
        let end = bytes.firstIndex(of: 0x0A)
        lineEnd = end.map { $0 > 0 && bytes[$0 - 1] == 0x0D } == true ? "\r\n" : "\n"
        let lower = document.instructions.count { (0x61...0x7A).contains(bytes[$0.keywordSpan.start]) }
        prefersLowerCase = lower * 2 > document.instructions.count
    }

    func plan(_ change: DocumentChange, _ expected: inout ExpectedShape) throws(EditRefusal) -> [Edit] {
        let path = change.path.elements
        guard change.root == 0, path.count >= 2, case .key(let head) = path[0], case .index(let number) = path[1] else {
            throw EditRefusal("'\(change.path)' is no part of a Dockerfile that can be changed")
        }
        let rest = path.dropFirst(2)
        if head == "globalArgs" {
            return try element(number, of: 0..<document.globalCount, after: nil, rest, change.action, &expected)
        }
        guard head == "stages", document.stages.indices.contains(number) else {
            throw EditRefusal("there is no '\(change.path)'")
        }
        let stage = document.stages[number]
        switch (rest.first, change.action) {
        case (.key("instructions"), .append(let value)) where rest.count == 1:
            return try insertInstruction(
                value, before: stage.body.upperBound, in: stage.body, after: stage.from, &expected)
        case (.key("instructions"), _):
            guard case .index(let index)? = rest.dropFirst().first else {
                throw EditRefusal("name one instruction by its index")
            }
            return try element(index, of: stage.body, after: stage.from, rest.dropFirst(2), change.action, &expected)
        case (.key("user"), .set(let value)) where rest.count == 1:
            return try setUser(value, stage, &expected)
        case (.key("base"), let action):
            guard rest.count == 2, case .key(let part)? = rest.last else {
                throw EditRefusal("name the part of the base image")
            }
            return try changeBase(part, action, number, &expected)
        default:
            throw EditRefusal("'\(change.path)' follows from other instructions and cannot be changed itself")
        }
    }

    private func element(
        _ number: Int, of body: Range<Int>, after head: Int?, _ rest: ArraySlice<ValuePath.Element>,
        _ action: DocumentChange.Action,
        _ expected: inout ExpectedShape
    ) throws(EditRefusal) -> [Edit] {
        let index = body.lowerBound + number
        if case .insert(let value) = action, rest.isEmpty {
            guard number <= body.count else { throw EditRefusal("there are only \(body.count) instructions here") }
            return try insertInstruction(value, before: index, in: body, after: head, &expected)
        }
        guard body.contains(index) else { throw EditRefusal("there are only \(body.count) instructions here") }
        guard case .key(let field)? = rest.first else {
            switch action {
            case .remove: return removeInstruction(index, &expected)
            case .set(let value): return try replaceInstruction(index, value, &expected)
            default: throw EditRefusal("an instruction can be set, inserted and removed")
            }
        }
        return try changeField(field, rest.dropFirst(), action, index, &expected)
    }

    /// Text that goes in as it is, for `.expression`, or as a literal.
    struct NewText {
        let text: String
        let isRaw: Bool
    }

    func text(_ value: NewValue) throws(EditRefusal) -> NewText {
        let text: NewText
        switch value {
        case .string(let string): text = NewText(text: string, isRaw: false)
        case .int(let number): text = NewText(text: String(number), isRaw: false)
        case .bool(let flag): text = NewText(text: flag ? "true" : "false", isRaw: false)
        case .expression(let source): text = NewText(text: source, isRaw: true)
        default: throw EditRefusal("the new value has to be text")
        }
        if text.text.utf8.contains(0) { throw EditRefusal("the new value holds a NUL byte") }
        return text
    }

    func singleLine(_ value: NewValue) throws(EditRefusal) -> NewText {
        let text = try text(value)
        if text.text.utf8.contains(where: { $0 == 0x0A || $0 == 0x0D }) {
            throw EditRefusal("the new value has more than one line")
        }
        return text
    }
}
