internal import ConfigModel
internal import Documents
package import Remediation
internal import Projects
package import Rules
internal import SourceText

/// Explains a file: what it was taken for and why, what renders it, which rules look at it.
///
/// - Parameters:
///   - scanned: the projects that hold the file, as they were judged.
///   - isTested: whether a test names the file as what it feeds or expects.
package func explanation(
    ofFile path: String, in scanned: [ScannedProject], ruleset: Ruleset, isTested: Bool = false, allowsColour: Bool = false
) -> String {
    let paint = Paint(isOn: allowsColour)
    var parts = [paint.bold(path)]
    if isTested {
        parts.append("  No project takes the file: a test of policies names it as what it feeds or expects.")
    } else if scanned.isEmpty {
        parts.append("  No project takes the file: neither its name nor its folder is one that holds configuration.")
    }
    for project in scanned {
        let renderer = "\(project.rendered.project.kind.rawValue) '\(project.rendered.project.name)'"
        parts.append(paint.bold("Rendered by") + "\n  \(renderer)" + cases(project.rendered))
        let own = project.rendered.resources.filter { resource in
            resource.home.path == path || resource.value.provenance.origins.contains { $0.path == path }
        }
        if let document = project.rendered.document(path) {
            let errors = document.isSound ? "" : ", with errors: nothing in it is edited"
            parts.append(paint.bold("Format") + "\n  \(document.format.rawValue)" + errors)
        }
        for diagnostic in project.diagnostics where diagnostic.path == path { parts.append("  \(diagnostic.id): \(diagnostic.message)") }
        if own.isEmpty {
            parts.append(paint.bold("Kind") + "\n  none: its content is of no product that is known, or only other files make resources of it")
        }
        var told: Set<String> = []
        for resource in own where told.insert(resource.id.description).inserted {
            parts.append(explained(resource, project, ruleset, paint))
        }
    }
    return parts.joined(separator: "\n") + "\n"
}

private func cases(_ rendered: RenderedProject) -> String {
    rendered.cases.count < 2 ? "" : " in the cases " + rendered.cases.map(\.name).joined(separator: ", ")
}

private func explained(_ resource: Resource, _ project: ScannedProject, _ ruleset: Ruleset, _ paint: Paint) -> String {
    let why = ruleset.technologies.recognition(of: resource, in: project.rendered)
    var lines = [paint.bold("Kind"), "  \(resource.id.system): \(resource.id)", "  by its path: \(why.path)", "  by its content: \(why.content)"]
    let rules = rulesAtWork(on: resource, in: ruleset)
    lines.append(paint.bold("Rules") + "\n  \(rules.count) look at it")
    let findings = Dictionary(grouping: project.findings.filter { $0.occurrences.contains { $0.id == resource.id } }, by: \.rule.id)
    for item in rules {
        let found = findings[item.rule.id]?.count ?? 0
        let parts = item.subjects == 1 ? "" : ", \(item.subjects) parts"
        lines.append("  \(item.rule.id)\(parts)" + (found == 0 ? "" : ": \(found) finding\(found == 1 ? "" : "s")"))
    }
    return lines.joined(separator: "\n")
}
