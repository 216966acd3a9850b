import BuiltInTechnologies
import ConfigModel
import Documents
import Projects
import SourceText
import Testing
import AzureResourceManager

private let schema = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"

/// The resources of rendered templates.
private struct Deployed {
    let rendered: RenderedTemplates
    let documents: [any Document]

    init(_ files: [String: String]) throws {
        let tree = MemoryTree(texts: files)
        documents = try tree.paths.map { parseDocument(try tree.file($0), as: .json) }
        for document in documents where !document.isSound { Issue.record("\(document.diagnostics.map(\.message))") }
        rendered = renderARMTemplates(documents)
    }

    /// A template with one resource whose property `value` is the expression.
    init(value: String, before: String = "") throws {
        let text =
            "{\"$schema\": \"\(schema)\", \(before)\"resources\": [{\"type\": \"A.B/c\", \"name\": \"n\", \"properties\": {\"value\": \(value)}}]}"
        try self.init(["azuredeploy.json": text])
    }

    func traced(_ path: String = "properties.value", _ name: String? = nil, renderCase: Int = 0) throws -> Traced? {
        let path = try ValuePath(parsing: path)
        return rendered.resources.first { $0.cases.contains(renderCase) && (name == nil || $0.id.name == name) }?.value.at(path)
    }

    func chain(_ path: String = "properties.value", _ name: String? = nil, renderCase: Int = 0) throws -> [String] {
        (try traced(path, name, renderCase: renderCase)?.provenance.origins ?? []).map { origin in
            "\(origin.role.rawValue) \(documents.first { $0.source.path == origin.path }?.source.text(origin.span) ?? "?")"
        }
    }
}

private func value(_ expression: String, before: String = "") throws -> Value? {
    try Deployed(value: "\"[\(expression.replacing("\"", with: "\\\""))]\"", before: before).traced()?.value
}

struct ARMTests {
    @Test(arguments: [
        ("concat('a', 1, '-', 'it''s')", "a1-it's"), ("toUpper(trim('  x '))", "X"), ("replace('a.b.c', '.', '-')", "a-b-c"),
        ("substring('abcdef', 2, 3)", "cde"), ("take('abc', 2)", "ab"), ("skip('abc', 2)", "c"), ("first('abc')", "a"), ("last('abc')", "c"),
        ("format('{0}-{1}{{}}', 'a', 2)", "a-2{}"), ("padLeft('7', 3, '0')", "007"), ("base64('one')", "b25l"), ("base64ToString('b25l')", "one"),
        ("join(split('a,b;c', createArray(',', ';')), '+')", "a+b+c"), ("uri('https://x/y/z.json', 'w.json')", "https://x/y/w.json"),
        ("string(createObject('a', 1))", "{\"a\":1}"), ("if(equals('a', 'A'), 'same', 'other')", "other"), ("coalesce(null(), 'b')", "b"),
        ("json('{\"a\": {\"b\": \"c\"}}').a.b", "c"), ("createObject('k', 'v')['K']", "v"), ("string(true())", "True"),
        ("uriComponent('a b')", "a%20b"), ("union(createObject('a', 'x'), createObject('a', 'y')).a", "y"),
        ("items(createObject('k', 'v'))[0].key", "k"),
        ("tryGet(createObject('a', 'b'), 'a')", "b"),
    ])
    func `functions of texts`(_ expression: String, _ expected: String) throws {
        #expect(try value(expression) == .string(expected), "\(expression)")
    }

    @Test(arguments: [
        ("add(2, mul(3, 4))", 14), ("div(7, 2)", 3), ("mod(7, 2)", 1), ("sub(1, 3)", -2), ("min(3, 1, 2)", 1), ("max(createArray(3, 9))", 9),
        ("length('abc')", 3), ("length(createArray(1, 2))", 2), ("indexOf('abcb', 'B')", 1), ("lastIndexOf('abcb', 'b')", 3), ("int('42')", 42),
        ("range(3, 4)[2]", 5), ("length(intersection(createArray(1, 2), createArray(2, 3)))", 1),
        ("length(union(createArray(1, 2), createArray(2, 3)))", 3),
    ])
    func `functions of numbers`(_ expression: String, _ expected: Int64) throws {
        #expect(try value(expression) == .int(expected), "\(expression)")
    }

    @Test(arguments: [
        ("and(true(), not(false()))", true), ("or(false(), equals(1, 1))", true), ("contains('abc', 'b')", true),
        ("contains(createArray(1, 2), 3)", false),
        ("contains(createObject('Key', 1), 'key')", true), ("empty('')", true), ("startsWith('Abc', 'aB')", true), ("endsWith('abc', 'x')", false),
        ("greater('b', 'a')", true), ("lessOrEquals(2, 2)", true), ("bool('True')", true), ("and(false(), reference('x'))", false),
        ("or(true(), uniqueString('x'))", true), ("equals(createArray(1), createArray(1))", true),
    ])
    func `functions of flags`(_ expression: String, _ expected: Bool) throws {
        #expect(try value(expression) == .bool(expected), "\(expression)")
    }

