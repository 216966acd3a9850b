package import ConfigModel
package import SourceText

/// A template with parameters that may nest others: of CloudFormation, of Azure Resource Manager.
package protocol ParameterisedTemplate {
    /// From the root of the work tree.
    var path: String { get }
    /// The paths of templates of the tree that it nests or links.
    var nestedPaths: [String] { get }
}

/// A file with values for the parameters of a template, as one environment passes them.
package protocol ParameterSource {
    /// What the values are for.
    associatedtype Template: ParameterisedTemplate
    /// From the root of the work tree.
    var path: String { get }
    /// What the render case is called.
    var caseName: String { get }
    /// The templates that the file can be for.
    func templates(among templates: [Template]) -> [Template]
}

/// What one set of templates comes to.
package struct RenderedTemplates: Sendable {
    /// Each with the cases that have it, in the order in which they were met.
    package let resources: [Resource]
    /// `default values`, then the path of each parameter file, then perhaps `every condition met`.
    package let cases: [String]
    /// Each once, in the order in which they came up.
    package let diagnostics: [Diagnostic]
    /// Where values of the resources can be changed.
    package let sites: any SiteSource
}

/// The resources of templates while they are gathered, case by case.
package struct TemplateCases {
    /// What the cases are called, by index; `default values` is the first.
    package private(set) var names = ["default values"]
    /// The case that is being rendered, as an index into `names`.
    package private(set) var current = 0
    /// Whether conditions that do not hold are taken to hold, for what nothing made so far.
    package private(set) var assumesConditions = false
    /// What all cases have made so far.
    package private(set) var resources = CaseResources()
    /// Where resources stand that a case has made, or that count as made.
    package private(set) var judged: Set<Resource.Home> = []
    /// Resources that a condition left out, with its name where it has one.
    package private(set) var absent: [Resource.Home: String] = [:]
    /// Those of all cases; one may come up several times.
    package var diagnostics: [Diagnostic] = []

    package init() {}

    /// Parameter files that are tried.
    static let maximumFiles = 16
    /// How deep templates may be nested.
    package static let maximumNesting = 8
    /// Resources, instances included, after which nothing is nested any more.
    package static let maximumResources = 20_000

    /// Adds a resource to the current case.
    package mutating func append(_ resource: Resource) {
        judged.insert(resource.home)
        resources.append(resource, in: current)
    }

    /// Counts a resource as made, so that no case is tried for it, before its instances are added; there may be none.
    package mutating func noteJudged(_ home: Resource.Home) { judged.insert(home) }

    /// Says that a condition left a resource out; the first condition that is given for it stays.
    /// - Parameter condition: the condition's name; empty where it has none.
    package mutating func noteAbsent(_ home: Resource.Home, condition: String = "") { if absent[home] == nil { absent[home] = condition } }

    /// What no case has made.
    package var neverMade: [Resource.Home: String] { absent.filter { !judged.contains($0.key) } }

    fileprivate mutating func begin(_ name: String) {
        current = names.count
        names.append(name)
    }

    fileprivate mutating func beginAssuming() {
        begin("every condition met")
        assumesConditions = true
    }
}

/// Renders the templates of one project in all their cases: with the defaults of their parameters, with each parameter file, and, for
/// resources that neither makes, as if their conditions held.
///
/// A resource that no parameters make is judged as if its condition held, in a render case of its own: somebody sets that parameter
/// somewhere.
package protocol TemplateRendering {
    /// The files with parameter values.
    associatedtype Source: ParameterSource
    /// All of the project's, nested ones too.
    var templates: [Source.Template] { get }
    /// Files with parameter values, in the order in which they are tried.
    var files: [Source] { get }
    /// The id of the note on parameter files beyond the limit.
    var skippedFileNote: String { get }
    /// What was rendered so far.
    var cases: TemplateCases { get set }
    /// Where values of the resources can be changed.
    var sites: any SiteSource { get }

    /// Renders a template that nothing nests in the current case, with the values of a file or the defaults.
    mutating func add(root: Source.Template, with file: Source?)
}

extension TemplateRendering {
    /// All cases.
    package mutating func rendered() -> RenderedTemplates {
        let nested = Set(templates.flatMap(\.nestedPaths))
        let free = templates.filter { !nested.contains($0.path) }
        // Templates that nest each other in a circle have no root; each is judged then.
        let roots = free.isEmpty ? templates : free
        for root in roots { add(root: root, with: nil) }
        for file in files.prefix(TemplateCases.maximumFiles) {
            let owners = file.templates(among: roots)
            if owners.isEmpty { continue }
            cases.begin(file.caseName)
            for owner in owners { add(root: owner, with: file) }
        }
        for file in files.dropFirst(TemplateCases.maximumFiles) {
            cases.diagnostics.append(Diagnostic(.note, skippedFileNote, "there are too many parameter files to try each", path: file.path))
        }
        if !cases.neverMade.isEmpty {
            cases.beginAssuming()
            for root in roots { add(root: root, with: nil) }
        }
        var seen: Set<Diagnostic> = []
        return RenderedTemplates(
            resources: cases.resources.all, cases: cases.names, diagnostics: cases.diagnostics.filter { seen.insert($0).inserted }, sites: sites)
    }
}

/// Joins templates that nest each other, and the files that hold their parameters, into projects.
package func templateProjects<Source: ParameterSource>(
    _ kind: Project.Kind, _ templates: [Source.Template], _ files: [Source]
) -> [Project] {
    var groups = PathGroups(Set(templates.map(\.path)))
    for template in templates { for nested in template.nestedPaths { groups.join(template.path, nested) } }
    for file in files {
        let owners = file.templates(among: templates)
        if owners.isEmpty { continue }
        groups.add(file.path)
        for owner in owners { groups.join(owner.path, file.path) }
    }
    return groups.sets.values.map { files in
        let folders = Set(files.map { folder(of: $0) })
        return Project(kind: kind, root: folders.count == 1 ? folders.first ?? "" : commonFolder(folders.sorted()), files: files)
    }
}

extension RenderedProject {
    /// A project of templates, once they are rendered.
    package init(_ project: Project, _ files: ProjectFiles, _ rendered: RenderedTemplates) {
        self.init(
            project: project, documents: files.documents, resources: rendered.resources,
            cases: rendered.cases.count > 1 ? rendered.cases.map { RenderCase(name: $0) } : [], sites: rendered.sites,
            diagnostics: files.diagnostics + rendered.diagnostics, byteCount: files.byteCount)
    }
}
