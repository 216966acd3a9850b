import ConfigModel
import Documents
import SourceText
internal import Projects

/// One Terraform module: the files of one folder sorted into what they declare.
///
///     variable "imds" { default = "optional" }      # variables["imds"]
///     locals { tags = { Name = "web" } }            # locals["tags"]
///     imds = "required"                             # terraform.tfvars: assignments["imds"]
struct TerraformModule {
    /// Where an expression is written: a native expression, or a value of a JSON file.
    enum Source {
        case native(Frame, HCLExpressionID)
        case json(Traced, Frame)
        /// What another language gave already.
        case value(Traced)
    }

    struct Variable {
        let defaultValue: Source?
        /// The type constraint; only native syntax has one that converts.
        let type: (frame: Frame, id: HCLExpressionID)?
        /// `nullable = false`: null as an argument means the default.
        let refusesNull: Bool
    }

    /// A top-level block that becomes a resource.
    struct Block {
        enum Content {
            case native(Frame, HCLBlock)
            case json(Traced, Frame)
        }

        let id: ResourceID
        let home: Resource.Home
        let headline: Span
        let content: Content
    }

    private(set) var variables: [String: Variable] = [:]
    private(set) var locals: [String: Source] = [:]
    /// Values from `terraform.tfvars` and `*.auto.tfvars`; later files win.
    private(set) var assignments: [String: Source] = [:]
    /// What the values files of environments say, which are loaded only when they are asked for; by their paths.
    private(set) var environments: [(path: String, assignments: [String: Source])] = []
    private(set) var blocks: [Block] = []
    private var places: [String: Int] = [:]
    private(set) var diagnostics: [Diagnostic] = []
    /// Relative to the work tree; empty for its root.
    let folder: String

    /// - Parameter environments: values files of folders below that hold nothing else.
    init(_ documents: [any Document], environments: [any Document], folder: String) {
        self.folder = folder
        var tfvars: [any Document] = []
        var named = environments
        for document in documents {
            let name = fileName(document)
            if name.hasSuffix(".tfvars") || name.hasSuffix(".tfvars.json") {
                if isLoadedByItself(name) { tfvars.append(document) } else { named.append(document) }
            } else if isOverride(name) {
                diagnostics.append(
                    Diagnostic(
                        .note, "terraform-override", "override files are not merged into the files they override",
                        path: document.source.path))
            } else if let native = document as? HCLDocument {
                add(native)
            } else if document.format == .json {
                addJSON(document)
            }
        }
        // Terraform reads terraform.tfvars first, then the automatic ones in the order of their names.
        for document in tfvars.sorted(by: { (order($0), fileName($0)) < (order($1), fileName($1)) }) {
            assignments.merge(values(of: document)) { _, new in new }
        }
        self.environments = named.map { (path: $0.source.path, assignments: values(of: $0)) }.sorted { $0.path < $1.path }
        for (index, block) in blocks.enumerated() { places["\(block.id.type) \(block.id.name)"] = index }
    }

    /// Adds a way in which the module is applied.
    mutating func add(environment path: String, _ assignments: [String: Source]) { environments.append((path, assignments)) }

    /// The block of a type and name: `aws_s3_bucket`, `data.aws_region`, `module`, `output`.
    func block(_ type: String, _ name: String) -> Block? { places["\(type) \(name)"].map { blocks[$0] } }

    /// The sources of its module calls that are folders of the tree.
    var localSources: [String] {
        blocks.compactMap { block in
            guard block.id.type == "module" else { return nil }
            let source =
                switch block.content {
                case .native(let frame, let native):
                    frame.document.attribute("source", in: frame.document.tree.body(of: native)).flatMap {
                        frame.document.literalValue($0.value).value.string
                    }
                case .json(let value, _): value["source"]?.value.string
                }
            return source.flatMap { TerraformTree.isLocal($0) ? $0 : nil }
        }
    }

