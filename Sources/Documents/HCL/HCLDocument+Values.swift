package import ConfigModel
import SourceText

// What the file says without evaluating anything.
extension HCLDocument {
    /// The value of the whole file, and complaints about names that are given twice.
    func documentValue() -> (Traced, [Diagnostic]) {
        var repeated: [Diagnostic] = []
        let span = Span(0, min(source.bytes.count, 1))
        let root = bodyValue(rootBody, Provenance(origin(span)), &repeated)
        return (root, repeated)
    }

    private func bodyValue(_ body: HCLBody, _ provenance: Provenance, _ repeated: inout [Diagnostic]) -> Traced {
        var mapping = Mapping()
        var blocks: [(type: String, first: HCLBlock, values: [Traced])] = []
        for item in tree.items(of: body) {
            switch item {
            case .attribute(let index):
                let attribute = tree.attributes[Int(index)]
                let name = text(attribute.name)
                if mapping.position(name) != nil {
                    repeated.append(twice("argument '\(name)' is set twice in one body", attribute.name))
                }
                mapping.set(
                    Mapping.Entry(
                        key: name, keyProvenance: Provenance(origin(attribute.name.span)),
                        value: literalValue(attribute.value)))
            case .block(let index):
                let block = tree.blocks[Int(index)]
                let type = text(block.type)
                let value = bodyValue(tree.body(of: block), Provenance(origin(block.header.span)), &repeated)
                if let place = blocks.firstIndex(where: { $0.type == type }) {
                    blocks[place].values.append(value)
                } else {
                    blocks.append((type, block, [value]))
                }
            }
        }
        for (type, first, values) in blocks {
            if mapping.position(type) != nil {
                repeated.append(twice("'\(type)' is both an argument and a block in one body", first.type))
            }
            let list = Traced(.list(values), values[0].provenance)
            mapping.set(Mapping.Entry(key: type, keyProvenance: Provenance(origin(first.type.span)), value: list))
        }
        return Traced(.map(mapping), provenance)
    }

    private func twice(_ message: String, _ name: HCLOffsets) -> Diagnostic {
        Diagnostic(.error, "hcl-syntax", message, path: source.path, span: name.span, help: "keep one of them")
    }

    /// The value of an expression that stands for itself; `.unknown` with the reason for what would have to be evaluated.
    package func literalValue(_ id: HCLExpressionID) -> Traced {
        let provenance = Provenance(origin(tree.span(id)))
        switch tree[id] {
        case .null: return Traced(.null, provenance)
        case .bool(let flag): return Traced(.bool(flag), provenance)
        case .number: return Traced(number(id), provenance)
        case .template(let parts), .heredoc(let parts):
            if let text = literalText(parts) { return Traced(.string(text), provenance) }
        case .tuple(let elements):
            return Traced(.list(tree.elements[elements.range].map { literalValue($0) }), provenance)
        case .object(let entries):
            if let mapping = literalMapping(entries) { return Traced(.map(mapping), provenance) }
        case .unary(.minus, let operand):
            switch literalValue(operand).value {
            case .int(let number): return Traced(.int(0 &- number), provenance)
            case .double(let number): return Traced(.double(-number), provenance)
            default: break
            }
        case .parentheses(let inner): return Traced(literalValue(inner).value, provenance)
        default: break
        }
        return Traced(.unknown(UnknownReason(computedReason(id))), provenance)
    }

    private func literalMapping(_ entries: HCLRun) -> Mapping? {
        var mapping = Mapping()
        for entry in tree.entries[entries.range] {
            guard let key = literalKey(entry.key) else { return nil }
            mapping.set(
                Mapping.Entry(
                    key: key, keyProvenance: Provenance(origin(tree.span(entry.key))), value: literalValue(entry.value))
            )
        }
        return mapping
    }

    /// An object key that needs no evaluation: a bare name, a string, a number.
    package func literalKey(_ id: HCLExpressionID) -> String? {
        switch tree[id] {
        case .variable, .bool, .number, .null: text(id)
        case .template(let parts): literalText(parts)
        case .parentheses(let inner): if case .variable = tree[inner] { nil } else { literalKey(inner) }
        default: nil
        }
    }

    /// The text of a template without sequences.
    package func literalText(_ parts: HCLRun) -> String? {
        var result = ""
        for part in tree.parts[parts.range] {
            guard let text = text(of: part) else { return nil }
            result += text
        }
        return result
    }

