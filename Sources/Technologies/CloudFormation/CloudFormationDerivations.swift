import ConfigModel
import Documents
internal import Projects

/// What stacks are made from: parameters, mappings, conditions and globals, by their names.
struct CloudFormationDerivations: DerivationSource {
    private let sections = Once<SectionEntries>()

    func origins(of part: RenderedPart, in documents: DocumentSet) -> [Origin] {
        let entries = sections {
            SectionEntries(documents, sections: ["Parameters", "Mappings", "Conditions", "Globals", "ParameterOverrides"])
        }
        var references = SectionReferences(entries, conditionKeys: ["Condition"])
        return references.origins(of: part)
    }

    func sharing(in resource: ResourceID) -> Sharing { .inputs }

    /// A parameter that a stack passes to the one it nests is an input as well.
    func isInput(_ site: SiteCandidate) -> Bool {
        let steps = site.documentPath.elements
        return site.rung != .application || (steps.first == .key("Resources") && steps.count > 3 && steps[3] == .key("Parameters"))
    }
}
