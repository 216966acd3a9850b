import ConfigModel
import Documents
import SourceText
internal import Projects

/// Reads Terragrunt files of one work tree, each with what it includes.
///
/// Paths that Terragrunt would make absolute start with `/`, which stands for the root of the tree. Includes and reads are followed to a
/// depth of `maximumDepth`.
final class TerragruntReader {
    private static let maximumDepth = 8

    let tree: any WorkTree
    private var documents: [String: HCLDocument] = [:]
    /// The folders of the tree, and those among them that hold code of Terraform.
    private lazy var folders = TerragruntReader.folders(of: tree)
    /// Files read for the unit at hand.
    private(set) var used: [String] = []

    init(_ tree: any WorkTree) { self.tree = tree }

    /// The unit that a file is, or nil where it cannot be read.
    func unit(_ path: String) -> TerragruntUnit? {
        used = []
        guard let config = config(path, context: TerragruntContext(unit: path, file: path, include: nil), depth: 0) else { return nil }
        let home = folder(of: path)
        let module: TerragruntUnit.Module
        switch config.source?.value {
        case nil:
            module = folders.withCode.contains(home) ? .local(home) : .none
        case .string(let source)?:
            if source.hasPrefix("/") || TerraformTree.isLocal(source) {
                let place = source.hasPrefix("/") ? resolved(source, in: "") : resolved(source, in: home)
                module = place.flatMap { folders.withCode.contains($0) ? .local($0) : nil } ?? .opaque("'\(source)' is not in the tree")
            } else {
                module = .opaque("'\(source)' is not in the tree")
            }
        case .unknown(let reason)?: module = .opaque("it \(reason)")
        default: module = .opaque("it is no text")
        }
        return TerragruntUnit(
            path: path, module: module, inputs: config.inputs, files: Array(Set(used)).sorted(), sourceSpan: config.source?.provenance.nearest?.span)
    }

    /// What a file says, in the place of the unit that includes it.
    func config(_ path: String, context: TerragruntContext, depth: Int) -> TerragruntConfig? {
        guard depth < TerragruntReader.maximumDepth, let document = document(path) else { return nil }
        used.append(path)
        let module = TerraformModule([document], environments: [], folder: folder(of: path))
        let evaluator = TerraformEvaluator(module, TerraformSession(TerraformTree([]), files: tree))
        let dialect = TerragruntDialect(self, context, depth: depth)
        evaluator.dialect = dialect
        let frame = Frame(document, role: .environment)
        func argument(_ name: String, _ block: HCLBlock) -> Traced? {
            document.attribute(name, in: document.tree.body(of: block)).map { evaluator.evaluate($0.value, frame) }
        }
        var result = TerragruntConfig()
        var parents: [(name: String, config: TerragruntConfig, isDeep: Bool)] = []
        var outputs = Mapping()
        for item in document.tree.items(of: document.rootBody) {
            guard case .block(let index) = item else { continue }
            let block = document.tree.blocks[Int(index)]
            let label = document.tree.labels(of: block).first?.text
            switch document.text(block.type) {
            case "include":
                guard let place = argument("path", block)?.value.string.flatMap({ located($0, from: path) }) else {
                    result.inputs = Traced(.unknown(UnknownReason("may be set by a file that is included and not in the tree")), .none)
                    continue
                }
                let inner = TerragruntContext(unit: context.unit, file: context.unit, include: place)
                guard let parent = config(place, context: inner, depth: depth + 1) else { continue }
                let strategy = argument("merge_strategy", block)?.value.string ?? "shallow"
                dialect.names["include", default: .new(.map(Mapping()))].set(label, parent.asValue)
                if strategy != "no_merge" { parents.append((label ?? "", parent, strategy.hasPrefix("deep"))) }
            case "dependency":
                guard let label else { continue }
                let place = argument("config_path", block)?.value.string ?? "another unit"
                let reason = UnknownReason("is an output of '\(place)', which is known only after that is applied")
                let mocks = argument("mock_outputs", block).map(\.withoutPlaces)
                let values = mocks.flatMap(\.value.mapping).map { Traced.new(.map($0)) } ?? .new(.unknown(reason))
                outputs.set(.init(key: label, value: .new(.map(Mapping([.init(key: "outputs", value: values)])))))
            case "terraform": result.source = argument("source", block) ?? result.source
            default: break
            }
        }
        if !outputs.isEmpty { dialect.names["dependency"] = .new(.map(outputs)) }
        result.locals = Mapping(
            module.locals.keys.sorted().map { Mapping.Entry(key: $0, value: evaluator.value(of: module.locals[$0] ?? .value(.new(.null)))) })
        if let written = document.attribute("inputs", in: document.rootBody).map({ evaluator.evaluate($0.value, frame) }) {
            result.inputs = result.inputs.value.isUnknown ? result.inputs : written
        }
        for parent in parents.reversed() {
            result.inputs = TerragruntConfig.merged(parent.config.inputs, under: result.inputs, isDeep: parent.isDeep)
            result.source = result.source ?? parent.config.source
        }
        return result
    }

