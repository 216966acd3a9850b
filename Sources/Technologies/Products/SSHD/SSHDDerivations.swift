internal import ConfigModel
internal import Documents
internal import Projects
internal import SourceText

/// What follows from the lines of sshd_config besides the values themselves.
///
///     PermitRootLogin no          # counts
///     PermitRootLogin yes         # shadowed.PermitRootLogin, which there is since both lines are
struct SSHDDerivations: DerivationSource {
    func origins(of part: RenderedPart, in documents: DocumentSet) -> [Origin] {
        let elements = part.path.elements
        guard isShadowed(part.path), elements.count == 2, case .key(let name) = elements[1],
            let document = documents[part.resource.home.path] as? DirectiveDocument
        else { return [] }
        return (document.shadowed[name] ?? []).map { Origin(path: document.source.path, span: $0) }
    }

    func restates(_ change: RenderedChange, _ fixed: FixedResource) -> Bool {
        isShadowed(change.path) && change.resource == fixed.id && change.file == fixed.home.path
    }

    private func isShadowed(_ path: ValuePath) -> Bool { path.elements.first == .key("shadowed") }
}
