internal import FoundationEssentials
package import Projects
package import SourceText

/// Reads all rules of a folder.
///
/// - Parameters:
///   - tree: the `rules` folder; files are `<area>/<id>.yaml`.
///   - technologies: whose resources rules may select.
package func loadRules(_ tree: any WorkTree, _ technologies: TechnologySet) -> (rules: [Rule], diagnostics: [Diagnostic]) {
    var rules: [Rule] = []
    var diagnostics = tree.diagnostics
    var places: [String: String] = [:]
    for path in tree.paths where path.hasSuffix(".yaml") && path.contains("/") {
        do {
            let read = loadRule(try tree.file(path), technologies)
            diagnostics += read.diagnostics
            guard let rule = read.rule else { continue }
            if let other = places.updateValue(path, forKey: rule.id) {
                diagnostics.append(Diagnostic(.error, "duplicate-rule", "the rule '\(rule.id)' is also in '\(other)'", path: path))
            }
            rules.append(rule)
        } catch {
            diagnostics.append(Diagnostic(.error, "unreadable", error.reason, path: path))
        }
    }
    return (rules, diagnostics)
}

/// The folder of the rules that ship with this build, as SwiftPM laid it beside the binary.
///
/// An installed binary finds `rules` beside itself or under `../share/larboard`; `LARBOARD_RULES` overrides both.
package func bundledRulesFolder(executable: String, environment: [String: String]) -> String? {
    if let chosen = environment["LARBOARD_RULES"], !chosen.isEmpty { return chosen }
    let folder = URL(filePath: executable).deletingLastPathComponent()
    let candidates = [
        folder.appending(path: "rules"), folder.appending(path: "../share/larboard/rules"), folder.appending(path: "larboard_Rules.resources/rules"),
    ]
    return candidates.map { $0.standardizedFileURL.path }.first { FileManager.default.fileExists(atPath: $0) }
}
