internal import Glibc
package import ConfigModel
package import Documents
package import SourceText

/// A project after reading and rendering: documents as written, resources as they will be applied.
package struct RenderedProject: Sendable {
    package let project: Project
    package let documents: [any Document]
    package let resources: [Resource]
    /// Blocks of Terraform that have no instance with the values at hand; they count as companions that may be there.
    package let unbuilt: [Resource]
    /// At least one; `Resource.cases` are indexes into it.
    package let cases: [RenderCase]
    package let sites: any SiteSource
    /// What could not be read or is not rendered, and why.
    package let diagnostics: [Diagnostic]
    /// Comments within texts that are documents of their own, by file.
    package let embeddedComments: [String: [Comment]]
    /// Files that repeat default values of charts and follow changes of them.
    package let listings: [ValuesListing]
    /// Bytes read, for throughput figures.
    package let byteCount: Int

    /// Whether the resources are made out of the files rather than written in them.
    package var isRendered: Bool { project.kind == .chart || project.kind == .kustomization }

    package func document(_ path: String) -> (any Document)? { documents.first { $0.source.path == path } }
}

/// The largest file that is read; bigger ones are no configuration that a person edits.
package let largestFile = 32 << 20

/// Reads and renders one project of a work tree. Never throws: trouble is in the diagnostics.
///
/// - Parameter previous: the same project over the tree that `tree` lays an edit over; charts reuse what the edit does not reach.
package func render(_ project: Project, in tree: any WorkTree, after previous: RenderedProject? = nil) -> RenderedProject {
    var rendering = Rendering()
    switch project.kind {
    case .manifests:
        for path in project.files { rendering.addManifest(path, tree) }
        rendering.notePrintedManifests(tree)
    case .terraform: rendering.addTerraform(project, tree)
    case .dockerfile: for path in project.files { rendering.addDockerfile(path, tree) }
    case .directives: for path in project.files { rendering.addDirectives(path, tree) }
    case .chart: rendering.addCharts(project, tree, after: previous?.project == project ? previous : nil)
    case .kustomization: rendering.addKustomizations(project, tree)
    case .cloudFormation: rendering.addCloudFormation(project, tree)
    case .arm: rendering.addDeployment(project, tree)
    }
    if project.kind == .manifests || project.kind == .kustomization { rendering.addEmbedded(tree) }
    return RenderedProject(
        project: project, documents: rendering.documents, resources: rendering.resources, unbuilt: rendering.unbuilt, cases: rendering.cases,
        sites: rendering.sites,
        diagnostics: rendering.diagnostics, embeddedComments: rendering.embeddedComments, listings: rendering.listings,
        byteCount: rendering.byteCount)
}

/// What has been read of a project so far.
struct Rendering {
    var documents: [any Document] = []
    var resources: [Resource] = []
    var unbuilt: [Resource] = []
    var embeddedComments: [String: [Comment]] = [:]
    var diagnostics: [Diagnostic] = []
    var listings: [ValuesListing] = []
    var byteCount = 0
    var cases = [RenderCase.asWritten]
    var sites: any SiteSource = WrittenSites(note: "the manifest", noteElsewhere: "the configuration file")

    mutating func read(_ path: String, _ tree: any WorkTree) -> SourceFile? {
        if let size = tree.size(path), size > largestFile {
            diagnostics.append(
                Diagnostic(
                    .error, "file-too-large", "\(size) bytes are more than the limit of \(largestFile)", path: path,
                    help: "exclude the file in .larboard.yaml"))
            return nil
        }
        do {
            let file = try tree.file(path)
            byteCount += file.bytes.count
            return file
        } catch {
            diagnostics.append(Diagnostic(.error, "unreadable", error.reason, path: path))
            return nil
        }
    }

    mutating func notePrintedManifests(_ tree: any WorkTree) {
        guard var written = sites as? WrittenSites else { return }
        for document in documents { written.obstacles[document.source.path] = printedManifestObstacle(document.source, tree) }
        sites = written
    }

    mutating func addDockerfile(_ path: String, _ tree: any WorkTree) {
        guard let file = read(path, tree) else { return }
        if file.bytes.contains(text: "{{") || file.bytes.contains(text: "{%") {
            noteTemplate(path)
            return
        }
        sites = WrittenSites(note: "the Dockerfile", derivations: DockerfileDerivations())
        let document = DockerfileDocument.parse(file)
        documents.append(document)
        diagnostics += document.diagnostics
        if document.isSound { resources += renderDockerfile(document) }
    }

    mutating func addTerraform(_ project: Project, _ tree: any WorkTree) {
        let parsed = project.files.compactMap { path -> (any Document)? in
            guard let file = read(path, tree) else { return nil }
            return parseDocument(file, as: path.hasSuffix(".json") ? .json : .hcl)
        }
        documents += parsed
        diagnostics += parsed.flatMap(\.diagnostics)
        let rendered = renderTerraform(parsed, files: tree, plans: project.plans)
        let blocks = rendered.resources.map { KubernetesBlock($0) }
        resources += zip(blocks, rendered.resources).map { $0?.object ?? $1 }
        unbuilt += rendered.unbuilt.map { KubernetesBlock($0)?.object ?? $0 }
        if rendered.cases.count > 1 { cases = rendered.cases.map { RenderCase(name: $0) } }
        diagnostics += rendered.diagnostics
        sites = TerraformSites(blocks.compactMap(\.self), planned: rendered.planned)
    }

    mutating func noteTemplate(_ path: String) {
        diagnostics.append(
            Diagnostic(.note, "template-not-rendered", "the file is a template that is not yet rendered", path: path))
    }
}

extension [UInt8] {
    /// Whether the bytes of `text` occur.
    func contains(text: StaticString) -> Bool {
        withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return false }
            let length = text.utf8CodeUnitCount
            let first = Int32(text.utf8Start.pointee)
            var from = 0
            while from + length <= bytes.count {
                // SAFETY: memchr and memcmp read within our buffer and the literal's own storage, and keep neither.
                guard let hit = memchr(base + from, first, bytes.count - from - length + 1) else { return false }
                if memcmp(hit, text.utf8Start, length) == 0 { return true }
                from = UnsafeRawPointer(hit) - base + 1
            }
            return false
        }
    }
}
