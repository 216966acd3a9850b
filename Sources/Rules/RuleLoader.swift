internal import ConfigModel
internal import Documents
package import Projects
package import SourceText

/// Reads one rule file; what does not fit its schema comes back as diagnostics and no rule.
///
/// `tests:` is the last key and reading stops there, so that the product pays nothing for them.
package func loadRule(_ source: SourceFile, _ technologies: TechnologySet) -> (rule: Rule?, diagnostics: [Diagnostic]) {
    let withoutTests = SourceFile(path: source.path, bytes: bytesBeforeTests(source.bytes))
    let document = parseDocument(withoutTests, as: .yaml)
    guard document.isSound, let root = document.roots.first, document.roots.count == 1 else {
        let trouble = document.diagnostics.filter { $0.severity == .error }
        let missing = Diagnostic(.error, "schema", "a rule file holds exactly one document", path: source.path)
        return (nil, trouble.isEmpty ? [missing] : trouble)
    }
    var fields = Fields(root, file: source.path, what: "a rule")
    let rule = readRule(&fields, path: source.path, technologies)
    fields.finish()
    if !fields.diagnostics.isEmpty { return (nil, fields.diagnostics) }
    return (rule, rule.warnings)
}

/// The bytes up to the line that starts with `tests:`.
func bytesBeforeTests(_ bytes: [UInt8]) -> [UInt8] {
    let marker = Array("\ntests:".utf8)
    var from = 0
    while let newline = bytes[from...].firstIndex(of: UInt8(ascii: "\n")) {
        if bytes[newline...].prefix(marker.count).elementsEqual(marker) { return Array(bytes[...newline]) }
        from = newline + 1
    }
    return bytes
}

private func readRule(_ fields: inout Fields, path: String, _ technologies: TechnologySet) -> Rule {
    let id = fields.required("id")
    let name = path.split(separator: "/").last.map { String($0.split(separator: ".").first ?? "") }
    if name != id { fields.report("the id '\(id)' differs from the file's name '\(name ?? "")'", at: fields.mapping["id"]) }
    if !isKebabCase(id) { fields.report("the id '\(id)' is not kebab-case", at: fields.mapping["id"]) }
    let first = readVariant(&fields, technologies, declared: nil, message: nil)
    let listed = readVariants(&fields)
    let others = listed.items.map { item in
        var inner = Fields(item, file: fields.file, what: "an entry of '\(listed.key)'")
        let variant = readVariant(&inner, technologies, declared: first.fix, message: first.message)
        inner.finish()
        fields.adopt(inner.diagnostics)
        return variant
    }
    return Rule(
        id: id,
        title: fields.required("title"),
        severity: fields.oneOf("severity", Severity.self) ?? .medium,
        confidence: fields.oneOf("confidence", Confidence.self) ?? .high,
        why: fields.required("why"),
        references: fields.strings("references"),
        controls: readPairs(&fields, "controls").map { Rule.Control(framework: $0, control: $1) },
        aliases: fields.strings("aliases"),
        group: fields.string("group"),
        parameters: readParameters(&fields),
        variants: [first] + others,
        fix: first.fix,
        advice: fields.required("advice"),
        path: path,
        warnings: listed.warnings)
}

/// The rule's further spellings: `variants`, or `also`, which was the key's name once and is read with a warning.
private func readVariants(_ fields: inout Fields) -> (key: String, items: [Traced], warnings: [Diagnostic]) {
    guard fields.mapping["also"] != nil else { return ("variants", fields.list("variants"), []) }
    if fields.mapping["variants"] != nil { fields.report("'also' is the old name of 'variants'; a rule has only one of them") }
    let warning = Diagnostic(
        .warning, "old-rule-key", "'also' of the rule file '\(fields.file)' is now called 'variants'", path: fields.file,
        help: "rename the key; the old name is read until the next major version")
    _ = fields.value("variants")
    return ("also", fields.list("also"), [warning])
}

