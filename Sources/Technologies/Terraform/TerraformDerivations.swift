import ConfigModel
import Documents
internal import Projects

/// What Terraform makes of expressions: a value derives from all that its expression refers to, through variables, locals, outputs, data
/// sources and the calls of its module.
///
/// Made for one rendering, whose declarations it keeps.
struct TerraformDerivations: DerivationSource {
    private let declarations = Once<TerraformDeclarations>()

    func origins(of part: RenderedPart, in documents: DocumentSet) -> [Origin] {
        var references = TerraformReferences(declarations { TerraformDeclarations(documents) })
        return references.origins(of: part)
    }

    /// Besides digests: what a module makes of its arguments, and the JSON text of a policy document.
    func restates(_ change: RenderedChange, _ fixed: FixedResource) -> Bool {
        change.isDigest || isInside(change.resource.scope, of: fixed.id) || isPolicy(change, of: fixed.id)
    }

    private func isInside(_ scope: String, of fixed: ResourceID) -> Bool {
        guard fixed.type == "module" else { return false }
        let call = fixed.address
        return scope == call || scope.hasPrefix(call + ".") || scope.hasPrefix(call + "[")
    }

    private func isPolicy(_ change: RenderedChange, of fixed: ResourceID) -> Bool {
        guard fixed.type == "data.aws_iam_policy_document", case .string(let before)? = change.before, case .string(let after)? = change.after
        else { return false }
        return [before, after].allSatisfy { $0.hasPrefix("{") && $0.contains("\"Statement\"") }
    }

    func sharing(in resource: ResourceID) -> Sharing { resource.system == "terraform" ? .inputs : .nothing }

    func isInput(_ site: SiteCandidate) -> Bool { site.rung != .application || site.documentPath.elements.first == .key("module") }

    func headKeys(of resource: ResourceID) -> Set<String> {
        resource.system == "kubernetes" ? ["apiVersion", "kind", "metadata"] : ["count", "for_each", "provider"]
    }
}