    private func fileName(_ document: any Document) -> String {
        document.source.path.split(separator: "/").last.map(String.init) ?? ""
    }

    private func isLoadedByItself(_ name: String) -> Bool {
        name == "terraform.tfvars" || name == "terraform.tfvars.json" || name.hasSuffix(".auto.tfvars")
            || name.hasSuffix(".auto.tfvars.json")
    }

    private func isOverride(_ name: String) -> Bool {
        ["override.tf", "override.tf.json"].contains { name == $0 || name.hasSuffix("_" + $0) }
    }

    private func order(_ document: any Document) -> Int {
        switch fileName(document) {
        case "terraform.tfvars": 0
        case "terraform.tfvars.json": 1
        default: 2
        }
    }
}

// Native syntax.
extension TerraformModule {
    private mutating func add(_ document: HCLDocument) {
        let frame = Frame(document, role: .literal)
        let argument = Frame(document, role: .argument)
        let intermediate = Frame(document, role: .intermediate)
        var positions: [String: Int] = [:]
        for item in document.tree.items(of: document.rootBody) {
            guard case .block(let index) = item else { continue }
            let block = document.tree.blocks[Int(index)]
            let type = document.text(block.type)
            let place = positions[type, default: 0]
            positions[type] = place + 1
            let labels = document.tree.labels(of: block).map(\.text)
            if type == "locals" { addLocals(block, document) }
            if type == "variable", let name = labels.first { addVariable(name, block, document) }
            guard let id = resourceID(type, labels, alias: alias(block, document)) else { continue }
            let home = Resource.Home(
                path: document.source.path, prefix: ValuePath([.key(type), .index(place)]), span: block.offsets.span)
            blocks.append(
                Block(
                    id: id, home: home, headline: block.header.span,
                    content: .native(type == "module" ? argument : type == "output" ? intermediate : frame, block)))
        }
    }

    private func alias(_ block: HCLBlock, _ document: HCLDocument) -> String? {
        guard let attribute = document.attribute("alias", in: document.tree.body(of: block)) else { return nil }
        return document.literalValue(attribute.value).value.string
    }

    private mutating func addLocals(_ block: HCLBlock, _ document: HCLDocument) {
        let frame = Frame(document, role: .intermediate)
        for item in document.tree.items(of: document.tree.body(of: block)) {
            guard case .attribute(let index) = item else { continue }
            let attribute = document.tree.attributes[Int(index)]
            locals[document.text(attribute.name)] = .native(frame, attribute.value)
        }
    }

    private mutating func addVariable(_ name: String, _ block: HCLBlock, _ document: HCLDocument) {
        let frame = Frame(document, role: .defaultValue)
        let body = document.tree.body(of: block)
        let value = document.attribute("default", in: body).map { Source.native(frame, $0.value) }
        let type = document.attribute("type", in: body).map { (frame, $0.value) }
        let nullable = document.attribute("nullable", in: body).map { document.literalValue($0.value).value.bool }
        variables[name] = Variable(defaultValue: value, type: type, refusesNull: nullable == false)
    }

    /// What a values file says.
    private func values(of document: any Document) -> [String: Source] {
        var values: [String: Source] = [:]
        guard let native = document as? HCLDocument else {
            let frame = Frame(template: document.source.path, role: .environment)
            for entry in document.roots.first?.value.mapping?.entries ?? [] { values[entry.key] = .json(entry.value, frame) }
            return values
        }
        let frame = Frame(native, role: .environment)
        for item in native.tree.items(of: native.rootBody) {
            guard case .attribute(let index) = item else { continue }
            let attribute = native.tree.attributes[Int(index)]
            values[native.text(attribute.name)] = .native(frame, attribute.value)
        }
        return values
    }
}

