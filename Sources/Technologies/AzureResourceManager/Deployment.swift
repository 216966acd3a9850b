package import ConfigModel
package import Documents
package import SourceText
package import Projects

/// What one set of templates of Azure Resource Manager comes to.
package struct RenderedDeployment: Sendable {
    package var resources: [Resource] = []
    /// `default values`, then the path of each parameter file, then perhaps `every condition met`.
    package var cases: [String] = []
    package var diagnostics: [Diagnostic] = []
    package var sites: any SiteSource
}

/// Renders the templates of one project: every resource, with parameters, variables and expressions evaluated as far as the files alone allow.
///
///     {"type": "Microsoft.Storage/storageAccounts", "name": "[parameters('name')]", "properties": {…}}     # arm / Microsoft.Storage/storageAccounts / …
///
/// Resources within resources have the type of both; those of a nested template are judged in it. A resource that neither the defaults nor
/// any parameter file makes is judged as if its condition held.
package func renderDeployment(_ documents: [any Document]) -> RenderedDeployment {
    var rendering = DeploymentRendering(documents)
    return rendering.rendered()
}

private struct DeploymentRendering {
    private let templates: [DeploymentTemplate]
    private let byPath: [String: DeploymentTemplate]
    private let files: [DeploymentParameters]
    private var resources = CaseResources()
    private var cases = ["default values"]
    private var renderCase = 0
    private var diagnostics: [Diagnostic] = []
    private var absent: Set<Resource.Home> = []
    private var judged: Set<Resource.Home> = []
    private var assumesConditions = false

    private static let maximumFiles = 16
    private static let maximumNesting = 8
    private static let maximumResources = 20_000
    /// Instances of one resource that are told apart.
    private static let maximumInstances = 32

    init(_ documents: [any Document]) {
        templates = documents.compactMap { DeploymentTemplate($0) }
        byPath = Dictionary(templates.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        files = documents.compactMap { DeploymentParameters($0) }
    }

    mutating func rendered() -> RenderedDeployment {
        let linked = Set(templates.flatMap(\.linked))
        let free = templates.filter { !linked.contains($0.path) }
        // Templates that link each other in a circle have no root; each is judged then.
        let roots = free.isEmpty ? templates : free
        for root in roots { add(DeploymentEvaluator(root), scope: "", nesting: 0) }
        for file in files.prefix(DeploymentRendering.maximumFiles) {
            let owners = file.templates(among: roots)
            if owners.isEmpty { continue }
            renderCase = cases.count
            cases.append(file.path)
            for owner in owners { add(DeploymentEvaluator(owner, given: file.values), scope: "", nesting: 0) }
        }
        for file in files.dropFirst(DeploymentRendering.maximumFiles) {
            diagnostics.append(Diagnostic(.note, "arm-parameters-skipped", "there are too many parameter files to try each", path: file.path))
        }
        if !absent.subtracting(judged).isEmpty {
            renderCase = cases.count
            cases.append("every condition met")
            assumesConditions = true
            for root in roots { add(DeploymentEvaluator(root), scope: "", nesting: 0) }
        }
        var seen: Set<Diagnostic> = []
        return RenderedDeployment(
            resources: resources.all, cases: cases, diagnostics: diagnostics.filter { seen.insert($0).inserted }, sites: DeploymentSites(byPath))
    }

    private mutating func add(_ evaluator: DeploymentEvaluator, scope: String, nesting: Int) {
        for item in evaluator.template.resources {
            add(item.value, item.steps, item.symbol, parent: nil, evaluator, DeploymentLoops(), scope: scope, nesting: nesting)
        }
        diagnostics += evaluator.diagnostics
    }

    private mutating func add(
        _ written: Traced, _ steps: [ValuePath.Element], _ symbol: String?, parent: (type: String, name: String)?, _ evaluator: DeploymentEvaluator,
        _ outer: DeploymentLoops, scope: String, nesting: Int
    ) {
        guard nesting <= DeploymentRendering.maximumNesting, resources.count < DeploymentRendering.maximumResources,
            let own = written["type"]?.value.string, let span = written.provenance.nearest?.span, written["existing"]?.value.bool != true
        else { return }
        let type = parent.map { own.contains("/") && own.lowercased().hasPrefix("microsoft.") ? own : "\($0.type)/\(own)" } ?? own
        let path = evaluator.template.prefix.appending(ValuePath(steps))
        let home = Resource.Home(path: evaluator.template.path, prefix: path, span: span)
        if let condition = written["condition"], Conversion.bool(evaluator.value(condition, outer).value) == false {
            absent.insert(home)
            if !assumesConditions || judged.contains(home) { return }
        }
        judged.insert(home)
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
            resources.append(Resource(id: id, value: value, home: home, headline: headline), in: renderCase)
            for inner in DeploymentTemplate.resources(written["resources"], below: steps + [.key("resources")]) {
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

    private func rounds(_ written: Traced, _ evaluator: DeploymentEvaluator, _ outer: DeploymentLoops) -> [DeploymentLoops] {
        guard let copy = written["copy"], copy.value.mapping != nil else { return [outer] }
        let name = copy["name"]?.value.string ?? ""
        let count = copy["count"].map { evaluator.value($0, outer).value }
        guard case .int(let number)? = count.flatMap(Conversion.number), (0...Int64(DeploymentRendering.maximumInstances)).contains(number) else {
            return [outer.entering(name, .unknown(UnknownReason("is the round of a loop")), isResource: true)]
        }
        return (0..<number).map { outer.entering(name, .int($0), isResource: true) }
    }

    /// A resource with its values evaluated; `properties` are there even where none are written.
    private func resource(_ written: Traced, _ evaluator: DeploymentEvaluator, _ loops: DeploymentLoops) -> Traced {
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
        _ written: Traced, _ value: Traced, _ path: ValuePath, _ evaluator: DeploymentEvaluator, scope: String, nesting: Int
    ) {
        guard nesting < DeploymentRendering.maximumNesting else { return }
        let passed = value["properties"]?["parameters"]?.value.mapping?.entries ?? []
        let given = passed.reduce(into: [String: Traced]()) { result, entry in
            if let value = entry.value["value"] { result[entry.key] = value.inRole(.argument) }
        }
        if let inline = written["properties"]?["template"], inline.value.mapping != nil {
            let template = DeploymentTemplate(path: evaluator.template.path, root: inline, prefix: path.key("properties").key("template"))
            let isInner = value["properties"]?["expressionEvaluationOptions"]?["scope"]?.value.string?.lowercased() == "inner"
            add(DeploymentEvaluator(template, given: isInner ? given : [:], outer: isInner ? nil : evaluator), scope: scope, nesting: nesting + 1)
        } else if let link = evaluator.template.linkedTemplate(written), let template = byPath[link] {
            add(DeploymentEvaluator(template, given: given), scope: scope, nesting: nesting + 1)
        } else if let link = written["properties"]?["templateLink"] {
            diagnostics.append(
                Diagnostic(
                    .note, "arm-template-opaque", "the linked template is not judged, since it is named by an address or not in the tree",
                    path: evaluator.template.path, span: link.provenance.nearest?.span))
        }
    }
}

extension Traced {
    fileprivate var shownName: String { self["name"]?.value.string ?? "deployment" }
}
