import ConfigModel
import Documents
import SourceText
internal import Projects

/// What the files of a Terraform project declare, as places of their text, by folder and name.
struct TerraformDeclarations: Sendable {
    private struct Name: Hashable {
        let folder: String
        let type: String
        let name: String
    }

    private let documents: DocumentSet
    private var blocks: [Name: [Origin]] = [:]
    private var locals: [Name: [Origin]] = [:]
    private var values: [Name: [Origin]] = [:]
    /// Module calls by their names.
    private var calls: [String: [Origin]] = [:]

    init(_ documents: DocumentSet) {
        self.documents = documents
        let code = Set(documents.map(\.source.path).filter { !TerraformTree.isValuesFile($0) }.map(folder))
        for document in documents {
            let path = document.source.path
            let home = folder(of: path)
            if TerraformTree.isValuesFile(path) {
                let owner = code.contains(home) ? home : TerraformTree.owner(of: home, among: code) ?? home
                for entry in document.roots.first?.value.mapping?.entries ?? [] {
                    values[Name(folder: owner, type: "var", name: entry.key), default: []] += entry.value.provenance.origins.prefix(1)
                }
            } else if let native = document as? HCLDocument {
                add(native, home)
            } else {
                addJSON(document.roots.first, home)
            }
        }
    }

    private mutating func add(_ document: HCLDocument, _ home: String) {
        for item in document.tree.items(of: document.rootBody) {
            guard case .block(let index) = item else { continue }
            let block = document.tree.blocks[Int(index)]
            let type = document.text(block.type)
            let labels = document.tree.labels(of: block).map(\.text)
            if type == "locals" {
                for case .attribute(let number) in document.tree.items(of: document.tree.body(of: block)) {
                    let attribute = document.tree.attributes[Int(number)]
                    locals[Name(folder: home, type: "local", name: document.text(attribute.name)), default: []]
                        .append(document.origin(attribute.offsets.span))
                }
            }
            note(type, labels, home, document.origin(block.offsets.span))
        }
    }

    private mutating func note(_ type: String, _ labels: [String], _ home: String, _ place: Origin) {
        if type == "module", let name = labels.first { calls[name, default: []].append(place) }
        switch (type, labels.count) {
        case ("resource", 2): blocks[Name(folder: home, type: labels[0], name: labels[1]), default: []].append(place)
        case ("data", 2), ("ephemeral", 2): blocks[Name(folder: home, type: "\(type).\(labels[0])", name: labels[1]), default: []].append(place)
        case (_, 1): blocks[Name(folder: home, type: type, name: labels[0]), default: []].append(place)
        default: break
        }
    }

    /// JSON syntax, where the names of blocks are keys.
    private mutating func addJSON(_ root: Traced?, _ home: String) {
        for section in root?.value.mapping?.entries ?? [] {
            for outer in section.value.objects {
                guard let place = outer.value.provenance.nearest else { continue }
                switch section.key {
                case "locals": locals[Name(folder: home, type: "local", name: outer.key), default: []].append(place)
                case "resource", "data", "ephemeral":
                    for inner in outer.value.objects {
                        if let place = inner.value.provenance.nearest { note(section.key, [outer.key, inner.key], home, place) }
                    }
                default: note(section.key, [outer.key], home, place)
                }
            }
        }
    }

    func block(_ type: String, _ name: String, in home: String) -> [Origin] { blocks[Name(folder: home, type: type, name: name)] ?? [] }

    func local(_ name: String, in home: String) -> [Origin] { locals[Name(folder: home, type: "local", name: name)] ?? [] }

    /// The block of a variable, which holds its default, and what values files say of it.
    func variable(_ name: String, in home: String) -> [Origin] {
        block("variable", name, in: home) + (values[Name(folder: home, type: "var", name: name)] ?? [])
    }

    /// The folder that a call's `source` means, where it is one of the tree.
    func module(_ name: String, in home: String) -> String? {
        block("module", name, in: home).lazy.compactMap { source(of: $0) }.first.flatMap { TerraformTree.isLocal($0) ? resolved($0, in: home) : nil }
    }

