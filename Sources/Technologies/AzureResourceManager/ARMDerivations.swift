import ConfigModel
import Documents
internal import Projects

/// What deployments are made from: parameters and variables, by their names.
struct ARMDerivations: DerivationSource {
    private let sections = Once<SectionEntries>()

    func origins(of part: RenderedPart, in documents: DocumentSet) -> [Origin] {
        let entries = sections { SectionEntries(documents, sections: ["parameters", "variables", "outputs"]) }
        var references = SectionReferences(entries, conditionKeys: ["condition", "copy"])
        return references.origins(of: part)
    }

    func sharing(in resource: ResourceID) -> Sharing { .inputs }
}
