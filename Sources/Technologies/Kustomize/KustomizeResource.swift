import ConfigModel
internal import Projects

/// One object on its way through a build, with what kustomize remembers about it.
///
/// A class because steps of a build (references, variables) hold on to the same object while it changes.
final class KustomizeResource {
    enum Behavior { case create, replace, merge }

    struct PreviousName {
        let name: String
        let namespace: String
        let kind: String
    }

    var value: Traced { didSet { cachedName = nil } }
    /// Names before each step that may have changed the name, the namespace or the kind; oldest first.
    var previous: [PreviousName] = []
    var prefixes: [String] = []
    var suffixes: [String] = []
    var behavior = Behavior.create
    var needsHash = false
    var allowsNameChange = false
    var allowsKindChange = false
    /// Variables that read a field of this object.
    var variables: [String] = []
    /// Documents of patch files that were merged into it, in order.
    var patches: [Home] = []
    var home: Home
    private var cachedName: ResourceName?

    /// Where the object is written before anything changes it.
    struct Home: Hashable {
        let path: String
        let root: Int
        var prefix = ValuePath.root
    }

    init(_ value: Traced, home: Home) {
        self.value = value
        self.home = home
    }

    func copy() -> KustomizeResource {
        let result = KustomizeResource(value, home: home)
        result.adoptHistory(of: self)
        result.allowsNameChange = allowsNameChange
        result.allowsKindChange = allowsKindChange
        return result
    }

    func adoptHistory(of other: KustomizeResource) {
        previous = other.previous
        prefixes = other.prefixes
        suffixes = other.suffixes
        behavior = other.behavior
        needsHash = other.needsHash
        variables = other.variables
        patches = other.patches
    }

    var isGone: Bool { value.isEmptyValue }
    var kind: String { value["kind"]?.value.plainText ?? "" }
    var type: GroupVersionKind { GroupVersionKind(apiVersion: value["apiVersion"]?.value.plainText ?? "", kind: kind) }
    var name: String { metadata("name") }
    var namespace: String { metadata("namespace") }

    private func metadata(_ key: String) -> String { value["metadata"]?[key]?.value.plainText ?? "" }

    var current: ResourceName {
        if let cachedName { return cachedName }
        let result = ResourceName(type: type, name: name, namespace: namespace)
        cachedName = result
        return result
    }

    var previousNames: [ResourceName] {
        let type = type
        return previous.map { known in
            var former = type
            former.kind = known.kind
            return ResourceName(type: former, name: known.name, namespace: known.namespace)
        }
    }

    var original: ResourceName { previousNames.first ?? current }

    func rememberName() {
        let name = current
        guard !name.name.isEmpty else { return }
        previous.append(PreviousName(name: name.name, namespace: name.effectiveNamespace, kind: name.type.kind))
    }

    func hadName(where matches: (ResourceName) -> Bool) -> Bool { previousNames.contains(where: matches) || matches(current) }

    func setMetadata(_ key: String, _ entry: Mapping.Entry?) {
        value.updateKey("metadata") { metadata in
            if let entry {
                metadata.setKey(key, entry.value, keyProvenance: entry.keyProvenance)
            } else {
                metadata.removeKey(key)
            }
        }
    }

    func metadataEntry(_ key: String) -> Mapping.Entry? { value["metadata"]?.value.mapping?.entry(key) }

    /// Labels or annotations as text.
    func texts(_ key: String) -> [String: String] {
        var result: [String: String] = [:]
        for entry in value["metadata"]?[key]?.value.mapping?.entries ?? [] { result[entry.key] = entry.value.value.plainText ?? "" }
        return result
    }
}

extension Value {
    /// A scalar as it would be written without quotes; nil for null and collections.
    var plainText: String? {
        switch self {
        case .string(let text): text
        case .int(let number): String(number)
        case .bool(let flag): flag ? "true" : "false"
        case .double(let number): Int64(exactly: number).map(String.init) ?? String(number)
        case .null, .list, .map, .unknown: nil
        }
    }
}
