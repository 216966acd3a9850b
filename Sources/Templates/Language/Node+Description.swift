// Nodes as Go prints them in error messages: `executing "x" at <include "y" .>`.

extension Pipeline {
    package var description: String {
        var text = ""
        if !declarations.isEmpty {
            text = declarations.map(\.description).joined(separator: ", ") + (isAssignment ? " = " : " := ")
        }
        return text + commands.map(\.description).joined(separator: " | ")
    }
}

extension Command {
    package var description: String { operands.map(\.argumentDescription).joined(separator: " ") }
}

extension Operand {
    package var description: String {
        switch self {
        case .dot: "."
        case .nilValue: "nil"
        case .bool(let flag, _): flag ? "true" : "false"
        case .number(let node): node.text
        case .string(let node): node.quoted
        case .field(let node): node.description
        case .variable(let node): node.description
        case .chain(let node): node.description
        case .identifier(let node): node.name
        case .pipeline(let node): node.description
        }
    }

    fileprivate var argumentDescription: String {
        if case .pipeline = self { return "(\(description))" }
        return description
    }
}

extension FieldNode {
    package var description: String { names.map { "." + $0 }.joined() }
}

extension VariableNode {
    package var description: String { name + fields.map { "." + $0 }.joined() }
}

extension ChainNode {
    package var description: String {
        let head = if case .pipeline = base { "(\(base.description))" } else { base.description }
        return head + fields.map { "." + $0 }.joined()
    }
}

extension TemplateNode {
    package var description: String {
        "{{template \(goQuoted(name))" + (pipeline.map { " " + $0.description } ?? "") + "}}"
    }
}
