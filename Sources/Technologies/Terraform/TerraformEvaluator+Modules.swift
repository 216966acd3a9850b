import ConfigModel
import Documents
import SourceText
internal import Projects

/// One call of a module, for one key of its `for_each` or `count`.
///
///     module "logs" {                      # address: module.logs["eu"]
///       for_each = toset(["eu", "us"])
///       source   = "./bucket"
///     }
struct ModuleCall {
    unowned let caller: TerraformEvaluator
    let block: TerraformModule.Block
    /// What `each` and `count` stand for in the arguments.
    let bindings: [String: Traced]
    /// From the root: `module.a["x"].module.b`.
    let address: String
    /// Names of the calls without their keys, joined by dots, as the manifest of installed modules has them.
    let key: String
    let depth: Int
}

/// What a module call comes to.
enum CalledInstances {
    case single(TerraformEvaluator)
    case counted([TerraformEvaluator])
    case keyed([(key: String, evaluator: TerraformEvaluator)])
    /// The module or the number of its instances is not known.
    case unknown(UnknownReason)

    var evaluators: [TerraformEvaluator] {
        switch self {
        case .single(let one): [one]
        case .counted(let all): all
        case .keyed(let all): all.map(\.evaluator)
        case .unknown: []
        }
    }
}

extension TerraformEvaluator {
    /// The evaluator of the outermost caller.
    var root: TerraformEvaluator { call.map { $0.caller.root } ?? self }

    var address: String { call?.address ?? "" }

    /// The instances of the module that the block of that name calls; nil when there is no such block.
    func called(_ name: String) -> CalledInstances? {
        if let known = instancesOfCalls[name] { return known }
        guard let block = module.block("module", name) else { return nil }
        let result = makeInstances(name, block)
        instancesOfCalls[name] = result
        return result
    }

    private func makeInstances(_ name: String, _ block: TerraformModule.Block) -> CalledInstances {
        // A call that asks for itself while its instances are counted.
        instancesOfCalls[name] = .unknown(UnknownReason(TerraformEvaluator.failurePrefix + "module.\(name) refers to itself"))
        let key = call.map { "\($0.key).\(name)" } ?? name
        guard let source = argument("source", block, [:])?.value.string else {
            return opaque(name, block, "whose source is not known")
        }
        let home: String
        switch session.modules.target(of: source, from: module.folder, root: root.module.folder, key: key) {
        case .known(let place): home = place
        case .unknown(let reason): return opaque(name, block, reason.description)
        }
        guard let target = session.modules.modules[home] else { return opaque(name, block, "which is not in the tree") }
        if isCalled(within: home) {
            session.report(
                Diagnostic(
                    .warning, "terraform-module-cycle", "module.\(name) calls a module that it is part of", path: block.home.path,
                    span: block.headline, help: "Terraform refuses modules that contain themselves"))
            return .unknown(UnknownReason("references module.\(name), which is part of itself"))
        }
        let depth = (call?.depth ?? 0) + 1
        guard depth <= TerraformSession.maximumCallDepth else { return opaque(name, block, "which is nested too deeply") }

        func instance(_ suffix: String, _ bindings: [String: Traced]) -> TerraformEvaluator {
            session.instances += 1
            let own = "module.\(name)\(suffix)"
            let address = self.address.isEmpty ? own : "\(self.address).\(own)"
            let inner = ModuleCall(caller: self, block: block, bindings: bindings, address: address, key: key, depth: depth)
            return TerraformEvaluator(target, session, call: inner)
        }
        guard session.instances < TerraformSession.maximumInstances else {
            return opaque(name, block, "which is called too often")
        }
        switch instances(block) {
        case .single: return .single(instance("", [:]))
        case .unknown: return .single(instance("", [:]))
        case .counted(let all): return .counted(all.enumerated().map { instance("[\($0)]", $1) })
        case .keyed(let all):
            return .keyed(all.map { ($0.key, instance("[\(JSONText.quoted($0.key, escapesHTML: false))]", $0.bindings)) })
        }
    }

    private func isCalled(within folder: String) -> Bool {
        module.folder == folder || (call?.caller.isCalled(within: folder) ?? false)
    }

    private func opaque(_ name: String, _ block: TerraformModule.Block, _ why: String) -> CalledInstances {
        session.report(
            Diagnostic(
                .note, "terraform-module-opaque", "module.\(name), \(why), is not judged", path: block.home.path, span: block.headline))
        return .unknown(UnknownReason("references module.\(name), \(why)"))
    }

    /// `module.NAME`, and what the steps behind it lead to.
    func moduleReference(_ steps: ArraySlice<Value>, _ shown: String) -> Traced {
        guard let name = steps.first?.string, let called = called(name) else { return unknown("references \(shown)", .none) }
        let rest = steps.dropFirst()
        switch called {
        case .unknown(let reason):
            return unknown("references \(shown)" + (reason.isFailure ? ", which refers to itself" : ""), .none)
        case .single(let one): return one.outputs(rest)
        case .counted(let all):
            guard let key = rest.first else { return .new(.list(all.map { $0.outputs([]) })) }
            if key.isUnknown { return .new(key) }
            guard case .int(let index)? = Conversion.number(key), all.indices.contains(Int(clamping: index)) else {
                return failure("module.\(name) has no such instance")
            }
            return all[Int(clamping: index)].outputs(rest.dropFirst())
        case .keyed(let all):
            guard let key = rest.first else {
                return .new(.map(Mapping(all.map { Mapping.Entry(key: $0.key, value: $0.evaluator.outputs([])) })))
            }
            if key.isUnknown { return .new(key) }
            guard let text = Conversion.string(key), let one = all.first(where: { $0.key == text }) else {
                return failure("module.\(name) has no such instance")
            }
            return one.evaluator.outputs(rest.dropFirst())
        }
    }

    /// One output and what lies below it, or all outputs as a map.
    private func outputs(_ steps: ArraySlice<Value>) -> Traced {
        guard let first = steps.first else {
            let outputs = module.blocks.filter { $0.id.type == "output" }
            return .new(
                .map(Mapping(outputs.map { Mapping.Entry(key: $0.id.name, value: self.outputs([.string($0.id.name)])) })))
        }
        guard let name = first.string, let block = module.block("output", name) else {
            return failure("\(address) has no such output")
        }
        let value = memoised("output.\(name)") { evaluator in
            evaluator.argument("value", block, [:]) ?? evaluator.unknown("has no value", .none)
        }
        return steps.dropFirst().reduce(value) { step($0, $1) }
    }
}

extension UnknownReason {
    var isFailure: Bool { description.hasPrefix(TerraformEvaluator.failurePrefix) }
}
