internal import ConfigModel
internal import Documents
package import SourceText
package import Projects

/// A plan or state and the folder of the root module that it is for.
package struct AssignedPlan: Hashable, Sendable {
    /// What was read from the file.
    package let plan: TerraformPlan
    /// From the root of the work tree; empty for the root.
    package let folder: String
    /// What the files agreed to when the plan was read; kept, so that a change of a default is a change in the plan's case too.
    let agreement: PlanAgreement?

    /// For a plan that was not compared with the files.
    package init(plan: TerraformPlan, folder: String) { self.init(plan: plan, folder: folder, agreement: nil) }

    init(plan: TerraformPlan, folder: String, agreement: PlanAgreement?) {
        self.plan = plan
        self.folder = folder
        self.agreement = agreement
    }
}

/// Gives each plan or state to the root module that it is for.
///
/// The folder that was named with it counts first. Otherwise it is for the root module that has most of its blocks; of several that are
/// alike, for the one that it lies in or beside. What fits none, or several, is reported and used for none.
package func assign(
    _ plans: [TerraformPlan], to projects: [Project], in tree: any WorkTree
) -> (projects: [Project], diagnostics: [Diagnostic]) {
    if plans.isEmpty { return (projects, []) }
    var roots: [(project: Int, folder: String, names: Set<String>)] = []
    var trees: [Int: TerraformTree] = [:]
    for (number, project) in projects.enumerated() where project.kind == .terraform {
        let documents = project.files.compactMap { path in
            (try? tree.file(path)).map { tree.document($0, as: path.hasSuffix(".json") ? .json : .hcl) }
        }
        let modules = TerraformTree(documents, files: tree)
        trees[number] = modules
        for folder in modules.roots {
            let blocks = modules.modules[folder]?.blocks ?? []
            roots.append((number, folder, Set(blocks.map { "\($0.id.type).\($0.id.name)" })))
        }
    }
    var projects = projects
    var diagnostics: [Diagnostic] = []
    for plan in plans {
        let wanted = plan.rootNames
        let scored = roots.map { (root: $0, score: $0.names.intersection(wanted).count) }
        let fitting: [(project: Int, folder: String, names: Set<String>)]
        if let folder = plan.folder {
            fitting = roots.filter { $0.folder == folder }
        } else {
            let best = scored.map(\.score).max() ?? 0
            let alike = best == 0 ? [] : scored.filter { $0.score == best }.map(\.root)
            let near = alike.filter { root in plan.home.map { $0 == root.folder || $0.hasPrefix(root.folder + "/") } ?? false }
            fitting = near.count == 1 ? near : alike
        }
        if fitting.count == 1, let modules = trees[fitting[0].project], let module = modules.modules[fitting[0].folder] {
            let agreement = PlanAgreement(plan, module, TerraformSession(modules, files: tree))
            projects[fitting[0].project].settings.append(
                ProjectSetting(AssignedPlan(plan: plan, folder: fitting[0].folder, agreement: agreement)))
        } else {
            let named = plan.folder.map { "'\($0)' is no root module of the tree" } ?? "no root module of the tree has its blocks"
            let several = "it fits \(fitting.map { "'\($0.folder)'" }.joined(separator: ", ")) alike"
            diagnostics.append(
                Diagnostic(
                    .warning, "terraform-plan-unmatched", "\(plan.kindName) is not used: \(fitting.isEmpty ? named : several)", path: plan.path,
                    help: "name the folder of its root module: --plan FOLDER=\(plan.path)"))
        }
    }
    return (projects, diagnostics)
}

extension TerraformPlan {
    /// `the plan` or `the state`, for reports.
    var kindName: String { isState ? "the state" : "the plan" }
}
