import ConfigModel
import Documents

/// What deployments are made from: parameters and variables, by their names.
struct DeploymentDerivations: DerivationSource {
    func origins(of part: RenderedPart, in documents: [any Document]) -> [Origin] {
        var references = SectionReferences(documents, sections: ["parameters", "variables", "outputs"], conditionKeys: ["condition", "copy"])
        return references.origins(of: part)
    }

    func sharing(in resource: ResourceID) -> Sharing { .inputs }
}
