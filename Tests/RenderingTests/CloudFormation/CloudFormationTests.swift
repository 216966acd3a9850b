import BuiltInTechnologies
import ConfigModel
import Documents
import Projects
import SourceText
import TestSupport
import Testing
import CloudFormation

@Suite struct CloudFormationTests {
    @Test func `a resource whose condition does not hold is judged in a case of its own`() throws {
        let stack = try Stack([
            "a.yaml": """
            Parameters: {Stage: {Type: String, Default: dev}}
            Conditions: {IsProd: !Equals [!Ref Stage, prod]}
            Resources:
              Always: {Type: AWS::SNS::Topic}
              Sometimes: {Type: AWS::SNS::Topic, Condition: IsProd, Properties: {TopicName: !If [IsProd, a, b]}}
            """
        ])
        #expect(stack.rendered.cases == ["default values", "every condition met"])
        #expect(stack.rendered.resources.map(\.id.name) == ["Always", "Sometimes"])
        #expect(stack.rendered.resources.map(\.cases) == [[0], [1]])
        #expect(try stack.value("Sometimes", "Properties.TopicName", renderCase: 1) == "a")
    }

    @Test func `a parameter file of each shape is a render case`() throws {
        let template = "Parameters: {Size: {Type: String, Default: small}}\nResources: {It: {Type: AWS::X::Y, Properties: {Value: !Ref Size}}}\n"
        for content in [
            #"[{"ParameterKey": "Size", "ParameterValue": "large"}]"#, #"{"Parameters": {"Size": "large"}}"#, #"{"Size": "large"}"#,
        ] {
            let stack = try Stack(["app.yaml": template, "params/app-prod.json": content])
            #expect(stack.rendered.cases == ["default values", "params/app-prod.json"])
            #expect(try stack.value(renderCase: 0) == "small")
            #expect(try stack.value(renderCase: 1) == "large")
            #expect(try stack.chain(renderCase: 1) == ["literal Size", "environment \"large\""])
        }
        let foreign = try Stack(["app.yaml": template, "params/app-prod.json": #"{"Size": "large", "Other": 1}"#])
        #expect(foreign.rendered.cases == ["default values"])
    }

    @Test func `overrides of a samconfig are a render case for each environment`() throws {
        let template =
            "Parameters: {Size: {Type: String, Default: small}, Stage: {Type: String}}\n"
            + "Resources: {It: {Type: AWS::X::Y, Properties: {Value: !Ref Size, Stage: !Ref Stage}}}\n"
        for (content, places) in [
            ("parameter_overrides = \"Stage=prod Size=large\"", ["literal Size", "environment large"]),
            ("parameter_overrides = [\"Stage=prod\", \"Size=large\"]", ["literal Size", "environment large"]),
            (
                "parameter_overrides = \"ParameterKey=Stage,ParameterValue=prod ParameterKey=Size,ParameterValue=large\"",
                ["literal Size", "environment large"]
            ),
            ("parameter_overrides = 'Stage=prod Size=\"large\"'", ["literal Size"]),
        ] {
            let config = "version = 0.1\n[default.build.parameters]\ncached = true\n[prod.deploy.parameters]\n\(content)\n"
            let stack = try Stack(["template.yaml": template, "samconfig.toml": config], as: .toml)
            #expect(stack.rendered.cases == ["default values", "samconfig.toml prod"])
            #expect(try stack.value(renderCase: 1) == "large", "\(content)")
            #expect(try stack.value("It", "Properties.Stage", renderCase: 1) == "prod")
            #expect(try stack.chain(renderCase: 1) == places, "\(content)")
        }
    }

    @Test func `a nested template is judged through the stacks that nest it`() throws {
        let stack = try Stack([
            "app.yaml": """
            Resources:
              One: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: ./t/inner.yaml, Parameters: {Size: large}}}
              Two: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: t/inner.yaml}}
              Far: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: "https://example.com/inner.yaml"}}
            """,
            "t/inner.yaml":
                "Parameters: {Size: {Type: String, Default: small}}\nResources: {It: {Type: AWS::X::Y, Properties: {Value: !Ref Size}}}\n",
        ])
        let inner = stack.rendered.resources.filter { $0.id.name == "It" }
        #expect(inner.map(\.id.scope) == ["One", "Two"])
        #expect(inner.map { $0.value["Properties"]?["Value"]?.value } == ["large", "small"])
        #expect(inner[0].value["Properties"]?["Value"]?.provenance.rootCause?.role == .argument)
    }

    @Test func `templates that nest each other end`() throws {
        let nests = { (path: String) in "Resources: {N: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: \(path)}}}\n" }
        let stack = try Stack(["a.yaml": nests("b.yaml"), "b.yaml": nests("a.yaml")])
        #expect(stack.diagnostics.contains { $0.contains("nested too deep") })
    }

    @Test func `what the globals of SAM give is merged into functions`() throws {
        let stack = try Stack([
            "t.yaml": """
            Transform: AWS::Serverless-2016-10-31
            Globals:
              Function:
                Runtime: python3.12
                Environment: {Variables: {A: one, B: two}}
                Layers: [base]
            Resources:
              F:
                Type: AWS::Serverless::Function
                Properties:
                  Environment: {Variables: {B: mine}}
                  Layers: [own]
              Q: {Type: AWS::SQS::Queue}
            """
        ])
        #expect(try stack.value("F", "Properties.Runtime") == "python3.12")
        #expect(try stack.chain("F", "Properties.Runtime") == ["intermediate python3.12"])
        #expect(try stack.value("F", "Properties.Environment.Variables") == .newMap(["A": "one", "B": "mine"]))
        #expect(try stack.value("F", "Properties.Layers") == .newList(["base", "own"]))
        #expect(try stack.value("Q", "Properties") == .newMap([:]))
    }

    @Test func `a template is known by what it holds`() {
        let files = [
            "a.yml": "Resources:\n  B:\n    Type: AWS::S3::Bucket\n", "b.template": "{\"Resources\": {\"B\": {\"Type\": \"Custom::Thing\"}}}",
            "c.json": "\u{FEFF}{\"Resources\":{\"B\":{\"Type\":\"Alexa::ASK::Skill\"}}}", "notes.yaml": "text: Resources of Type AWS::S3::Bucket\n",
            "k.yaml": "apiVersion: v1\nkind: ConfigMap\ndata:\n  t: |\n    Resources:\n      B: {Type: AWS::S3::Bucket}\n",
        ]
        let found = discover(MemoryTree(texts: files)).filter { $0.kind == .cloudFormation }.flatMap(\.files)
        #expect(found == ["a.yml", "b.template", "c.json"])
    }

    @Test func `templates that nest each other and their parameter files are one project`() {
        let files = [
            "app.yaml": "Parameters: {P: {Type: String}}\nResources: {N: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: in/n.yaml}}}\n",
            "in/n.yaml": "Resources: {B: {Type: AWS::S3::Bucket}}\n", "params/app.json": "{\"P\": \"x\"}",
            "other.yaml": "Resources: {B: {Type: AWS::S3::Bucket}}\n",
        ]
        let projects = discover(MemoryTree(texts: files)).filter { $0.kind == .cloudFormation }
        #expect(projects.map(\.files) == [["app.yaml", "in/n.yaml", "params/app.json"], ["other.yaml"]])
    }

    @Test func `mutated templates are rendered without a crash`() {
        var random = SeededText(seed: 20_261_126)
        let seeds = templateSeeds
        var rendered = 0
        for round in 0..<2_000 {
            var bytes = Array(seeds[round % seeds.count].utf8)
            for _ in 0...Int(random.next() % 5) { random.mutate(&bytes) }
            let tree = MemoryTree(["t.yaml": bytes, "inner.yaml": Array(seeds[0].utf8)])
            for project in discover(tree) where project.kind == .cloudFormation {
                let result = render(project, in: tree)
                rendered += result.resources.count
                for resource in result.resources {
                    let path = ValuePath([.key("Properties"), .key("Value"), .key("Deep")])
                    let request = SiteRequest(resource: resource, renderCase: resource.cases[0], path: path, action: .set(.bool(true)))
                    for site in result.sites.sites(for: request, in: result.documents) { #expect(result.document(site.path) != nil) }
                }
            }
        }
        #expect(rendered > 1_500, "\(rendered) resources: the mutations are too coarse to show anything")
    }

    @Test func `limits of depth and size hold`() throws {
        let deep = String(repeating: "{'Fn::If': [A, ", count: 90) + "x" + String(repeating: ", y]}", count: 90)
        #expect(try Stack(value: deep, before: "Conditions: {A: !Equals [a, a]}").value() != nil)
        let doubling = (0..<40).map { "  C\($0 + 1): !And [!Condition C\($0), !Condition C\($0)]" }.joined(separator: "\n")
        let conditions = "Conditions:\n  C0: !Equals [a, a]\n" + doubling
        #expect(try Stack(value: "!If [C40, a, b]", before: conditions).value() == "a")
        let long = String(repeating: "x", count: 600_000)
        let joined = try Stack(value: "!Join ['', [!Ref P, !Ref P]]", before: "Parameters: {P: {Type: String, Default: \(long)}}")
        #expect(try joined.value()?.isUnknown == true)
    }
}

private let templateSeeds = [
    """
    Parameters: {P: {Type: String, Default: 'true', AllowedValues: [a]}, L: {Type: CommaDelimitedList, Default: 'a,b'}}
    Mappings: {M: {a: {K: 1}}}
    Conditions: {C: !Equals [!Ref P, 'true'], D: !Not [!Condition C]}
    Resources:
      A: {Type: AWS::X::Y, Properties: {Value: !If [C, {Deep: !Ref P}, !Ref AWS::NoValue]}}
      B: {Type: AWS::X::Y, Condition: D, Properties: {Value: !Sub ['${A}-${P}', {A: !Join [',', !Ref L]}]}}
    """,
    """
    {"Resources": {"A": {"Type": "AWS::X::Y", "Properties": {"Value": {"Fn::FindInMap": ["M", {"Ref": "P"}, "K"]}, "V": {"Fn::Cidr": ["10.0.0.0/8", 3, 8]}}},
     "N": {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": "inner.yaml", "Parameters": {"P": "false"}}}},
     "Mappings": {"M": {"a": {"K": true}}}, "Parameters": {"P": {"Type": "String", "Default": "a"}}}
    """,
    """
    Transform: AWS::Serverless-2016-10-31
    Globals: &g
      Function: {Tracing: !If [C, Active, !Ref AWS::NoValue], Layers: [a]}
    Resources:
      F: {Type: AWS::Serverless::Function, Properties: {Value: *g, Layers: !Split [',', 'a,b']}}
      G: {Type: AWS::Serverless::Function, Properties: {<<: *g, V: !Select [0, !GetAZs '']}}
    """,
]

/// Changes of bytes that are the same in every run.
private struct SeededText {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 33
    }

    mutating func mutate(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else { return }
        let place = Int(next()) % bytes.count
        let marks = Array("!{}[]:,-'\"& \n*#".utf8)
        switch next() % 4 {
        case 0: bytes.remove(at: place)
        case 1: bytes.insert(marks[Int(next()) % marks.count], at: place)
        case 2: bytes[place] = marks[Int(next()) % marks.count]
        default:
            let end = min(bytes.count, place + 1 + Int(next() % 24))
            bytes.insert(contentsOf: Array(bytes[place..<end]), at: Int(next()) % bytes.count)
        }
    }
}
