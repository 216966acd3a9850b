import ConfigModel
import Primitives
import SourceText
internal import Projects

extension KustomizeBuild {
    /// Makes config maps and secrets, objects of charts, and what `generators` ask for.
    mutating func generate(_ kustomization: Kustomization, into all: Accumulator) throws(KustomizeFailure) {
        let common = kustomization["generatorOptions"]
        for (field, kind) in [("configMapGenerator", "ConfigMap"), ("secretGenerator", "Secret")] {
            for entry in kustomization.list(field) {
                try absorb(try generated(entry, kind: kind, common: common, kustomization), all, kustomization)
            }
        }
        let globals = kustomization["helmGlobals"]
        for entry in kustomization.list("helmCharts") {
            for resource in try inflate(entry, globals, kustomization) { try absorb(resource, all, kustomization) }
        }
        if let entry = kustomization.list("helmChartInflationGenerator").first {
            throw KustomizeFailure(
                .plugin, "helmChartInflationGenerator is deprecated; use helmCharts", path: kustomization.path,
                span: entry.provenance.nearest?.span)
        }
        for plugin in try plugins(kustomization.list("generators"), kustomization) {
            switch plugin.kind {
            case "ConfigMapGenerator", "SecretGenerator":
                var entry = plugin.value
                for key in ["name", "namespace"] where entry[key] == nil {
                    if let inherited = entry["metadata"]?[key] { entry.setKey(key, inherited) }
                }
                let kind = plugin.kind == "SecretGenerator" ? "Secret" : "ConfigMap"
                let resource = try generated(entry, kind: kind, common: nil, kustomization)
                resource.home = plugin.home
                try absorb(resource, all, kustomization)
            case "IAMPolicyGenerator": try absorb(try serviceAccount(plugin), all, kustomization)
            case "HelmChartInflationGenerator":
                for resource in try inflate(plugin.value, plugin.value, kustomization) { try absorb(resource, all, kustomization) }
            default:
                throw KustomizeFailure("unable to load builtin generator \(plugin.kind)", path: plugin.home.path)
            }
        }
    }

    /// Adds a generated object, or lays it over the one of its name.
    private func absorb(_ new: KustomizeResource, _ all: Accumulator, _ kustomization: Kustomization) throws(KustomizeFailure) {
        let name = new.current
        func failure(_ message: String) -> KustomizeFailure {
            KustomizeFailure(message, path: kustomization.path, span: new.value.provenance.nearest?.span)
        }
        let matches = all.resources.indices.filter { !all.resources[$0].isGone && all.resources[$0].hadName(where: name.denotesSame) }
        guard let place = matches.first else {
            guard new.behavior == .create else { throw failure("id \(name) does not exist; cannot merge or replace") }
            try all.append([new], path: kustomization.path)
            return
        }
        guard matches.count == 1 else { throw failure("found multiple objects that could accept merge of \(name)") }
        guard new.behavior != .create else { throw failure("id \(name) exists; behavior must be merge or replace") }
        let old = all.resources[place]
        let merges = new.behavior == .merge
        let keepsHash = new.needsHash && old.needsHash
        for key in ["labels", "annotations"] {
            let union = union(old.metadataEntry(key), new.metadataEntry(key))
            new.setMetadata(key, union)
        }
        new.setMetadata("name", old.metadataEntry("name"))
        new.setMetadata("namespace", old.metadataEntry("namespace"))
        new.adoptHistory(of: old)
        new.needsHash = keepsHash
        if merges {
            // What is merged stays an object of where it was first made.
            new.home = old.home
            for key in ["data", "binaryData"] {
                let union = union(old.value.value.mapping?.entry(key), new.value.value.mapping?.entry(key))
                if let union { new.value.setKey(key, union.value, keyProvenance: union.keyProvenance) }
            }
        }
        all.resources[place] = new
    }

    private func union(_ old: Mapping.Entry?, _ new: Mapping.Entry?) -> Mapping.Entry? {
        guard var result = old, !result.value.isEmptyValue else { return new?.value.isEmptyValue == true ? nil : new }
        for entry in new?.value.value.mapping?.entries ?? [] {
            result.value.setKey(entry.key, entry.value, keyProvenance: entry.keyProvenance)
        }
        result.value = textsOnly(result.value, sources)
        return result
    }

