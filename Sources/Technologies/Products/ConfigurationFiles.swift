internal import ConfigModel
internal import Documents
package import Projects
internal import SourceText

extension Project.Kind {
    /// Files of directives and of policies in Rego, such as nginx.conf, each with its own language.
    package static let directives = Project.Kind("directives")
}

/// Folders with configuration files that products recognise one by one.
package struct ConfigurationFiles: ProjectTechnology {
    package let name = "configuration"
    package let systems: [String] = []
    package let kinds = [Project.Kind.directives]
    private let products: [any FileProduct]

    /// The largest file of directives that is read, in bytes.
    private static let largest = 1 << 20

    /// - Parameter products: whose files are looked for.
    package init(_ products: [any FileProduct]) { self.products = products }

    package func discover(in discovery: inout Discovery) {
        discovery.addFolders(of: .directives) { path in products.contains { $0.mayHold(path) } }
    }

    package func render(_ project: Project, in context: RenderContext) -> RenderedProject {
        var files = ProjectFiles(context.tree)
        var resources: [Resource] = []
        for path in project.files {
            guard let size = context.tree.size(path), size <= ConfigurationFiles.largest, let file = files.read(path) else { continue }
            if let found = recognised(file, &files, context) {
                resources.append(
                    Resource(
                        id: ResourceID(system: found.system, type: found.type, name: fileName(of: path)), value: found.value,
                        home: Resource.Home(path: path, span: Span(0, file.bytes.count)), headline: found.headline))
            }
        }
        return RenderedProject(
            project: project, documents: files.documents, resources: resources,
            sites: WrittenSites(note: "the configuration file", derivations: ProductDerivations(context.technologies)),
            diagnostics: files.diagnostics, byteCount: files.byteCount)
    }

    /// A file that is not surely of a known language is passed over.
    private func recognised(_ file: SourceFile, _ files: inout ProjectFiles, _ context: RenderContext) -> RecognisedFile? {
        for reader in context.technologies.documentReaders where reader.mayHold(file.path) { return reader.read(file, into: &files) }
        guard !file.bytes.contains(0), let found = context.technologies.recogniseDirectives(file, in: context.tree) else { return nil }
        if file.holdsTemplateMarks {
            files.noteTemplate(file.path)
            return nil
        }
        files.keep(found.document)
        return found
    }
}
