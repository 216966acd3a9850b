internal import Engine
internal import FoundationEssentials
internal import Reports
internal import Rules
internal import SourceText

/// Explains a rule, a file or a finding, whichever a person named, in that order.
///
/// - Parameters:
///   - subject: a rule's id, what another tool calls it, a file, or eight and more digits of a fingerprint.
///   - folders: where to look for the finding; none means the current folder.
/// - Returns: pages to print one after another; never empty.
/// - Throws: `WorkspaceError` where it is none of these or the folders cannot be opened.
package func explain(
    _ subject: String, in folders: [String], rules: RulePack, settings: WorkspaceSettings, allowsColour: Bool
) throws(WorkspaceError) -> [String] {
    let wanted = subject.lowercased()
    let named = rules.rules.filter { $0.id == wanted || $0.aliases.contains { $0.lowercased() == wanted } }
    if !named.isEmpty { return named.map { explanation(of: $0, allowsColour: allowsColour) } }
    if FileManager.default.fileExists(atPath: subject), let page = try explainFile(subject, rules, settings, allowsColour) { return [page] }
    guard subject.count >= 8, subject.allSatisfy(\.isHexDigit) else { throw .unknownSubject(subject) }
    let workspace = try Workspace(folders: folders, rules: rules, settings: settings)
    let found = explain(fingerprint: wanted, in: workspace.tree, with: workspace.ruleset)
    if found.isEmpty { throw .unknownFingerprint(subject) }
    return found.map { explanation(of: $0.finding, outcome: $0.outcome, allowsColour: allowsColour, bytes: workspace.bytes) }
}

/// Nil when the path is a folder.
private func explainFile(
    _ file: String, _ rules: RulePack, _ settings: WorkspaceSettings, _ allowsColour: Bool
) throws(WorkspaceError) -> String? {
    let named = try namedTree([file])
    // The whole tree is discovered, since a chart or a kustomization elsewhere may take the file in.
    guard let inner = named.paths.first(where: { $0 != Configuration.fileName }), named.paths.count <= 2 else { return nil }
    let whole = named.root + "/" + inner
    let here = try namedTree([])
    let tree = whole.hasPrefix(here.root + "/") ? here : try namedTree([named.root])
    let path = String(whole.dropFirst(tree.root.count + 1))
    let workspace = try Workspace(tree, rules: rules, settings: settings)
    let found = explain(file: path, in: tree, with: workspace.ruleset)
    return explanation(ofFile: path, in: found.projects, ruleset: workspace.ruleset, isTested: found.isTested, allowsColour: allowsColour)
}
