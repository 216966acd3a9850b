internal import ConfigModel

/// `ensure: {path: value}` is the condition and the fix in one line.
func readEnsure(_ fields: inout Fields) -> (require: String, operations: [FixOperation])? {
    guard let value = fields.value("ensure") else { return nil }
    guard let mapping = value.value.mapping, !mapping.isEmpty else {
        fields.report("'ensure' has to be a map of paths and values", at: value)
        return nil
    }
    var conditions: [String] = []
    var operations: [FixOperation] = []
    for entry in mapping.entries {
        do {
            let path = try ValuePath(parsing: entry.key)
            conditions.append("\(optionalChain(path)).orValue(null) == \(try celLiteral(entry.value.value))")
            operations.append(FixOperation(verb: .set, path: path, operand: .literal(entry.value.value), at: nil, when: nil))
        } catch {
            fields.report("\(error)", at: entry.value)
        }
    }
    return (conditions.map { "(\($0))" }.joined(separator: " && "), operations)
}

/// `a.b[0].c` as `a.?b[?0].?c`, which is none where a step is missing.
func optionalChain(_ path: ValuePath) -> String {
    var text = ""
    for (number, element) in path.elements.enumerated() {
        switch element {
        case .key(let key) where number == 0: text += key
        case .key(let key) where key.utf8.allSatisfy { $0 == 95 || (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) }:
            text += ".?\(key)"
        case .key(let key): text += "[?\(quotedForCEL(key))]"
        case .index(let index): text += "[?\(index)]"
        }
    }
    return text
}

private struct NoLiteral: Error, CustomStringConvertible {
    let description = "this value cannot be compared; write 'require' instead of 'ensure'"
}

func celLiteral(_ value: Value) throws -> String {
    switch value {
    case .null: "null"
    case .bool(let flag): String(flag)
    case .int(let number): String(number)
    case .double(let number): String(number)
    case .string(let text): quotedForCEL(text)
    case .list(let items): "[" + (try items.map { try celLiteral($0.value) }.joined(separator: ", ")) + "]"
    case .map(let mapping):
        "{" + (try mapping.entries.map { "\(quotedForCEL($0.key)): \(try celLiteral($0.value.value))" }.joined(separator: ", ")) + "}"
    case .unknown: throw NoLiteral()
    }
}

func quotedForCEL(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\\": result += "\\\\"
        case "\"": result += "\\\""
        case "\n": result += "\\n"
        case "\r": result += "\\r"
        case "\t": result += "\\t"
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result + "\""
}

/// - Parameter declared: a fix whose title, class, impact and check this one has.
func readFix(_ fields: inout Fields, ensured: [FixOperation]?, declared: Fix?) -> Fix? {
    guard let value = fields.value("fix") else {
        guard let ensured, let declared else { return nil }
        return Fix(
            title: declared.title, safety: declared.safety, impact: declared.impact, safeWhen: nil, needs: [], edits: ensured,
            check: declared.check)
    }
    var inner = Fields(value, file: fields.file, what: "'fix'")
    if let declared {
        let safeWhen = inner.string("safe-when")
        let (needs, written) = readSteps(&inner, fields.file)
        if !written.isEmpty, ensured != nil { inner.report("'ensure' already says the edits") }
        if written.isEmpty, ensured == nil { inner.report("'edits' is missing") }
        inner.finish()
        fields.adopt(inner.diagnostics)
        return Fix(
            title: declared.title, safety: declared.safety, impact: declared.impact, safeWhen: safeWhen, needs: needs,
            edits: ensured ?? written, check: declared.check)
    }
    let title = inner.required("title")
    let safety = inner.oneOf("safety", Fix.Safety.self)
    if safety == nil, inner.mapping["safety"] == nil { inner.report("'safety' is missing", help: "use 'safe', 'review' or 'none'") }
    let impact = inner.oneOf("impact", Fix.Impact.self)
    if impact == nil, inner.mapping["impact"] == nil { inner.report("'impact' is missing") }
    let safeWhen = inner.string("safe-when")
    let check = inner.string("check") ?? ""
    if safety == .review, check.isEmpty { inner.report("a fix of class review has to say what to check in 'check'") }
    let (needs, written) = readSteps(&inner, fields.file)
    if !written.isEmpty, ensured != nil { inner.report("'ensure' already says the edits") }
    if written.isEmpty, ensured == nil, safety != Fix.Safety.none { inner.report("'edits' is missing") }
    inner.finish()
    fields.adopt(inner.diagnostics)
    return Fix(
        title: title, safety: safety ?? .none, impact: impact ?? .none, safeWhen: safeWhen, needs: needs,
        edits: ensured ?? written, check: check)
}

private func readSteps(_ inner: inout Fields, _ file: String) -> (needs: [Fix.Need], edits: [FixOperation]) {
    var needs: [Fix.Need] = []
    for item in inner.list("needs") {
        var need = Fields(item, file: file, what: "a need")
        needs.append(Fix.Need(that: need.required("that"), reason: need.required("else")))
        need.finish()
        inner.adopt(need.diagnostics)
    }
    return (needs, inner.list("edits").compactMap { readOperation($0, &inner) })
}

private func readOperation(_ value: Traced, _ outer: inout Fields) -> FixOperation? {
    var fields = Fields(value, file: outer.file, what: "an edit")
    defer {
        fields.finish()
        outer.adopt(fields.diagnostics)
    }
    let verbs = FixOperation.Verb.allCases.filter { fields.mapping[$0.rawValue] != nil }
    guard let verb = verbs.first, verbs.count == 1 else {
        let known = FixOperation.Verb.allCases.map(\.rawValue).joined(separator: ", ")
        fields.report("an edit has exactly one of \(known)")
        return nil
    }
    if verb == .addResource { return readNewResource(&fields) }
    let text = fields.required(verb.rawValue)
    let literal = fields.value("to")
    let computed = fields.string("to-cel")
    let expression = fields.string("to-expression")
    let at = fields.string("at-cel")
    let when = fields.string("when")
    let operands = [literal != nil, computed != nil, expression != nil].filter { $0 }.count
    if verb == .remove ? operands != 0 : operands != 1 {
        fields.report(verb == .remove ? "'remove' takes no value" : "'\(verb.rawValue)' takes one of 'to', 'to-cel', 'to-expression'")
    }
    guard let path = try? ValuePath(parsing: text) else {
        fields.report("'\(text)' is not a path", at: fields.mapping[verb.rawValue])
        return nil
    }
    let operand: FixOperation.Operand =
        if let literal { .literal(literal.value) } else if let computed { .computed(computed) } else if let expression {
            .expression(expression)
        } else { .nothing }
    return FixOperation(verb: verb, path: path, operand: operand, at: at, when: when)
}
