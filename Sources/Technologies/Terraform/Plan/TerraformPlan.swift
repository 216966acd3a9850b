internal import ConfigModel
internal import Documents
package import SourceText
internal import Projects

/// A plan or a state as `terraform show -json` and `tofu show -json` print it: what only Terraform knows of the blocks of a root module.
///
///     {"format_version": "1.2", "planned_values": {"root_module": {"resources": [{"address": "aws_instance.web", "values": {…}}]}}}
///
/// Sensitive values are left out while it is read, so that nothing can print them. A class because every project and evaluator of a scan
/// passes it on. Source: Terraform documentation, "JSON Output Format", format versions 1.x.
package final class TerraformPlan: Sendable, Hashable {
    /// As it was named, for reports.
    package let path: String
    /// The folder of its root module as it was named, relative to the work tree; nil where the blocks have to tell.
    package let folder: String?
    /// The folder that the file lies in, relative to the work tree, if it does.
    package let home: String?
    /// Whether it says what there is instead of what shall be.
    package let isState: Bool
    /// By address.
    let instances: [String: PlannedInstance]
    /// The root module's variables; those that are sensitive are unknown.
    let variables: [String: Value]
    /// Those whose value is the default that the module had when the plan was made.
    let defaulted: Set<String>
    /// The keys of each block and call by its address without key.
    private let keys: [String: [Value]]

    /// - Parameters:
    ///   - folder: the root module that the plan is for, where somebody said so.
    ///   - home: the folder of the work tree that the file lies in, if it does.
    package init(_ file: SourceFile, folder: String? = nil, home: String? = nil) throws(TerraformPlanError) {
        let root = try TerraformPlan.read(file)
        path = file.path
        self.folder = folder
        self.home = home
        isState = root["planned_values"] == nil
        let values = root["planned_values"] ?? root["values"]
        let changes = (root["resource_changes"]?.value.list ?? []).reduce(into: [String: Traced]()) { all, change in
            if let address = change["address"]?.value.string { all[address] = change }
        }
        var instances: [String: PlannedInstance] = [:]
        // Data sources that were read already are told by the state before.
        for (part, isBefore) in [(root["prior_state"]?["values"], true), (values, false)] {
            TerraformPlan.collect(part?["root_module"], module: "", 0) { found in
                guard !isBefore || found.type.hasPrefix("data.") else { return }
                instances[found.address] = found.unknown(changes[found.address]?["change"]?["after_unknown"]?.value)
            }
        }
        self.instances = instances
        keys = TerraformPlan.keys(of: instances.values.sorted { $0.address < $1.address })
        let declared = root["configuration"]?["root_module"]?["variables"]
        variables = (root["variables"]?.value.mapping?.entries ?? []).reduce(into: [:]) { all, entry in
            guard let value = entry.value["value"] else { return }
            let isSensitive = declared?[entry.key]?["sensitive"]?.value == .bool(true)
            all[entry.key] = isSensitive ? .unknown(UnknownReason("is marked sensitive in \(file.path)")) : value.value
        }
        defaulted = Set(
            (root["variables"]?.value.mapping?.entries ?? []).filter { entry in
                declared?[entry.key]?["default"].map { $0.value == entry.value["value"]?.value } ?? false
            }.map(\.key))
    }

    /// `aws_s3_bucket.logs` and `module.web`: what the root module has to hold.
    var rootNames: Set<String> {
        Set(
            instances.values.compactMap { instance in
                if instance.type.hasPrefix("data.") { return nil }
                if instance.module.isEmpty { return "\(instance.type).\(instance.name)" }
                return "module." + instance.module.dropFirst("module.".count).prefix { $0 != "." && $0 != "[" }
            })
    }

    /// The instances that a block or call has, in the order of their addresses; nil when there is none.
    ///
    /// - Parameter address: without the key: `module.a["eu"].aws_s3_bucket.b`.
    func keys(of address: String) -> [Value]? { keys[address] }

    package static func == (a: TerraformPlan, b: TerraformPlan) -> Bool { a === b }

    package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

/// One instance of a block as a plan or state has it.
struct PlannedInstance: Sendable {
    /// `module.a["eu"].aws_s3_bucket.b[0]`
    let address: String
    /// Address of the call; empty in the root module.
    let module: String
    /// With `data.` in front of a data source's.
    let type: String
    let name: String
    /// `null` where the block has one instance.
    let key: Value
    let values: Traced
    /// What of the values is sensitive: true, or a map or list of the same shape.
    let sensitive: PlannedMask
    /// What of them is known only after apply.
    var unknown = PlannedMask(nil)

    func unknown(_ mask: Value?) -> PlannedInstance {
        var copy = self
        copy.unknown = PlannedMask(mask)
        return copy
    }

    /// `module.a["eu"].aws_s3_bucket.b`
    var block: String { (module.isEmpty ? "" : module + ".") + "\(type).\(name)" }
}

/// Which parts of a value something holds for: `true` for all of it, or a map or list of masks.
struct PlannedMask: Sendable {
    private let value: Value?

    init(_ value: Value?) { self.value = value }

    var isWhole: Bool { value == .bool(true) }

    /// The keys of a mask that is a map.
    var entries: [String] { value?.mapping?.keys ?? [] }

    subscript(_ key: String) -> PlannedMask { isWhole ? self : PlannedMask(value?.mapping?[key]?.value) }

    subscript(_ index: Int) -> PlannedMask {
        if isWhole { return self }
        guard let items = value?.list, items.indices.contains(index) else { return PlannedMask(nil) }
        return PlannedMask(items[index].value)
    }
}

/// Why a file is no plan or state that can be read, and what to do.
package struct TerraformPlanError: Error, Hashable, CustomStringConvertible {
    /// The file, as it was named.
    package let path: String
    /// The rest of a sentence that begins with the path.
    package let reason: String

    /// A sentence without full stop.
    package var description: String { "'\(path)' \(reason)" }
}

extension TerraformPlan {
    /// Bytes; plans are not written by people and may be larger than other files.
    private static let largest = 256 << 20
    private static let maximumDepth = 32
    private static let advice = "run 'terraform show -json FILE > plan.json' and name plan.json"

    private static func read(_ file: SourceFile) throws(TerraformPlanError) -> Traced {
        func failure(_ reason: String) -> TerraformPlanError { TerraformPlanError(path: file.path, reason: reason) }
        var bytes = file.bytes
        if bytes.count > largest { throw failure("has more than \(largest >> 20) MB") }
        if bytes.starts(with: Array("PK".utf8)) { throw failure("is a plan in Terraform's own format: \(advice)") }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw failure("is UTF-16, as some shells write it: write it anew as UTF-8")
        }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        let document = parseDocument(SourceFile(path: file.path, bytes: bytes), as: .json)
        if bytes.starts(with: Array("{\"@".utf8)) { throw failure("is the log of 'terraform plan -json', not a plan: \(advice)") }
        guard document.isSound, let root = document.roots.first, root.value.mapping != nil else { throw failure("is not JSON: \(advice)") }
        guard let version = root["format_version"]?.value.string else {
            if root["lineage"] != nil || root["terraform_version"] != nil, root["version"] != nil {
                throw failure("is a state in Terraform's own format: run 'terraform show -json > state.json' in its folder and name state.json")
            }
            throw failure("has no format_version and so is no output of 'terraform show -json': \(advice)")
        }
        guard version.hasPrefix("1.") else { throw failure("has format_version \(version.prefix(20)); 1.x is what is read") }
        return root.withoutProvenance
    }

    private static func collect(_ module: Traced?, module address: String, _ depth: Int, _ take: (PlannedInstance) -> Void) {
        guard let module, depth < maximumDepth else { return }
        for item in module["resources"]?.value.list ?? [] {
            guard let own = item["address"]?.value.string, let type = item["type"]?.value.string, let name = item["name"]?.value.string else {
                continue
            }
            let mode = item["mode"]?.value.string ?? "managed"
            let key = item["index"]?.value ?? .null
            take(
                PlannedInstance(
                    address: own, module: address, type: mode == "managed" ? type : "\(mode).\(type)", name: name, key: key,
                    values: item["values"] ?? .new(.map(Mapping())), sensitive: PlannedMask(item["sensitive_values"]?.value)))
        }
        for child in module["child_modules"]?.value.list ?? [] {
            collect(child, module: child["address"]?.value.string ?? address, depth + 1, take)
        }
    }

    private static func keys(of instances: [PlannedInstance]) -> [String: [Value]] {
        var keys: [String: [Value]] = [:]
        func add(_ key: Value, to block: String) { if keys[block]?.contains(key) != true { keys[block, default: []].append(key) } }
        for instance in instances {
            add(instance.key, to: instance.block)
            for call in calls(of: instance.module) { add(call.key, to: call.address) }
        }
        return keys.mapValues { $0.sorted { ($0.int ?? 0, $0.string ?? "") < ($1.int ?? 0, $1.string ?? "") } }
    }

    /// The calls on the way to `module.a["x.y"].module.b[0]`, each without its key and with it.
    private static func calls(of module: String) -> [(address: String, key: Value)] {
        var result: [(address: String, key: Value)] = []
        var rest = module[...]
        var before = ""
        while rest.hasPrefix("module.") {
            let name = rest.dropFirst("module.".count).prefix { $0 != "." && $0 != "[" }
            rest = rest.dropFirst("module.".count + name.count)
            let address = before + "module.\(name)"
            var key = Value.null
            var written = ""
            if rest.first == "[" {
                let end = rest.firstRange(of: rest.hasPrefix("[\"") ? "\"]" : "]")?.upperBound ?? rest.endIndex
                written = String(rest[..<end])
                rest = rest[end...]
                key = JSONText.decoded(String(written.dropFirst().dropLast())) ?? .null
            }
            result.append((address, key))
            before = address + written + "."
            rest = rest.dropFirst()
        }
        return result
    }
}

extension Traced {
    /// The same values as if no file wrote them.
    fileprivate var withoutProvenance: Traced {
        switch value {
        case .list(let items): .new(.list(items.map(\.withoutProvenance)))
        case .map(let mapping): .new(.map(Mapping(mapping.entries.map { Mapping.Entry(key: $0.key, value: $0.value.withoutProvenance) })))
        default: .new(value)
        }
    }
}
