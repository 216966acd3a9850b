import ConfigModel
import SourceText

/// The values of a file of directives, each with its place.
struct DirectiveValues {
    let source: SourceFile
    let syntax: DirectiveSyntax
    let tree: DirectiveTree

    func root() -> Traced { Traced(.map(mapping(of: -1, [])), trace(Span(0, source.bytes.count))) }

    private func mapping(of block: Int, _ first: [Mapping.Entry]) -> Mapping {
        var order: [String] = []
        var places: [String: [Int]] = [:]
        let reserved = Set(first.map(\.key))
        for child in tree.children(block) where !reserved.contains(tree.nodes[child].name) {
            if places[tree.nodes[child].name, default: []].isEmpty { order.append(tree.nodes[child].name) }
            places[tree.nodes[child].name, default: []].append(child)
        }
        return Mapping(
            first
                + order.map { name in
                    let all = places[name]!
                    let counting = effective(all)
                    return Mapping.Entry(key: name, keyProvenance: trace(tree.nodes[counting].nameSpan), value: value(name, all, counting))
                })
    }

    func effective(_ all: [Int]) -> Int { syntax.repetition.firstWins ? all.first! : all.last! }

    private func value(_ name: String, _ all: [Int], _ counting: Int) -> Traced {
        if syntax.isListed(name) {
            return Traced(.list(all.map(occurrence)), trace(tree.nodes[all[0]].head))
        }
        if all.count > 1, syntax.repetition.accumulates(name), all.allSatisfy({ tree.nodes[$0].block == nil }) {
            return Traced(.string(all.map { plainText(tree.nodes[$0]) }.joined(separator: "\n")), trace(tree.nodes[all[0]].text))
        }
        return natural(counting)
    }

    /// What a directive says, where its name stands for its value.
    private func natural(_ index: Int) -> Traced {
        let node = tree.nodes[index]
        guard let block = node.block else { return Traced(scalar(node), trace(node.text.isEmpty ? node.head : node.text)) }
        if block.isArray { return Traced(.list(block.children.map(natural)), trace(node.span)) }
        return Traced(.map(mapping(of: index, [])), trace(node.span))
    }

    private func occurrence(_ index: Int) -> Traced {
        let node = tree.nodes[index]
        let textPlace = node.text.isEmpty ? node.head : node.text
        let hasVariables = holdsVariable(source.text(node.text))
        let text: Value = hasVariables ? .unknown(UnknownReason("is filled in from the environment")) : .string(source.text(node.text))
        let arguments = node.words.map { word in
            Traced(
                holdsVariable(source.text(word.span)) ? .unknown(UnknownReason("is filled in from the environment")) : .string(word.text),
                trace(word.span))
        }
        let first = [
            Mapping.Entry(key: "text", keyProvenance: trace(node.nameSpan), value: Traced(text, trace(textPlace))),
            Mapping.Entry(key: "args", keyProvenance: trace(textPlace), value: Traced(.list(arguments), trace(textPlace))),
        ]
        return Traced(.map(mapping(of: index, first)), trace(node.head.isEmpty ? node.span : node.head))
    }

    private func scalar(_ node: Directive) -> Value {
        if let readScalar = syntax.values.scalar { return readScalar(node, source) }
        let text = plainText(node)
        if holdsVariable(text) { return .unknown(UnknownReason("is filled in from the environment")) }
        return .string(text)
    }

    private func plainText(_ node: Directive) -> String {
        if syntax.values.unquoteSingleWords, node.words.count == 1 { return node.words[0].text }
        let raw = source.text(node.text)
        return syntax.values.decode?(raw) ?? raw
    }

    /// `${NAME}` and `$NAME` of envsubst and of the products themselves, `@NAME@` of installers.
    private func holdsVariable(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        for (place, byte) in bytes.enumerated() {
            guard byte == UInt8(ascii: "$"), place + 2 < bytes.count else { continue }
            let isBraced = bytes[place + 1] == UInt8(ascii: "{")
            let start = isBraced ? place + 2 : place + 1
            guard isBraced || syntax.values.variables == .bracedOrBare else { continue }
            var end = start
            while end < bytes.count, isVariableByte(bytes[end]) { end += 1 }
            let starts = start < bytes.count && (65...90).contains(bytes[start])
            if starts, end > start + 1, !isBraced || (end < bytes.count && [UInt8(ascii: "}"), UInt8(ascii: ":")].contains(bytes[end])) {
                return syntax.values.variables != .none
            }
        }
        return text.hasPrefix("@") && text.hasSuffix("@") && text.count > 2
    }

    private func isVariableByte(_ byte: UInt8) -> Bool { (65...90).contains(byte) || (48...57).contains(byte) || byte == 95 }

    private func trace(_ span: Span) -> Provenance { Provenance(Origin(path: source.path, span: span)) }
}
