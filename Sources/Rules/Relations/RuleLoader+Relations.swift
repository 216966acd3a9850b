internal import ConfigModel
internal import Documents
internal import Projects

/// `related:` names other resources and says what ties them to the subject.
func readRelations(_ fields: inout Fields, _ technologies: TechnologySet) -> [Relation] {
    guard let value = fields.value("related") else { return [] }
    var outer = Fields(value, file: fields.file, what: "'related'")
    var result: [Relation] = []
    for entry in outer.mapping.entries {
        guard let found = outer.value(entry.key) else { continue }
        var inner = Fields(found, file: fields.file, what: "a relation")
        let named = technologies.relationKeys.map { (system: $0.system, names: inner.strings($0.key)) }.filter { !$0.names.isEmpty }
        if named.count != 1 {
            let keys = technologies.relationKeys.map { "'\($0.key)' of \($0.system)" }.joined(separator: " or ")
            inner.report("a relation names either \(keys)")
        }
        let refers = inner.strings("refers").map(steps)
        let referred = inner.strings("referred").map(steps)
        var link = Relation.Link.project
        if let word = inner.string("by") {
            switch word {
            case "namespace": link = .namespace
            case "selector": link = .selector
            case "selection": link = .selection
            default: inner.report("'by' cannot be '\(word)'", help: "use 'namespace', 'selector' or 'selection'")
            }
        }
        if !refers.isEmpty { link = .refers(refers) } else if !referred.isEmpty { link = .referred(referred) }
        result.append(
            Relation(
                name: entry.key, system: named.first?.system ?? "", kinds: named.first?.names ?? [], groups: inner.strings("groups"),
                link: link, condition: inner.string("where"), isCertain: inner.bool("certain") ?? false))
        inner.finish()
        outer.adopt(inner.diagnostics)
    }
    fields.adopt(outer.diagnostics)
    return result
}

/// `subjects[*].name` as steps.
private func steps(_ path: String) -> ValueSteps {
    path.split(separator: ".").flatMap { part -> [String] in
        let pieces = part.split(separator: "[")
        return pieces.enumerated().map { $0.offset == 0 ? String($0.element) : String($0.element.prefix { $0 != "]" }) }
    }
}

/// An edit `add-resource`.
func readNewResource(_ fields: inout Fields) -> FixOperation? {
    let type = fields.required("add-resource")
    let literal = fields.value("to")
    let computed = fields.string("to-cel")
    let name = fields.string("name")
    let when = fields.string("when")
    let references = readPairs(&fields, "refer").map { RelatedResource.Pair(argument: $0.0, attribute: $0.1) }
    var copies: [RelatedResource.Copy] = []
    for (path, source) in readPairs(&fields, "copy") {
        do { copies.append(RelatedResource.Copy(path: try ValuePath(parsing: path), source: try ValuePath(parsing: source))) } catch {
            fields.report("\(error)")
        }
    }
    if literal != nil, computed != nil { fields.report("'add-resource' takes 'to' or 'to-cel'") }
    let operand: FixOperation.Operand = if let literal { .literal(literal.value) } else if let computed { .computed(computed) } else { .nothing }
    return FixOperation(
        verb: .addResource, path: ValuePath([.key("resource")]), operand: operand, at: nil, when: when,
        relatedResource: FixOperation.NewResource(type: type, name: name, references: references, copies: copies))
}
