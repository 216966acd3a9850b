package import ConfigModel
package import Documents
package import SourceText
package import Projects

/// What one set of templates comes to.
package struct RenderedCloudFormation: Sendable {
    package var resources: [Resource] = []
    /// `default values`, then the path of each parameter file, then perhaps `every condition met`.
    package var cases: [String] = []
    package var diagnostics: [Diagnostic] = []
    package var sites: any SiteSource
}

/// Renders the templates of one project: every resource, with parameters, mappings and conditions evaluated as far as the files alone allow.
///
///     Resources:
///       Data:                             # cloudformation / AWS::S3::Bucket / Data
///         Type: AWS::S3::Bucket
///         Condition: IsProduction         # left out where the condition does not hold
///
/// A template that a stack of the project nests is judged through that stack. A resource that neither the defaults nor any parameter file
/// makes is judged as if its condition held.
package func renderCloudFormation(_ documents: [any Document]) -> RenderedCloudFormation {
    var rendering = CloudFormationRendering(documents)
    return rendering.rendered()
}

private struct CloudFormationRendering {
    private let templates: [Template]
    private let byPath: [String: Template]
    private let files: [ParameterFile]
    private var sites: CloudFormationSites
    private var resources = CaseResources()
    private var cases = ["default values"]
    private var renderCase = 0
    private var diagnostics: [Diagnostic] = []
    /// Resources that a condition left out, with the template that they are in.
    private var absent: [Resource.Home: (template: Template, condition: String)] = [:]
    private var judged: Set<Resource.Home> = []

    private static let maximumFiles = 16
    private static let maximumNesting = 8
    private static let maximumResources = 20_000

    init(_ documents: [any Document]) {
        let sound = documents.filter(\.isSound)
        templates = sound.flatMap { Template.templates(of: $0) }
        byPath = Dictionary(templates.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        let known = byPath
        files = sound.filter { known[$0.source.path] == nil }.flatMap { ParameterFile.files(of: $0) }
        sites = CloudFormationSites(byPath)
    }

    mutating func rendered() -> RenderedCloudFormation {
        let nested = Set(templates.flatMap(nestedTemplates))
        let free = templates.filter { !nested.contains($0.path) }
        // Templates that nest each other in a circle have no root; each is judged then.
        let roots = free.isEmpty ? templates : free
        for root in roots { add(root, given: [:], assumed: [], scope: "", nesting: 0) }
        for file in files.prefix(CloudFormationRendering.maximumFiles) {
            let owners = file.templates(among: roots)
            if owners.isEmpty { continue }
            renderCase = cases.count
            cases.append(file.name)
            for owner in owners { add(owner, given: file.values, assumed: [], scope: "", nesting: 0) }
        }
        for file in files.dropFirst(CloudFormationRendering.maximumFiles) {
            diagnostics.append(
                Diagnostic(.note, "cloudformation-parameters-skipped", "there are too many parameter files to try each", path: file.path))
        }
        addAbsent(roots)
        return RenderedCloudFormation(resources: resources.all, cases: cases, diagnostics: unique(diagnostics), sites: sites)
    }

    /// Judges what nothing made so far as if its condition held.
    private mutating func addAbsent(_ roots: [Template]) {
        let never = absent.filter { !judged.contains($0.key) }
        guard !never.isEmpty else { return }
        renderCase = cases.count
        cases.append("every condition met")
        let before = judged
        for root in roots {
            add(root, given: [:], assumed: Set(never.values.map(\.condition)), scope: "", nesting: 0, only: { !before.contains($0) })
        }
    }

    private mutating func add(
        _ template: Template, given: [String: Traced], assumed: Set<String>, scope: String, nesting: Int,
        only isWanted: (Resource.Home) -> Bool = { _ in true }
    ) {
        let evaluator = TemplateEvaluator(template, given: given, assumed: assumed)
        for entry in template.section("Resources").entries {
            guard let type = entry.value["Type"]?.value.string, let span = entry.value.provenance.nearest?.span else { continue }
            let home = Resource.Home(
                path: template.path, root: template.number, prefix: ValuePath.root.key("Resources").key(entry.key), span: span)
            if let name = entry.value["Condition"].flatMap(template.name), case .known(false) = evaluator.condition(name, at: entry.value) {
                if absent[home] == nil { absent[home] = (template, name) }
                continue
            }
            let value = resource(entry.value, type, evaluator)
            let id = ResourceID(system: "cloudformation", type: type, name: entry.key, scope: scope)
            if isWanted(home) {
                judged.insert(home)
                resources.append(Resource(id: id, value: value, home: home, headline: entry.keyProvenance.nearest?.span ?? span), in: renderCase)
            }
            guard let path = nestedTemplate(entry.value, in: template), let inner = byPath[path] else { continue }
            guard nesting < CloudFormationRendering.maximumNesting, resources.count < CloudFormationRendering.maximumResources else {
                diagnostics.append(
                    Diagnostic(.warning, "cloudformation-nesting", "stacks are nested too deep to be judged", path: template.path, span: span))
                continue
            }
            let innerScope = scope.isEmpty ? entry.key : "\(scope).\(entry.key)"
            sites.note(caller: home, of: path, scope: innerScope)
            let passed = value["Properties"]?["Parameters"]?.value.mapping?.entries ?? []
            let arguments = passed.reduce(into: [String: Traced]()) { result, entry in
                result[entry.key] = Traced(entry.value.value, entry.value.provenance.asRole(.argument))
            }
            add(inner, given: arguments, assumed: assumed, scope: innerScope, nesting: nesting + 1, only: isWanted)
        }
        diagnostics += evaluator.diagnostics
    }

    /// A resource with its properties evaluated; they are there even where none is written.
    private func resource(_ written: Traced, _ type: String, _ evaluator: TemplateEvaluator) -> Traced {
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

    private func unique(_ all: [Diagnostic]) -> [Diagnostic] {
        var seen: Set<Diagnostic> = []
        return all.filter { seen.insert($0).inserted }
    }
}
