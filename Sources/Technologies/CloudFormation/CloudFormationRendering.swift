internal import ConfigModel
package import Documents
internal import SourceText
package import Projects

/// Renders the templates of one project: every resource, with parameters, mappings and conditions evaluated as far as the files alone allow.
///
///     Resources:
///       Data:                             # cloudformation / AWS::S3::Bucket / Data
///         Type: AWS::S3::Bucket
///         Condition: IsProduction         # left out where the condition does not hold
///
/// A template that a stack of the project nests is judged through that stack. A resource that neither the defaults nor any parameter file
/// makes is judged as if its condition held.
package func renderCloudFormation(_ documents: [any Document]) -> RenderedTemplates {
    var rendering = CloudFormationRendering(documents)
    return rendering.rendered()
}

private struct CloudFormationRendering: TemplateRendering {
    let templates: [CloudFormationTemplate]
    let files: [ParameterFile]
    let skippedFileNote = "cloudformation-parameters-skipped"
    var cases = TemplateCases()
    var sites: any SiteSource { stacks }
    private var stacks: CloudFormationSites
    private let byPath: [String: CloudFormationTemplate]
    /// Conditions that are taken to hold, and what the cases before have made, once nothing else is left to try.
    private var last: (assumed: Set<String>, before: Set<Resource.Home>)?

    init(_ documents: [any Document]) {
        let sound = documents.filter(\.isSound)
        templates = sound.flatMap { CloudFormationTemplate.templates(of: $0) }
        let byPath = Dictionary(templates.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        self.byPath = byPath
        files = sound.filter { byPath[$0.source.path] == nil }.flatMap { ParameterFile.files(of: $0) }
        stacks = CloudFormationSites(byPath)
    }

    mutating func add(root: CloudFormationTemplate, with file: ParameterFile?) {
        if cases.assumesConditions, last == nil { last = (Set(cases.neverMade.values), cases.judged) }
        add(root, given: file?.values ?? [:], assumed: last?.assumed ?? [], scope: "", nesting: 0)
    }

    private mutating func add(
        _ template: CloudFormationTemplate, given: [String: Traced], assumed: Set<String>, scope: String, nesting: Int
    ) {
        let evaluator = CloudFormationEvaluator(template, given: given, assumed: assumed)
        for entry in template.section("Resources").entries {
            guard let type = entry.value["Type"]?.value.string, let span = entry.value.provenance.nearest?.span else { continue }
            let home = Resource.Home(
                path: template.path, root: template.number, prefix: ValuePath.root.key("Resources").key(entry.key), span: span)
            if let name = entry.value["Condition"].flatMap(template.name), case .known(false) = evaluator.condition(name, at: entry.value) {
                cases.noteAbsent(home, condition: name)
                continue
            }
            let value = resource(entry.value, type, evaluator)
            let id = ResourceID(system: "cloudformation", type: type, name: entry.key, scope: scope)
            if last?.before.contains(home) != true {
                cases.append(Resource(id: id, value: value, home: home, headline: entry.keyProvenance.nearest?.span ?? span))
            }
            guard let path = nestedTemplate(entry.value, in: template), let inner = byPath[path] else { continue }
            guard nesting < TemplateCases.maximumNesting, cases.resources.count < TemplateCases.maximumResources else {
                cases.diagnostics.append(
                    Diagnostic(.warning, "cloudformation-nesting", "stacks are nested too deep to be judged", path: template.path, span: span))
                continue
            }
            let innerScope = scope.isEmpty ? entry.key : "\(scope).\(entry.key)"
            stacks.note(caller: home, of: path, scope: innerScope)
            let passed = value["Properties"]?["Parameters"]?.value.mapping?.entries ?? []
            let arguments = passed.reduce(into: [String: Traced]()) { result, entry in
                result[entry.key] = Traced(entry.value.value, entry.value.provenance.asRole(.argument))
            }
            add(inner, given: arguments, assumed: assumed, scope: innerScope, nesting: nesting + 1)
        }
        cases.diagnostics += evaluator.diagnostics
    }

    /// A resource with its properties evaluated; they are there even where none is written.
    private func resource(_ written: Traced, _ type: String, _ evaluator: CloudFormationEvaluator) -> Traced {
        var mapping = Mapping()
        for entry in written.value.mapping?.entries ?? [] where entry.key != "Properties" {
            // Metadata may hold anything, also what looks like a function.
            let value = entry.key == "Metadata" ? entry.value : evaluator.value(entry.value)
            if let value { mapping.set(Mapping.Entry(key: entry.key, keyProvenance: entry.keyProvenance, value: value)) }
        }
        var properties = written["Properties"].flatMap { evaluator.value($0) } ?? .new(.map(Mapping()))
        if properties.value.isNull { properties = .new(.map(Mapping())) }
        if let section = ServerlessGlobals.section(of: type), let written = evaluator.template.root["Globals"]?[section],
            let global = evaluator.value(written), global.value.mapping != nil, properties.value.mapping != nil
        {
            properties = ServerlessGlobals.merged(ServerlessGlobals.shared(global), under: properties)
        }
        let place = written.value.mapping?.entry("Properties")?.keyProvenance ?? .none
        mapping.set(Mapping.Entry(key: "Properties", keyProvenance: place, value: properties))
        return Traced(.map(mapping), written.provenance)
    }
}
