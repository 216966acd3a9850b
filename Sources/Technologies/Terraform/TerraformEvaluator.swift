import ConfigModel
import Documents
import SourceText
internal import Projects

/// Evaluates the expressions of one instance of a Terraform module, keeping for every value the chain of places that it came from.
///
///     acl = var.acl     # main.tf: var.acl  ->  variables.tf: "private"
///
/// What only a plan or the cloud knows is `.unknown` with the reason; an expression that Terraform would refuse is `.unknown` with a
/// reason that starts with `Evaluator.failurePrefix`. A class because callers and called modules ask each other for values, each of
/// which is worked out once.
/// Invariant: bounded by `maximumSteps` for each resource and each named value, by `maximumDepth`, and by the limits of the session.
final class TerraformEvaluator {
    static let maximumSteps = 50_000
    static let maximumDepth = 300
    /// Longer strings and collections are not built.
    static let maximumLength = 1 << 20
    static let maximumCount = 10_000
    static let failurePrefix = "cannot be evaluated: "

    let module: TerraformModule
    let session: TerraformSession
    /// Who calls this instance; nil for a module that is judged by itself.
    let call: ModuleCall?
    /// Values that the environment sets, before everything else; empty for called modules.
    let environment: [String: TerraformModule.Source]
    /// What a language that is built on this one adds.
    var dialect: TerragruntDialect?
    /// Values of variables, locals, outputs and arguments; nil while one is being worked out, which finds cycles.
    private var known: [String: Traced?] = [:]
    /// The instances of each module call, once they are asked for.
    var instancesOfCalls: [String: CalledInstances] = [:]

    init(
        _ module: TerraformModule, _ session: TerraformSession, call: ModuleCall? = nil,
        environment: [String: TerraformModule.Source] = [:]
    ) {
        self.module = module
        self.session = session
        self.call = call
        self.environment = environment
    }

    func value(of source: TerraformModule.Source) -> Traced {
        switch source {
        case .native(let frame, let id): return evaluate(id, frame)
        case .json(let value, let frame): return evaluateJSON(value, frame)
        case .value(let value): return value
        }
    }

    /// Starts a fresh allowance of steps, for one more resource.
    func replenish() { session.steps = 0 }

    func evaluate(_ id: HCLExpressionID, _ frame: Frame) -> Traced {
        let here = Provenance(frame.origin(id))
        guard mayStep() else { return unknown("takes too many steps to evaluate", here) }
        guard session.depth < TerraformEvaluator.maximumDepth else { return unknown("is nested too deeply to evaluate", here) }
        session.depth += 1
        defer { session.depth -= 1 }
        let tree = frame.document.tree
        switch tree[id] {
        case .null: return Traced(.null, here)
        case .bool(let flag): return Traced(.bool(flag), here)
        case .number: return Traced(frame.document.number(id), here)
        case .template(let parts): return template(parts, frame, here)
        case .heredoc(let parts): return template(parts, frame, here)
        case .variable, .attribute, .legacyIndex, .splatElement, .index, .splat:
            return carried(traversal(id, frame), by: frame.origin(id))
        case .tuple(let elements):
            return Traced(.list(tree.elements[elements.range].map { evaluate($0, frame) }), here)
        case .object(let entries): return object(entries, frame, here)
        case .loop(let index): return loop(tree.loops[Int(index)], frame, here)
        case .conditional(let condition, let then, let otherwise):
            return conditional(condition, then, otherwise, frame, here)
        case .binary(let kind, let left, let right): return binary(kind, left, right, frame, here)
        case .unary(let kind, let operand):
            let value = evaluate(operand, frame).value
            return Traced(kind == .minus ? Operators.negated(value) : Operators.inverted(value), here)
        case .call(let name, let arguments, let expands): return call(name, arguments, expands, frame, here)
        case .parentheses(let inner):
            let value = evaluate(inner, frame)
            return Traced(value.value, Provenance(frame.origin(id), further: value.provenance.furtherOrigins))
        case .invalid: return unknown("cannot be read", here)
        }
    }

    func unknown(_ reason: String, _ provenance: Provenance) -> Traced {
        Traced(.unknown(UnknownReason(reason)), provenance)
    }

    /// The value as seen from a reference: the place of the reference comes first in the chain of it and of all its parts.
    func carried(_ target: Traced, by site: Origin) -> Traced {
        guard mayStep() else { return unknown("takes too many steps to evaluate", Provenance(site)) }
        let provenance = target.provenance.carried(by: site)
        switch target.value {
        case .list(let items): return Traced(.list(items.map { carried($0, by: site) }), provenance)
        case .map(let mapping):
            let entries = mapping.entries.map {
                Mapping.Entry(key: $0.key, keyProvenance: $0.keyProvenance, value: carried($0.value, by: site))
            }
            return Traced(.map(Mapping(entries)), provenance)
        default: return Traced(target.value, provenance)
        }
    }
}

extension Provenance {
    /// A chain longer than this loses its middle.
    private static let maximumLength = 12

    /// The chain with one more place in front.
    func carried(by site: Origin) -> Provenance {
        let origins = origins
        guard origins.count >= Provenance.maximumLength else { return Provenance(site, further: origins) }
        return Provenance(site, further: origins.prefix(Provenance.maximumLength / 2) + [origins[origins.count - 1]])
    }

    /// All places but the nearest.
    var furtherOrigins: [Origin] { Array(origins.dropFirst()) }
}

