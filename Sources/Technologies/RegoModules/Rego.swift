package import ConfigModel
internal import Documents
package import Projects
package import SourceText

/// Modules of Rego, in files of their own or within a ConstraintTemplate of Gatekeeper.
///
/// Source: https://www.openpolicyagent.org/docs/policy-language
package struct Rego: DocumentReader {
    package let name = "rego"
    package let selectors = [
        SelectorKind.whole("rego"),
        // A rule of a policy by name.
        SelectorKind("rego.rule", system: "rego", bindings: ["rule", "resource"]) { parts("rules", "rule", of: $0, $1) },
        // A call in a policy, by the function's name.
        SelectorKind("rego.call", system: "rego", bindings: ["call", "resource"]) { parts("calls", "call", of: $0, $1) },
    ]

    package init() {}

    package func mayHold(_ path: String) -> Bool { fileName(of: path).lowercased().hasSuffix(".rego") }

    /// A module; one that is a template of text is passed over.
    package func read(_ file: SourceFile, into files: inout ProjectFiles) -> RecognisedFile? {
        guard let document = files.tree.document(file, as: .rego) as? RegoDocument else { return nil }
        if !document.isSound, file.bytes.contains(text: "{{") || file.bytes.contains(text: "{%") {
            files.noteTemplate(file.path)
            return nil
        }
        files.keep(document)
        guard document.isSound else { return nil }
        return recognised(document, type: regoType(file.path))
    }

    package func read(embedded file: SourceFile) -> RecognisedFile? {
        let document = RegoDocument.parse(file)
        return document.isSound ? recognised(document, type: "policy") : nil
    }

    private func recognised(_ document: RegoDocument, type: String) -> RecognisedFile {
        RecognisedFile(document: document, system: name, type: type, value: document.roots[0], headline: document.headline)
    }

    package func recognition(of resource: Resource, in project: RenderedProject) -> Recognition {
        let package = resource.value["package"]?.value.string ?? ""
        return Recognition(
            path: "the name ends in \(resource.home.ending)",
            content: "a module of Rego \(resource.value["version"]?.value.string ?? ""), package '\(package)'")
    }
}

/// `test` for what `opa test` runs, openpolicyagent.org/docs/policy-testing.
private func regoType(_ path: String) -> String { path.hasSuffix("_test.rego") || fileName(of: path).hasPrefix("test_") ? "test" : "policy" }

/// Rules or calls of a policy by name; those of tests are nobody's policy.
private func parts(_ key: String, _ name: String, of resource: Resource, _ selector: Selector) -> [[Subject.Part]] {
    guard resource.id.type == "policy" else { return [] }
    return (resource.value[key]?.value.list ?? []).enumerated().compactMap { index, part in
        guard selector.admits(part["name"]?.value.string ?? "") else { return nil }
        return [Subject.Part(name: name, path: ValuePath.root.key(key).index(index), value: part), .root(of: resource)]
    }
}
