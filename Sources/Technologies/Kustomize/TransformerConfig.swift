import ConfigModel
internal import Projects

/// Which fields each transformer changes: kustomize's defaults and what `configurations` and `crds` add.
struct TransformerConfig {
    struct Reference {
        var target: GroupVersionKind
        var fields: [FieldSpec]
    }

    /// By section: `namePrefix`, `images`, …
    var sections: [String: [FieldSpec]] = [:]
    var references: [Reference] = []

    static let sectionNames = [
        "namePrefix", "nameSuffix", "namespace", "commonLabels", "labels", "templateLabels", "commonAnnotations", "varReference", "images",
        "replicas",
    ]

    subscript(_ section: String) -> [FieldSpec] { sections[section] ?? [] }

    /// Whether all defaults are in it, so that adding them again changes nothing.
    private var hasDefaults = false
    private var isDefault = false

    mutating func merge(_ other: TransformerConfig) throws(KustomizeFailure) {
        if other.isDefault, hasDefaults { return }
        if other.isDefault, sections.isEmpty, references.isEmpty {
            self = other
            return
        }
        isDefault = false
        hasDefaults = hasDefaults || other.hasDefaults
        for name in Self.sectionNames where !other[name].isEmpty { sections[name] = try self[name].merged(with: other[name]) }
        for reference in other.references {
            if let place = references.firstIndex(where: { $0.target == reference.target }) {
                references[place].fields = try references[place].fields.merged(with: reference.fields)
            } else {
                references.append(reference)
            }
        }
        sort()
    }

    /// Fields of a narrow type stand before those of any; what is merged later into an empty configuration depends on it.
    private mutating func sort() {
        for name in Self.sectionNames { sections[name]?.sort { $0.type.precedes($1.type) } }
        references.sort { $0.target.precedes($1.target) }
    }

    static let defaults: TransformerConfig = {
        var result = TransformerConfig()
        var section = ""
        var kinds: [GroupVersionKind] = []
        func flush(_ fields: [FieldSpec]) {
            let words = section.split(separator: " ").map(String.init)
            if words.count == 2 {
                result.references.append(Reference(target: kind(words[1]), fields: fields))
            } else if words.count == 1 {
                result.sections[words[0]] = fields
            }
        }
        var fields: [FieldSpec] = []
        for line in defaultFieldSpecs.split(separator: "\n") {
            let text = line.drop { $0 == " " }
            switch line.count - text.count {
            case 0:
                flush(fields)
                fields = []
                section = String(text)
            case 4: kinds = text.split(separator: " ").dropLast().map { kind(String($0)) }
            default:
                let creates = text.hasPrefix("+")
                for kind in kinds { fields.append(FieldSpec(type: kind, path: String(text.dropFirst(creates ? 1 : 0)), creates: creates)) }
            }
        }
        flush(fields)
        result.sort()
        result.isDefault = true
        result.hasDefaults = true
        return result
    }()

    /// Reads `Kind@group#version`.
    private static func kind(_ text: String) -> GroupVersionKind {
        var rest = text[...]
        var result = GroupVersionKind()
        if let hash = rest.lastIndex(of: "#") {
            result.version = String(rest[rest.index(after: hash)...])
            rest = rest[..<hash]
        }
        if let at = rest.firstIndex(of: "@") {
            result.group = String(rest[rest.index(after: at)...])
            rest = rest[..<at]
        }
        result.kind = rest == "*" ? "" : String(rest)
        return result
    }
}

extension TransformerConfig {
    /// Reads a file of `configurations`.
    init(_ document: Traced) {
        for name in Self.sectionNames {
            let fields = fieldSpecs(document[name])
            if !fields.isEmpty { sections[name] = fields }
        }
        for item in document["nameReference"]?.value.list ?? [] {
            references.append(Reference(target: GroupVersionKind(selecting: item), fields: fieldSpecs(item["fieldSpecs"])))
        }
    }

    /// Reads the OpenAPI definitions of a file of `crds`.
    init(definitions document: Traced) throws(KustomizeFailure) {
        let entries = document.value.mapping?.entries ?? []
        for entry in entries {
            let properties = entry.value["Schema"]?["properties"] ?? entry.value["schema"]?["properties"]
            guard let properties, properties["kind"] != nil, properties["apiVersion"] != nil, properties["metadata"] != nil else { continue }
            let kind = entry.key.split(separator: ".").last.map(String.init) ?? entry.key
            var found = TransformerConfig()
            found.collect(document, entry.key, GroupVersionKind(kind: kind), [], depth: 0)
            try merge(found)
        }
    }

    private mutating func collect(_ document: Traced, _ name: String, _ type: GroupVersionKind, _ path: [String], depth: Int) {
        guard depth < 32, let definition = document[name] else { return }
        let properties = definition["Schema"]?["properties"] ?? definition["schema"]?["properties"]
        for property in properties?.value.mapping?.entries ?? [] {
            let here = path + [property.key]
            func add(_ section: String) { sections[section, default: []].append(FieldSpec(type: type, path: here.joined(separator: "/"))) }
            if property.value["x-kubernetes-annotation"] != nil { add("commonAnnotations") }
            if property.value["x-kubernetes-label-selector"] != nil { add("commonLabels") }
            if property.value["x-kubernetes-identity"] != nil { add("namePrefix") }
            if let version = property.value["x-kubernetes-object-ref-api-version"]?.value.string,
                let kind = property.value["x-kubernetes-object-ref-kind"]?.value.string
            {
                let key = property.value["x-kubernetes-object-ref-name-key"]?.value.string ?? "name"
                references.append(
                    Reference(
                        target: GroupVersionKind(version: version, kind: kind),
                        fields: [FieldSpec(type: type, path: (here + [key]).joined(separator: "/"))]))
            }
            if let reference = property.value["$ref"]?.value.string { collect(document, reference, type, here, depth: depth + 1) }
        }
    }
}

/// Reads a list of `group`, `version`, `kind`, `path` and `create`.
func fieldSpecs(_ list: Traced?) -> [FieldSpec] {
    (list?.value.list ?? []).map { item in
        FieldSpec(
            type: GroupVersionKind(selecting: item), path: item["path"]?.value.plainText ?? "", creates: item["create"]?.value.bool ?? false)
    }
}

extension GroupVersionKind {
    /// Reads `group`, `version` and `kind` of a selector.
    init(selecting item: Traced) {
        self.init(
            group: item["group"]?.value.plainText ?? "", version: item["version"]?.value.plainText ?? "",
            kind: item["kind"]?.value.plainText ?? "")
    }
}
