import ConfigModel
internal import Projects

/// Which values of a plan the files have as well, so that they keep their places.
///
///     variable "public" { default = true }      # the plan says true: the default decides
///     terraform plan -var public=true           # the default says false: nothing in the files decides
struct PlanAgreement: Hashable, Sendable {
    /// The values file that the plan was made with, as far as its values tell; nil when the defaults fit as well.
    let environment: String?
    /// Variables with the same value in the plan and in the files.
    let variables: Set<String>

    init(_ plan: TerraformPlan, _ module: TerraformModule, _ session: TerraformSession) {
        let plain = TerraformEvaluator(module, session)
        let scored = module.environments.map { environment in
            let agreed = environment.assignments.reduce(0) { sum, entry in
                guard let planned = plan.variables[entry.key] else { return sum }
                return sum + (PlanAgreement.agree(plain.value(of: entry.value).value, planned) ? 1 : -1)
            }
            return (environment: environment, agreed: agreed)
        }
        let best = scored.filter { $0.agreed > 0 }.max { $0.agreed < $1.agreed }?.environment
        environment = best?.path
        let evaluator = TerraformEvaluator(module, session, environment: best?.assignments ?? [:])
        variables = Set(
            plan.variables.filter { name, planned in
                module.variables[name] != nil && (plan.defaulted.contains(name) || PlanAgreement.agree(evaluator.variable(name).value, planned))
            }.keys)
    }

    private static func agree(_ written: Value, _ planned: Value) -> Bool {
        switch (written, planned) {
        case (.list(let a), .list(let b)): a.count == b.count && zip(a, b).allSatisfy { agree($0.value, $1.value) }
        case (.map(let a), .map(let b)):
            // Optional attributes that are not written are null in the plan.
            b.entries.allSatisfy { entry in a[entry.key].map { agree($0.value, entry.value.value) } ?? entry.value.value.isNull }
                && a.keys.allSatisfy { b[$0] != nil }
        default: written == planned || Conversion.string(written).map { $0 == Conversion.string(planned) } ?? false
        }
    }
}
