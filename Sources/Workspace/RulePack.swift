internal import BuiltInTechnologies
internal import Glibc
internal import Projects
package import Rules
internal import SourceText

/// The rules and tables of one folder, loaded once for as many repositories as are opened with them.
package struct RulePack: Sendable {
    /// As they are written, whatever a configuration says of them.
    package let rules: [Rule]
    /// What cannot be changed in place.
    package let replacements: ReplacementTable

    /// Takes rules that were read elsewhere, as tests do.
    package init(rules: [Rule], replacements: ReplacementTable = .none) {
        self.rules = rules
        self.replacements = replacements
    }

    /// Reads a folder of rules.
    /// - Throws: `WorkspaceError` where the folder cannot be read, holds no rules, or one of them has an error.
    package init(folder: String) throws(WorkspaceError) {
        let tree: DirectoryTree
        do { tree = try DirectoryTree(folder) } catch { throw WorkspaceError(error) }
        let loaded = loadRules(tree, .builtIn())
        if let error = WorkspaceError(loaded.diagnostics) { throw error }
        if loaded.rules.isEmpty { throw .noRules(folder: folder) }
        self.init(rules: loaded.rules, replacements: loadReplacements(tree))
    }

    /// Reads the rules that ship with the running binary, or those that `LARBOARD_RULES` names.
    /// - Throws: `WorkspaceError.rulesNotFound` where there are none, and as `init(folder:)`.
    package static func bundled(environment: [String: String]) throws(WorkspaceError) -> RulePack {
        guard let folder = bundledRulesFolder(executable: executablePath(), environment: environment) else { throw .rulesNotFound }
        return try RulePack(folder: folder)
    }
}

/// The path of the running binary with links resolved, so that a linked `larboard` finds its rules.
private func executablePath() -> String {
    guard let resolved = realpath("/proc/self/exe", nil) else { return CommandLine.arguments[0] }
    // SAFETY: realpath allocated the text for us.
    defer { free(resolved) }
    return String(cString: resolved)
}
