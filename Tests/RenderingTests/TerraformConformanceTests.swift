import ConfigModel
import Documents
import FoundationEssentials
import Projects
import SourceText
import Testing
import Terraform

/// Values of HCL's own specification suite, beside the checkout, evaluated as locals of a Terraform directory.
struct TerraformConformanceTests {
    private static let folder: URL = {
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        return root.appending(path: "shared/conformance/hcl/specsuite/tests")
    }()

    /// Cases without a value to compare: their expectation is about diagnostics or a literal of the schema language.
    private static let withoutValues: Set = [
        "comments/hash_comment", "comments/multiline_comment", "comments/slash_comment", "empty",
        "structure/attributes/singleline_bad",
        "structure/attributes/unexpected", "structure/blocks/single_empty_oneline", "structure/blocks/single_expected",
        "structure/blocks/single_oneline_invalid", "structure/blocks/single_unclosed",
    ]

    /// Values that a Double cannot hold: HCL counts with 512 bits. They are compared as far as a Double goes.
    private func isClose(_ found: Value, _ expected: Value) -> Bool {
        guard case .double(let a) = found, case .double(let b) = expected else { return found == expected }
        return abs(a - b) <= 1e-12 * max(1, abs(b))
    }

    private func evaluate(_ text: String, variables: String = "") -> [String: Value] {
        let documents = [
            HCLDocument.parse(SourceFile(path: "main.tf", text: text)),
            HCLDocument.parse(SourceFile(path: "v.tf", text: variables)),
        ]
        for document in documents where !document.isSound { Issue.record("\(document.diagnostics.map(\.message))") }
        let outputs = renderTerraform(documents).resources.filter { $0.id.type == "output" }
        return Dictionary(uniqueKeysWithValues: outputs.map { ($0.id.name, $0.value["value"]?.value ?? .null) })
    }

    /// Every attribute of a body as an output named by its path.
    private func outputs(_ document: HCLDocument, _ body: HCLBody, _ prefix: String) -> [(
        name: String, expression: String
    )] {
        document.tree.items(of: body).flatMap { item -> [(String, String)] in
            switch item {
            case .attribute(let index):
                let attribute = document.tree.attributes[Int(index)]
                return [(prefix + document.text(attribute.name), document.text(attribute.value))]
            case .block(let index):
                let block = document.tree.blocks[Int(index)]
                let labels = document.tree.labels(of: block).map { $0.text + "/" }.joined()
                let inner = document.text(block.type) == "a" ? "" : document.text(block.type) + "/" + labels
                return outputs(document, document.tree.body(of: block), prefix + inner)
            }
        }
    }

    private func flattened(_ value: Value, _ prefix: String, into leaves: inout [String: Value]) {
        guard let mapping = value.mapping else { return leaves[prefix] = value }
        for entry in mapping.entries {
            flattened(entry.value.value, prefix.isEmpty ? entry.key : prefix + "/" + entry.key, into: &leaves)
        }
    }

    private func source(_ pairs: [(name: String, expression: String)]) -> String {
        let text = pairs.map { pair in "output \"\(pair.name)\" {\n  value = \(pair.expression)\n}\n" }
        return text.joined()
    }

    @Test func `the specification suite has the expected values`() throws {
        let names =
            ((try? FileManager.default.subpathsOfDirectory(atPath: TerraformConformanceTests.folder.path)) ?? [])
            .sorted()
        let cases = names.filter { $0.hasSuffix(".t") }.map { String($0.dropLast(2)) }
        guard !cases.isEmpty else {
            print("HCL specification suite: not found, no values compared")
            return
        }
        func read(_ name: String) throws -> HCLDocument {
            let bytes = try Data(contentsOf: TerraformConformanceTests.folder.appending(path: name))
            return HCLDocument.parse(SourceFile(path: name, bytes: Array(bytes)))
        }
        var compared = 0
        for name in cases where !TerraformConformanceTests.withoutValues.contains(name) {
            let given = try read(name + ".hcl")
            let expectation = try read(name + ".t")
            let schema = try read(name + ".hcldec")
            // The suite names variables without `var.`; they become locals and the references follow.
            var pairs = outputs(given, given.rootBody, "")
            var declared = ""
            if let variables = schema.roots[0]["variables"]?[0]?.value.mapping {
                for key in variables.keys {
                    pairs = pairs.map { ($0.name, $0.expression.replacing("${\(key)}", with: "${local.\(key)}")) }
                }
                let entries = variables.entries.compactMap { entry in
                    entry.value.value.string.map { "  \(entry.key) = \"\($0)\"\n" }
                }
                declared = "locals {\n\(entries.joined())}\n"
            }
            var leaves: [String: Value] = [:]
            for (output, value) in evaluate(source(pairs), variables: declared) {
                flattened(value, output, into: &leaves)
            }
            let result = try #require(expectation.attributeText("result"), "\(name) has a result")
            var expected: [String: Value] = [:]
            flattened(evaluate("output \"r\" {\n  value = \(result)\n}\n")["r"] ?? .null, "", into: &expected)
            #expect(Set(leaves.keys) == Set(expected.keys), "\(name)")
            for (leaf, value) in expected {
                #expect(
                    isClose(leaves[leaf] ?? .null, value),
                    "\(name) \(leaf): \(String(describing: leaves[leaf])) is not \(value)")
                compared += 1
            }
        }
        print("HCL specification suite: \(compared) values compared")
    }
}

extension HCLDocument {
    fileprivate func attributeText(_ name: String) -> String? {
        for item in tree.items(of: rootBody) {
            guard case .attribute(let index) = item, text(tree.attributes[Int(index)].name) == name else { continue }
            return text(tree.attributes[Int(index)].value)
        }
        return nil
    }
}
