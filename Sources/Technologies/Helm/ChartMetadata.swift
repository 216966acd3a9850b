import Primitives
import Templates
internal import Projects

/// Chart.yaml: what a chart says about itself and the charts that it needs.
struct ChartMetadata {
    struct Dependency {
        var name: String
        let version: String
        let repository: String
        let condition: String
        let tags: [String]
        let alias: String
        /// Names under `exports`, or pairs of child and parent paths.
        let importValues: [ImportedValues]
        var isEnabled = false
    }

    enum ImportedValues {
        case export(String)
        case path(child: String, parent: String)
    }

    var name = ""
    private(set) var version = ""
    private(set) var apiVersion = "v1"
    private(set) var appVersion = ""
    private(set) var kubeVersion = ""
    private(set) var type = ""
    var dependencies: [Dependency] = []
    private var home = ""
    private var description = ""
    private var icon = ""
    private var condition = ""
    private var tags = ""
    private var isDeprecated = false
    private var sources: [String] = []
    private var keywords: [String] = []
    private var annotations: [(String, String)] = []
    private var maintainers: [(name: String, email: String, url: String)] = []

    init() {}

    init(_ file: HelmChart.File, complaint: String) throws(HelmFailure) {
        let map = try ChartMetadata.read(file, complaint)
        func text(_ key: String) -> String { ChartMetadata.text(ChartMetadata.field(map, key)) }
        name = ChartMetadata.sanitized(text("name"))
        version = text("version")
        let declared = text("apiVersion")
        apiVersion = declared.isEmpty ? "v1" : declared
        appVersion = ChartMetadata.sanitized(text("appVersion"))
        kubeVersion = ChartMetadata.sanitized(text("kubeVersion"))
        type = text("type")
        home = text("home")
        description = ChartMetadata.sanitized(text("description"))
        icon = text("icon")
        condition = text("condition")
        tags = text("tags")
        if case .bool(true, _) = ChartMetadata.field(map, "deprecated") { isDeprecated = true }
        sources = ChartMetadata.texts(ChartMetadata.field(map, "sources"))
        keywords = ChartMetadata.texts(ChartMetadata.field(map, "keywords"))
        if case .map(let entries, _) = ChartMetadata.field(map, "annotations") {
            annotations = entries.entries.map { ($0.key, ChartMetadata.text($0.value)) }
        }
        if case .list(let list, _) = ChartMetadata.field(map, "maintainers") {
            for case .map(let maintainer, _) in list.elements {
                maintainers.append(
                    (
                        ChartMetadata.text(maintainer["name"]), ChartMetadata.text(maintainer["email"]),
                        ChartMetadata.text(maintainer["url"])
                    ))
            }
        }
        dependencies = ChartMetadata.dependencies(map)
    }

    /// Adds what the old `requirements.yaml` lists.
    mutating func addRequirements(_ file: HelmChart.File) throws(HelmFailure) {
        let map = try ChartMetadata.read(file, "cannot load requirements.yaml")
        if ChartMetadata.field(map, "dependencies") != nil { dependencies = ChartMetadata.dependencies(map) }
    }

    private static func read(_ file: HelmChart.File, _ complaint: String) throws(HelmFailure) -> GoMap {
        do {
            let value = try YAMLReader.read(Text(file.bytes), origin: .text, in: TraceTable(isEnabled: false))
            switch value {
            case .map(let map, _): return map
            case .null, .invalid: return GoMap()
            default:
                throw HelmFailure(
                    .load,
                    "\(complaint): error unmarshaling JSON: while decoding JSON: json: cannot unmarshal \(value.kindName) into Go value of type v2.Metadata"
                )
            }
        } catch let failure as YAMLReader.Failure {
            throw HelmFailure(.load, "\(complaint): error converting YAML to JSON: \(failure.message)")
        } catch let failure as HelmFailure {
            throw failure
        } catch {
            throw HelmFailure(.load, "\(complaint): \(error)")
        }
    }

    /// Keys match in any case, as Go's JSON decoder has it.
    private static func field(_ map: GoMap, _ key: String) -> GoValue? {
        if let exact = map[key] { return exact }
        let lower = key.lowercased()
        return map.entries.first { $0.key.lowercased() == lower }?.value
    }

    /// A scalar as a string field takes it: `appVersion: 1.10` is "1.1".
    private static func text(_ value: GoValue?) -> String {
        switch value {
        case .string(let text): text.string
        case .bool(let flag, _): flag ? "true" : "false"
        case .float(let number, _): Int64(exactly: number).map(String.init) ?? goFormatSingle(number)
        default: ""
        }
    }

    private static func texts(_ value: GoValue?) -> [String] {
        guard case .list(let list, _) = value else { return [] }
        return list.elements.map { text($0) }
    }