    /// Whether a file or folder of that path is in the tree.
    func exists(_ path: String) -> Bool { tree.size(path) != nil || folders.all.contains(path) }

    private static func folders(of tree: any WorkTree) -> (all: Set<String>, withCode: Set<String>) {
        var all: Set<String> = []
        var withCode: Set<String> = []
        for path in tree.paths {
            var at = folder(of: path)
            if path.hasSuffix(".tf") || path.hasSuffix(".tf.json") || path.hasSuffix(".tofu") { withCode.insert(at) }
            while !at.isEmpty, all.insert(at).inserted { at = folder(of: at) }
        }
        return (all, withCode)
    }

    /// The path in the tree that a text means; nil where it leads out of it.
    func located(_ text: String, from path: String) -> String? {
        text.hasPrefix("/") ? resolved(text, in: "") : resolved(text, in: folder(of: path))
    }

    private func document(_ path: String) -> HCLDocument? {
        if let known = documents[path] { return known }
        guard (tree.size(path) ?? .max) <= largestFile, let file = try? tree.file(path) else { return nil }
        guard let document = tree.document(file, as: .hcl) as? HCLDocument, document.isSound else { return nil }
        documents[path] = document
        return document
    }
}

/// What one Terragrunt file says.
struct TerragruntConfig {
    var source: Traced?
    var inputs: Traced = .new(.map(Mapping()))
    var locals = Mapping()

    /// As `read_terragrunt_config` and `include.NAME` give it.
    var asValue: Traced {
        .new(.map(Mapping([.init(key: "locals", value: .new(.map(locals))), .init(key: "inputs", value: inputs)])))
    }

    /// The inputs of an included file under those of the file that includes it.
    static func merged(_ parent: Traced, under child: Traced, isDeep: Bool) -> Traced {
        guard case .map(var mapping) = parent.value, case .map(let own) = child.value else { return child.value.isUnknown ? child : parent }
        for entry in own.entries {
            guard isDeep, let before = mapping[entry.key] else {
                mapping.set(entry)
                continue
            }
            switch (before.value, entry.value.value) {
            case (.map, .map): mapping.set(.init(key: entry.key, value: merged(before, under: entry.value, isDeep: true)))
            case (.list(let a), .list(let b)): mapping.set(.init(key: entry.key, value: Traced(.list(a + b), entry.value.provenance)))
            default: mapping.set(entry)
            }
        }
        return Traced(.map(mapping), child.provenance)
    }
}

extension Traced {
    /// Adds an element to a map; without a name, all elements of the value.
    fileprivate mutating func set(_ name: String?, _ value: Traced) {
        guard var mapping = self.value.mapping else { return }
        if let name {
            mapping.set(.init(key: name, value: value))
        } else {
            for entry in value.value.mapping?.entries ?? [] { mapping.set(entry) }
        }
        self = Traced(.map(mapping), provenance)
    }

    /// Stand-ins for outputs are no place to mend anything.
    fileprivate var withoutPlaces: Traced {
        switch value {
        case .list(let items): .new(.list(items.map(\.withoutPlaces)))
        case .map(let mapping): .new(.map(Mapping(mapping.entries.map { .init(key: $0.key, value: $0.value.withoutPlaces) })))
        default: .new(value)
        }
    }
}