    private func generated(_ entry: Traced, kind: String, common: Traced?, _ kustomization: Kustomization) throws(KustomizeFailure)
        -> KustomizeResource
    {
        let place = entry.provenance
        func failure(_ message: String) -> KustomizeFailure {
            KustomizeFailure(message, path: kustomization.path, span: place.nearest?.span)
        }
        guard let name = entry["name"], name.value.plainText?.isEmpty == false else { throw failure("a configmap must have a name") }
        let pairs = try GeneratorPairs(sources: sources, kustomization: kustomization).read(entry)
        var seen: Set<String> = []
        for pair in pairs where !seen.insert(pair.key).inserted {
            throw failure("configmap \(sources.text(name)) illegally repeats the key `\(pair.key)`")
        }
        var metadata = Traced(.map(Mapping()), place)
        metadata.setKey("name", name, keyProvenance: entry.value.mapping?.entry("name")?.keyProvenance ?? .none)
        if let namespace = entry["namespace"], namespace.value.plainText?.isEmpty == false {
            metadata.setKey("namespace", namespace, keyProvenance: entry.value.mapping?.entry("namespace")?.keyProvenance ?? .none)
        }
        let options = entry["options"]
        for key in ["labels", "annotations"] {
            var texts = Traced(.map(Mapping()), place)
            for source in [common, options] {
                for pair in source?[key]?.value.mapping?.sortedEntries ?? [] {
                    texts.setKey(pair.key, Traced(.string(sources.text(pair.value)), pair.value.provenance), keyProvenance: pair.keyProvenance)
                }
            }
            if !texts.isEmptyValue { metadata.setKey(key, texts) }
        }
        var object = Traced(.map(Mapping()), place)
        object.setKey("apiVersion", Traced(.string("v1"), place), keyProvenance: place)
        object.setKey("kind", Traced(.string(kind), place), keyProvenance: place)
        object.setKey("metadata", metadata, keyProvenance: place)
        if kind == "Secret" {
            let type = entry["type"].flatMap { $0.value.plainText?.isEmpty == false ? $0 : nil } ?? Traced(.string("Opaque"), place)
            object.setKey("type", type, keyProvenance: entry.value.mapping?.entry("type")?.keyProvenance ?? place)
            object.setKey("data", Traced(.map(Mapping()), place), keyProvenance: place)
        }
        for pair in pairs.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            let text = kind == "Secret" ? nil : String(validating: pair.bytes, as: UTF8.self)
            let field = kind == "Secret" || text != nil ? "data" : "binaryData"
            if object[field] == nil { object.setKey(field, Traced(.map(Mapping()), place), keyProvenance: place) }
            object.updateKey(field) { $0.setKey(pair.key, Traced(.string(text ?? base64InLines(pair.bytes)), pair.place), keyProvenance: pair.place) }
        }
        func flag(_ key: String) -> Traced? {
            [common, options].compactMap { $0?[key] }.first { $0.value.bool == true }
        }
        if let immutable = flag("immutable") { object.setKey("immutable", immutable, keyProvenance: immutable.provenance) }
        let resource = KustomizeResource(object, home: .init(path: kustomization.path, root: 0))
        resource.needsHash = flag("disableNameSuffixHash") == nil
        resource.behavior =
            switch entry["behavior"]?.value.string {
            case "merge": .merge
            case "replace": .replace
            default: .create
            }
        return resource
    }

    /// The service account that stands for one of a cloud provider.
    private func serviceAccount(_ plugin: KustomizeResource) throws(KustomizeFailure) -> KustomizeResource {
        let config = plugin.value
        guard config["cloud"]?.value.string == "gke" else {
            throw KustomizeFailure("cloud provider \(config["cloud"]?.value.plainText ?? "") not supported yet", path: plugin.home.path)
        }
        let place = config.provenance
        func text(_ value: Traced?) -> String { value?.value.plainText ?? "" }
        let account = "\(text(config["serviceAccount"]?["name"]))@\(text(config["serviceAccount"]?["projectId"])).iam.gserviceaccount.com"
        let service = config["kubernetesService"]
        var object = Traced(.map(Mapping()), place)
        object.setKey("apiVersion", Traced(.string("v1"), place), keyProvenance: place)
        object.setKey("kind", Traced(.string("ServiceAccount"), place), keyProvenance: place)
        var metadata = Traced(.map(Mapping()), place)
        var annotations = Traced(.map(Mapping()), place)
        annotations.setKey("iam.gke.io/gcp-service-account", Traced(.string(account), place), keyProvenance: place)
        metadata.setKey("annotations", annotations, keyProvenance: place)
        metadata.setKey("name", service?["name"] ?? .new(.null), keyProvenance: place)
        if let namespace = service?["namespace"] ?? config["metadata"]?["namespace"], !text(namespace).isEmpty {
            metadata.setKey("namespace", namespace, keyProvenance: place)
        }
        object.setKey("metadata", metadata, keyProvenance: place)
        return KustomizeResource(object, home: plugin.home)
    }

    /// Appends the hash of their content to the names of generated objects.
    func addHashes(_ resources: [KustomizeResource]) {
        for resource in resources where resource.needsHash && !resource.isGone {
            guard let name = resource.metadataEntry("name") else { continue }
            let hash = contentHash(of: resource.value, sources)
            resource.rememberName()
            var entry = name
            entry.value = Traced(.string(sources.text(name.value) + "-" + hash), name.value.provenance)
            resource.setMetadata("name", entry)
        }
    }
}

/// Base64 in lines of 70 characters, as kustomize writes it.
private func base64InLines(_ bytes: [UInt8]) -> String {
    let plain = Array(Base64.encoded(bytes).utf8)
    // The number of lines is counted as if a full last line needed another.
    guard plain.count >= 70 else { return String(decoding: plain, as: UTF8.self) }
    var lines: [UInt8] = []
    var start = 0
    while start < plain.count {
        lines += plain[start..<min(start + 70, plain.count)] + [0x0A]
        start += 70
    }
    return String(decoding: lines, as: UTF8.self)
}
