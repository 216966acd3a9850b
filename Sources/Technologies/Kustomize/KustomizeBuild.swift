import ConfigModel
import SourceText
internal import Projects

/// How a kustomization is built.
package struct KustomizeOptions: Sendable {
    /// Whether charts of `helmCharts` that lie in the tree are rendered, as `--enable-helm` does.
    package var inflatesCharts = true

    /// Renders charts unless told otherwise.
    package init(inflatesCharts: Bool = true) { self.inflatesCharts = inflatesCharts }
}

/// Limits that keep a hostile tree from costing more than its size.
enum KustomizeLimits {
    /// Kustomizations below one another.
    static let depth = 64
    /// Kustomizations that one build reads, each as often as it is named.
    static let kustomizations = 2_000
    static let resources = 20_000
}

/// What a kustomization and those below it have gathered.
final class Accumulator {
    var resources: [KustomizeResource] = []
    var config = TransformerConfig()
    var variables: [String: KustomizeVariable] = [:]

    /// Adds objects, of which none may be there already.
    func append(_ others: [KustomizeResource], path: String) throws(KustomizeFailure) {
        guard resources.count + others.count <= KustomizeLimits.resources else {
            throw KustomizeFailure(.limit, "more than \(KustomizeLimits.resources) resources", path: path)
        }
        var known = Set(resources.map { ResourceKey($0.current) })
        for resource in others {
            guard known.insert(ResourceKey(resource.current)).inserted else {
                throw KustomizeFailure("may not add resource with an already registered id: \(resource.current)", path: path)
            }
            resources.append(resource)
        }
    }

    func merge(_ other: Accumulator, path: String) throws(KustomizeFailure) {
        try append(other.resources, path: path)
        try config.merge(other.config)
        for (name, variable) in other.variables {
            guard variables[name] == nil else { throw KustomizeFailure("var '\(name)' already encountered", path: path) }
            variables[name] = variable
        }
    }

    func dropGone() { resources.removeAll(where: \.isGone) }
}

/// What makes two objects the same one of a cluster.
struct ResourceKey: Hashable {
    let type: GroupVersionKind
    let name: String
    let namespace: String

    init(_ name: ResourceName) {
        type = name.type
        self.name = name.name
        namespace = name.effectiveNamespace
    }
}

/// One build of a kustomization: reads the tree, gathers objects, applies every step in kustomize's order.
struct KustomizeBuild {
    let sources: KustomizeSources
    let options: KustomizeOptions
    var schema = MergeSchema.builtin
    private var hasOwnSchema = false
    private var read = 0

    init(_ sources: KustomizeSources, _ options: KustomizeOptions) {
        self.sources = sources
        self.options = options
    }

    /// The finished objects in the order in which kustomize prints them.
    mutating func run(_ folder: String) throws(KustomizeFailure) -> [KustomizeResource] {
        let kustomization = try open(folder, ancestors: [])
        try useSchema(of: kustomization, isOutermost: true)
        let all = Accumulator()
        try accumulate(kustomization, into: all)
        addHashes(all.resources)
        try fixReferences(all)
        try resolveVariables(all, path: kustomization.path)
        all.resources.removeAll { resource in
            resource.isGone || resource.texts("annotations")["config.kubernetes.io/local-config"].map { $0 != "false" } ?? false
        }
        try sort(all, kustomization["sortOptions"], path: kustomization.path)
        for resource in all.resources { finishMetadata(resource, sources) }
        return all.resources
    }

    private mutating func open(_ folder: String, ancestors: [String]) throws(KustomizeFailure) -> Kustomization {
        read += 1
        let place = within(folder, Kustomization.fileNames[0])
        guard read <= KustomizeLimits.kustomizations else {
            throw KustomizeFailure(.limit, "more than \(KustomizeLimits.kustomizations) kustomizations in one build", path: place)
        }
        guard ancestors.count < KustomizeLimits.depth else {
            throw KustomizeFailure(.limit, "kustomizations are nested more than \(KustomizeLimits.depth) deep", path: place)
        }
        return try Kustomization.read(folder, ancestors: ancestors, sources)
    }

