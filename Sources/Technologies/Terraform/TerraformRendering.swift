package import ConfigModel
package import Documents
package import SourceText
internal import Projects

/// What one set of Terraform files comes to.
package struct RenderedTerraform: Sendable {
    /// What rules judge, each with its cases as indexes into `cases`.
    package var resources: [Resource] = []
    /// Blocks without an instance in some case, with what they would hold; rules do not judge them.
    package var unbuilt: [Resource] = []
    /// Names of the ways in which the files are applied: `default values`, then the path of each values file of an environment.
    package var cases: [String] = []
    /// What could not be read or followed.
    package var diagnostics: [Diagnostic] = []
    /// What only a plan or state tells.
    var planned = PlannedPlaces()
}

/// Renders the files of one Terraform project: every resource, data source, provider, module call, variable, output and settings block
/// of its modules, with expressions evaluated as far as the files alone allow.
///
///     resource "aws_s3_bucket" "logs" {      # terraform / aws_s3_bucket / logs, at resource[0] of its file
///       acl = var.acl                        # acl: what the caller passes, what terraform.tfvars says, or the variable's default
///     }
///
/// A module that others call is judged through its callers, once for each call; one that nobody calls, or only examples do, by its
/// own defaults. A block whose `count` is 0 or whose `for_each` is empty is left out, with one note for its module. Instances of one block that are alike
/// are one resource.
///
/// - Parameters:
///   - documents: the `.tf`, `.tf.json`, `.tfvars` and `modules.json` files of the project's folders, in any order.
///   - files: where `file` and `templatefile` read.
///   - plans: plans and states of root modules; each is a render case of its module.
package func renderTerraform(
    _ documents: [any Document], files: (any WorkTree)? = nil, plans: [AssignedPlan] = []
) -> RenderedTerraform {
    let tree = TerraformTree(documents, files: files)
    var rendering = TerraformRendering(TerraformSession(tree, files: files))
    for folder in tree.roots {
        rendering.addRoot(folder)
        for assigned in plans where assigned.folder == folder { rendering.addPlan(assigned, folder) }
    }
    return rendering.finished()
}

/// The resources of all modules while they are gathered.
private struct TerraformRendering {
    private let session: TerraformSession
    private var resources = CaseResources()
    private var unbuilt: [Resource] = []
    private var cases = ["default values"]
    private var renderCase = 0
    private var diagnostics: [Diagnostic] = []
    /// Blocks that had no instance when they were met, in that order, and those that had one then or in another call or environment.
    private var absent: [TerraformModule.Block] = []
    private var judged: Set<Resource.Home> = []
    /// Folders whose variables, outputs and providers are in already; they are judged once, not for each call.
    private var declared: Set<String> = []
    private var planned = PlannedPlaces()

    /// Values files that are tried for one folder.
    private static let maximumEnvironments = 16

    init(_ session: TerraformSession) { self.session = session }

    mutating func addRoot(_ folder: String) {
        guard let module = session.modules.modules[folder] else { return }
        diagnostics += module.diagnostics
        renderCase = 0
        add(TerraformEvaluator(module, session))
        for environment in module.environments.prefix(TerraformRendering.maximumEnvironments) {
            renderCase = cases.count
            cases.append(environment.path)
            declared.remove(folder)
            add(TerraformEvaluator(module, session, environment: environment.assignments))
        }
        for environment in module.environments.dropFirst(TerraformRendering.maximumEnvironments) {
            diagnostics.append(
                Diagnostic(.note, "terraform-environment-skipped", "there are too many values files to try each", path: environment.path))
        }
    }

    /// The module once more with what a plan or state says of it.
    mutating func addPlan(_ assigned: AssignedPlan, _ folder: String) {
        guard let module = session.modules.modules[folder] else { return }
        let agreement = assigned.agreement ?? PlanAgreement(assigned.plan, module, session)
        let planned = PlannedCase(assigned.plan, agreement)
        let environment = module.environments.first { $0.path == agreement.environment }?.assignments ?? [:]
        session.planned = planned
        defer { session.planned = nil }
        renderCase = cases.count
        cases.append(assigned.plan.path)
        declared.remove(folder)
        add(TerraformEvaluator(module, session, environment: environment))
        for secret in planned.secrets { resources.append(secret, in: renderCase) }
        diagnostics += planned.mismatch(folder)
    }

    func finished() -> RenderedTerraform {
        let others = session.modules.modules.values.filter { !session.modules.roots.contains($0.folder) }
        let inner = others.sorted { $0.folder < $1.folder }.flatMap(\.diagnostics)
        return RenderedTerraform(
            resources: resources.all, unbuilt: unbuilt, cases: cases,
            diagnostics: session.modules.diagnostics + diagnostics + inner + session.diagnostics + absences,
            planned: planned)
    }

