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
            let product = context.technologies.directiveProduct(namedBy: path)
            let size = context.tree.size(path)
            if let size, size > ConfigurationFiles.largest {
                files.diagnostics.append(
                    Diagnostic(
                        product == nil ? .warning : .error, "file-too-large",
                        "\(size) bytes are more than the \(ConfigurationFiles.largest) that are read of a file of directives", path: path,
                        help: "exclude the file in .larboard.yaml"))
                continue
            }
            guard size != nil || product != nil, let file = files.read(path) else { continue }
            if let found = recognised(file, &files, context) {
                resources.append(
                    Resource(
                        id: ResourceID(system: found.system, type: found.type, name: fileName(of: path)), value: found.value,
                        home: Resource.Home(path: path, span: Span(0, file.bytes.count)), headline: found.headline))
            }
        }
        return RenderedProject(
            project: project, documents: files.documents, resources: resources,
            sites: WrittenSites(description: "the configuration file", derivations: ProductDerivations(context.technologies)),
            diagnostics: files.diagnostics, byteCount: files.byteCount)
    }

    /// A file that is not surely of a known language is passed over, unless its path names one.
    private func recognised(_ file: SourceFile, _ files: inout ProjectFiles, _ context: RenderContext) -> RecognisedFile? {
        for reader in context.technologies.documentReaders where reader.mayHold(file.path) { return reader.read(file, into: &files) }
        guard !file.bytes.contains(0), let found = context.technologies.recogniseDirectives(file, in: context.tree) else {
            if let product = context.technologies.directiveProduct(namedBy: file.path) { report(file, product, &files) }
            return nil
        }
        if file.holdsTemplateMarks {
            files.noteTemplate(file.path)
            return nil
        }
        files.keep(found.document)
        return found
    }

    /// Says why a file that is named like one of a product was not judged; a file without directives has nothing to judge.
    private func report(_ file: SourceFile, _ product: any DirectiveProduct, _ files: inout ProjectFiles) {
        if file.holdsTemplateMarks { return files.noteTemplate(file.path) }
        let language = product.language.rawValue
        if let zero = file.bytes.firstIndex(of: 0) {
            let diagnostic = Diagnostic(.error, "\(language)-syntax", "a NUL byte", path: file.path, span: Span(zero, zero + 1))
            return files.diagnostics.append(diagnostic)
        }
        let document = DirectiveDocument.parse(file, as: product.language)
        files.diagnostics += document.diagnostics
        guard document.isSound, !(document.roots[0].value.mapping ?? Mapping()).isEmpty else { return }
        files.diagnostics.append(
            Diagnostic(
                .warning, "not-recognised", "the name is that of a file of \(language), and its content is not, so it was left out",
                path: file.path, span: document.headline))
    }
}
