package import ConfigModel
package import SourceText

/// All that is known about one technology: how its files are found, what they come to, where their values can be changed, and what rules
/// may ask of them.
///
/// A technology is a value in a folder of its own, and an entry of one list (`TechnologySet`); nothing else names it.
package protocol Technology: Sendable {
    /// Unique: `terraform`, `sshd`.
    var name: String { get }

    /// The systems of the resources that it makes (`ResourceID.system`); each belongs to one technology.
    var systems: [String] { get }

    /// What `select:` of a rule may name.
    var selectors: [SelectorKind] { get }

    /// Names for what many conditions about its resources say, each of which may use those before it.
    var bindings: [NamedExpression] { get }

    /// Files that tests feed to something, or expect of it: no configuration of anything.
    func testFiles(_ paths: [String], in tree: any WorkTree) -> Set<String>

    /// Claims files and adds the projects that they make.
    func discover(in discovery: inout Discovery)

    /// The evidence by which a resource of its systems was recognised, in words.
    func recognition(of resource: Resource, in project: RenderedProject) -> Recognition

    /// Suppressions that a resource carries for other tools.
    func marks(of resource: Resource) -> [ForeignMark]

    /// What changing a resource in place is like; nil where nothing is known of it.
    var changes: (any ChangeModel)? { get }

    /// How the product itself checks a file; nil where it has no such tool.
    var productCheck: ProductCheck? { get }

    /// What the file of an example that is a single text is called: `main.tf`.
    var exampleFile: String { get }

    /// What it knows of where values of a file of its own come from, besides their traces.
    var derivations: any DerivationSource { get }

    /// How rules find other resources of its systems; nil where they cannot.
    var relations: (any RelationModel)? { get }

    /// Itself as each further kind of technology that it is. Said by those kinds and not asked by a cast, since the run-time library looks
    /// through all conformances of the program for one that is not there, and a run starts with these.
    var asProjectTechnology: (any ProjectTechnology)? { get }
    /// See `asProjectTechnology`.
    var asObjectReader: (any ObjectReader)? { get }
    /// See `asProjectTechnology`.
    var asDocumentReader: (any DocumentReader)? { get }
    /// See `asProjectTechnology`.
    var asDirectiveProduct: (any DirectiveProduct)? { get }
    /// See `asProjectTechnology`.
    var asStructuredProduct: (any StructuredProduct)? { get }
}

extension Technology {
    package var asProjectTechnology: (any ProjectTechnology)? { nil }
    package var asObjectReader: (any ObjectReader)? { nil }
    package var asDocumentReader: (any DocumentReader)? { nil }
    package var asDirectiveProduct: (any DirectiveProduct)? { nil }
    package var asStructuredProduct: (any StructuredProduct)? { nil }
}

extension ProjectTechnology { package var asProjectTechnology: (any ProjectTechnology)? { self } }
extension ObjectReader { package var asObjectReader: (any ObjectReader)? { self } }
extension DocumentReader { package var asDocumentReader: (any DocumentReader)? { self } }
extension DirectiveProduct { package var asDirectiveProduct: (any DirectiveProduct)? { self } }
extension StructuredProduct { package var asStructuredProduct: (any StructuredProduct)? { self } }

extension Technology {
    package var systems: [String] { [name] }
    package var selectors: [SelectorKind] { [] }
    package var bindings: [NamedExpression] { [] }
    package func testFiles(_ paths: [String], in tree: any WorkTree) -> Set<String> { [] }
    package func discover(in discovery: inout Discovery) {}
    package func marks(of resource: Resource) -> [ForeignMark] { [] }
    package var changes: (any ChangeModel)? { nil }
    package var relations: (any RelationModel)? { nil }
    package var productCheck: ProductCheck? { nil }
    package var exampleFile: String { "manifest.yaml" }
    package var derivations: any DerivationSource { TracedDerivations() }

    package func recognition(of resource: Resource, in project: RenderedProject) -> Recognition {
        Recognition.byWords(of: resource, place: "the name ends in \(resource.home.ending)")
    }
}

/// A technology whose files make projects.
package protocol ProjectTechnology: Technology {
    /// The kinds of projects that it adds.
    var kinds: [Project.Kind] { get }

    /// Renders a project of one of its kinds. Never throws: trouble is in the diagnostics.
    func render(_ project: Project, in context: RenderContext) -> RenderedProject
}

/// What a technology may use while it renders a project.
package struct RenderContext: Sendable {
    /// The files as they are rendered, edits included.
    package let tree: any WorkTree
    /// All technologies, for texts within objects that are files of another one.
    package let technologies: TechnologySet
    /// The same project over the tree that `tree` lays an edit over; what the edit does not reach may be taken from it.
    package let previous: RenderedProject?

    /// - Parameter previous: nil for a first rendering.
    package init(tree: any WorkTree, technologies: TechnologySet, previous: RenderedProject? = nil) {
        self.tree = tree
        self.technologies = technologies
        self.previous = previous
    }
}

/// A suppression that a resource carries for another tool: `checkov.io/skip1: CKV_K8S_20=needs setuid`.
package struct ForeignMark: Hashable, Sendable {
    /// What that tool calls the check.
    package let name: String
    /// In the words of whoever suppressed it; `no reason given` where none is.
    package let reason: String
    /// Where the mark is written.
    package let origin: Origin

    /// - Parameter reason: empty where none is given.
    package init(name: String, reason: String, origin: Origin) {
        self.name = name
        self.reason = reason.isEmpty ? "no reason given" : reason
        self.origin = origin
    }
}
