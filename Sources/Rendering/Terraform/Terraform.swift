package import ConfigModel
package import Documents
package import SourceText

/// Renders the files of one Terraform directory: every resource, data source, provider, module call, variable, output and settings
/// block with its expressions evaluated as far as the files alone allow.
///
///     resource "aws_s3_bucket" "logs" {      # terraform / aws_s3_bucket / logs, at resource[0] of its file
///       acl = var.acl                        # acl: the variable's default, or what terraform.tfvars says
///     }
///
/// Modules are not followed: what comes out of one is unknown. A block whose `count` is 0 or whose `for_each` is empty is left out, with
/// a note. Several instances of one block are one resource, in which values that differ between them are unknown.
///
/// - Parameter documents: the `.tf`, `.tf.json` and `.tfvars` files of one directory, in any order.
package func renderTerraform(_ documents: [any Document]) -> (resources: [Resource], diagnostics: [Diagnostic]) {
    let module = TerraformModule(documents)
    var rendering = BlockRendering(Evaluator(module))
    let resources = module.blocks.compactMap { rendering.resource($0) }
    return (resources, module.diagnostics + rendering.diagnostics)
}

/// Turns blocks into resources.
private struct BlockRendering {
    private var evaluator: Evaluator
    private(set) var diagnostics: [Diagnostic] = []

    /// With more instances than this, values that depend on the instance are unknown.
    private static let maximumInstances = 16

    init(_ evaluator: Evaluator) { self.evaluator = evaluator }

    mutating func resource(_ block: TerraformModule.Block) -> Resource? {
        evaluator.replenish()
        let bindings = instances(block)
        guard !bindings.isEmpty else {
            diagnostics.append(
                Diagnostic(
                    .note, "terraform-no-instance",
                    "\(block.id) has no instance with the values at hand and is not judged",
                    path: block.home.path, span: block.headline))
            return nil
        }
        let values = bindings.map { value(block, $0) }
        return Resource(id: block.id, value: merged(values), home: block.home, headline: block.headline)
    }

    private mutating func value(_ block: TerraformModule.Block, _ bindings: [String: Traced]) -> Traced {
        switch block.content {
        case .native(let frame, let native):
            let frame = frame.binding(bindings)
            let isVariable = block.id.type == "variable"
            return body(
                frame.document.tree.body(of: native), Provenance(frame.origin(block.headline)), frame,
                typesAsText: isVariable)
        case .json(let value, let frame):
            let evaluated = evaluator.evaluateJSON(value, frame.binding(bindings))
            return isResourceLike(block) ? withBlocksAsLists(evaluated) : evaluated
        }
    }

    private func isResourceLike(_ block: TerraformModule.Block) -> Bool {
        !["variable", "output", "module"].contains(block.id.type)
    }

    /// What `each` and `count` stand for in every instance; one empty entry when that is not known.
    private mutating func instances(_ block: TerraformModule.Block) -> [[String: Traced]] {
        if let collection = argument("for_each", block) {
            // A list cannot be iterated here, so what looks like one is a set.
            guard case .known(let rounds) = evaluator.iterations(collection, isSet: true) else { return [[:]] }
            if rounds.count > BlockRendering.maximumInstances { return [[:]] }
            return rounds.map { round in
                let entries = [
                    Mapping.Entry(key: "key", value: round.key), Mapping.Entry(key: "value", value: round.value),
                ]
                return ["each": Traced(.map(Mapping(entries)), collection.provenance)]
            }
        }
        guard let count = argument("count", block), case .int(let number)? = Conversion.number(count.value) else {
            return [[:]]
        }
        if number > BlockRendering.maximumInstances { return [[:]] }
        return (0..<max(number, 0)).map { index in
            let entry = Mapping.Entry(key: "index", value: Traced(.int(index), count.provenance))
            return ["count": Traced(.map(Mapping([entry])), count.provenance)]
        }
    }

    private mutating func argument(_ name: String, _ block: TerraformModule.Block) -> Traced? {
        switch block.content {
        case .native(let frame, let native):
            let body = frame.document.tree.body(of: native)
            return frame.document.attribute(name, in: body).map { evaluator.evaluate($0.value, frame) }
        case .json(let value, let frame): return value[name].map { evaluator.evaluateJSON($0, frame) }
        }
    }

    /// Equal parts of all instances; what differs is unknown.
    private func merged(_ values: [Traced]) -> Traced {
        guard let first = values.first, values.contains(where: { $0.value != first.value }) else { return values[0] }
        let mappings = values.compactMap(\.value.mapping)
        if mappings.count == values.count {
            let keys = Mapping(
                mappings.flatMap(\.entries).reduce(into: [Mapping.Entry]()) { all, entry in
                    if !all.contains(where: { $0.key == entry.key }) { all.append(entry) }
                })
            let entries = keys.entries.map { entry in
                let parts = mappings.compactMap { $0[entry.key] }
                let value = parts.count == values.count ? merged(parts) : differing(entry.value)
                return Mapping.Entry(key: entry.key, keyProvenance: entry.keyProvenance, value: value)
            }
            return Traced(.map(Mapping(entries)), first.provenance)
        }
        let lists = values.compactMap(\.value.list)
        if lists.count == values.count, let count = lists.first?.count, lists.allSatisfy({ $0.count == count }) {
            return Traced(.list((0..<count).map { index in merged(lists.map { $0[index] }) }), first.provenance)
        }
        return differing(first)
    }

