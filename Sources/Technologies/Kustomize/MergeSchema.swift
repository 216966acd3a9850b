import ConfigModel
internal import Projects

/// Which lists a strategic merge patch merges instead of replacing them, and by which keys.
struct MergeSchema: Sendable {
    struct Field: Sendable {
        /// The type of a map, or of a merged list's elements; nil when nothing below is merged.
        let type: String?
        /// Nil for a map; no keys for a list of scalars.
        let keys: [String]?
    }

    private(set) var types: [String: [String: Field]] = [:]
    private(set) var kinds: [GroupVersionKind: String] = [:]

    static let builtin = MergeSchema(types: builtinMergeTypes, kinds: builtinMergeKinds)

    init() {}

    private init(types text: String, kinds kindText: String) {
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            for word in words.dropFirst() {
                guard let colon = word.firstIndex(of: ":") else { continue }
                let rest = word[word.index(after: colon)...]
                let bracket = rest.firstIndex(of: "[")
                let type = String(rest[..<(bracket ?? rest.endIndex)])
                let keys = bracket.map { rest[rest.index(after: $0)...].dropLast().split(separator: ",").map(String.init) }
                types[String(words[0]), default: [:]][String(word[..<colon])] = Field(type: type.isEmpty ? nil : type, keys: keys)
            }
        }
        for line in kindText.split(separator: "\n") {
            let words = line.split(separator: " ")
            for word in words.dropFirst(2) {
                guard let slash = word.lastIndex(of: "/") else { continue }
                let kind = String(word[word.index(after: slash)...])
                kinds[GroupVersionKind(apiVersion: String(word[..<slash]), kind: kind)] = String(words[0])
            }
        }
    }

    mutating func add(_ other: MergeSchema) {
        types.merge(other.types) { _, new in new }
        kinds.merge(other.kinds) { _, new in new }
    }
}

extension MergeSchema {
    /// Reads an OpenAPI document's `definitions`, such as the file that a kustomization's `openapi.path` names.
    init(openAPI document: Traced) {
        for definition in document["definitions"]?.value.mapping?.entries ?? [] {
            types[definition.key] = fields(definition.value, prefix: definition.key, depth: 0)
            for gvk in definition.value["x-kubernetes-group-version-kind"]?.value.list ?? [] {
                let type = GroupVersionKind(
                    group: gvk["group"]?.value.string ?? "", version: gvk["version"]?.value.string ?? "", kind: gvk["kind"]?.value.string ?? "")
                kinds[type] = definition.key
            }
        }
    }

    private mutating func fields(_ schema: Traced, prefix: String, depth: Int) -> [String: Field] {
        var result: [String: Field] = [:]
        guard depth < 64 else { return result }
        for property in schema["properties"]?.value.mapping?.entries ?? [] {
            let inner = property.value
            let strategy = inner["x-kubernetes-patch-strategy"]?.value.string ?? ""
            let name = prefix + "/" + property.key
            if strategy.split(separator: ",").contains("merge") {
                var keys = inner["x-kubernetes-list-map-keys"]?.value.list?.compactMap(\.value.string)
                if keys == nil { keys = inner["x-kubernetes-patch-merge-key"]?.value.string.map { [$0] } }
                result[property.key] = Field(type: inner["items"].flatMap { type($0, name, depth) }, keys: keys ?? [])
            } else if let type = type(inner, name, depth) {
                result[property.key] = Field(type: type, keys: nil)
            }
        }
        return result
    }

    /// The name of the type that `schema` refers to or spells out.
    private mutating func type(_ schema: Traced, _ name: String, _ depth: Int) -> String? {
        if let reference = schema["$ref"]?.value.string { return reference.split(separator: "/").last.map(String.init) }
        guard schema["properties"] != nil else { return nil }
        types[name] = fields(schema, prefix: name, depth: depth + 1)
        return name
    }
}
