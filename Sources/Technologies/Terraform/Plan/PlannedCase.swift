import ConfigModel
import Documents
import SourceText
internal import Projects

/// The plan or state of the render case that is being evaluated, and what of it has been met in the files.
///
/// Invariant: lives for one render case in one thread.
///
/// A plan or state is a render case of its root module (`PlannedCase`), beside the others, so that nothing a person has without it is lost.
/// It fills in what is unknown and counts instances that only Terraform counts; what the files say counts as the files say it. A value
/// filled in has the chain of the expression that decides it; what lies below, and what modules outside the tree make, has none and is
/// reported only (`PlannedPlaces`). References stay references, since relations follow them. Which variables plan and files agree on is
/// settled when the plan is assigned (`PlanAgreement`), so that the proof of a changed default sees the change. Sensitive values end where
/// the file is read.
final class PlannedCase {
    let plan: TerraformPlan
    let agreement: PlanAgreement
    /// Addresses of instances that a block of the tree makes, or that belong to a module outside the tree.
    private var met: Set<String> = []
    /// Addresses of blocks that the plan has no instance of.
    private var missing: [String] = []
    private(set) var secrets: [Resource] = []
    private var told: Set<ResourceID> = []

    init(_ plan: TerraformPlan, _ agreement: PlanAgreement) {
        self.plan = plan
        self.agreement = agreement
    }

    /// The value of a root variable: as the files have it where that is the same, so that it keeps its places.
    func variable(_ name: String, written: Traced?) -> Traced? {
        guard let planned = plan.variables[name], !agreement.variables.contains(name) else { return written }
        return .new(planned)
    }

    /// The instance of a block; nil where the plan has none.
    func instance(_ block: String, _ key: Value) -> PlannedInstance? {
        let written: String =
            switch key {
            case .int(let index): "[\(index)]"
            case .string(let text): "[\(JSONText.quoted(text, escapesHTML: false))]"
            default: ""
            }
        guard let found = plan.instances[block + written] else { return nil }
        met.insert(found.address)
        return found
    }

    func noteBlock(_ address: String) { if plan.keys(of: address) == nil { missing.append(address) } }

    /// What a call makes whose module is not in the tree, sorted by address.
    func instances(of call: String) -> [PlannedInstance] {
        let inner = plan.instances.values.filter { instance in
            instance.module == call || instance.module.hasPrefix(call + ".") || instance.module.hasPrefix(call + "[")
        }
        for instance in inner { met.insert(instance.address) }
        return inner.sorted { $0.address < $1.address }
    }

    /// What the plan and the tree do not have in common.
    func mismatch(_ folder: String) -> [Diagnostic] {
        let extra = plan.instances.values.filter { !$0.type.hasPrefix("data.") && !met.contains($0.address) }.map(\.address).sorted()
        var parts: [String] = []
        if let first = missing.first { parts.append("it lacks \(missing.count) of the blocks in '\(folder)', first \(first)") }
        if let first = extra.first { parts.append("it has \(extra.count) instances that the blocks there do not make, first \(first)") }
        if parts.isEmpty { return [] }
        return [
            Diagnostic(
                .warning, "terraform-plan-mismatch", "\(plan.kindName) is not of this tree as it stands: \(parts.joined(separator: "; "))",
                path: plan.path, help: "make it anew from the same commit: terraform plan -out=tfplan && terraform show -json tfplan > plan.json")
        ]
    }

    /// Sensitive texts that the file holds in plain text, each as a resource of its own that says where and never what.
    ///
    /// - Parameter block: the block of the instance with what the files say, or the call that makes it.
    func noteSecrets(of instance: PlannedInstance, _ block: TerraformModule.Block, _ written: Traced?) {
        for path in PlannedCase.sensitiveTexts(instance.values, instance.sensitive, .root) {
            let name = "\(instance.address).\(path)"
            let attribute = written?.at(path)
            // Write-only arguments are never stored.
            if path.elements.last.map({ if case .key(let key) = $0 { key.hasSuffix("_wo") } else { false } }) ?? false { continue }
            let id = ResourceID(
                system: "terraform", type: "state.secret", name: "\(instance.type).\(instance.name).\(path)", scope: instance.module, key: "")
            guard told.insert(id).inserted else { continue }
            let headline = Provenance(Origin(path: block.home.path, span: block.headline))
            let place = attribute.map(\.provenance).flatMap { $0.nearest == nil ? nil : $0 } ?? headline
            let entries = [
                ("address", instance.address), ("attribute", "\(path)"), ("file", plan.path), ("kind", plan.isState ? "state" : "plan"),
                ("what", name),
            ]
            let value = Mapping(entries.map { Mapping.Entry(key: $0.0, value: Traced(.string($0.1), $0.0 == "attribute" ? place : headline)) })
            secrets.append(Resource(id: id, value: Traced(.map(value), headline), home: block.home, headline: block.headline))
        }
    }

    private static func sensitiveTexts(_ value: Traced, _ mask: PlannedMask, _ path: ValuePath) -> [ValuePath] {
        switch value.value {
        case .string(let text): mask.isWhole && !text.isEmpty ? [path] : []
        case .list(let items): items.enumerated().flatMap { sensitiveTexts($1, mask[$0], path.index($0)) }
        case .map(let mapping): mapping.entries.flatMap { sensitiveTexts($0.value, mask[$0.key], path.key($0.key)) }
        default: []
        }
    }
}