    private mutating func useSchema(of kustomization: Kustomization, isOutermost: Bool) throws(KustomizeFailure) {
        guard let openAPI = kustomization["openapi"], !hasOwnSchema else { return }
        if let version = openAPI["version"] {
            guard version.value.string == "v1.21.2" || version.value.string == "v1212" else {
                throw KustomizeFailure(
                    "the specified OpenAPI version is not built in", path: kustomization.path, span: version.provenance.nearest?.span)
            }
        }
        guard let entry = openAPI["path"] else { return }
        let document = try sources.roots(try kustomization.file(entry), role: .environment).first ?? .new(.null)
        let own = MergeSchema(openAPI: document)
        if isOutermost { schema = own } else { schema.add(own) }
        hasOwnSchema = true
    }

    // MARK: gathering

    private mutating func accumulate(_ kustomization: Kustomization, into all: Accumulator) throws(KustomizeFailure) {
        for entry in kustomization.list("resources") + kustomization.list("bases") { try addResource(entry, of: kustomization, to: all) }
        var config = TransformerConfig.defaults
        for entry in kustomization.list("configurations") {
            let path = try kustomization.file(entry)
            for root in try sources.roots(path, role: .environment) { try config.merge(TransformerConfig(root)) }
        }
        try all.config.merge(config)
        for entry in kustomization.list("crds") {
            for root in try sources.roots(try kustomization.file(entry), role: .environment) {
                try all.config.merge(TransformerConfig(definitions: root))
            }
        }
        try generate(kustomization, into: all)
        for entry in kustomization.list("components") {
            let inner = try open(try kustomization.folder(entry, sources), ancestors: kustomization.ancestors + [kustomization.folder])
            guard inner.isComponent else {
                throw KustomizeFailure(
                    "expected kind 'Component' for path '\(inner.folder)'", path: kustomization.path, span: entry.provenance.nearest?.span)
            }
            try useSchema(of: inner, isOutermost: false)
            try accumulate(inner, into: all)
        }
        try transform(kustomization, all)
        for entry in kustomization.list("validators") {
            throw KustomizeFailure(
                .plugin, "validators are plugins, which are not run", path: kustomization.path, span: entry.provenance.nearest?.span)
        }
        try addVariables(kustomization, to: all)
    }

    private mutating func addResource(_ entry: Traced, of kustomization: Kustomization, to all: Accumulator) throws(KustomizeFailure) {
        let written = entry.value.string ?? ""
        if !isRemote(written), let target = resolved(written, in: kustomization.folder), sources.isFile(target) {
            let path = try kustomization.file(entry)
            try all.append(try sources.objects(path), path: path)
            return
        }
        let inner = try open(try kustomization.folder(entry, sources), ancestors: kustomization.ancestors + [kustomization.folder])
        guard !inner.isComponent else {
            throw KustomizeFailure(
                "expected kind != 'Component' for path '\(inner.folder)'", path: kustomization.path, span: entry.provenance.nearest?.span)
        }
        try useSchema(of: inner, isOutermost: false)
        let below = Accumulator()
        try accumulate(inner, into: below)
        try all.merge(below, path: kustomization.path)
    }

    /// The objects of files or inline texts that configure generators and transformers.
    func plugins(_ entries: [Traced], _ kustomization: Kustomization) throws(KustomizeFailure) -> [KustomizeResource] {
        var result: [KustomizeResource] = []
        for entry in entries {
            if let text = entry.value.string, text.contains("\n") || text.contains(": "),
                let inline = try? sources.objects(try sources.roots(embedded: entry), path: kustomization.path)
            {
                result += inline
                continue
            }
            let written = entry.value.string ?? ""
            if let target = resolved(written, in: kustomization.folder), sources.isFile(target) {
                result += try sources.objects(try kustomization.file(entry), role: .environment)
                continue
            }
            var inner = KustomizeBuild(sources, options)
            let folder = try kustomization.folder(entry, sources)
            let all = Accumulator()
            try inner.accumulate(try inner.open(folder, ancestors: kustomization.ancestors + [kustomization.folder]), into: all)
            result += all.resources
        }
        for plugin in result where plugin.value["apiVersion"]?.value.string != "builtin" {
            throw KustomizeFailure(.plugin, "external plugin \(plugin.current) is a program, which is not run", path: plugin.home.path)
        }
        return result
    }
}
