package import ConfigModel
internal import Documents
package import SourceText

/// Reads a file of commits for actions. Whatever is no commit is an error: a pin is never guessed.
///
///     actions/checkout@v4: 34e114876b0b11c390a56381ad16ebd13914f8d5
///     a/b@v1: "74a5d142397b4f367a81961eba4e8cd7edddf772 # v1.2.3"
package func loadPins(_ source: SourceFile) -> (pins: Mapping, diagnostics: [Diagnostic]) {
    let document = parseDocument(source, as: .yaml)
    if !document.isSound { return (Mapping(), document.diagnostics) }
    guard let mapping = document.roots.first?.value.mapping, document.roots.count == 1 else {
        return (Mapping(), [Diagnostic(.error, "pins", "the file has to be one map of 'owner/action@tag' to commits", path: source.path)])
    }
    let wrong = mapping.entries.filter { !isPin($0.value.value.string ?? "") || !$0.key.contains("@") || !$0.key.contains("/") }
    let diagnostics = wrong.map {
        Diagnostic(
            .error, "pins", "'\($0.key)' needs a commit of 40 hex digits", path: source.path, span: $0.keyProvenance.nearest?.span,
            help: "write owner/action@tag: <commit>, or \"<commit> # <version>\"")
    }
    return (mapping, diagnostics)
}

private func isPin(_ text: String) -> Bool {
    let commit = text.utf8.prefix(40)
    guard commit.count == 40, commit.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) }) else { return false }
    let rest = text.dropFirst(40)
    return rest.isEmpty || (rest.hasPrefix(" # ") && rest.utf8.count > 3 && !rest.utf8.dropFirst(3).contains { $0 <= 0x20 || $0 == 0x23 })
}

extension Configuration {
    /// Puts pins over those of the configuration.
    package mutating func add(_ pins: Mapping) {
        var all = parameters["action-pins"]?.mapping ?? Mapping()
        for entry in pins.entries { all.set(entry) }
        parameters["action-pins"] = .map(all)
    }
}