    /// The calls of that name whose module is in `target`. Which folder an installed module came from is not asked.
    func calls(_ name: String, of target: String) -> [Origin] {
        (calls[name] ?? []).filter { place in
            guard let source = source(of: place), TerraformTree.isLocal(source) else { return TerraformTree.isInstalled(target) }
            return resolved(source, in: folder(of: place.path)) == target
        }
    }

    private func source(of block: Origin) -> String? {
        for place in argument("source", in: block) {
            guard let bytes = documents[place.path]?.source.bytes, place.span.end <= bytes.count else { continue }
            let text = String(decoding: bytes[place.span.range], as: UTF8.self)
            let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
            if parts.count > 2 { return String(parts[parts.count - 2]) }
        }
        return nil
    }

    /// `count` and `for_each` of a block.
    func repetition(of block: Origin) -> [Origin] { argument("count", in: block) + argument("for_each", in: block) }

    /// The attribute of that name directly in a block, and the blocks of that type, dynamic ones included.
    func argument(_ name: String, in block: Origin) -> [Origin] {
        items(of: block) { type, label in type == name || (type == "dynamic" && label == name) }
    }

    /// The blocks that make blocks of a type.
    func dynamic(_ name: String, in block: Origin) -> [Origin] { items(of: block) { type, label in type == "dynamic" && label == name } }

    private func items(of place: Origin, _ isWanted: (_ name: String, _ label: String?) -> Bool) -> [Origin] {
        guard let document = documents[place.path] as? HCLDocument else { return jsonItems(of: place, isWanted) }
        guard let block = document.tree.blocks.first(where: { $0.offsets.span == place.span }) else { return [] }
        return document.tree.items(of: document.tree.body(of: block)).compactMap { item in
            switch item {
            case .attribute(let index):
                let attribute = document.tree.attributes[Int(index)]
                return isWanted(document.text(attribute.name), nil) ? document.origin(attribute.offsets.span) : nil
            case .block(let index):
                let inner = document.tree.blocks[Int(index)]
                return isWanted(document.text(inner.type), document.tree.labels(of: inner).first?.text) ? document.origin(inner.offsets.span) : nil
            }
        }
    }

    private func jsonItems(of place: Origin, _ isWanted: (_ name: String, _ label: String?) -> Bool) -> [Origin] {
        guard let root = documents[place.path]?.roots.first, let path = pathOfSpan(place.span, in: root), let body = root.at(path) else { return [] }
        return body.objects.filter { isWanted($0.key, nil) }.compactMap { $0.value.provenance.nearest }
    }

    /// The whole expression that a place belongs to: of an attribute, or of one entry of an object or list within it.
    func expression(around place: Origin) -> Origin {
        guard let document = documents[place.path] as? HCLDocument else { return place }
        let tree = document.tree
        let holders = tree.attributes.filter { $0.offsets.span.contains(place.span) }
        guard let attribute = holders.min(by: { $0.offsets.span.length < $1.offsets.span.length }) else { return place }
        var id = attribute.value
        descent: while true {
            let parts: [HCLExpressionID]
            switch tree[id] {
            case .tuple(let elements): parts = Array(tree.elements[elements.range])
            case .object(let entries): parts = tree.entries[entries.range].map(\.value)
            default: break descent
            }
            guard let inner = parts.first(where: { tree.span($0).contains(place.span) }) else { break }
            id = inner
        }
        return document.origin(tree.span(id))
    }

    /// Whether the text of a place uses a name such as `each`.
    func names(_ place: Origin, _ name: String) -> Bool { references(place).contains { $0.first == name } }

    /// The names that the text of a place is written with, part by part: `var.ids`, `data.aws_region.here.name`.
    func references(_ place: Origin) -> Set<[String]> {
        guard let bytes = documents[place.path]?.source.bytes, place.span.end <= bytes.count else { return [] }
        let parts = bytes[place.span.range].split { byte in
            !((48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 95 || byte == 45 || byte == 46)
        }
        return Set(parts.map { $0.split(separator: UInt8(ascii: ".")).prefix(3).map { String(decoding: $0, as: UTF8.self) } }.filter { $0.count > 1 })
    }
}

extension Traced {
    /// The entries of an object, or of each object of a list, as JSON syntax allows both for blocks.
    fileprivate var objects: [Mapping.Entry] {
        value.mapping?.entries ?? (value.list ?? []).flatMap { $0.value.mapping?.entries ?? [] }
    }
}
