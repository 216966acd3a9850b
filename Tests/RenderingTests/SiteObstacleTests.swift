import BuiltInTechnologies
import ConfigModel
import Documents
import Projects
import SourceText
import Testing

/// What parameters do not take is told at the site of their default, and kept from nothing else.
@Suite struct SiteObstacleTests {
    /// The obstacle of the leftmost site for a new value of the one resource that is rendered.
    private func obstacle(_ name: String, _ text: String, at path: String, _ new: NewValue) throws -> String? {
        let tree = MemoryTree(texts: [name: text])
        let rendered = try #require(discover(tree).map { render($0, in: tree) }.first)
        let resource = try #require(rendered.resources.first)
        let request = SiteRequest(
            resource: resource, renderCase: resource.cases.first ?? 0, path: try ValuePath(parsing: path), action: .set(new))
        let sites = rendered.sites.sites(for: request, in: rendered.documents)
        return try #require(sites.first).obstacle
    }

    @Test(arguments: [
        ("Type: String, Default: a, AllowedValues: [a, b]", NewValue.string("b"), nil),
        ("Type: String, Default: a, AllowedValues: [a, b]", .string("c"), "the parameter P does not allow c"),
        ("Type: String, Default: a, AllowedPattern: '[a-z]'", .string("c"), "the parameter P has a pattern for its values"),
        ("Type: Number, Default: 5, MinValue: 1, MaxValue: 9", .int(1), nil),
        ("Type: Number, Default: 5, MinValue: 1, MaxValue: 9", .int(9), nil),
        ("Type: Number, Default: 5, MinValue: 1, MaxValue: 9", .int(0), "the parameter P starts at 1.0"),
        ("Type: Number, Default: 5, MinValue: 1, MaxValue: 9", .int(10), "the parameter P ends at 9.0"),
        ("Type: Number, Default: 5", .string("c"), "the parameter P takes numbers only"),
    ])
    func `parameters of stacks`(_ declaration: String, _ new: NewValue, _ expected: String?) throws {
        let text = """
            AWSTemplateFormatVersion: 2010-09-09
            Parameters:
              P: {\(declaration)}
            Resources:
              It:
                Type: AWS::X::Y
                Properties:
                  Value: !Ref P

            """
        #expect(try obstacle("stack.yaml", text, at: "Properties.Value", new) == expected)
    }

    @Test(arguments: [
        ("\"type\": \"string\", \"defaultValue\": \"a\", \"allowedValues\": [\"a\", \"b\"]", NewValue.string("b"), nil),
        ("\"type\": \"string\", \"defaultValue\": \"a\", \"allowedValues\": [\"a\", \"b\"]", .string("c"), "the parameter p does not allow c"),
        ("\"type\": \"int\", \"defaultValue\": 5, \"minValue\": 1, \"maxValue\": 9", .int(1), nil),
        ("\"type\": \"int\", \"defaultValue\": 5, \"minValue\": 1, \"maxValue\": 9", .int(9), nil),
        ("\"type\": \"int\", \"defaultValue\": 5, \"minValue\": 1, \"maxValue\": 9", .int(0), "the parameter p starts at 1"),
        ("\"type\": \"int\", \"defaultValue\": 5, \"minValue\": 1, \"maxValue\": 9", .int(10), "the parameter p ends at 9"),
    ])
    func `parameters of deployments`(_ declaration: String, _ new: NewValue, _ expected: String?) throws {
        #expect(try obstacle("azuredeploy.json", deployment("\"p\": {\(declaration)}", "[parameters('p')]"), at: "properties.a", new) == expected)
    }

    @Test func `nothing is written below what an expression of a deployment makes`() throws {
        let made = "an expression makes what encloses it, which would have to be rewritten by hand"
        #expect(try obstacle("azuredeploy.json", deployment("", "[createObject('b', 1)]"), at: "properties.a.c", .int(2)) == made)
        #expect(try obstacle("azuredeploy.json", deployment("", "[createObject('b', 1)]"), at: "properties.a", .int(2)) == nil)
    }

    private func deployment(_ parameters: String, _ value: String) -> String {
        """
        {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "parameters": {\(parameters)},
         "resources": [{"type": "A.B/c", "name": "n", "properties": {"a": "\(value)"}}]}
        """
    }
}
