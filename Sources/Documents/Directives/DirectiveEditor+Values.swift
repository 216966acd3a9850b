import ConfigModel
import SourceText

extension DirectiveEditor {
    func spelled(_ name: String) -> String { syntax.names.encode?(name) ?? name }

    struct Rendered {
        /// What stands behind the name.
        var text: String
        /// The arguments of a block.
        var head = ""
        var items: [DirectiveShape.Item]?
    }

    func render(_ value: NewValue, replacing node: Int?, indent: String) throws(DirectiveRefusal) -> Rendered {
        switch value {
        case .map(let entries):
            guard syntax.layout.isBraced else { throw DirectiveRefusal("a block has to be written with braces") }
            var head = ""
            var items: [DirectiveShape.Item] = []
            var body = ""
            for entry in entries {
                if entry.key == "text" {
                    head = try text(of: entry.value)
                    continue
                }
                var values = [entry.value]
                if syntax.repetition.listsAll, case .list(let several) = entry.value { values = several }
                for each in values {
                    let inner = try render(each, replacing: nil, indent: indent + unit)
                    let isBlock = inner.items != nil
                    let gap = inner.text.isEmpty ? "" : isBlock ? " " : separator(in: -1)
                    body += newline + indent + unit + spelled(entry.key) + gap + inner.text + (isBlock ? "" : syntax.layout.terminator)
                    items.append(
                        DirectiveShape.Item(node: nil, name: entry.key, text: isBlock ? inner.head : inner.text, items: inner.items))
                }
            }
            return Rendered(text: (head.isEmpty ? "" : head + " ") + "{" + body + newline + indent + "}", head: head, items: items)
        case .list(let list):
            var parts: [String] = []
            let isArray = syntax.layout.blocksAreValues
            for item in list { parts.append(isArray ? encode(try text(of: item)) : word(try text(of: item))) }
            guard isArray else { return Rendered(text: parts.joined(separator: " ")) }
            return Rendered(
                text: "[" + parts.joined(separator: ", ") + "]", head: "",
                items: parts.map { DirectiveShape.Item(node: nil, name: "", text: $0, items: nil) })
        case .string: return Rendered(text: encode(try text(of: value), for: node))
        default: return Rendered(text: try text(of: value))
        }
    }

    func text(of value: NewValue) throws(DirectiveRefusal) -> String {
        let text: String
        switch value {
        case .string(let plain), .expression(let plain): text = plain
        case .bool(let flag): text = String(flag)
        case .int(let number): text = String(number)
        case .double(let number): text = String(number)
        case .null, .list, .map: throw DirectiveRefusal("the new value is no text")
        }
        guard !text.utf8.contains(where: { $0 < 0x20 && $0 != 0x09 }) else { throw DirectiveRefusal("the new value has line breaks") }
        return text
    }

    /// A value as it is written in the place of `node`'s, or as a new one.
    func encode(_ plain: String, for node: Int? = nil) -> String {
        guard let encodeValue = syntax.values.encode else { return plain }
        return encodeValue(plain, node.map { document.source.text(tree.nodes[$0].text) } ?? "")
    }

    /// One argument, quoted where it needs to be.
    func word(_ plain: String) -> String {
        guard let special = syntax.values.quotedCharacters, plain.isEmpty || plain.contains(where: { special.contains($0) }) else { return plain }
        return plain.contains("\"") ? "'\(plain)'" : "\"\(plain)\""
    }
}
