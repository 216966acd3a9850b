internal import ConfigModel
package import Documents
internal import SourceText
package import Projects

/// Renders the templates of one project: every resource, with parameters, variables and expressions evaluated as far as the files alone allow.
///
///     {"type": "Microsoft.Storage/storageAccounts", "name": "[parameters('name')]", "properties": {…}}     # arm / Microsoft.Storage/storageAccounts / …
///
/// Resources within resources have the type of both; those of a nested template are judged in it. A resource that neither the defaults nor
/// any parameter file makes is judged as if its condition held.
package func renderARMTemplates(_ documents: [any Document]) -> RenderedTemplates {
    var rendering = ARMRendering(documents)
    return rendering.rendered()
}

private struct ARMRendering: TemplateRendering {
    let templates: [ARMTemplate]
    let files: [ARMParameters]
    let skippedFileNote = "arm-parameters-skipped"
    var cases = TemplateCases()
    var sites: any SiteSource { ARMSites(byPath) }
    private let byPath: [String: ARMTemplate]

    /// Instances of one resource that are told apart.
    private static let maximumInstances = 32

    init(_ documents: [any Document]) {
        templates = documents.compactMap { ARMTemplate($0) }
        byPath = Dictionary(templates.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        files = documents.compactMap { ARMParameters($0) }
    }

    mutating func add(root: ARMTemplate, with file: ARMParameters?) {
        add(file.map { ARMEvaluator(root, given: $0.values) } ?? ARMEvaluator(root), scope: "", nesting: 0)
    }

    private mutating func add(_ evaluator: ARMEvaluator, scope: String, nesting: Int) {
        for item in evaluator.template.resources {
            add(item.value, item.steps, item.symbol, parent: nil, evaluator, ARMLoops(), scope: scope, nesting: nesting)
        }
        cases.diagnostics += evaluator.diagnostics
    }

    private mutating func add(
        _ written: Traced, _ steps: [ValuePath.Element], _ symbol: String?, parent: (type: String, name: String)?, _ evaluator: ARMEvaluator,
        _ outer: ARMLoops, scope: String, nesting: Int
    ) {
        guard nesting <= TemplateCases.maximumNesting, cases.resources.count < TemplateCases.maximumResources,
            let own = written["type"]?.value.string, let span = written.provenance.nearest?.span, written["existing"]?.value.bool != true
        else { return }
        let type = parent.map { own.contains("/") && own.lowercased().hasPrefix("microsoft.") ? own : "\($0.type)/\(own)" } ?? own
        let path = evaluator.template.prefix.appending(ValuePath(steps))
        let home = Resource.Home(path: evaluator.template.path, prefix: path, span: span)
        if let condition = written["condition"], Conversion.bool(evaluator.value(condition, outer).value) == false {
            cases.noteAbsent(home)
            if !cases.assumesConditions || cases.judged.contains(home) { return }
        }
        cases.noteJudged(home)
        let rounds = rounds(written, evaluator, outer)
        let values = rounds.map { resource(written, evaluator, $0) }
        guard let first = values.first else { return }
        let isAlike = values.allSatisfy { $0["properties"]?.value == first["properties"]?.value && $0["name"]?.value == first["name"]?.value }
        let names = values.map { name($0, written, symbol, parent: parent?.name) }
        let areNamed = isAlike || Set(names).count == names.count
        for (number, value) in (isAlike ? [first] : values).enumerated() {
            let name = names[number]
            let id = ResourceID(system: "arm", type: type, name: name, scope: scope, key: areNamed ? "" : "[\(number)]")
            let headline = headline(written) ?? span
            cases.append(Resource(id: id, value: value, home: home, headline: headline))
            for inner in ARMTemplate.resources(written["resources"], below: steps + [.key("resources")]) {
                add(inner.value, inner.steps, inner.symbol, parent: (type, name), evaluator, rounds[number], scope: scope, nesting: nesting + 1)
            }
        }
        if type.lowercased() == "microsoft.resources/deployments" {
            addNested(written, first, path, evaluator, scope: scope.isEmpty ? first.shownName : "\(scope).\(first.shownName)", nesting: nesting)
        }
    }

    /// The line that says the type, since a resource has no head of its own.
    private func headline(_ written: Traced) -> Span? {
        guard let entry = written.value.mapping?.entry("type"), let key = entry.keyProvenance.nearest?.span,
            let value = entry.value.provenance.nearest?.span
        else { return nil }
        return Span(key.start, value.end)
    }

    /// As the template says it, unless only Azure knows it: then as it is written.
    private func name(_ value: Traced, _ written: Traced, _ symbol: String?, parent: String?) -> String {
        let own = value["name"]?.value.string ?? symbol ?? written["name"]?.value.string ?? "?"
        return parent.map { own.contains("/") ? own : "\($0)/\(own)" } ?? own
    }

    private func rounds(_ written: Traced, _ evaluator: ARMEvaluator, _ outer: ARMLoops) -> [ARMLoops] {
        guard let copy = written["copy"], copy.value.mapping != nil else { return [outer] }
        let name = copy["name"]?.value.string ?? ""
        let count = copy["count"].map { evaluator.value($0, outer).value }
        guard case .int(let number)? = count.flatMap(Conversion.number), (0...Int64(ARMRendering.maximumInstances)).contains(number) else {
            return [outer.entering(name, .unknown(UnknownReason("is the round of a loop")), isResource: true)]
        }
        return (0..<number).map { outer.entering(name, .int($0), isResource: true) }
    }

    /// A resource with its values evaluated; `properties` are there even where none are written.
    private func resource(_ written: Traced, _ evaluator: ARMEvaluator, _ loops: ARMLoops) -> Traced {
        let isDeployment = written["type"]?.value.string?.lowercased() == "microsoft.resources/deployments"
        var mapping = Mapping()
        for entry in written.value.mapping?.entries ?? [] where entry.key != "resources" && entry.key != "copy" {
            let value: Traced
            if isDeployment, entry.key == "properties", let properties = entry.value.value.mapping {
                // The template within is evaluated by itself.
                let outside = properties.entries.filter { $0.key != "template" }
                value = evaluator.value(Traced(.map(Mapping(outside)), entry.value.provenance), loops)
            } else {
                value = entry.key == "metadata" ? entry.value : evaluator.value(entry.value, loops)
            }
            mapping.set(.init(key: entry.key, keyProvenance: entry.keyProvenance, value: value))
        }
        if mapping["properties"]?.value.isNull ?? true { mapping.set(.init(key: "properties", value: .new(.map(Mapping())))) }
        return Traced(.map(mapping), written.provenance)
    }

    private mutating func addNested(
        _ written: Traced, _ value: Traced, _ path: ValuePath, _ evaluator: ARMEvaluator, scope: String, nesting: Int
    ) {
        guard nesting < TemplateCases.maximumNesting else { return }
        let passed = value["properties"]?["parameters"]?.value.mapping?.entries ?? []
        let given = passed.reduce(into: [String: Traced]()) { result, entry in
            if let value = entry.value["value"] { result[entry.key] = value.inRole(.argument) }
        }
        if let inline = written["properties"]?["template"], inline.value.mapping != nil {
            let template = ARMTemplate(path: evaluator.template.path, root: inline, prefix: path.key("properties").key("template"))
            let isInner = value["properties"]?["expressionEvaluationOptions"]?["scope"]?.value.string?.lowercased() == "inner"
            add(ARMEvaluator(template, given: isInner ? given : [:], outer: isInner ? nil : evaluator), scope: scope, nesting: nesting + 1)
        } else if let link = evaluator.template.linkedTemplate(written), let template = byPath[link] {
            add(ARMEvaluator(template, given: given), scope: scope, nesting: nesting + 1)
        } else if let link = written["properties"]?["templateLink"] {
            cases.diagnostics.append(
                Diagnostic(
                    .note, "arm-template-opaque", "the linked template is not judged, since it is named by an address or not in the tree",
                    path: evaluator.template.path, span: link.provenance.nearest?.span))
        }
    }
}

extension Traced {
    fileprivate var shownName: String { self["name"]?.value.string ?? "deployment" }
}
