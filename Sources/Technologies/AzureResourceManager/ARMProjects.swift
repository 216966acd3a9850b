import ConfigModel
import Documents
import SourceText
internal import Projects

/// Finds templates of Azure Resource Manager among JSON files by their content, and joins those that are one project: templates with the
/// ones that they link by relative paths, and with the files that hold their parameters.
///
/// - Parameter paths: files that nothing else has claimed, sorted.
func armProjects(_ paths: [String], in tree: any WorkTree) -> [Project] {
    var templates: [ARMTemplate] = []
    var parameters: [ARMParameters] = []
    for path in paths where path.hasSuffix(".json") && (tree.size(path) ?? 0) <= largestFile {
        guard let file = try? tree.file(path), ARMTemplate.mayBe(file) else { continue }
        let document = tree.document(file, as: .json)
        if let template = ARMTemplate(document) {
            templates.append(template)
        } else if let values = ARMParameters(document) {
            parameters.append(values)
        }
    }
    return templateProjects(.arm, templates, parameters)
}
