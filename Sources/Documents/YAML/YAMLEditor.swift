internal import ConfigModel
internal import SourceText

/// Plans the byte edits for changes of one YAML or JSON file.
///
/// Deeper values are edited before what encloses them, so that insertions at one line end come out in nesting order.
struct YAMLEditor {
    let tree: YAMLTree
    let bytes: [UInt8]
    let writer: YAMLWriter
    var edits = EditList()
    /// Reason per index of a refused change.
    var refused: [Int: String] = [:]
    /// Two edits wanted the same bytes; the caller tries fewer changes.
    var conflicted = false

    enum Context {
        case root
        /// The value of this key, in this mapping.
        case value(key: Int, mapping: Int)
        case item(sequence: Int)
    }

    /// What became of a node.
    enum Outcome {
        case kept
        /// Nothing of it is left: whoever holds it has to remove it.
        case emptied
    }

    init(_ document: YAMLDocument) {
        tree = document.tree
        bytes = document.source.bytes
        writer = YAMLWriter(style: YAMLStyle(document.tree, document.source.bytes, isJSON: document.format == .json))
    }

    mutating func refuse(_ indexes: some Sequence<Int>, _ reason: String) {
        for index in indexes where refused[index] == nil { refused[index] = reason }
    }

    mutating func replace(_ start: Int, _ end: Int, _ text: String) {
        do { try edits.add(Edit(Span(start, max(start, end)), text)) } catch { conflicted = true }
    }

    /// Makes the changes at and below a node.
    mutating func change(_ node: Int, _ wanted: ChangeTree, in context: Context) -> Outcome {
        var appends: [NewValue] = []
        for (index, action) in wanted.actions {
            switch action {
            case .remove: return .emptied
            case .set(let value), .merge(let value):
                set(node, value, in: context, index: index)
                return .kept
            case .append(let value), .insert(let value): appends.append(value)
            case .rename(let name): rename(context, to: name, index: index)
            }
        }
        if wanted.children.isEmpty, appends.isEmpty { return .kept }
        guard let target = tree.resolved(node) else {
            refuse(wanted.indexes, "the alias stands for nothing")
            return .kept
        }
        let this = tree.nodes[target]
        switch this.kind {
        case .mapping where appends.isEmpty: return changeMapping(target, wanted, in: context)
        case .sequence: return changeSequence(target, wanted, appends: appends, in: context)
        case .scalar where isNull(target):
            if let value = wanted.newValue { set(node, value, in: context, index: wanted.indexes.first ?? 0) }
            return .kept
        default:
            refuse(wanted.indexes, "there is a \(this.kind == .mapping ? "map" : "plain value") where the change expects a \(appends.isEmpty ? "map" : "list")")
            return .kept
        }
    }

    func isNull(_ node: Int) -> Bool {
        let this = tree.nodes[node]
        guard this.kind == .scalar, this.style == .plain, !this.isTaggedString else { return false }
        return resolvePlainScalar(tree.text(node)).isNull
    }

    private mutating func rename(_ context: Context, to name: String, index: Int) {
        guard case .value(let key, let mapping) = context else { return refuse([index], "only a key can be renamed") }
        if tree.entries(mapping).contains(where: { tree.text($0.key) == name }) { return refuse([index], "the key '\(name)' is there already") }
        let this = tree.nodes[key]
        replace(this.start, this.end, writer.scalar(.string(name), isKey: true, inFlow: tree.nodes[mapping].isFlow, like: this.style))
    }