    @Test(arguments: [
        ("resourceId('A.B/c', 'd')", "calls resourceid, which is known when it is deployed"),
        ("reference('x').y", "calls reference, which asks a resource that is deployed"),
        ("listKeys('x', '1').keys[0].value", "calls listkeys, which asks a resource for its keys"),
        ("concat('a', uniqueString('b'))", "calls uniquestring, which is known when it is deployed"),
        ("utcNow()", "calls utcnow, which differs each time"),
        ("parameters('nobody')", "names the parameter 'nobody', which is not declared"),
        ("frobnicate(1)", "calls frobnicate, which is not evaluated"),
        ("substring('a', 5, 1)", "calls substring with arguments that do not fit"),
        ("substring('a', -9223372036854775808)", "calls substring with arguments that do not fit"),
        ("range(-9223372036854775808, 2)", "calls range with arguments that do not fit"), ("div(1, 0)", "calls div with arguments that do not fit"),
        ("take(concat(replace(padLeft('', 9999, 'a'), 'a', padLeft('', 9999, 'b')), ''), 1)", "calls replace with arguments that do not fit"),
        ("add(9223372036854775807, 1)", "calls add with arguments that do not fit"),
        ("createArray(1)[4]", "looks for element 4 of a list that is shorter"),
        ("concat('a'", "cannot be read: the expression has a call that is not closed"),
        ("format('{0:x}', 1)", "calls format with arguments that do not fit"),
    ])
    func `what is not known says why`(_ expression: String, _ reason: String) throws {
        guard case .unknown(let found)? = try value(expression) else {
            Issue.record("\(expression) is known")
            return
        }
        #expect(found.description == reason)
    }

    @Test func `two brackets stand for one, and text that only looks like an expression stays`() throws {
        #expect(try Deployed(value: "\"[[x]\"").traced()?.value == "[x]")
        #expect(try Deployed(value: "\"[x] y\"").traced()?.value == "[x] y")
        #expect(try Deployed(value: "\"[]\"").traced()?.value.isUnknown == true)
    }

