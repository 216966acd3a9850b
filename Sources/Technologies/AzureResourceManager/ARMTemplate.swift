import ConfigModel
import Documents
import SourceText
internal import Projects

/// One template of Azure Resource Manager: a JSON document, or the template that a nested deployment holds.
///
///     {"$schema": "…/deploymentTemplate.json#", "parameters": {…}, "variables": {…}, "resources": [{"type": "Microsoft.Storage/storageAccounts", …}]}
///
/// Source: Azure Resource Manager documentation, "Understand the structure and syntax of ARM templates".
struct ARMTemplate: ParameterisedTemplate, Sendable {
    let path: String
    let root: Traced
    /// The way from the document's root; empty but for nested templates.
    let prefix: ValuePath

    init(path: String, root: Traced, prefix: ValuePath = .root) {
        self.path = path
        self.root = root
        self.prefix = prefix
    }

    func section(_ name: String) -> Mapping { root[name]?.value.mapping ?? Mapping() }

    /// The resources with the steps to each: a list, or a map by symbolic name.
    var resources: [(steps: [ValuePath.Element], symbol: String?, value: Traced)] {
        ARMTemplate.resources(root["resources"], below: [.key("resources")])
    }

    static func resources(_ value: Traced?, below steps: [ValuePath.Element]) -> [(steps: [ValuePath.Element], symbol: String?, value: Traced)] {
        switch value?.value {
        case .list(let items)?: items.enumerated().map { (steps + [.index($0)], nil, $1) }
        case .map(let mapping)?: mapping.entries.map { (steps + [.key($0.key)], $0.key, $0.value) }
        default: []
        }
    }

    /// Whether a search for a few words says that a file may be a template or hold parameters; parsing decides.
    static func mayBe(_ file: SourceFile) -> Bool {
        file.bytes.contains(text: "eploymentTemplate.json") || file.bytes.contains(text: "eploymentParameters.json")
    }

    init?(_ document: any Document) {
        guard document.isSound, document.roots.count == 1, let root = document.roots.first, root["resources"] != nil,
            let schema = root["$schema"]?.value.string, ARMTemplate.names(schema, "deploymentTemplate.json")
        else { return nil }
        self.init(path: document.source.path, root: root)
    }

    /// `https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#`; those of subscriptions have a word before it.
    static func names(_ schema: String, _ file: String) -> Bool {
        var name = schema.split(separator: "/").last.map { $0.lowercased() } ?? ""
        while name.hasSuffix("#") { name.removeLast() }
        return name.hasSuffix(file.lowercased())
    }

    /// The paths of templates that deployments within it name by a relative path.
    var nestedPaths: [String] { resources.compactMap { linkedTemplate($0.value) } }

    func linkedTemplate(_ resource: Traced) -> String? {
        guard let text = resource["properties"]?["templateLink"]?["relativePath"]?.value.string, !text.hasPrefix("[") else { return nil }
        return resolved(text, in: folder(of: path))
    }
}

/// A file with values for the parameters of a template.
///
///     {"$schema": "…/deploymentParameters.json#", "parameters": {"httpsOnly": {"value": false}}}
struct ARMParameters: ParameterSource, Sendable {
    let path: String
    var caseName: String { path }
    /// Values with the role of an environment; what a vault holds is unknown.
    let values: [String: Traced]

    init?(_ document: any Document) {
        guard document.isSound, let root = document.roots.first, let schema = root["$schema"]?.value.string,
            ARMTemplate.names(schema, "deploymentParameters.json"), let mapping = root["parameters"]?.value.mapping
        else { return nil }
        path = document.source.path
        values = mapping.entries.reduce(into: [:]) { result, entry in
            if let value = entry.value["value"] {
                result[entry.key] = value.inRole(.environment)
            } else if entry.value["reference"] != nil {
                result[entry.key] = Traced(.unknown(UnknownReason("is kept in a key vault")), entry.value.provenance.asRole(.environment))
            }
        }
    }

    /// The templates that the file can be for: they lie in its folder or the one above and have all its parameters. Of several the one that
    /// the file is named after, if there is one.
    func templates(among templates: [ARMTemplate]) -> [ARMTemplate] {
        let home = folder(of: path)
        let near = templates.filter { template in
            let place = folder(of: template.path)
            let names = Set(template.section("parameters").keys)
            return (place == home || place == folder(of: home)) && values.keys.allSatisfy(names.contains)
        }
        let named = near.filter { fileName(of: path).hasPrefix(ARMParameters.stem($0.path)) }
        let best = named.map { ARMParameters.stem($0.path).count }.max()
        let closest = named.filter { ARMParameters.stem($0.path).count == best }
        return closest.isEmpty ? (near.count == 1 ? near : []) : closest
    }

    private static func stem(_ path: String) -> String { String(fileName(of: path).dropLast(".json".count)) + "." }
}