    private func differing(_ value: Traced) -> Traced {
        Traced(.unknown(UnknownReason("differs between the instances of the block")), value.provenance)
    }
}

// Bodies.
extension BlockRendering {
    /// One type of nested block while its blocks are gathered.
    private struct Nested {
        let type: String
        let keyProvenance: Provenance
        var blocks: [Traced] = []
        var unknown: Traced?
    }

    private mutating func body(_ body: HCLBody, _ provenance: Provenance, _ frame: Frame, typesAsText: Bool = false)
        -> Traced
    {
        let document = frame.document
        var mapping = Mapping()
        var nested: [Nested] = []
        for item in document.tree.items(of: body) {
            switch item {
            case .attribute(let index):
                let attribute = document.tree.attributes[Int(index)]
                let name = document.text(attribute.name)
                // A type constraint is no value; rules see how it is written.
                let value =
                    typesAsText && name == "type"
                    ? Traced(.string(document.text(attribute.value)), Provenance(frame.origin(attribute.value)))
                    : evaluator.evaluate(attribute.value, frame)
                mapping.set(
                    Mapping.Entry(key: name, keyProvenance: Provenance(frame.origin(attribute.name.span)), value: value)
                )
            case .block(let index):
                let block = document.tree.blocks[Int(index)]
                let type = document.text(block.type)
                let label = document.tree.labels(of: block).first?.text
                if type == "dynamic", let label {
                    addDynamic(block, label, frame, to: &nested)
                } else {
                    let header = Provenance(frame.origin(block.header.span))
                    let value = self.body(document.tree.body(of: block), header, frame)
                    add([value], type, Provenance(frame.origin(block.type.span)), to: &nested)
                }
            }
        }
        for group in nested {
            let list =
                group.unknown ?? Traced(.list(group.blocks), group.blocks.first?.provenance ?? group.keyProvenance)
            mapping.set(Mapping.Entry(key: group.type, keyProvenance: group.keyProvenance, value: list))
        }
        return Traced(.map(mapping), provenance)
    }

    private func add(
        _ blocks: [Traced], _ type: String, _ key: Provenance, unknown: Traced? = nil, to nested: inout [Nested]
    ) {
        let place = nested.firstIndex { $0.type == type } ?? nested.endIndex
        if place == nested.endIndex { nested.append(Nested(type: type, keyProvenance: key)) }
        nested[place].blocks += blocks
        nested[place].unknown = nested[place].unknown ?? unknown
    }

    /// `dynamic "setting" { for_each = … content { … } }`
    private mutating func addDynamic(_ block: HCLBlock, _ label: String, _ frame: Frame, to nested: inout [Nested]) {
        let document = frame.document
        let body = document.tree.body(of: block)
        let header = Provenance(frame.origin(block.header.span))
        let content = document.tree.items(of: body).compactMap { item -> HCLBlock? in
            guard case .block(let index) = item else { return nil }
            let inner = document.tree.blocks[Int(index)]
            return document.text(inner.type) == "content" ? inner : nil
        }.first
        guard let content, let attribute = document.attribute("for_each", in: body) else {
            return add(
                [], label, header, unknown: evaluator.unknown("is made by a dynamic block that is incomplete", header),
                to: &nested)
        }
        let collection = evaluator.evaluate(attribute.value, frame)
        switch evaluator.iterations(collection, isSet: evaluator.isSet(attribute.value, frame)) {
        case .unknown(let reason):
            let value = evaluator.unknown("is made by a dynamic block whose for_each \(reason)", header)
            add([], label, header, unknown: value, to: &nested)
        case .known(let rounds):
            let iterator = document.attribute("iterator", in: body).map { document.text($0.value) } ?? label
            var values: [Traced] = []
            for round in rounds {
                let entries = [
                    Mapping.Entry(key: "key", value: round.key), Mapping.Entry(key: "value", value: round.value),
                ]
                let inner = frame.binding([iterator: Traced(.map(Mapping(entries)), collection.provenance)])
                values.append(self.body(document.tree.body(of: content), header, inner))
            }
            if !values.isEmpty { add(values, label, header, to: &nested) }
        }
    }
}

/// JSON syntax does not tell blocks from maps. Everything that is an object is taken for a block, as a list of one, except for the
/// arguments that providers define as maps.
private func withBlocksAsLists(_ value: Traced) -> Traced {
    guard let mapping = value.value.mapping else { return value }
    let entries = mapping.entries.map { entry -> Mapping.Entry in
        guard !mapArguments.contains(entry.key) else { return entry }
        var entry = entry
        switch entry.value.value {
        case .map: entry.value = Traced(.list([withBlocksAsLists(entry.value)]), entry.value.provenance)
        case .list(let items): entry.value = Traced(.list(items.map(withBlocksAsLists)), entry.value.provenance)
        default: break
        }
        return entry
    }
    return Traced(.map(Mapping(entries)), value.provenance)
}

private let mapArguments: Set<String> = [
    "annotations", "app_settings", "default_arguments", "for_each", "headers", "keepers", "labels", "match_labels",
    "metadata", "node_selector",
    "parameters", "tags", "tags_all", "triggers", "triggers_replace", "variables",
]
