import ConfigModel
import Documents
import SourceText
internal import Projects

/// Finds templates of Azure Resource Manager among JSON files by their content, and joins those that are one project: templates with the
/// ones that they link by relative paths, and with the files that hold their parameters.
///
/// - Parameters:
///   - paths: files that nothing else has claimed, sorted.
///   - broken: takes those that name the schema of templates or parameters and are no JSON.
func armProjects(_ paths: [String], in tree: any WorkTree, broken: inout [any Document]) -> [Project] {
    var templates: [ARMTemplate] = []
    var parameters: [ARMParameters] = []
    for path in paths where path.hasSuffix(".json") && (tree.size(path) ?? 0) <= largestFile {
        guard let file = try? tree.file(path), ARMTemplate.mayBe(file) else { continue }
        let document = tree.document(file, as: .json)
        if let template = ARMTemplate(document) {
            templates.append(template)
        } else if let values = ARMParameters(document) {
            parameters.append(values)
        } else if !document.isSound, file.bytes.first(where: { $0 > 0x20 }) == UInt8(ascii: "{"), file.bytes.contains(text: "\"$schema\"") {
            broken.append(document)
        }
    }
    return templateProjects(.arm, templates, parameters)
}
