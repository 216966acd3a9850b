import ConfigModel
import SourceText

/// Makes values of a module.
///
///     version    v1 where `rego.v1` is imported or rules use `if` and `contains` without importing them; v0 otherwise
///     rules      {name, kind: default complete function set, value, unconditional}
///     calls      {name, rule, args}
///     a term     {kind}; of scalars also `value`, of names `text`, of calls `name`, of objects `fields`, of arrays and sets `items`
struct RegoValues {
    let source: SourceFile
    let tree: RegoTree

    func root() -> Traced {
        let whole = Span(0, source.bytes.count)
        guard let package = tree.package else { return map([], whole) }
        let imports = tree.imports.map { map([("path", text($0.path))], $0.span) }
        let imported = tree.imports.map { source.text($0.path) }
        let isFirst =
            imported.contains("rego.v1")
            || (tree.rules.contains(where: \.usesKeywords) && !imported.contains { $0.hasPrefix("future.keywords") })
        return map(
            [
                ("version", Traced(.string(isFirst ? "v1" : "v0"), at(package))), ("package", text(package)), ("imports", list(imports, whole)),
                ("rules", list(tree.rules.map(rule), whole)), ("calls", list(tree.rules.flatMap(calls), whole)),
            ], whole)
    }

    private func rule(_ rule: RegoRule) -> Traced {
        let isTrue = rule.bodies.allSatisfy { $0.allSatisfy { $0.kind == .bool && source.text($0.span) == "true" } }
        var entries: [(String, Traced)] = [
            ("name", text(rule.name)), ("kind", Traced(.string(rule.shape.rawValue), at(rule.name))),
            ("unconditional", Traced(.bool(isTrue && rule.alternatives.isEmpty && rule.shape == .complete), at(rule.name))),
        ]
        if let value = rule.value { entries.append(("value", term(value, isWhole: true))) }
        return map(entries, rule.span)
    }

    private func calls(_ rule: RegoRule) -> [Traced] {
        var found: [Traced] = []
        func visit(_ node: RegoNode, _ depth: Int) {
            guard depth < 1_000 else { return }
            if node.kind == .call {
                found.append(
                    map(
                        [
                            ("name", text(node.children[0].span)), ("rule", Traced(.string(source.text(rule.name)), at(rule.name))),
                            ("args", list(node.children.dropFirst().map { term($0, isWhole: true) }, node.span)),
                        ], node.span))
            }
            for child in node.children { visit(child, depth + 1) }
        }
        let alternatives = rule.alternatives.flatMap { [$0.value].compactMap { $0 } + $0.body }
        // The value of a rule without a call of its own stands under `rules`.
        for node in rule.head + [rule.value].compactMap({ $0 }) + rule.bodies.flatMap({ $0 }) + alternatives { visit(node, 0) }
        return found
    }

    private func term(_ node: RegoNode, isWhole: Bool) -> Traced {
        var entries: [(String, Traced)] = [("kind", Traced(.string(name(of: node.kind)), at(node.span)))]
        switch node.kind {
        case .null, .bool, .number, .string, .rawString: entries.append(("value", Traced(scalar(node), at(node.span))))
        case .variable: entries.append(("text", text(node.span)))
        case .reference where !holdsCall(node, 0): entries.append(("text", text(node.span)))
        case .array where isWhole, .set where isWhole: entries.append(("items", list(node.children.map { term($0, isWhole: false) }, node.span)))
        case .object where isWhole:
            var fields = Mapping()
            for index in stride(from: 0, to: node.children.count - 1, by: 2) {
                guard case .string(let key) = scalar(node.children[index]), fields.entry(key) == nil else { continue }
                fields.set(
                    Mapping.Entry(key: key, keyProvenance: at(node.children[index].span), value: term(node.children[index + 1], isWhole: false)))
            }
            entries.append(("fields", Traced(.map(fields), at(node.span))))
        default: break
        }
        return map(entries, node.span)
    }

    private func holdsCall(_ node: RegoNode, _ depth: Int) -> Bool {
        depth > 100 || node.kind == .call || node.children.contains { holdsCall($0, depth + 1) }
    }

    private func name(of kind: RegoNode.Kind) -> String {
        switch kind {
        case .null: "null"
        case .bool: "bool"
        case .number: "number"
        case .string, .rawString: "string"
        case .variable: "variable"
        case .reference: "reference"
        case .call: "call"
        case .array: "array"
        case .set: "set"
        case .object: "object"
        case .comprehension: "comprehension"
        case .infix, .negation, .some, .every, .with: "expression"
        }
    }

    private func scalar(_ node: RegoNode) -> Value {
        let written = source.text(node.span)
        switch node.kind {
        case .null: return .null
        case .bool: return .bool(written == "true")
        case .number: return Int64(written).map(Value.int) ?? Double(written).map(Value.double) ?? .unknown(UnknownReason("is a number out of range"))
        case .rawString where written.hasPrefix("`"): return .string(String(written.dropFirst().dropLast()))
        case .string where written.hasPrefix("\""):
            return regoText(written).map(Value.string) ?? .unknown(UnknownReason("is a text with escapes that are not known"))
        default: return .unknown(UnknownReason("is computed"))
        }
    }

    private func text(_ span: Span) -> Traced { Traced(.string(source.text(span)), at(span)) }
    private func list(_ items: [Traced], _ span: Span) -> Traced { Traced(.list(items), at(span)) }

    private func map(_ entries: [(String, Traced)], _ span: Span) -> Traced {
        Traced(.map(Mapping(entries.map { Mapping.Entry(key: $0.0, keyProvenance: $0.1.provenance, value: $0.1) })), at(span))
    }

    private func at(_ span: Span) -> Provenance { Provenance(Origin(path: source.path, span: span)) }
}

/// What a quoted string says: JSON's escapes, RFC 8259 section 7; nil for others.
func regoText(_ written: String) -> String? {
    var result = ""
    var rest = written.unicodeScalars.dropFirst().dropLast()[...]
    while let next = rest.popFirst() {
        guard next == "\\" else {
            result.unicodeScalars.append(next)
            continue
        }
        switch rest.popFirst() {
        case "n": result += "\n"
        case "t": result += "\t"
        case "r": result += "\r"
        case "b": result += "\u{8}"
        case "f": result += "\u{C}"
        case "u":
            let digits = String(String.UnicodeScalarView(rest.prefix(4)))
            guard digits.utf8.count == 4, let code = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(code) else { return nil }
            result.unicodeScalars.append(scalar)
            rest = rest.dropFirst(4)
        case let same? where same == "\"" || same == "\\" || same == "/": result.unicodeScalars.append(same)
        default: return nil
        }
    }
    return result
}
