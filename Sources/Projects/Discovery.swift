package import Documents
package import SourceText

/// The files of a work tree while technologies claim them, each in its turn.
///
/// Invariant: a file is claimed once; a technology sees what those before it left.
package struct Discovery {
    /// Where the files are read.
    package let tree: any WorkTree
    /// All files that count, sorted; claimed ones too.
    package let paths: [String]
    /// Those that nothing has claimed, in the same order.
    package private(set) var unclaimed: [String]
    /// Those that were added so far, in the order of their technologies.
    package private(set) var projects: [Project] = []
    /// What is wrong with the settings of the run.
    package private(set) var diagnostics: [Diagnostic] = []

    init(tree: any WorkTree, paths: [String]) {
        self.tree = tree
        self.paths = paths
        unclaimed = paths
    }

    /// Takes files; they are no business of the technologies that follow.
    package mutating func claim(_ claimed: Set<String>) {
        if !claimed.isEmpty { unclaimed.removeAll(where: claimed.contains) }
    }

    /// Adds a project; its files have to be claimed besides.
    package mutating func add(_ project: Project) { projects.append(project) }
    /// Reports what came up while files were looked at.
    package mutating func note(_ more: [Diagnostic]) { diagnostics += more }

    /// Claims files whose content names their language and that cannot be read, and says what is wrong with each.
    package mutating func noteBroken(_ documents: [any Document]) {
        for document in documents {
            if document.source.holdsTextTemplate {
                let message = "the file is a template that is not yet rendered"
                note([Diagnostic(.note, "template-not-rendered", message, path: document.source.path)])
            } else {
                note(document.diagnostics)
            }
        }
        claim(Set(documents.map(\.source.path)))
    }

    /// One project for each folder with unclaimed files that `isOwn`; they are claimed.
    package mutating func addFolders(of kind: Project.Kind, where isOwn: (String) -> Bool) {
        let own = unclaimed.filter(isOwn)
        for (root, files) in Dictionary(grouping: own, by: { folder(of: $0) }) { add(Project(kind: kind, root: root, files: files)) }
        claim(Set(own))
    }
}

/// Finds the projects of a work tree, mostly from its paths alone; contents are looked at when a project is rendered.
///
/// Technologies claim files in their order, so that a chart's templates are no manifests and what a kustomization takes in is judged
/// as it is built.
///
/// - Parameter excluded: paths that the configuration leaves out.
/// - Returns: the projects, sorted by folder, kind and name, and what is wrong with the settings of a run, such as a plan that fits no module.
package func discover(
    _ tree: any WorkTree, with technologies: TechnologySet, excluding excluded: [PathPattern] = []
) -> (projects: [Project], diagnostics: [Diagnostic]) {
    let allowed = excluded.isEmpty ? tree.paths : tree.paths.filter { path in !excluded.contains { $0.matches(path) } }
    let tested = technologies.testFiles(allowed, in: tree)
    var discovery = Discovery(tree: tree, paths: tested.isEmpty ? allowed : allowed.filter { !tested.contains($0) })
    for technology in technologies.all { technology.discover(in: &discovery) }
    let sorted = discovery.projects.sorted { ($0.root, $0.kind.rawValue, $0.name) < ($1.root, $1.kind.rawValue, $1.name) }
    return (sorted, discovery.diagnostics)
}