// JSON syntax.
extension TerraformModule {
    private mutating func addJSON(_ document: any Document) {
        guard let root = document.roots.first, let sections = root.value.mapping else { return }
        let path = document.source.path
        for section in sections.entries {
            switch section.key {
            case "locals":
                let frame = Frame(template: path, role: .intermediate)
                for (_, body) in objects(section.value) {
                    for entry in body.value.mapping?.entries ?? [] { locals[entry.key] = .json(entry.value, frame) }
                }
            case "terraform":
                for (steps, body) in objects(section.value) { addJSON(body, path, section, steps, []) }
            case "variable", "output", "module", "provider":
                for (steps, name, body) in labelled(section.value) {
                    if section.key == "variable" {
                        let frame = Frame(template: path, role: .defaultValue)
                        variables[name.key] = Variable(
                            defaultValue: body["default"].map { .json($0, frame) }, type: nil,
                            refusesNull: body["nullable"]?.value.bool == false)
                    }
                    addJSON(body, path, name, steps, [name.key], section: section.key)
                }
            case "resource", "data", "ephemeral":
                for (outer, type, group) in labelled(section.value) {
                    for (inner, name, body) in labelled(group) {
                        addJSON(body, path, name, outer + inner, [type.key, name.key], section: section.key)
                    }
                }
            default: break
            }
        }
    }

    private mutating func addJSON(
        _ body: Traced, _ path: String, _ head: Mapping.Entry, _ steps: [ValuePath.Element], _ labels: [String],
        section: String? = nil
    ) {
        let type = section ?? head.key
        guard let id = resourceID(type, labels, alias: body["alias"]?.value.string),
            let span = body.provenance.nearest?.span
        else { return }
        let home = Resource.Home(path: path, prefix: ValuePath([.key(type)] + steps), span: span)
        let headline = head.keyProvenance.nearest?.span ?? span
        let role: Origin.Role = type == "module" ? .argument : type == "output" ? .intermediate : .literal
        blocks.append(
            Block(id: id, home: home, headline: headline, content: .json(body, Frame(template: path, role: role))))
    }

    /// An object, or each object of a list: JSON syntax allows both wherever blocks may repeat.
    private func objects(_ value: Traced) -> [(steps: [ValuePath.Element], value: Traced)] {
        switch value.value {
        case .map: [([], value)]
        case .list(let items): items.enumerated().filter { $1.value.mapping != nil }.map { ([.index($0)], $1) }
        default: []
        }
    }

    /// The objects below each label: `{"web": {…}}` or `{"web": [{…}]}`.
    private func labelled(_ value: Traced) -> [(steps: [ValuePath.Element], label: Mapping.Entry, body: Traced)] {
        objects(value).flatMap { outer, object in
            (object.value.mapping?.entries ?? []).flatMap { entry in
                objects(entry.value).map { (outer + [.key(entry.key)] + $0.steps, entry, $0.value) }
            }
        }
    }
}

/// Who a block is, or nil for blocks that no rule judges.
private func resourceID(_ type: String, _ labels: [String], alias: String?) -> ResourceID? {
    func id(_ type: String, _ name: String) -> ResourceID { ResourceID(system: "terraform", type: type, name: name) }
    switch (type, labels.count) {
    case ("resource", 2): return id(labels[0], labels[1])
    case ("data", 2), ("ephemeral", 2): return id("\(type).\(labels[0])", labels[1])
    case ("provider", 1): return id("provider.\(labels[0])", alias ?? "default")
    case ("module", 1), ("variable", 1), ("output", 1): return id(type, labels[0])
    case ("terraform", 0): return id(type, "settings")
    default: return nil
    }
}

extension HCLDocument {
    /// The attribute of that name directly in a body.
    func attribute(_ name: String, in body: HCLBody) -> HCLAttribute? {
        for item in tree.items(of: body) {
            guard case .attribute(let index) = item else { continue }
            if text(tree.attributes[Int(index)].name) == name { return tree.attributes[Int(index)] }
        }
        return nil
    }
}