    private static func sanitized(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar.properties.isWhitespace {
                result.append(" ")
            } else if scalar.properties.generalCategory != .control, scalar.properties.generalCategory != .format {
                result.append(scalar)
            }
        }
        return String(result)
    }

    private static func dependencies(_ map: GoMap) -> [Dependency] {
        guard case .list(let list, _) = field(map, "dependencies") else { return [] }
        var result: [Dependency] = []
        for case .map(let entry, _) in list.elements {
            var imports: [ImportedValues] = []
            if case .list(let values, _) = field(entry, "import-values") {
                for value in values.elements {
                    if case .map(let pair, _) = value {
                        imports.append(.path(child: text(pair["child"]), parent: text(pair["parent"])))
                    } else if case .string(let name) = value {
                        imports.append(.export(name.string))
                    }
                }
            }
            result.append(
                Dependency(
                    name: sanitized(text(field(entry, "name"))), version: text(field(entry, "version")),
                    repository: text(field(entry, "repository")),
                    condition: text(field(entry, "condition")), tags: texts(field(entry, "tags")),
                    alias: text(field(entry, "alias")),
                    importValues: imports))
        }
        return result
    }

    /// - Throws: what Helm calls a validation error.
    func validate() throws(HelmFailure) {
        func fail(_ message: String) -> HelmFailure { HelmFailure(.load, "validation: " + message) }
        if apiVersion.isEmpty { throw fail("chart.metadata.apiVersion is required") }
        if name.isEmpty { throw fail("chart.metadata.name is required") }
        if name == "." || name == ".." { throw fail("chart.metadata.name \"\(name)\" is not allowed") }
        if name.contains("/") { throw fail("chart.metadata.name \"\(name)\" is invalid") }
        if version.isEmpty { throw fail("chart.metadata.version is required") }
        if SemanticVersion(version) == nil { throw fail("chart.metadata.version \"\(version)\" is invalid") }
        if !["", "application", "library"].contains(type) {
            throw fail("chart.metadata.type must be application or library")
        }
        var seen: Set<String> = []
        for dependency in dependencies {
            let key = dependency.alias.isEmpty ? dependency.name : dependency.alias
            if !seen.insert(key).inserted { throw fail("more than one dependency with name or alias \"\(key)\"") }
            let isGood = dependency.alias.utf8.allSatisfy {
                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == UInt8(ascii: "_")
                    || $0 == UInt8(ascii: "-")
            }
            if !isGood { throw fail("dependency \"\(dependency.name)\" has disallowed characters in the alias") }
        }
    }

    /// `.Chart` as templates see it: Helm 4 makes a map of Go's field names.
    func context(isRoot: Bool, in table: TraceTable) -> GoMap {
        let trace = table.add(.named("Chart.yaml of \(name)"))
        func text(_ string: String) -> GoValue { .string(Text(string, trace)) }
        func texts(_ strings: [String]) -> GoValue { .list(GoList(strings.map(text)), trace) }
        func record(_ fields: [(String, GoValue)]) -> GoValue {
            .map(GoMap(fields.map { GoMap.Entry(key: $0.0, value: $0.1) }), trace)
        }
        let needs = dependencies.map { dependency in
            record([
                ("Name", text(dependency.name)), ("Version", text(dependency.version)),
                ("Repository", text(dependency.repository)),
                ("Condition", text(dependency.condition)), ("Tags", texts(dependency.tags)),
                ("Enabled", .bool(dependency.isEnabled, trace)),
                ("ImportValues", .list(GoList([]), trace)), ("Alias", text(dependency.alias)),
            ])
        }
        let people = maintainers.map {
            record([("Name", text($0.name)), ("Email", text($0.email)), ("URL", text($0.url))])
        }
        let notes = GoMap(annotations.map { GoMap.Entry(key: $0.0, value: text($0.1)) }, kind: .strings)
        return GoMap(
            [
                ("Name", text(name)), ("Home", text(home)), ("Sources", texts(sources)), ("Version", text(version)),
                ("Description", text(description)), ("Keywords", texts(keywords)),
                ("Maintainers", .list(GoList(people), trace)),
                ("Icon", text(icon)), ("APIVersion", text(apiVersion)), ("Condition", text(condition)),
                ("Tags", text(tags)),
                ("AppVersion", text(appVersion)), ("Deprecated", .bool(isDeprecated, trace)),
                ("Annotations", .map(notes, trace)),
                ("KubeVersion", text(kubeVersion)), ("Dependencies", .list(GoList(needs), trace)), ("Type", text(type)),
                ("IsRoot", .bool(isRoot, trace)),
            ].map { GoMap.Entry(key: $0.0, value: $0.1) })
    }
}
