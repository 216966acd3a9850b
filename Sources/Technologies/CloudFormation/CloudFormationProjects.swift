import ConfigModel
import Documents
import SourceText
internal import Projects

/// Finds templates among YAML and JSON files by their content, and joins those that are one project: stacks with the templates that they
/// nest, and templates with the files that hold their parameters.
///
///     app.yaml: TemplateURL: ./network.yaml        # app.yaml and network.yaml are one project
///
/// CloudFormation templates are found by content, so every YAML and JSON file is searched for two words while projects are looked for. A
/// template and the ones it nests by relative paths are one project; a nested template is judged through its stacks.
///
/// - Parameters:
///   - paths: files that nothing else has claimed, sorted.
///   - broken: takes those that say that they are templates and cannot be read as one.
func cloudFormationProjects(_ paths: [String], in tree: any WorkTree, broken: inout [any Document]) -> [Project] {
    var templates: [String: [CloudFormationTemplate]] = [:]
    var candidates: [String] = []
    for path in paths where (tree.size(path) ?? 0) <= largestFile {
        guard let file = try? tree.file(path) else { continue }
        if SamConfiguration.mayBe(path) {
            candidates.append(path)
        } else if mayBeTemplate(file) {
            let document = parseTemplate(file, in: tree)
            let found = CloudFormationTemplate.templates(of: document)
            if !found.isEmpty { templates[path] = found } else if !document.isSound, namesItselfTemplate(file) { broken.append(document) }
        } else if ParameterFile.mayBe(path) || file.bytes.contains(text: "\"ParameterKey\"") {
            candidates.append(path)
        }
    }
    if templates.isEmpty { return [] }
    let files = candidates.compactMap { try? tree.file($0) }.flatMap { ParameterFile.files(of: parseTemplate($0, in: tree)) }
    return templateProjects(.cloudFormation, templates.flatMap(\.value), files)
}
