import ConfigModel
import SourceText

/// A change cannot be made; the reason is for people.
struct HCLRefusal: Error {
    let reason: String

    init(_ reason: String) { self.reason = reason }
}

/// What a path leads to in a file, as far as it leads.
struct HCLTarget {
    enum Node {
        /// The inside of a block, or of the file.
        case body(HCLBodyPlace)
        /// All blocks of one type in a body.
        case blocks(type: String, [HCLBlock], in: HCLBodyPlace)
        case attribute(HCLAttribute, in: HCLBodyPlace)
        /// An element of a list literal or a value of an object literal.
        case element(Int, of: HCLExpressionID)
        case entry(Int, of: HCLExpressionID)
    }

    let node: Node
    /// The last expression on the way, when the way has entered a literal.
    let expression: HCLExpressionID?
    /// How many steps of the path were taken.
    let depth: Int
}

/// A body and the block around it.
struct HCLBodyPlace {
    let body: HCLBody
    /// nil for the file itself.
    let block: HCLBlock?
    /// How many blocks are around it.
    let depth: Int
}

extension HCLDocument {
    /// Follows a path as far as there is something.
    /// - Throws: when the way leads through something that has to be evaluated.
    func target(_ path: ValuePath) throws(HCLRefusal) -> HCLTarget {
        var target = HCLTarget(
            node: .body(HCLBodyPlace(body: rootBody, block: nil, depth: 0)), expression: nil, depth: 0)
        for (depth, step) in path.elements.enumerated() {
            guard let next = try self.step(from: target, step, depth + 1) else { return target }
            target = next
        }
        return target
    }

    private func step(from target: HCLTarget, _ step: ValuePath.Element, _ depth: Int) throws(HCLRefusal) -> HCLTarget? {
        switch (target.node, step) {
        case (.body(let place), .key(let name)):
            if let attribute = attribute(named: name, in: place.body) {
                return HCLTarget(node: .attribute(attribute, in: place), expression: attribute.value, depth: depth)
            }
            let blocks = blocks(of: name, in: place.body)
            if !blocks.isEmpty {
                return HCLTarget(node: .blocks(type: name, blocks, in: place), expression: nil, depth: depth)
            }
            if hasDynamicBlock(name, in: place.body) { throw HCLRefusal("a dynamic block generates '\(name)'") }
            return nil
        case (.body, .index): throw HCLRefusal("a block's body has names, not indexes")
        case (.blocks(_, let blocks, let place), .index(let index)):
            guard blocks.indices.contains(index) else {
                if index > blocks.count { throw HCLRefusal("there are only \(blocks.count) such blocks") }
                return nil
            }
            let inner = HCLBodyPlace(body: tree.body(of: blocks[index]), block: blocks[index], depth: place.depth + 1)
            return HCLTarget(node: .body(inner), expression: nil, depth: depth)
        case (.blocks(let type, _, _), .key): throw HCLRefusal("'\(type)' is a list of blocks and needs an index")
        default: return try stepInside(target, step, depth)
        }
    }

    private func stepInside(_ target: HCLTarget, _ step: ValuePath.Element, _ depth: Int) throws(HCLRefusal)
        -> HCLTarget?
    {
        guard let outer = target.expression else { return nil }
        let id = unwrapped(outer)
        switch (tree[id], step) {
        case (.object(let entries), .key(let name)):
            for (index, entry) in tree.entries[entries.range].enumerated().reversed() {
                guard let key = literalKey(entry.key) else { throw HCLRefusal("the object has keys that are computed") }
                if key == name { return HCLTarget(node: .entry(index, of: id), expression: entry.value, depth: depth) }
            }
            return nil
        case (.tuple(let elements), .index(let index)):
            guard index < elements.count else {
                if index > elements.count { throw HCLRefusal("the list has only \(elements.count) elements") }
                return nil
            }
            let element = tree.elements[elements.range.lowerBound + index]
            return HCLTarget(node: .element(index, of: id), expression: element, depth: depth)
        case (.object, .index): throw HCLRefusal("an object has names, not indexes")
        case (.tuple, .key): throw HCLRefusal("a list has indexes, not names")
        default: throw HCLRefusal(refusal(toEnter: id))
        }
    }

    private func refusal(toEnter id: HCLExpressionID) -> String {
        if case .unknown(let reason) = literalValue(id).value { return "the value \(reason)" }
        return "the value is neither a list nor an object"
    }

    /// The expression inside parentheses.
    func unwrapped(_ id: HCLExpressionID) -> HCLExpressionID {
        var id = id
        while case .parentheses(let inner) = tree[id] { id = inner }
        return id
    }

    func attribute(named name: String, in body: HCLBody) -> HCLAttribute? {
        for item in tree.items(of: body) {
            if case .attribute(let index) = item, text(tree.attributes[Int(index)].name) == name {
                return tree.attributes[Int(index)]
            }
        }
        return nil
    }

    func blocks(of type: String, in body: HCLBody) -> [HCLBlock] {
        tree.items(of: body).compactMap { item in
            guard case .block(let index) = item, text(tree.blocks[Int(index)].type) == type else { return nil }
            return tree.blocks[Int(index)]
        }
    }

    private func hasDynamicBlock(_ type: String, in body: HCLBody) -> Bool {
        blocks(of: "dynamic", in: body).contains { tree.labels(of: $0).first?.text == type }
    }

    /// Why an expression may not be replaced as a whole, or nil when it may: literals and plain references can.
    func refusal(toReplace id: HCLExpressionID) -> String? {
        switch tree[unwrapped(id)] {
        case .null, .bool, .number, .tuple, .object, .variable, .attribute, .index, .legacyIndex: return nil
        case .unary(.minus, let operand): return refusal(toReplace: operand)
        case .template(let parts), .heredoc(let parts):
            if literalText(parts) != nil { return nil }
            if parts.count == 1, case .interpolation(let inner) = tree.parts[parts.range.lowerBound],
                traversalText(inner) != nil
            {
                return nil
            }
            return "the value is a template that \(computedReason(id))"
        case .call(let name, _, _): return "the value is computed by \(text(name))()"
        case .conditional: return "the value is a conditional that \(computedReason(id))"
        case .loop: return "the value is computed by a for expression"
        case .splat, .splatElement: return "the value \(computedReason(id))"
        case .binary, .unary: return "the value \(computedReason(id))"
        case .parentheses, .invalid: return "the value cannot be read"
        }
    }
}
