import ConfigModel
internal import Projects

/// `vars` of a kustomization: a name that stands for a field of an object.
struct KustomizeVariable {
    let name: String
    let object: ResourceName
    let fieldPath: String
    let place: Provenance
}

extension KustomizeBuild {
    func addVariables(_ kustomization: Kustomization, to all: Accumulator) throws(KustomizeFailure) {
        for entry in kustomization.list("vars") {
            func failure(_ message: String) -> KustomizeFailure {
                KustomizeFailure(message, path: kustomization.path, span: entry.provenance.nearest?.span)
            }
            let name = entry["name"]?.value.string ?? ""
            let reference = entry["objref"] ?? .new(.null)
            var type = GroupVersionKind(selecting: reference)
            if let version = reference["apiVersion"]?.value.string, !version.isEmpty {
                let parsed = GroupVersionKind(apiVersion: version, kind: type.kind)
                if !parsed.group.isEmpty { type.group = parsed.group }
                type.version = parsed.version
            }
            let object = ResourceName(
                type: type, name: reference["name"]?.value.plainText ?? "", namespace: reference["namespace"]?.value.plainText ?? "")
            // Without a namespace any will do.
            let isExact = !object.namespace.isEmpty || type.isClusterScoped
            let found = all.resources.filter { resource in
                !resource.isGone
                    && resource.hadName { isExact ? object.denotesSame(as: $0) : object.name == $0.name && object.type == $0.type }
            }
            guard found.count <= 1 else { throw failure("found \(found.count) resId matches for var \(name) (unable to disambiguate)") }
            found.first?.variables.append(name)
            guard all.variables[name] == nil else { throw failure("var '\(name)' already encountered") }
            let path = entry["fieldref"]?["fieldPath"]?.value.string ?? ""
            all.variables[name] = KustomizeVariable(
                name: name, object: object, fieldPath: path.isEmpty ? "metadata.name" : path, place: entry.provenance)
        }
    }

    /// Replaces `$(NAME)` in the fields where variables count.
    func resolveVariables(_ all: Accumulator, path: String) throws(KustomizeFailure) {
        guard !all.variables.isEmpty else { return }
        var values: [String: Traced] = [:]
        for variable in all.variables.values.sorted(by: { $0.name < $1.name }) {
            guard let resource = all.resources.first(where: { $0.variables.contains(variable.name) }) else {
                throw KustomizeFailure(
                    "var '\(variable.name)' cannot be mapped to a field in the set of known resources", path: path,
                    span: variable.place.nearest?.path == path ? variable.place.nearest?.span : nil)
            }
            guard let value = FieldPath(variable.fieldPath, splitsIndexes: true).first(in: resource.value, sources) else {
                throw KustomizeFailure("field specified in var '\(variable.name)' not found in corresponding resource", path: path)
            }
            values[variable.name] = value
        }
        let fields = all.config["varReference"]
        try sources.budget.visit(fields.count * all.resources.count, path: path)
        for resource in all.resources {
            let type = resource.type
            for field in fields where type.isSelected(by: field.type) {
                try field.apply(to: &resource.value, type: type) { (value) throws(KustomizeFailure) in
                    switch value.value {
                    case .string: value = try expanded(value, values, resource.home.path)
                    case .map(let mapping):
                        for entry in mapping.entries where entry.value.value.string != nil {
                            value.setKey(entry.key, try expanded(entry.value, values, resource.home.path))
                        }
                    case .list(let items):
                        guard items.allSatisfy({ $0.value.string != nil }) else {
                            throw KustomizeFailure("invalid value type expect a string", path: resource.home.path)
                        }
                        try value.updateElements { (item) throws(KustomizeFailure) in item = try expanded(item, values, resource.home.path) }
                    default: break
                    }
                }
            }
        }
    }

    private func expanded(_ text: Traced, _ values: [String: Traced], _ path: String) throws(KustomizeFailure) -> Traced {
        guard let input = text.value.string, input.contains("$") else { return text }
        let bytes = Array(input.utf8)
        var result: [UInt8] = []
        var places = text.provenance
        var at = 0
        while at < bytes.count {
            guard bytes[at] == UInt8(ascii: "$"), at + 1 < bytes.count else {
                result.append(bytes[at])
                at += 1
                continue
            }
            let next = bytes[at + 1]
            if next == UInt8(ascii: "$") {
                result.append(next)
                at += 2
            } else if next == UInt8(ascii: "("), let close = bytes[(at + 2)...].firstIndex(of: UInt8(ascii: ")")) {
                let name = String(decoding: bytes[(at + 2)..<close], as: UTF8.self)
                if let value = values[name], value.isScalar {
                    places = places.followed(by: value.provenance)
                    // A text that is nothing but the variable takes over its type.
                    if at == 0, close == bytes.count - 1 { return Traced(value.value, places) }
                    let inserted = Array(sources.text(value).utf8)
                    try sources.budget.take(inserted.count, path: path)
                    result += inserted
                } else {
                    result += bytes[at...close]
                }
                at = close + 1
            } else {
                result += [bytes[at], next]
                at += 2
            }
        }
        return Traced(.string(String(decoding: result, as: UTF8.self)), places)
    }
}
