internal import ConfigModel
internal import Documents
internal import Expressions
internal import Projects

/// Computes the fix of one finding: conditions checked, values computed, paths made absolute.
func offer(_ rule: CompiledRule, _ judged: JudgedSubject, _ resource: Resource, _ ruleset: Ruleset) -> FixOffer {
    guard let fix = rule.variant.fix else { return .unfixable(reason: "the rule gives advice only") }
    if fix.safety == .none, fix.edits.isEmpty { return .unfixable(reason: "the rule gives advice only") }
    if let parameter = rule.missingParameter {
        return .unfixable(reason: "needs the parameter '\(parameter.name)' in \(Configuration.fileName): \(parameter.description)")
    }
    for need in rule.needs where need.that.evaluate(judged.values).outcome.bool != true {
        return .unfixable(reason: need.reason.rendered(judged.values))
    }
    var steps: [FixOffer.Step] = []
    for edit in rule.edits {
        if let when = edit.when, when.evaluate(judged.values).outcome.bool != true { continue }
        switch step(edit, judged, resource) {
        case .success(let step): steps.append(step)
        case .failure(let refusal): return .unfixable(reason: refusal.reason)
        }
    }
    if steps.isEmpty { return .unfixable(reason: "no step of the fix applies here") }
    let isSafe = rule.safeWhen?.evaluate(judged.values).outcome.bool == true
    let model = ruleset.technologies.technology(of: resource.id.system)?.changes
    let changes = model?.plansReplacements == true ? model : nil
    let forced = changes.map { forcedChanges(by: steps, of: resource, fix, isSafe: isSafe, $0, ruleset.replacements) } ?? []
    if let first = forced.first, first.effect == .replace, changes?.refusesReplacement(of: resource) == true {
        return .unfixable(
            reason: "\(first.argument) cannot be changed in place and lifecycle.prevent_destroy forbids to replace the resource: the plan would fail")
    }
    let safety = isSafe ? .safe : fix.safety
    return .edits(FixOffer.Edits(steps: steps, safety: safety == .safe && !forced.isEmpty ? .review : safety, forced: forced))
}

/// What the table says, and what the rule itself declares of resources that infrastructure tools keep.
private func forcedChanges(
    by steps: [FixOffer.Step], of resource: Resource, _ fix: Fix, isSafe: Bool, _ changes: any ChangeModel, _ replacements: ReplacementTable
) -> [ForcedChange] {
    let known = replacements.forced(by: steps, of: resource, changes)
    guard fix.impact == .replace, !isSafe, known.first?.effect != .replace, let step = steps.first(where: { !$0.action.isRelatedResource }) else {
        return known
    }
    let keys = changes.argument(step.path, of: resource).compactMap { if case .key(let key) = $0 { key } else { nil } }
    return [
        ForcedChange(resource: resource.id, argument: keys.joined(separator: "."), effect: .replace, losesData: false, source: nil)
    ] + known
}

private struct Refusal: Error { let reason: String }

private func step(
    _ edit: CompiledRule.CompiledEdit, _ judged: JudgedSubject, _ resource: Resource
) -> Result<FixOffer.Step, Refusal> {
    let operation = edit.operation
    guard var path = absolutePath(operation.path, judged.subject) else {
        return .failure(Refusal(reason: "the path '\(operation.path)' names no binding of the rule"))
    }
    if let at = edit.at {
        guard case .value(.int(let index)) = at.evaluate(judged.values).outcome, index >= 0, index < 1_000_000 else {
            return .failure(Refusal(reason: "the place of the change cannot be computed"))
        }
        path = path.index(Int(index))
    }
    if let blocker = unknownAncestor(of: path, in: resource.value) {
        return .failure(Refusal(reason: "the value \(blocker), which is not known here"))
    }
    if let new = operation.relatedResource { return relatedResource(new, edit, judged) }
    let value: NewValue
    switch operation.operand {
    case .nothing: return .success(FixOffer.Step(path: path, action: .remove))
    case .literal(let literal):
        guard let written = NewValue(literal) else { return .failure(Refusal(reason: "the new value cannot be written")) }
        value = written
    case .computed:
        guard case .value(let result)? = edit.computed?.evaluate(judged.values).outcome, let plain = result.configValue(),
            let written = NewValue(plain)
        else { return .failure(Refusal(reason: "the new value cannot be computed from what is known")) }
        value = written
    case .expression: value = .expression(edit.expression?.rendered(judged.values) ?? "")
    }
    switch operation.verb {
    case .set: return .success(FixOffer.Step(path: path, action: .set(value)))
    case .append: return .success(FixOffer.Step(path: path, action: .append(value)))
    case .merge: return .success(FixOffer.Step(path: path, action: .merge(value)))
    case .insert: return .success(FixOffer.Step(path: path, action: .insert(value)))
    case .remove, .addResource: return .success(FixOffer.Step(path: path, action: .remove))
    case .rename:
        guard case .string(let name) = value else { return .failure(Refusal(reason: "a new name has to be text")) }
        return .success(FixOffer.Step(path: path, action: .rename(to: name)))
    }
}

private func relatedResource(
    _ new: FixOperation.NewResource, _ edit: CompiledRule.CompiledEdit, _ judged: JudgedSubject
) -> Result<FixOffer.Step, Refusal> {
    var body: [NewValue.Entry] = []
    switch edit.operation.operand {
    case .literal(let literal):
        guard case .map(let entries)? = NewValue(literal) else { return .failure(Refusal(reason: "a new resource is made from a map")) }
        body = entries
    case .computed:
        guard case .value(let result)? = edit.computed?.evaluate(judged.values).outcome, let plain = result.configValue(),
            case .map(let entries)? = NewValue(plain)
        else { return .failure(Refusal(reason: "the new resource cannot be computed from what is known")) }
        body = entries
    case .nothing, .expression: break
    }
    let made = RelatedResource(
        type: new.type, name: edit.name?.rendered(judged.values), body: body, references: new.references, copies: new.copies)
    return .success(FixOffer.Step(path: .root, action: .add(made)))
}

/// Why a value on the way is unknown: nothing may be written below or over it.
private func unknownAncestor(of path: ValuePath, in root: Traced) -> UnknownReason? {
    var current = root
    for element in path.elements {
        let next: Traced? =
            switch element {
            case .key(let key): current[key]
            case .index(let index): current[index]
            }
        guard let next else { return nil }
        if case .unknown(let reason) = next.value { return reason }
        current = next
    }
    return nil
}
