import ConfigModel
import Documents
import SourceText
internal import Projects

/// One type of nested block while its blocks are gathered.
private struct Nested {
    let type: String
    let keyProvenance: Provenance
    var blocks: [Traced] = []
    var unknown: Traced?
}

// Bodies of blocks as values.
extension TerraformEvaluator {
    /// The value of a block for one of its instances.
    func value(of block: TerraformModule.Block, _ bindings: [String: Traced]) -> Traced {
        switch block.content {
        case .native(let frame, let native):
            let frame = frame.binding(bindings)
            let isVariable = block.id.type == "variable"
            return body(
                frame.document.tree.body(of: native), Provenance(frame.origin(block.headline)), frame,
                typesAsText: isVariable)
        case .json(let value, let frame):
            let evaluated = evaluateJSON(value, frame.binding(bindings))
            return isResourceLike(block) ? withBlocksAsLists(evaluated) : evaluated
        }
    }

    private func isResourceLike(_ block: TerraformModule.Block) -> Bool {
        !["variable", "output", "module"].contains(block.id.type)
    }

    /// Arguments that hold names of things instead of values.
    private static let metaArguments: Set = ["depends_on", "ignore_changes", "provider", "replace_triggered_by"]

    private func names(_ id: HCLExpressionID, _ frame: Frame) -> Traced {
        let tree = frame.document.tree
        let here = Provenance(frame.origin(id))
        guard case .tuple(let elements) = tree[id] else { return Traced(.string(frame.document.text(id)), here) }
        return Traced(.list(tree.elements[elements.range].map { names($0, frame) }), here)
    }

    private func body(_ body: HCLBody, _ provenance: Provenance, _ frame: Frame, typesAsText: Bool = false)
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
                    : TerraformEvaluator.metaArguments.contains(name)
                        ? names(attribute.value, frame) : evaluate(attribute.value, frame)
                mapping.set(
                    Mapping.Entry(key: name, keyProvenance: Provenance(frame.origin(attribute.name.span)), value: value)
                )
                if let statements = policyStatements(name, attribute.value, frame) {
                    mapping.set(Mapping.Entry(key: name + "_statements", value: statements))
                }
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
    private func addDynamic(_ block: HCLBlock, _ label: String, _ frame: Frame, to nested: inout [Nested]) {
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
                [], label, header, unknown: unknown("is made by a dynamic block that is incomplete", header),
                to: &nested)
        }
        let collection = evaluate(attribute.value, frame)
        switch iterations(collection, isSet: isSet(attribute.value, frame)) {
        case .unknown(let reason):
            let value = unknown("is made by a dynamic block whose for_each \(reason)", header)
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
