import ConfigModel
import Documents
import SourceText
internal import Projects

// References to what is neither a variable nor a local: modules, resources, data sources, paths.
extension TerraformEvaluator {
    /// The steps from the root of a traversal to its end; nil where one of them is a splat.
    func steps(to id: HCLExpressionID, _ frame: Frame) -> [Value]? {
        let document = frame.document
        switch document.tree[id] {
        case .variable: return []
        case .attribute(let source, let name):
            return steps(to: source, frame).map { $0 + [.string(document.text(name))] }
        case .legacyIndex(let source, let digits):
            return steps(to: source, frame).map { $0 + [.int(Int64(document.text(digits)) ?? .max)] }
        case .index(let source, let key):
            guard let outer = steps(to: source, frame) else { return nil }
            return outer + [evaluate(key, frame).value]
        default: return nil
        }
    }

    /// What a traversal with a splat refers to: `aws_s3_bucket.logs[*].id`.
    func splatted(_ id: HCLExpressionID, _ root: String, _ shown: String, _ frame: Frame) -> Traced {
        let tree = frame.document.tree
        var names: [String] = []
        var at = id
        while true {
            switch tree[at] {
            case .attribute(let source, let name):
                names.append(frame.document.text(name))
                at = source
                continue
            case .legacyIndex(let source, _), .index(let source, _), .splat(let source, _):
                at = source
                continue
            default: break
            }
            break
        }
        var steps = names.reversed()[...]
        var type = root
        if root == "data" || root == "ephemeral", let first = steps.popFirst() { type = "\(root).\(first)" }
        let target = steps.first.flatMap { name in
            module.block(type, name).map { _ in UnknownReason.Target(folder: module.folder, scope: address, type: type, name: name) }
        }
        return Traced(.unknown(UnknownReason("references \(shown)", target: target)), .none)
    }

    /// - Parameter shown: the traversal as it is written, for reasons.
    func reference(_ root: String, _ steps: [Value], _ shown: String) -> Traced {
        if let named = dialect?.names[root] { return steps.reduce(named) { step($0, $1) } }
        switch root {
        case "path":
            switch steps.first?.string {
            case "module": return .new(.string(terraformPath(of: module.folder, from: self.root.module.folder)))
            case "root": return .new(.string("."))
            default: return unknown("references \(shown)", .none)
            }
        case "module": return moduleReference(steps[...], shown)
        case "data", "ephemeral":
            guard steps.count > 1, let type = steps[0].string else { return unknown("references \(shown)", .none) }
            return resourceReference("\(root).\(type)", steps.dropFirst(), shown)
        default: return resourceReference(root, steps[...], shown)
        }
    }

    private func resourceReference(_ type: String, _ steps: ArraySlice<Value>, _ shown: String) -> Traced {
        guard let name = steps.first?.string, let block = module.block(type, name) else {
            return unknown("references \(shown)", .none)
        }
        let target = UnknownReason.Target(folder: module.folder, scope: address, type: type, name: name)
        let applied = Traced(
            .unknown(UnknownReason("references \(shown), which is known only after it is applied", target: target)), .none)
        var rest = steps.dropFirst()
        var bindings: [String: Traced] = [:]
        var place = ""
        switch instances(block) {
        case .single: break
        case .unknown: return applied
        case .counted(let all):
            guard let key = rest.popFirst(), case .int(let index)? = Conversion.number(key),
                all.indices.contains(Int(clamping: index))
            else { return applied }
            bindings = all[Int(clamping: index)]
            place = "[\(index)]"
        case .keyed(let all):
            guard let key = rest.popFirst().flatMap({ Conversion.string($0) }), let one = all.first(where: { $0.key == key })
            else { return applied }
            bindings = one.bindings
            place = "[\(key)]"
        }
        guard let attribute = rest.popFirst()?.string else { return applied }
        let value = memoised("\(type).\(name)\(place).\(attribute)") { evaluator in
            if attribute == "json", type == "data.aws_iam_policy_document" {
                return policyDocument(evaluator.value(of: block, bindings))
            }
            return evaluator.argument(attribute, block, bindings) ?? applied
        }
        // A set argument is still computed where it is null.
        if value.value.isNull { return applied }
        // A companion's argument that names its own subject stands for the subject.
        if case .unknown(let reason) = value.value, !(reason.target.map { type.hasPrefix($0.type + "_") } ?? false) {
            return Traced(.unknown(UnknownReason(reason.description, target: target)), value.provenance)
        }
        return rest.reduce(value) { step($0, $1) }
    }
}

