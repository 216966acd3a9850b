import ConfigModel
import Documents
import SourceText
internal import Projects

/// A file with values for the parameters of a template, as one environment passes them.
///
///     [{"ParameterKey": "Encrypt", "ParameterValue": "false"}]      # aws cloudformation --parameters
///     {"Parameters": {"Encrypt": "false"}}                          # CodePipeline, rain
///     {"Encrypt": "false"}                                          # many scripts
struct ParameterFile: ParameterSource, Sendable {
    let path: String
    /// What the render case is called: the path, with the environment where a file has several.
    let caseName: String
    /// Values with the role of an environment.
    let values: [String: Traced]

    init?(_ document: any Document) {
        path = document.source.path
        caseName = path
        guard document.isSound, document.roots.count == 1 else { return nil }
        let root = document.roots[0]
        var pairs: [(String, Traced)] = []
        if let items = root.value.list {
            for item in items {
                guard let key = item["ParameterKey"]?.value.string else { return nil }
                if let value = item["ParameterValue"] { pairs.append((key, value)) }
            }
        } else if let mapping = (root["Parameters"] ?? root).value.mapping {
            pairs = mapping.entries.map { ($0.key, $0.value) }
        }
        guard !pairs.isEmpty, pairs.allSatisfy({ $0.1.value.mapping == nil }) else { return nil }
        values = pairs.reduce(into: [:]) { result, pair in
            result[pair.0] = Traced(pair.1.value, pair.1.provenance.asRole(.environment))
        }
    }

    init(path: String, name: String, values: [String: Traced]) {
        self.path = path
        caseName = name
        self.values = values
    }

    /// What a file holds: once, or for each environment of a `samconfig.toml`.
    static func files(of document: any Document) -> [ParameterFile] {
        SamConfiguration.mayBe(document.source.path) ? SamConfiguration.files(of: document) : ParameterFile(document).map { [$0] } ?? []
    }

    /// Whether a path looks like such a file: the name or its folder speaks of parameters.
    static func mayBe(_ path: String) -> Bool {
        guard path.hasSuffix(".json") || path.hasSuffix(".yaml") || path.hasSuffix(".yml") else { return false }
        return [fileName(of: path), fileName(of: folder(of: path))].contains { $0.lowercased().contains("param") }
    }

    /// The templates that a file can be for: they lie in its folder or the one above and have all its parameters. Of several the one
    /// that the file is named after, if there is one.
    func templates(among templates: [CloudFormationTemplate]) -> [CloudFormationTemplate] {
        let home = folder(of: path)
        let near = templates.filter { template in
            let place = folder(of: template.path)
            let names = Set(template.section("Parameters").keys)
            let isNear = place == home || (place == folder(of: home) && !SamConfiguration.mayBe(path))
            return isNear && values.keys.allSatisfy(names.contains)
        }
        if SamConfiguration.mayBe(path), near.count > 1 { return near.filter { fileName(of: $0.path).hasPrefix("template.") } }
        let named = near.filter { fileName(of: path).hasPrefix(ParameterFile.stem($0.path)) }
        return named.isEmpty ? (near.count == 1 ? near : []) : named
    }

    private static func stem(_ path: String) -> String { String(fileName(of: path).prefix { $0 != "." }) }
}
