package import ConfigModel
package import Documents
package import SourceText

/// A project after reading and rendering: documents as written, resources as they will be applied.
///
/// A value that the project's technology returns.
package struct RenderedProject: Sendable {
    /// What was rendered.
    package let project: Project
    /// The files as they were parsed, unsound ones too.
    package let documents: DocumentSet
    /// What rules judge.
    package let resources: [Resource]
    /// Blocks of Terraform that have no instance with the values at hand; they count as related resources that may be there.
    package let unbuilt: [Resource]
    /// At least one; `Resource.cases` are indexes into it.
    package let cases: [RenderCase]
    /// Where values of the resources can be changed.
    package let sites: any SiteSource
    /// What could not be read or is not rendered, and why.
    package let diagnostics: [Diagnostic]
    /// Comments within texts that are documents of their own, by file.
    package let embeddedComments: [String: [Comment]]
    /// Files that repeat values of others and follow changes of them.
    package let listings: [any FollowingFile]
    /// Bytes read, for throughput figures.
    package let byteCount: Int

    /// - Parameter cases: none stands for the one case of what is applied as it is written.
    package init(
        project: Project, documents: [any Document] = [], resources: [Resource] = [], unbuilt: [Resource] = [],
        cases: [RenderCase] = [], sites: any SiteSource = WrittenSites(description: "the file"), diagnostics: [Diagnostic] = [],
        embeddedComments: [String: [Comment]] = [:], listings: [any FollowingFile] = [], byteCount: Int = 0
    ) {
        self.project = project
        self.documents = DocumentSet(documents)
        self.resources = resources
        self.unbuilt = unbuilt
        self.cases = cases.isEmpty ? [.asWritten] : cases
        self.sites = sites
        self.diagnostics = diagnostics
        self.embeddedComments = embeddedComments
        self.listings = listings
        self.byteCount = byteCount
    }

    /// Whether the resources are made out of the files rather than written in them.
    package var isRendered: Bool { project.kind.isRendered }

    /// The document of a file, by its path from the root of the work tree; nil where the project has none.
    package func document(_ path: String) -> (any Document)? { documents[path] }
}

/// A file that repeats values of another one and follows a change of them: a chart's table of values, a schema with defaults.
package protocol FollowingFile: Sendable {
    /// The file as it is before the change.
    var source: SourceFile { get }
    /// The file that it repeats.
    var valuesPath: String { get }
    /// What makes it say `after` where it says `before`.
    func edits(from before: Traced, to after: Traced) -> EditList
}