    /// Replaces what a node holds.
    private mutating func set(_ node: Int, _ value: NewValue, in context: Context, index: Int) {
        let this = tree.nodes[node]
        let inFlow = isInFlow(context) || writer.style.isJSON
        let isCollection: Bool =
            switch value {
            case .map(let entries): !entries.isEmpty
            case .list(let items): !items.isEmpty
            default: false
            }
        if this.hasAnchor, this.kind != .scalar || isCollection {
            return refuse([index], "the value carries an anchor that other places may use")
        }
        if inFlow {
            let text = writer.style.isJSON ? jsonText(value, at: this.start) : writer.inlineScalarOrFlow(value)
            let lead = this.isEmptyPlain && needsBlank(this.start) ? " " : ""
            return replace(this.start, this.end, lead + text)
        }
        if !isCollection {
            if this.kind == .scalar && !this.isBlockScalar || this.isFlow || this.kind == .alias {
                let text = writer.scalar(value, like: this.kind == .scalar ? this.style : .plain)
                return replace(this.start, this.end, (this.isEmptyPlain && needsBlank(this.start) ? " " : "") + text)
            }
            if this.isBlockScalar {
                if case .string(let text) = value, text.contains("\n") { return setBlockScalar(this, text, in: context, index: index) }
                return replace(this.start, this.end, writer.scalar(value))
            }
            guard case .value(let key, _) = context, let colon = colon(after: tree.nodes[key].end, before: this.outerStart) else {
                return refuse([index], "a block value in a list is not replaced by a plain one")
            }
            return replace(colon + 1, this.end, " " + writer.scalar(value))
        }
        switch context {
        case .root: refuse([index], "the whole document is not replaced")
        case .value(let key, let mapping): setBlock(this, value, key: key, mapping: mapping, index: index)
        case .item(let sequence): setItem(this, value, sequence: sequence, index: index)
        }
    }

    private mutating func setBlockScalar(_ this: YAMLNode, _ text: String, in context: Context, index: Int) {
        guard case .value(_, let mapping) = context, let column = column(of: tree.nodes[mapping].start), text.hasSuffix("\n"), !text.hasPrefix(" "), !text.hasSuffix("\n\n") else {
            return refuse([index], "a block text is only replaced by one with a single final line break")
        }
        let header = "|"
        let pad = writer.pad(column + writer.style.indent)
        let lines = text.dropLast().split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : pad + $0 }
        replace(this.start, this.end, ([header] + lines).joined(separator: writer.style.newline))
    }

    /// A collection as the value of a key: on the lines below it, keeping a comment behind the key.
    private mutating func setBlock(_ this: YAMLNode, _ value: NewValue, key: Int, mapping: Int, index: Int) {
        guard let column = column(of: tree.nodes[mapping].start), let colon = colon(after: tree.nodes[key].end, before: this.outerStart) else {
            return refuse([index], "the key is written in a form that is not edited")
        }
        let body = writer.entry("x", value, indent: column).dropFirst()
        let text = body.map { writer.style.newline + $0 }.joined()
        if this.kind != .scalar || this.isBlockScalar, !this.isFlow {
            return replace(colon + 1, this.end, text)
        }
        if lineEnd(this.start) < this.end { return refuse([index], "the present value spans several lines") }
        let comment = lineEnd(this.end)
        if !this.isEmptyPlain { replace(colon + 1, this.end, "") }
        let isBare = this.isEmptyPlain && bytes[(colon + 1)..<comment].allSatisfy { $0 == 0x20 || $0 == 0x09 }
        replace(isBare ? colon + 1 : comment, comment, text)
    }

    private mutating func setItem(_ this: YAMLNode, _ value: NewValue, sequence: Int, index: Int) {
        guard let column = column(of: tree.nodes[sequence].start), let dash = dash(before: this.outerStart), bytes[(dash + 1)..<this.outerStart].allSatisfy({ $0 == 0x20 }) else {
            return refuse([index], "the list is written in a form that is not edited")
        }
        let lines = writer.item(value, indent: column)
        replace(dash, this.end, lines.joined(separator: writer.style.newline))
    }

    private func isInFlow(_ context: Context) -> Bool {
        switch context {
        case .root: false
        case .value(_, let mapping): tree.nodes[mapping].isFlow
        case .item(let sequence): tree.nodes[sequence].isFlow
        }
    }
}
