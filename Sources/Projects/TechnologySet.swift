package import ConfigModel
package import SourceText

/// The technologies of a run, in the order in which they claim files.
package struct TechnologySet: Sendable {
    /// In the order in which they claim files.
    package let all: [any Technology]
    private let bySystem: [String: any Technology]
    private let byKind: [Project.Kind: any ProjectTechnology]
    private let bySelector: [String: SelectorKind]
    /// Technologies whose objects may be related to those of other projects.
    package let objectReaders: [any ObjectReader]
    /// Products whose files of directives are recognised one by one, in the order in which they are asked.
    package let directiveProducts: [any DirectiveProduct]
    /// Products whose YAML, JSON or TOML files are recognised one by one, in the order in which they are asked.
    package let structuredProducts: [any StructuredProduct]

    /// Products whose files are known by their paths alone.
    package let documentReaders: [any DocumentReader]
    /// The names that `select:` may use, in the order of the technologies.
    package let selectorNames: [String]
    /// The keys by which relations of rules name resources, each with the system that it speaks of.
    package let relationKeys: [(system: String, key: String)]

    /// Where two technologies give the same system, project kind or selector, the first counts.
    package init(_ all: [any Technology]) {
        self.all = all
        bySystem = Dictionary(all.flatMap { one in one.systems.map { ($0, one) } }, uniquingKeysWith: { first, _ in first })
        byKind = Dictionary(
            all.compactMap(\.asProjectTechnology).flatMap { one in one.kinds.map { ($0, one) } }, uniquingKeysWith: { first, _ in first })
        let selectors = all.flatMap(\.selectors)
        bySelector = Dictionary(selectors.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        selectorNames = selectors.map(\.name)
        relationKeys = all.compactMap { one in one.relations.flatMap { model in one.systems.first.map { ($0, model.key) } } }
        objectReaders = all.compactMap(\.asObjectReader)
        documentReaders = all.compactMap(\.asDocumentReader)
        directiveProducts = all.compactMap(\.asDirectiveProduct)
        structuredProducts = all.compactMap(\.asStructuredProduct)
    }

    /// The technology that makes resources of a system.
    package func technology(of system: String) -> (any Technology)? { bySystem[system] }

    /// What `select:` calls by a name; nil for an unknown one.
    package func selector(_ name: String) -> SelectorKind? { bySelector[name] }

    /// How products check their own files, of those that have a tool for it.
    package var productChecks: [ProductCheck] { all.compactMap(\.productCheck) }

    /// What the file of a rule's example is called, by its first selector, where the example is a single text.
    package func exampleFile(of selectors: [Selector]) -> String {
        selectors.first.flatMap { technology(of: $0.kind.system) }?.exampleFile ?? "manifest.yaml"
    }

    /// Files that tests feed to something, by whatever technology says so.
    package func testFiles(_ paths: [String], in tree: any WorkTree) -> Set<String> {
        tree.fact("test files", of: paths) { all.reduce(into: Set<String>()) { $0.formUnion($1.testFiles(paths, in: tree)) } }
    }

    /// Reads and renders one project of a work tree. Never throws: trouble is in the diagnostics.
    ///
    /// - Parameter previous: the same project over the tree that `tree` lays an edit over; charts reuse what the edit does not reach.
    package func render(_ project: Project, in tree: any WorkTree, after previous: RenderedProject? = nil) -> RenderedProject {
        let context = RenderContext(tree: tree, technologies: self, previous: previous?.project == project ? previous : nil)
        return byKind[project.kind]?.render(project, in: context) ?? RenderedProject(project: project)
    }

    /// The evidence by which one resource of a file was recognised.
    package func recognition(of resource: Resource, in project: RenderedProject) -> Recognition {
        let owner: (any Technology)? = project.project.kind.isWhole ? byKind[project.project.kind] : bySystem[resource.id.system]
        return owner?.recognition(of: resource, in: project) ?? Recognition(path: "'\(resource.home.path)'", content: "nothing else fits")
    }
}
