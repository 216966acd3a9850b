import ConfigModel
internal import Projects

/// The JSON text that the data source `aws_iam_policy_document` makes of its arguments.
///
///     statement { actions = ["s3:*"] }      # {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*"}]}
///
/// Unknown as soon as one part is. Source: Terraform AWS provider documentation, "aws_iam_policy_document".
func policyDocument(_ data: Traced) -> Traced {
    if let reason = data.value.firstUnknown { return Traced(.unknown(reason), data.provenance) }
    let failure = UnknownReason(TerraformEvaluator.failurePrefix + "a policy document to merge is no JSON object")
    var document = PolicyDocument()
    document.version = data["version"]?.value.string
    document.id = data["policy_id"]?.value.string
    for source in texts(data["source_json"]) + texts(data["source_policy_documents"]) {
        guard document.add(source, replacing: false) else { return Traced(.unknown(failure), data.provenance) }
    }
    for statement in data["statement"]?.value.list ?? [] { document.add(PolicyDocument.statement(statement), replacing: true) }
    for source in texts(data["override_json"]) + texts(data["override_policy_documents"]) {
        guard document.add(source, replacing: true) else { return Traced(.unknown(failure), data.provenance) }
    }
    return Traced(.string(JSONText.indented(document.value)), data.provenance)
}

private func texts(_ value: Traced?) -> [String] {
    switch value?.value {
    case .string(let text)?: text.isEmpty ? [] : [text]
    case .list(let items)?: items.compactMap(\.value.string).filter { !$0.isEmpty }
    default: []
    }
}

private struct PolicyDocument {
    var version: String?
    var id: String?
    private var statements: [Mapping] = []

    init() {}

    /// Statements with the same `Sid` replace each other; those without one are added.
    mutating func add(_ statement: Mapping, replacing: Bool) {
        if replacing, let sid = statement["Sid"]?.value.string, !sid.isEmpty,
            let place = statements.firstIndex(where: { $0["Sid"]?.value.string == sid })
        {
            statements[place] = statement
        } else {
            statements.append(statement)
        }
    }

    mutating func add(_ text: String, replacing: Bool) -> Bool {
        guard let other = JSONText.decoded(text)?.mapping else { return false }
        id = other["Id"]?.value.string ?? id
        version = other["Version"]?.value.string ?? version
        switch other["Statement"]?.value {
        case .list(let items)?: for item in items.compactMap(\.value.mapping) { add(item, replacing: replacing) }
        case .map(let one)?: add(one, replacing: replacing)
        default: break
        }
        return true
    }

    var value: Value {
        var entries = [entry("Version", .string(version ?? "2012-10-17"))]
        if let id, !id.isEmpty { entries.append(entry("Id", .string(id))) }
        if !statements.isEmpty { entries.append(entry("Statement", .list(statements.map { .new(.map($0)) }))) }
        return .map(Mapping(entries))
    }

    /// One `statement` block as an element of the document.
    static func statement(_ block: Traced) -> Mapping {
        var entries: [Mapping.Entry] = []
        if let sid = block["sid"]?.value.string, !sid.isEmpty { entries.append(entry("Sid", .string(sid))) }
        entries.append(entry("Effect", .string(block["effect"]?.value.string ?? "Allow")))
        for (argument, key) in [("actions", "Action"), ("not_actions", "NotAction"), ("resources", "Resource"), ("not_resources", "NotResource")] {
            if let list = collapsed(block[argument], sorted: true) { entries.append(entry(key, list)) }
        }
        for (argument, key) in [("principals", "Principal"), ("not_principals", "NotPrincipal")] {
            if let found = principals(block[argument]?.value.list ?? []) { entries.append(entry(key, found)) }
        }
        if let found = conditions(block["condition"]?.value.list ?? []) { entries.append(entry("Condition", found)) }
        return Mapping(entries)
    }

    private static func principals(_ blocks: [Traced]) -> Value? {
        var byType = Mapping()
        for block in blocks {
            guard let type = block["type"]?.value.string, let names = collapsed(block["identifiers"], sorted: true) else { continue }
            if type == "*", names == "*" { return "*" }
            let before = byType[type].map { list($0.value) } ?? []
            byType.set(entry(type, before.isEmpty ? names : .newList(before + list(names))))
        }
        return byType.isEmpty ? nil : .map(byType)
    }

    private static func conditions(_ blocks: [Traced]) -> Value? {
        var byTest = Mapping()
        for block in blocks {
            guard let test = block["test"]?.value.string, let variable = block["variable"]?.value.string,
                let values = collapsed(block["values"], sorted: false)
            else { continue }
            var variables = byTest[test]?.value.mapping ?? Mapping()
            let before = variables[variable].map { list($0.value) } ?? []
            variables.set(entry(variable, before.isEmpty ? values : .newList(before + list(values))))
            byTest.set(entry(test, .map(variables)))
        }
        return byTest.isEmpty ? nil : .map(byTest)
    }

    private static func list(_ value: Value) -> [Value] { value.list?.map(\.value) ?? [value] }

    /// One element stands alone. Sets come in descending order, as the provider writes them; `&{` stands for `${`.
    private static func collapsed(_ value: Traced?, sorted: Bool) -> Value? {
        guard let items = value?.value.list else { return nil }
        var names = items.compactMap { Conversion.string($0.value)?.replacing("&{", with: "${") }
        if sorted {
            names = Set(names).sorted { $1.utf8.lexicographicallyPrecedes($0.utf8) }
        }
        guard let first = names.first else { return nil }
        return names.count == 1 ? .string(first) : .newList(names.map { .string($0) })
    }
}

private func entry(_ key: String, _ value: Value) -> Mapping.Entry { Mapping.Entry(key: key, value: .new(value)) }
