/// The text that nodes of one parsed template point into.
package final class TemplateSource: Sendable {
    /// The name that messages print: the file's path below the chart, or the caller's name for `tpl`.
    package let name: String
    package let bytes: [UInt8]
    /// The number of the source in the trace table, or nil for text that `tpl` was given, which has origins of its own.
    package let number: UInt32

    /// Whether this is text that `tpl` was given and not a file.
    package var isExpanded: Bool { name == "gotpl" }

    package init(name: String, bytes: [UInt8], number: UInt32) {
        self.name = name
        self.bytes = bytes
        self.number = number
    }

    /// `name:line:column`, the column from 0, as Go counts.
    package func location(_ position: Int) -> String {
        var line = 1
        var lineStart = 0
        for index in 0..<min(position, bytes.count) where bytes[index] == 0x0A {
            line += 1
            lineStart = index + 1
        }
        return "\(name):\(line):\(position - lineStart)"
    }
}

/// A named template: a file, a `define`, or text given to `tpl`.
package final class Tree {
    package let name: String
    package let source: TemplateSource
    package internal(set) var root: ListNode
    /// How many variables execution needs room for, `$` included.
    package internal(set) var slotCount = 1

    init(name: String, source: TemplateSource) {
        self.name = name
        self.source = source
        root = ListNode()
    }
}

/// A piece of a template's body.
package enum Node {
    case text(TextNode)
    case action(ActionNode)
    case branch(BranchNode)
    case call(TemplateNode)
    case breakLoop
    case continueLoop
}

package final class ListNode {
    package internal(set) var nodes: [Node] = []
    /// The bytes of the source between the delimiters around a branch's body; empty for a whole template.
    package internal(set) var range = 0..<0

    /// Whether nothing but white space, and so nothing worth replacing another template for.
    var isBlank: Bool {
        nodes.allSatisfy { node in
            if case .text(let text) = node {
                return text.text.bytes.allSatisfy { $0 == 0x20 || (0x09...0x0D).contains($0) }
            }
            return false
        }
    }
}

package final class TextNode {
    package let position: Int
    package let text: Text

    init(position: Int, text: Text) {
        self.position = position
        self.text = text
    }
}

package final class ActionNode {
    package let pipeline: Pipeline

    init(pipeline: Pipeline) { self.pipeline = pipeline }
}

/// `if`, `with` or `range`.
package final class BranchNode {
    package enum Kind: UInt8, Sendable { case ifTrue, with, range }

    package let kind: Kind
    package let pipeline: Pipeline
    package let body: ListNode
    package let otherwise: ListNode?

    init(kind: Kind, pipeline: Pipeline, body: ListNode, otherwise: ListNode?) {
        self.kind = kind
        self.pipeline = pipeline
        self.body = body
        self.otherwise = otherwise
    }
}

/// `template "name" pipeline`, also what `block` leaves behind.
package final class TemplateNode {
    package let position: Int
    package let name: String
    package let pipeline: Pipeline?

    init(position: Int, name: String, pipeline: Pipeline?) {
        self.position = position
        self.name = name
        self.pipeline = pipeline
    }
}

package final class Pipeline {
    package let position: Int
    package internal(set) var declarations: [VariableNode] = []
    package internal(set) var isAssignment = false
    package internal(set) var commands: [Command] = []

    init(position: Int) { self.position = position }
}

package final class Command {
    package let position: Int
    package internal(set) var operands: [Operand] = []

    init(position: Int) { self.position = position }
}

package enum Operand {
    case dot(Int)
    case nilValue(Int)
    case bool(Bool, Int)
    case number(NumberNode)
    case string(StringNode)
    case field(FieldNode)
    case variable(VariableNode)
    case chain(ChainNode)
    case identifier(IdentifierNode)
    case pipeline(Pipeline)

    var position: Int {
        switch self {
        case .dot(let position), .nilValue(let position), .bool(_, let position): position
        case .number(let node): node.position
        case .string(let node): node.position
        case .field(let node): node.position
        case .variable(let node): node.position
        case .chain(let node): node.position
        case .identifier(let node): node.position
        case .pipeline(let node): node.position
        }
    }
}

package final class FieldNode {
    package let position: Int
    package let names: [String]

    init(position: Int, names: [String]) {
        self.position = position
        self.names = names
    }
}

package final class VariableNode {
    package let position: Int
    /// With the dollar sign.
    package let name: String
    package let fields: [String]
    /// The place in the frame, or -1 for an assignment to something never declared.
    package let slot: Int

    init(position: Int, name: String, fields: [String], slot: Int) {
        self.position = position
        self.name = name
        self.fields = fields
        self.slot = slot
    }
}

package final class ChainNode {
    package let position: Int
    package let base: Operand
    package let fields: [String]

    init(position: Int, base: Operand, fields: [String]) {
        self.position = position
        self.base = base
        self.fields = fields
    }
}

package final class IdentifierNode {
    package let position: Int
    package let name: String
    let function: GoFunction

    init(position: Int, name: String, function: GoFunction) {
        self.position = position
        self.name = name
        self.function = function
    }
}

package final class StringNode {
    package let position: Int
    package let quoted: String
    package let value: Text

    init(position: Int, quoted: String, value: Text) {
        self.position = position
        self.quoted = quoted
        self.value = value
    }
}