// Names and the steps from them.
extension TerraformEvaluator {
    /// The value at the end of a traversal, with the chain of its target; the place of the traversal itself is not in it.
    private func traversal(_ id: HCLExpressionID, _ frame: Frame) -> Traced {
        let document = frame.document
        let tree = document.tree
        if let name = foreignRoot(id, frame) {
            let shown = document.traversalText(id) ?? name
            guard let steps = steps(to: id, frame) else { return splatted(id, name, shown, frame) }
            return reference(name, steps, shown)
        }
        switch tree[id] {
        case .variable: return frame.bindings[document.text(id)] ?? unknown("references \(document.text(id))", .none)
        case .splatElement: return frame.element ?? unknown("references *", .none)
        case .attribute(let source, let name):
            let key = document.text(name)
            if case .variable = tree[source] {
                let root = document.text(source)
                if frame.bindings[root] == nil {
                    if root == "var" { return variable(key) }
                    if root == "local" { return local(key) }
                }
            }
            return step(traversal(source, frame), .string(key))
        case .legacyIndex(let source, let digits):
            return step(traversal(source, frame), .int(Int64(document.text(digits)) ?? .max))
        case .index(let source, let key):
            let target = traversal(source, frame)
            return step(target, evaluate(key, frame).value)
        case .splat(let source, let each): return splat(traversal(source, frame), each, frame)
        default: return evaluate(id, frame)
        }
    }

    /// The name at the root of a traversal when nothing here can say what it stands for: a resource, a data source, a module.
    private func foreignRoot(_ id: HCLExpressionID, _ frame: Frame) -> String? {
        let tree = frame.document.tree
        var root = id
        while true {
            switch tree[root] {
            case .attribute(let source, _), .legacyIndex(let source, _), .index(let source, _), .splat(let source, _):
                root = source
            case .variable:
                let name = frame.document.text(root)
                return name == "var" || name == "local" || frame.bindings[name] != nil ? nil : name
            default: return nil
            }
        }
    }

    /// One step into a value.
    func step(_ target: Traced, _ key: Value) -> Traced {
        switch (target.value, key) {
        case (.unknown, _): return target
        case (_, .unknown): return Traced(key, target.provenance)
        case (.map(let mapping), _):
            guard let name = Conversion.string(key) else { return failure("a key must be a string") }
            return mapping[name] ?? failure("there is no element '\(name)'")
        case (.list(let items), _):
            guard case .int(let index)? = Conversion.number(key) else { return failure("a list has no attributes") }
            guard index >= 0, index < items.count else { return failure("index \(index) is out of range") }
            return items[Int(index)]
        default: return failure("a \(target.value.kindName) has no elements")
        }
    }

    func failure(_ reason: String) -> Traced { unknown(TerraformEvaluator.failurePrefix + reason, .none) }

    private func splat(_ target: Traced, _ each: HCLExpressionID, _ frame: Frame) -> Traced {
        let items: [Traced]
        switch target.value {
        case .unknown: return target
        case .null: items = []
        case .list(let list): items = list
        default: items = [target]
        }
        return Traced(.list(items.map { evaluateEach(each, frame.splatting($0)) }), target.provenance)
    }

    /// The steps behind a splat for one element, with the element's own chain.
    private func evaluateEach(_ each: HCLExpressionID, _ frame: Frame) -> Traced {
        guard mayStep() else { return unknown("takes too many steps to evaluate", .none) }
        return traversal(each, frame)
    }

    func variable(_ name: String) -> Traced {
        guard let declared = module.variables[name] else {
            if call == nil, let assigned = environment[name] ?? module.assignments[name] {
                return memoised("var.\(name)") { $0.value(of: assigned) }
            }
            return unknown("references var.\(name), which is not declared here", .none)
        }
        return memoised("var.\(name)") { evaluator in
            guard let value = evaluator.planned(name, evaluator.given(name, declared)) else {
                return evaluator.unknown("references var.\(name), which has no default", .none)
            }
            guard let type = declared.type else { return value }
            return evaluator.converted(value, to: type.id, type.frame)
        }
    }

    /// What the caller, the environment or the default says, before it is converted.
    private func given(_ name: String, _ declared: TerraformModule.Variable) -> Traced? {
        let fallback = { (evaluator: TerraformEvaluator) in declared.defaultValue.map { evaluator.value(of: $0) } }
        if let call {
            guard let argument = call.caller.argument(name, call.block, call.bindings) else { return fallback(self) }
            return argument.value.isNull && declared.refusesNull ? fallback(self) ?? argument : argument
        }
        if let source = environment[name] ?? module.assignments[name] { return value(of: source) }
        return fallback(self)
    }

    /// What a plan says of a root module's variable.
    private func planned(_ name: String, _ written: Traced?) -> Traced? {
        guard call == nil, let planned = session.planned else { return written }
        return planned.variable(name, written: written)
    }

    private func local(_ name: String) -> Traced {
        guard let source = module.locals[name] else {
            return unknown("references local.\(name), which is not declared here", .none)
        }
        return memoised("local.\(name)") { $0.value(of: source) }
    }

    func memoised(_ name: String, _ compute: (TerraformEvaluator) -> Traced) -> Traced {
        if let entry = known[name] {
            return entry ?? unknown(TerraformEvaluator.failurePrefix + "\(name) refers to itself", .none)
        }
        known[name] = .some(nil)
        // Each name has its own allowance, since its value is kept for all that refer to it.
        let outerSteps = session.steps
        session.steps = 0
        let value = compute(self)
        session.steps = outerSteps
        known[name] = value
        return value
    }

    private func mayStep() -> Bool {
        session.steps += 1
        return session.steps <= TerraformEvaluator.maximumSteps
    }
}