/// The instances of a block by its `count` or `for_each`.
enum BlockInstances {
    case single
    /// What `count` stands for in each.
    case counted([[String: Traced]])
    /// What `each` stands for in each.
    case keyed([(key: String, bindings: [String: Traced])])
    /// How many there are is not known, or there are too many; what `each` stands for where all are made from one block.
    case unknown([String: Traced] = [:])

    var bindings: [[String: Traced]] {
        switch self {
        case .single: [[:]]
        case .unknown(let bindings): [bindings]
        case .counted(let all): all
        case .keyed(let all): all.map(\.bindings)
        }
    }
}

// Blocks that stand for several.
extension TerraformEvaluator {
    /// With more instances than this, values that depend on the instance are unknown.
    static let maximumInstances = 32

    func instances(_ block: TerraformModule.Block) -> BlockInstances {
        let written = writtenInstances(block)
        if case .unknown = written, let planned = plannedInstances(block) { return planned }
        return written
    }

    private func writtenInstances(_ block: TerraformModule.Block) -> BlockInstances {
        if let collection = argument("for_each", block, [:]) {
            // A list cannot be iterated here, so what looks like one is a set.
            guard case .known(let rounds) = iterations(collection, isSet: true), rounds.count <= TerraformEvaluator.maximumInstances
            else { return .unknown(instancesOf(collection)) }
            var all: [(key: String, bindings: [String: Traced])] = []
            for round in rounds {
                guard let key = Conversion.string(round.key.value) else { return .unknown() }
                let entries = [
                    Mapping.Entry(key: "key", value: round.key), Mapping.Entry(key: "value", value: round.value),
                ]
                all.append((key, ["each": Traced(.map(Mapping(entries)), collection.provenance)]))
            }
            return .keyed(all)
        }
        guard let count = argument("count", block, [:]) else { return .single }
        guard case .int(let number)? = Conversion.number(count.value), number <= TerraformEvaluator.maximumInstances else {
            return .unknown()
        }
        return .counted(
            (0..<max(number, 0)).map { index in
                let entry = Mapping.Entry(key: "index", value: Traced(.int(index), count.provenance))
                return ["count": Traced(.map(Mapping([entry])), count.provenance)]
            })
    }

    /// `for_each = aws_s3_bucket.site`: each value is an instance of that block.
    private func instancesOf(_ collection: Traced) -> [String: Traced] {
        guard case .unknown(let reason) = collection.value, reason.target != nil else { return [:] }
        let entries = ["key", "value"].map { name in
            Mapping.Entry(key: name, value: Traced(.unknown(name == "key" ? UnknownReason(reason.description) : reason), collection.provenance))
        }
        return ["each": Traced(.map(Mapping(entries)), collection.provenance)]
    }

    /// The value of an attribute directly in a block; nil when it has none of that name.
    func argument(_ name: String, _ block: TerraformModule.Block, _ bindings: [String: Traced]) -> Traced? {
        switch block.content {
        case .native(let frame, let native):
            let body = frame.document.tree.body(of: native)
            return frame.document.attribute(name, in: body).map { evaluate($0.value, frame.binding(bindings)) }
        case .json(let value, let frame): return value[name].map { evaluateJSON($0, frame.binding(bindings)) }
        }
    }
}
