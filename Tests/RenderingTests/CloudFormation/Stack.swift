import ConfigModel
import Documents
import Projects
import SourceText
import CloudFormation

/// The resources of rendered templates, for tests.
struct Stack {
    let rendered: RenderedTemplates
    let documents: [any Document]

    /// - Parameter others: the format of files that are neither YAML nor JSON.
    init(_ files: [String: String], as others: Format = .yaml) throws {
        let tree = MemoryTree(texts: files)
        documents = try tree.paths.map { path in
            parseDocument(try tree.file(path), as: path.hasSuffix(".json") ? .json : path.hasSuffix(".yaml") ? .yaml : others)
        }
        rendered = renderCloudFormation(documents)
    }

    /// A template whose one resource has the property `Value`, written as given.
    init(value: String, before: String = "") throws {
        let indented = value.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n      ")
        try self.init(["stack.yaml": "\(before)\nResources:\n  It:\n    Type: AWS::X::Y\n    Properties:\n      Value: \(indented)\n"])
    }

    func traced(_ name: String = "It", _ path: String = "Properties.Value", renderCase: Int = 0) throws -> Traced? {
        let path = try ValuePath(parsing: path)
        return rendered.resources.first { $0.id.name == name && $0.cases.contains(renderCase) }?.value.at(path)
    }

    func value(_ name: String = "It", _ path: String = "Properties.Value", renderCase: Int = 0) throws -> Value? {
        try traced(name, path, renderCase: renderCase)?.value
    }

    /// `role text` of each place in the chain of a value.
    func chain(_ name: String = "It", _ path: String = "Properties.Value", renderCase: Int = 0) throws -> [String] {
        (try traced(name, path, renderCase: renderCase)?.provenance.origins ?? []).map { origin in
            "\(origin.role.rawValue) \(documents.first { $0.source.path == origin.path }?.source.text(origin.span) ?? "?")"
        }
    }

    var diagnostics: [String] { rendered.diagnostics.map(\.message) }
}