    @Test func `a value knows the chain of places it came from`() throws {
        let before = """
            "parameters": {"p": {"type": "string", "defaultValue": "TLS1_0"}, "q": {"type": "object", "defaultValue": {"tls": "TLS1_1"}}},
            "variables": {"v": "[parameters('p')]", "w": {"inner": "[variables('v')]"}, "loop": "[variables('loop')]"},
            """
        #expect(
            try Deployed(value: "\"[variables('v')]\"", before: before).chain() == [
                "literal \"[variables('v')]\"", "intermediate \"[parameters('p')]\"", "defaultValue \"TLS1_0\"",
            ])
        #expect(try Deployed(value: "\"[variables('w').inner]\"", before: before).chain().last == "defaultValue \"TLS1_0\"")
        #expect(
            try Deployed(value: "\"[if(equals(1, 1), parameters('q').tls, 'x')]\"", before: before).chain() == [
                "literal \"[if(equals(1, 1), parameters('q').tls, 'x')]\"", "defaultValue \"TLS1_1\"",
            ])
        #expect(try Deployed(value: "\"[concat(parameters('p'), '')]\"", before: before).chain() == ["literal \"[concat(parameters('p'), '')]\""])
        #expect(try Deployed(value: "\"[variables('loop')]\"", before: before).traced()?.value.isUnknown == true)
    }

    @Test func `loops make lists, variables and resources`() throws {
        let text = """
            {"$schema": "\(schema)",
             "variables": {"copy": [{"name": "names", "count": 2, "input": "[concat('n', copyIndex('names', 1))]"}]},
             "resources": [
              {"type": "A.B/c", "name": "[concat('r', copyIndex())]", "copy": {"name": "all", "count": 2},
               "properties": {"first": "[variables('names')[0]]", "own": "[copyIndex('all', 5)]",
                "copy": [{"name": "disks", "count": 3, "input": {"lun": "[copyIndex('disks')]"}}]}}]}
            """
        let deployed = try Deployed(["azuredeploy.json": text])
        #expect(deployed.rendered.resources.map(\.id.name) == ["r0", "r1"])
        #expect(deployed.rendered.resources.map(\.id.key) == ["", ""])
        #expect(try deployed.traced("properties.first", "r1")?.value == "n1")
        #expect(try deployed.traced("properties.own", "r1")?.value == 6)
        #expect(try deployed.traced("properties.disks[2].lun", "r0")?.value == 2)
    }

    @Test func `resources within resources have the type and name of both`() throws {
        let text = """
            {"$schema": "\(schema)", "resources": [{"type": "Microsoft.Sql/servers", "name": "s", "properties": {},
              "resources": [{"type": "databases", "name": "d", "properties": {"a": 1}, "resources": [{"type": "transparentDataEncryption", "name": "current"}]}]}]}
            """
        let resources = try Deployed(["azuredeploy.json": text]).rendered.resources
        #expect(
            resources.map(\.id.type) == [
                "Microsoft.Sql/servers", "Microsoft.Sql/servers/databases", "Microsoft.Sql/servers/databases/transparentDataEncryption",
            ])
        #expect(resources.map(\.id.name) == ["s", "s/d", "s/d/current"])
        #expect(resources[1].home.prefix.description == "resources[0].resources[0]")
        #expect(resources[2].value["properties"] != nil)
    }

    @Test func `a resource whose condition fails is judged as if it held`() throws {
        let text = """
            {"$schema": "\(schema)", "parameters": {"make": {"type": "bool", "defaultValue": false}},
             "resources": [{"condition": "[parameters('make')]", "type": "A.B/c", "name": "n", "properties": {"a": 1}}, {"type": "A.B/d", "name": "m"}]}
            """
        let deployed = try Deployed(["azuredeploy.json": text])
        #expect(deployed.rendered.cases == ["default values", "every condition met"])
        #expect(deployed.rendered.resources.map { "\($0.id.name) \($0.cases)" } == ["m [0, 1]", "n [1]"])
    }

    @Test func `parameter files are render cases`() throws {
        let template = """
            {"$schema": "\(schema)", "parameters": {"p": {"type": "string", "defaultValue": "a"}, "secret": {"type": "securestring"}},
             "resources": [{"type": "A.B/c", "name": "n", "properties": {"value": "[parameters('p')]", "secret": "[parameters('secret')]"}}]}
            """
        let parameters = """
            {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#",
             "parameters": {"p": {"value": "b"}, "secret": {"reference": {"keyVault": {"id": "x"}, "secretName": "y"}}}}
            """
        let files = [
            "azuredeploy.json": template, "azuredeploy.parameters.json": parameters, "other.json": template.replacing("\"n\"", with: "\"o\""),
        ]
        let deployed = try Deployed(files)
        #expect(deployed.rendered.cases == ["default values", "azuredeploy.parameters.json"])
        #expect(try deployed.chain("properties.value", "n", renderCase: 1) == ["literal \"[parameters('p')]\"", "environment \"b\""])
        #expect(try deployed.traced("properties.secret", "n", renderCase: 1)?.value.isUnknown == true)
        #expect(try deployed.traced("properties.value", "o", renderCase: 1) == nil)
        let projects = discover(MemoryTree(texts: files)).filter { $0.kind == .arm }
        #expect(projects.map(\.files) == [["azuredeploy.json", "azuredeploy.parameters.json"], ["other.json"]])
    }

    @Test func `nested templates see the outer values or their own`() throws {
        func nested(_ scope: String) -> String {
            """
            {"$schema": "\(schema)", "variables": {"v": "outer"},
             "resources": [{"type": "Microsoft.Resources/deployments", "name": "d", "properties": {\(scope)
              "parameters": {"p": {"value": "passed"}},
              "template": {"parameters": {"p": {"type": "string"}}, "variables": {"v": "inner"},
               "resources": [{"type": "A.B/c", "name": "n", "properties": {"value": "[variables('v')]", "given": "[parameters('p')]"}}]}}}]}
            """
        }
        let outer = try Deployed(["a.json": nested("")])
        let inner = try Deployed(["a.json": nested("\"expressionEvaluationOptions\": {\"scope\": \"inner\"},")])
        #expect(try outer.traced("properties.value", "n")?.value == "outer")
        #expect(try inner.traced("properties.value", "n")?.value == "inner")
        #expect(try inner.chain("properties.given", "n").last == "argument \"passed\"")
        #expect(inner.rendered.resources.first { $0.id.name == "n" }?.id.scope == "d")
        #expect(inner.rendered.resources.first { $0.id.name == "n" }?.home.prefix.description == "resources[0].properties.template.resources[0]")
    }

    @Test func `a linked template of the tree is judged through the deployment that links it`() throws {
        let main = """
            {"$schema": "\(schema)", "resources": [{"type": "Microsoft.Resources/deployments", "name": "d", "properties": {
              "parameters": {"p": {"value": "passed"}}, "templateLink": {"relativePath": "nested/inner.json"}}}]}
            """
        let inner = """
            {"$schema": "\(schema)", "parameters": {"p": {"type": "string", "defaultValue": "own"}},
             "resources": [{"type": "A.B/c", "name": "n", "properties": {"value": "[parameters('p')]"}}]}
            """
        let deployed = try Deployed(["main.json": main, "nested/inner.json": inner])
        #expect(deployed.rendered.resources.map(\.id.name) == ["d", "n"])
        #expect(try deployed.traced("properties.value", "n")?.value == "passed")
        let projects = discover(MemoryTree(texts: ["main.json": main, "nested/inner.json": inner])).filter { $0.kind == .arm }
        #expect(projects.map(\.files) == [["main.json", "nested/inner.json"]])
    }

    @Test func `other JSON is no template`() {
        let files = [
            "a.json": "{\"$schema\": \"https://example.com/deploymentTemplates.json\", \"resources\": []}",
            "b.json": "{\"resources\": [{\"type\": \"A.B/c\"}]}", "c.json": "[\"deploymentTemplate.json\"]",
        ]
        #expect(!discover(MemoryTree(texts: files)).contains { $0.kind == .arm })
    }
}
