import ConfigModel
import Documents
import SourceText
internal import Projects

/// Finds templates among YAML and JSON files by their content, and joins those that are one project: stacks with the templates that they
/// nest, and templates with the files that hold their parameters.
///
///     app.yaml: TemplateURL: ./network.yaml        # app.yaml and network.yaml are one project
///
/// - Parameter paths: files that nothing else has claimed, sorted.
func cloudFormationProjects(_ paths: [String], in tree: any WorkTree) -> [Project] {
    var templates: [String: [Template]] = [:]
    var candidates: [String] = []
    for path in paths where (tree.size(path) ?? 0) <= largestFile {
        guard let file = try? tree.file(path) else { continue }
        if SamConfiguration.mayBe(path) {
            candidates.append(path)
        } else if mayBeTemplate(file) {
            let found = Template.templates(of: parseTemplate(file))
            if !found.isEmpty { templates[path] = found }
        } else if ParameterFile.mayBe(path) || file.bytes.contains(text: "\"ParameterKey\"") {
            candidates.append(path)
        }
    }
    guard !templates.isEmpty else { return [] }
    var groups = PathGroups(templates.keys)
    for (path, found) in templates {
        for nested in found.flatMap(nestedTemplates) where templates[nested] != nil { groups.join(path, nested) }
    }
    let all = templates.values.flatMap { $0 }
    for path in candidates {
        guard let file = try? tree.file(path) else { continue }
        for values in ParameterFile.files(of: parseTemplate(file)) {
            let owners = values.templates(among: all)
            if owners.isEmpty { continue }
            groups.add(path)
            for owner in owners { groups.join(owner.path, path) }
        }
    }
    return groups.sets.values.map { files in
        let folders = Set(files.map { folder(of: $0) })
        return Project(kind: .cloudFormation, root: folders.count == 1 ? folders.first ?? "" : commonFolder(folders.sorted()), files: files)
    }
}