    /// The text that a literal part stands for, or nil for a sequence.
    package func text(of part: HCLTemplatePart) -> String? {
        guard case .text(let offsets, let escapes, let trimStart, let trimEnd) = part else { return nil }
        return source.bytes.withUnsafeBufferPointer { bytes in
            guard escapes else { return HCLText.heredocText(bytes, offsets) }
            guard case .success(var text) = HCLText.unescaped(bytes, offsets) else { return text(offsets) }
            if trimStart || trimEnd { HCLText.trim(&text, start: trimStart, end: trimEnd) }
            return text
        }
    }

    /// The value of a number literal: whole numbers that fit are `.int`, however they are written.
    package func number(_ id: HCLExpressionID) -> Value {
        let span = tree.span(id)
        var whole: Int64 = 0
        for byte in source.bytes[span.range] {
            guard (48...57).contains(byte) else { return HCLText.number(source.text(span)) }
            let (shifted, overflow) = whole.multipliedReportingOverflow(by: 10)
            let (sum, carry) = shifted.addingReportingOverflow(Int64(byte - 48))
            if overflow || carry { return HCLText.number(source.text(span)) }
            whole = sum
        }
        return .int(whole)
    }
}

// What stands in the way of a literal value.
extension HCLDocument {
    /// Why the value of an expression is not known from the expression alone: `references var.x`.
    package func computedReason(_ id: HCLExpressionID) -> String {
        if case .invalid = tree[id] { return "cannot be read" }
        if let reference = firstReference(id) { return "references \(reference)" }
        if case .call(let name, _, _) = tree[id] { return "calls \(text(name))" }
        return "is computed by an expression"
    }

    /// The longest traversal from a variable that `id` is: `aws_kms_key.k.arn`, `var.list[0]`; nil for other expressions.
    package func traversalText(_ id: HCLExpressionID) -> String? {
        switch tree[id] {
        case .variable: return text(id)
        case .attribute(let source, let name): return traversalText(source).map { $0 + "." + text(name) }
        case .legacyIndex(let source, let digits): return traversalText(source).map { $0 + "[" + text(digits) + "]" }
        case .index(let source, let key): return traversalText(source).map { $0 + "[" + text(key) + "]" }
        case .splat(let source, let each):
            return traversalText(source).map {
                $0 + "[*]" + String(decoding: self.source.bytes[tree.splatTail(each)], as: UTF8.self)
            }
        default: return nil
        }
    }

    /// The first traversal in an expression, in file order.
    package func firstReference(_ id: HCLExpressionID) -> String? {
        if let whole = traversalText(id) { return whole }
        for child in tree.children(id) {
            if let found = firstReference(child) { return found }
        }
        return nil
    }
}

extension HCLTree {
    /// The bytes of a splat's steps behind the `*` or `[*]`.
    func splatTail(_ each: HCLExpressionID) -> Range<Int> {
        var root = each
        while true {
            switch self[root] {
            case .attribute(let source, _), .legacyIndex(let source, _), .index(let source, _), .splat(let source, _):
                root = source
            default: return span(root).end..<max(span(root).end, span(each).end)
            }
        }
    }

    /// The expressions directly below one, in file order.
    package func children(_ id: HCLExpressionID) -> [HCLExpressionID] {
        switch self[id] {
        case .null, .bool, .number, .variable, .splatElement, .invalid: []
        case .template(let run), .heredoc(let run): partChildren(run)
        case .attribute(let source, _), .legacyIndex(let source, _): [source]
        case .index(let source, let key): [source, key]
        case .splat(let source, let each): [source, each]
        case .tuple(let run), .call(_, let run, _): Array(elements[run.range])
        case .object(let run): entries[run.range].flatMap { entryChildren($0) }
        case .loop(let index): loopChildren(loops[Int(index)])
        case .conditional(let condition, let then, let otherwise): [condition, then, otherwise]
        case .binary(_, let left, let right): [left, right]
        case .unary(_, let operand), .parentheses(let operand): [operand]
        }
    }

    /// A bare name as key is text, not a reference.
    private func entryChildren(_ entry: HCLObjectEntry) -> [HCLExpressionID] {
        if case .variable = self[entry.key] { return [entry.value] }
        return [entry.key, entry.value]
    }

    private func loopChildren(_ loop: HCLFor) -> [HCLExpressionID] {
        [loop.collection] + [loop.resultKey, loop.result, loop.condition].compactMap { $0 }
    }

    private func partChildren(_ run: HCLRun) -> [HCLExpressionID] {
        parts[run.range].flatMap { part -> [HCLExpressionID] in
            switch part {
            case .text: []
            case .interpolation(let id): [id]
            case .conditional(let condition, let then, let otherwise):
                [condition] + partChildren(then) + partChildren(otherwise)
            case .loop(_, _, let collection, let body): [collection] + partChildren(body)
            }
        }
    }
}