    /// One note for each module that has blocks which no call and no environment makes an instance of.
    private var absences: [Diagnostic] {
        var seen: Set<Resource.Home> = []
        let never = absent.filter { !judged.contains($0.home) && seen.insert($0.home).inserted }
        let modules = Dictionary(grouping: never) { folder(of: $0.home.path) }
        return modules.sorted { $0.key < $1.key }.compactMap { _, blocks in
            guard let first = blocks.first else { return nil }
            let rest = blocks.count - 1
            let others = rest == 0 ? "" : rest == 1 ? " and one more block of the module" : " and \(rest) more blocks of the module"
            let verbs = rest == 0 ? ("has", "is") : ("have", "are")
            let note = "\(first.id)\(others) \(verbs.0) no instance with the values at hand and \(verbs.1) not judged"
            return Diagnostic(.note, "terraform-no-instance", note, path: first.home.path, span: first.headline)
        }
    }

    private mutating func add(_ evaluator: TerraformEvaluator) {
        let isFirst = declared.insert(evaluator.module.folder).inserted
        for block in evaluator.module.blocks {
            guard isFirst || !isDeclaration(block) else { continue }
            add(block, evaluator)
            if block.id.type == "module" {
                for inner in evaluator.called(block.id.name)?.evaluators ?? [] { add(inner) }
                if case .unknown? = evaluator.called(block.id.name) { addPlannedModule(block, evaluator) }
            }
        }
    }

    private func isDeclaration(_ block: TerraformModule.Block) -> Bool {
        ["variable", "output", "terraform"].contains(block.id.type) || block.id.type.hasPrefix("provider.")
    }

    private mutating func add(_ block: TerraformModule.Block, _ evaluator: TerraformEvaluator) {
        evaluator.replenish()
        let instances = evaluator.instances(block)
        let evaluated = instances.bindings.map { evaluator.value(of: block, $0) }
        let fills = planned(evaluated, instances, block, evaluator)
        let values = fills?.map(\.value) ?? evaluated
        guard let first = values.first else {
            absent.append(block)
            unbuilt.append(
                Resource(
                    id: block.id(in: evaluator.address), value: evaluator.value(of: block, [:]), home: block.home, headline: block.headline,
                    cases: [renderCase]))
            return
        }
        judged.insert(block.home)
        let called = block.id.type == "module" ? evaluator.called(block.id.name)?.evaluators.first?.module : nil
        let offers = called?.variables.keys.sorted() ?? []
        func emit(_ value: Traced, _ key: String, _ number: Int = 0) {
            let id = block.id(in: evaluator.address, key: key)
            if let fills { self.planned.note(fills[number].places, id, in: renderCase) }
            let whole = block.id.type == "data.aws_iam_policy_document" ? withDocument(value) : withPolicyStatements(value)
            resources.append(Resource(id: id, value: whole, home: block.home, headline: block.headline, offers: offers), in: renderCase)
        }
        // Instances that differ are judged each by itself.
        if values.allSatisfy({ $0.value == first.value }) { return emit(first, "") }
        switch instances {
        case .single, .unknown: emit(first, "")
        case .counted: for (index, value) in values.enumerated() { emit(value, "[\(index)]", index) }
        case .keyed(let all):
            for (number, one) in all.enumerated() { emit(values[number], "[\(JSONText.quoted(one.key, escapesHTML: false))]", number) }
        }
    }

    /// The values of a block's instances with what the plan of this render case says of them; nil without a plan.
    private func planned(
        _ values: [Traced], _ instances: BlockInstances, _ block: TerraformModule.Block, _ evaluator: TerraformEvaluator
    ) -> [(value: Traced, places: [ValuePath])]? {
        guard let planned = session.planned else { return nil }
        let address = evaluator.plannedAddress(block)
        if !values.isEmpty, block.home.prefix.elements.first == .key("resource") { planned.noteBlock(address) }
        return values.enumerated().map { number, value in
            guard let instance = planned.instance(address, instances.key(number)) else { return (value, []) }
            planned.noteSecrets(of: instance, block, value)
            var fill = PlannedFill(planned.plan, instance)
            let value = fill.filled(value)
            return (value, fill.filled)
        }
    }

    /// What the plan says of a module that is not in the tree: judged where it is called, without places that could be changed.
    private mutating func addPlannedModule(_ call: TerraformModule.Block, _ evaluator: TerraformEvaluator) {
        guard let current = session.planned else { return }
        for instance in current.instances(of: evaluator.plannedAddress(call)) {
            current.noteSecrets(of: instance, call, nil)
            let key: String =
                switch instance.key {
                case .int(let index): "[\(index)]"
                case .string(let text): "[\(JSONText.quoted(text, escapesHTML: false))]"
                default: ""
                }
            let id = ResourceID(system: "terraform", type: instance.type, name: instance.name, scope: instance.module, key: key)
            planned.note([.root], id, in: renderCase)
            let value = PlannedFill(current.plan, instance).whole
            resources.append(Resource(id: id, value: value, home: call.home, headline: call.headline), in: renderCase)
        }
    }

    /// The document that the data source makes, as its attribute `json`.
    private func withDocument(_ value: Traced) -> Traced {
        guard var mapping = value.value.mapping else { return value }
        mapping.set(Mapping.Entry(key: "json", value: policyDocument(value)))
        return Traced(.map(mapping), value.provenance)
    }
}

extension TerraformModule.Block {
    func id(in module: String, key: String = "") -> ResourceID {
        ResourceID(system: id.system, type: id.type, name: id.name, scope: module, key: key)
    }
}
