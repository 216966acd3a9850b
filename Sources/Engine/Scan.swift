internal import Dispatch
package import Remediation
package import Projects
package import Rules
package import SourceText
internal import Synchronization

/// Renders and judges one project.
///
/// - Parameters:
///   - index: shared by the projects of one tree; nil makes them anew.
///   - previous: the project before the edit that `tree` lays over it.
package func scan(
    _ project: Project, in tree: any WorkTree, with ruleset: Ruleset, index: RepositoryIndex? = nil, after previous: RenderedProject? = nil
) -> ScannedProject {
    let rendered = ruleset.technologies.render(project, in: tree, after: previous)
    let index = index ?? ruleset.index(of: tree)
    let judged = evaluate(rendered, with: ruleset, in: index)
    return ScannedProject(
        rendered: rendered, findings: judged.findings, diagnostics: rendered.diagnostics + judged.diagnostics, index: index)
}

/// Scans a whole work tree, projects in parallel.
///
/// - Parameter only: relative paths of files or folders to keep to; empty means everything.
package func scan(
    _ tree: any WorkTree, with ruleset: Ruleset, only: [String] = [], progress: Progress? = nil
) -> ScanResult {
    let tree = DocumentTree.of(tree)
    let (projects, unmatched) = selection(tree, ruleset, only)
    let index = ruleset.index(of: tree)
    let parts = concurrently(projects, in: tree, index, progress: progress) { project in
        let scanned = scan(project, in: tree, with: ruleset, index: index)
        return Part(
            findings: scanned.findings, diagnostics: scanned.diagnostics, files: scanned.rendered.documents.count,
            bytes: scanned.rendered.byteCount, resources: scanned.rendered.resources.count)
    }
    let waivers = ruleset.unusedWaiverDiagnostics(after: parts.flatMap(\.findings))
    return ScanResult(
        findings: parts.flatMap(\.findings).sorted(by: Finding.isOrderedBefore),
        diagnostics: sorted(
            tree.diagnostics + ruleset.diagnostics + parts.flatMap(\.diagnostics) + (only.isEmpty ? waivers : []) + unmatched),
        projects: projects,
        statistics: statistics(parts, ruleset))
}

private func statistics(_ parts: [Part], _ ruleset: Ruleset) -> ScanResult.Statistics {
    var sum = ScanResult.Statistics()
    for part in parts {
        sum.files += part.files
        sum.bytes += part.bytes
        sum.resources += part.resources
    }
    sum.rules = ruleset.rules.count
    return sum
}

/// What a scan keeps of a project, so that memory is bounded by the largest one.
private struct Part: Sendable {
    let findings: [Finding]
    let diagnostics: [Diagnostic]
    let files: Int
    let bytes: Int
    let resources: Int
}

/// The projects of a tree that hold one of the paths, which may be files or folders; no paths, or an empty one, mean all.
package func selectedProjects(_ tree: any WorkTree, _ ruleset: Ruleset, _ only: [String]) -> [Project] {
    selection(tree, ruleset, only).projects
}

/// The projects to look at, and what is wrong with plans that no root module of the tree can be told to have.
func selection(_ tree: any WorkTree, _ ruleset: Ruleset, _ only: [String]) -> (projects: [Project], diagnostics: [Diagnostic]) {
    let (projects, diagnostics) = discover(tree, with: ruleset.technologies, excluding: ruleset.configuration.exclude)
    if only.isEmpty || only.contains("") { return (projects, diagnostics) }
    let kept = projects.compactMap { project -> Project? in
        let files = project.files.filter { path in only.contains { path == $0 || path.hasPrefix($0 + "/") } }
        if files.isEmpty { return nil }
        // A module, chart or group of overlays is judged as a whole even when one of its files was named.
        return project.kind.isWhole ? project : Project(kind: project.kind, root: project.root, files: files)
    }
    return (kept, diagnostics)
}

func sorted(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
    Array(Set(diagnostics)).sorted { ($0.path, $0.span?.start ?? 0, $0.id, $0.message) < ($1.path, $1.span?.start ?? 0, $1.id, $1.message) }
}

/// Maps projects of a tree, each with its documents kept for as long as it is worked on.
///
/// Files that are judged one by one stay as long as there is room, since files of other projects may include them.
package func concurrently<Result: Sendable>(
    _ projects: [Project], in tree: DocumentTree, _ index: RepositoryIndex, progress: Progress? = nil, _ transform: @Sendable (Project) -> Result
) -> [Result] {
    tree.documents.expect(projects)
    return concurrently(projects, progress: progress) { project in
        tree.documents.keeping(project, isWanted: { !project.kind.isWhole || index.mayRead($0) }) { transform(project) }
    }
}

/// Maps on all processors, keeping the order. Work is handed out one element at a time, since projects differ much in size.
package func concurrently<Element: Sendable, Result: Sendable>(
    _ elements: [Element], progress: Progress? = nil, _ transform: @Sendable (Element) -> Result
) -> [Result] {
    let results = Mutex<[Result?]>(Array(repeating: nil, count: elements.count))
    let done = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: elements.count) { index in
        let result = transform(elements[index])
        results.withLock { $0[index] = result }
        progress?(done.add(1, ordering: .relaxed).newValue, elements.count)
    }
    return results.withLock { $0.compactMap { $0 } }
}
