import ConfigModel
import Expressions
internal import Projects

/// Gives container images another name, tag or digest.
struct ImageStep {
    private let entry: Traced
    private let pattern: RegularExpression
    private let path: String

    init(_ entry: Traced, path: String) throws(KustomizeFailure) {
        self.entry = entry
        self.path = path
        let name = entry["name"]?.value.plainText ?? ""
        do {
            pattern = try RegularExpression("^" + name + "(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$")
        } catch {
            throw KustomizeFailure("image name '\(name)' is no pattern: \(error.message)", path: path, span: entry.provenance.nearest?.span)
        }
    }

    func apply(to resources: [KustomizeResource], fields: [FieldSpec], _ budget: KustomizeBudget) throws(KustomizeFailure) {
        // Each object is searched as a whole.
        try budget.visit((fields.count + 50) * resources.count, path: path)
        for resource in resources where resource.kind != "CustomResourceDefinition" {
            try visitContainers(&resource.value, depth: 0)
            let type = resource.type
            for field in fields { try field.apply(to: &resource.value, type: type, set) }
        }
    }

    /// Containers are found by the names of their lists, anywhere in an object.
    private func visitContainers(_ value: inout Traced, depth: Int) throws(KustomizeFailure) {
        guard depth < 128 else { return }
        switch value.value {
        case .list: try value.updateElements { (item) throws(KustomizeFailure) in try visitContainers(&item, depth: depth + 1) }
        case .map(let mapping):
            for entry in mapping.entries where !entry.value.isScalar {
                var inner = entry.value
                try visitContainers(&inner, depth: depth + 1)
                if entry.key == "containers" || entry.key == "initContainers" {
                    try inner.updateElements { (container) throws(KustomizeFailure) in
                        guard container.value.mapping != nil else { return }
                        try container.updateKey("image") { (image) throws(KustomizeFailure) in
                            if !image.value.isNull { try set(&image) }
                        }
                    }
                }
                value.setKey(entry.key, inner)
            }
        default: break
        }
    }

    private func set(_ image: inout Traced) throws(KustomizeFailure) {
        guard image.isScalar else {
            if image.value.isNull { return }
            throw KustomizeFailure("an image has to be text", path: image.provenance.nearest?.path ?? path)
        }
        guard let text = image.value.plainText, !text.isEmpty, (try? pattern.matches(text)) == true else { return }
        var (name, tag, digest) = split(text)
        var places: [Provenance] = []
        func given(_ key: String) -> String? {
            guard let value = entry[key], let text = value.value.plainText, !text.isEmpty else { return nil }
            return text
        }
        func use(_ key: String) { if let value = entry[key] { places.append(value.provenance) } }
        if let newName = given("newName") {
            name = newName
            use("newName")
        }
        let (newTag, newDigest) = (given("newTag"), given("digest"))
        if newTag != nil || newDigest != nil {
            tag = newTag ?? ""
            digest = newDigest ?? ""
            use("newTag")
            use("digest")
        } else if let suffix = given("tagSuffix") {
            tag += suffix
            digest = ""
            use("tagSuffix")
        }
        guard let first = places.first else { return }
        let result = name + (tag.isEmpty ? "" : ":" + tag) + (digest.isEmpty ? "" : "@" + digest)
        let provenance = places.dropFirst().reduce(first) { $0.followed(by: $1) }.followed(by: image.provenance)
        image = Traced(.string(result), provenance)
    }

    private func split(_ text: String) -> (name: String, tag: String, digest: String) {
        // A colon before the first slash belongs to the registry's port.
        let slash = text.firstIndex(of: "/").flatMap { $0 > text.startIndex ? $0 : nil } ?? text.startIndex
        let rest = text[slash...]
        let at = rest.firstIndex(of: "@")
        let colon = rest.firstIndex(of: ":")
        if let colon, at.map({ colon < $0 }) ?? true {
            let end = at ?? text.endIndex
            return (String(text[..<colon]), String(text[text.index(after: colon)..<end]), at.map { String(text[text.index(after: $0)...]) } ?? "")
        }
        if let at { return (String(text[..<at]), "", String(text[text.index(after: at)...])) }
        return (text, "", "")
    }
}
