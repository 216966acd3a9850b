import ConfigModel
import Documents
import SourceText
internal import Projects

/// Finds templates of Azure Resource Manager among JSON files by their content, and joins those that are one project: templates with the
/// ones that they link by relative paths, and with the files that hold their parameters.
///
/// - Parameter paths: files that nothing else has claimed, sorted.
func armProjects(_ paths: [String], in tree: any WorkTree) -> [Project] {
    var templates: [DeploymentTemplate] = []
    var parameters: [DeploymentParameters] = []
    for path in paths where path.hasSuffix(".json") && (tree.size(path) ?? 0) <= largestFile {
        guard let file = try? tree.file(path), DeploymentTemplate.mayBe(file) else { continue }
        let document = parseDocument(file, as: .json)
        if let template = DeploymentTemplate(document) {
            templates.append(template)
        } else if let values = DeploymentParameters(document) {
            parameters.append(values)
        }
    }
    if templates.isEmpty { return [] }
    var groups = PathGroups(templates.map(\.path))
    for template in templates { for other in template.linked { groups.join(template.path, other) } }
    for file in parameters {
        let owners = file.templates(among: templates)
        if owners.isEmpty { continue }
        groups.add(file.path)
        for owner in owners { groups.join(owner.path, file.path) }
    }
    return groups.sets.values.map { files in
        let folders = Set(files.map { folder(of: $0) })
        return Project(kind: .arm, root: folders.count == 1 ? folders.first ?? "" : commonFolder(folders.sorted()), files: files)
    }
}