/// The part of a rule that differs by language: what is judged, how, and what is edited.
///
/// - Parameters:
///   - declared: the fix of the first variant, whose title, class and impact hold for the others.
///   - message: the message of the first variant.
private func readVariant(_ fields: inout Fields, _ technologies: TechnologySet, declared: Fix?, message: String?) -> Rule.Variant {
    let ensure = readEnsure(&fields)
    let explicit = fields.string("require")
    if explicit != nil && ensure != nil { fields.report("'require' and 'ensure' exclude each other") }
    if explicit == nil && ensure == nil { fields.report("'require' or 'ensure' is missing") }
    let fix = readFix(&fields, ensured: ensure?.operations, declared: declared)
    var locate: [ValuePath] = []
    for text in fields.strings("locate") {
        do { locate.append(try ValuePath(parsing: text)) } catch { fields.report("\(error)", at: fields.mapping["locate"]) }
    }
    if locate.isEmpty, let first = fix?.edits.first, ![.insert, .append, .addResource].contains(first.verb) { locate = [first.path] }
    let variant = Rule.Variant(
        selectors: readSelectors(&fields, technologies), relations: readRelations(&fields, technologies),
        lets: readPairs(&fields, "let").map { Rule.Let(name: $0, expression: $1) },
        require: explicit ?? ensure?.require ?? "true", locate: locate,
        message: message.map { fields.string("message") ?? $0 } ?? fields.required("message"), fix: fix)
    return variant.withBindings(of: technologies)
}

private func isKebabCase(_ id: String) -> Bool {
    !id.isEmpty && id.utf8.first != 45 && id.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
}

func readPairs(_ fields: inout Fields, _ key: String) -> [(String, String)] {
    guard let value = fields.value(key) else { return [] }
    guard let mapping = value.value.mapping else {
        fields.report("'\(key)' has to be a map", at: value)
        return []
    }
    var inner = Fields(value, file: "", what: key)
    let pairs = mapping.entries.map { ($0.key, inner.string($0.key) ?? "") }
    if !inner.diagnostics.isEmpty { fields.report("'\(key)' has to be a map of texts", at: value) }
    return pairs
}

private func readSelectors(_ fields: inout Fields, _ technologies: TechnologySet) -> [Selector] {
    guard let value = fields.value("select") else {
        fields.report("'select' is missing")
        return []
    }
    let items = value.value.list ?? [value]
    return items.compactMap { item in
        var inner = Fields(item, file: fields.file, what: "'select'")
        let kind = inner.oneOf("kind", technologies.selectorNames, technologies.selector)
        if kind == nil, inner.diagnostics.isEmpty { inner.report("'kind' is missing") }
        var names: [String] = []
        for key in ["kinds", "types", "keywords", "names"] where inner.mapping[key] != nil { names += inner.strings(key) }
        let groups = inner.strings("groups")
        var each: Selector.Each?
        if let text = inner.string("each") {
            each = (kind?.lists[text]).map { .named($0) } ?? .path(text.split(separator: ".").flatMap { splitStars(String($0)) })
        }
        inner.finish()
        fields.adopt(inner.diagnostics)
        return kind.map { Selector(kind: $0, names: names, groups: groups, each: each) }
    }
}

/// `rules[*]` is the key `rules` and the step `*`.
private func splitStars(_ step: String) -> [String] {
    step.hasSuffix("[*]") ? [String(step.dropLast(3)), "*"] : [step]
}

private func readParameters(_ fields: inout Fields) -> [Rule.Parameter] {
    guard let value = fields.value("parameters") else { return [] }
    var outer = Fields(value, file: fields.file, what: "'parameters'")
    var result: [Rule.Parameter] = []
    for entry in outer.mapping.entries {
        guard let found = outer.value(entry.key) else { continue }
        var inner = Fields(found, file: fields.file, what: "a parameter")
        let fallback = inner.value("default")?.value
        result.append(Rule.Parameter(name: entry.key, description: inner.required("description"), fallback: fallback))
        inner.finish()
        outer.adopt(inner.diagnostics)
    }
    fields.adopt(outer.diagnostics)
    return result
}
