import BuiltInTechnologies
import ConfigModel
import Documents
import Projects
import SourceText
import Testing
import Terraform

private func plan(_ text: String) throws -> TerraformPlan { try TerraformPlan(SourceFile(path: "plan.json", text: text)) }

private func refusal(_ bytes: [UInt8]) -> String {
    do {
        _ = try TerraformPlan(SourceFile(path: "p", bytes: bytes))
        return "none"
    } catch { return error.description }
}

private func refusal(_ text: String) -> String { refusal(Array(text.utf8)) }

/// A plan with these resources, each `(address, values, more)`.
private func planned(_ resources: (String, String, String)..., variables: String = "{}", changes: String = "[]") throws -> TerraformPlan {
    let items = resources.map { address, values, more in
        let block = address.prefix { $0 != "[" }.split(separator: ".")
        let type = block[block.count - 2]
        let name = block[block.count - 1]
        return
            "{\"address\": \"\(address.replacing("\"", with: "\\\""))\", \"mode\": \"managed\", \"type\": \"\(type)\", \"name\": \"\(name)\", \"values\": \(values)\(more)}"
    }
    return try plan(
        "{\"format_version\": \"1.2\", \"variables\": \(variables), \"resource_changes\": \(changes), \"planned_values\": {\"root_module\": {\"resources\": [\(items.joined(separator: ","))]}}}"
    )
}

private func render(_ files: [String: String], _ plan: TerraformPlan) -> RenderedTerraform {
    let documents = files.sorted { $0.key < $1.key }.map { HCLDocument.parse(SourceFile(path: $0.key, text: $0.value)) }
    return renderTerraform(documents, plans: [AssignedPlan(plan: plan, folder: "")])
}

private func reason(_ value: Value) -> UnknownReason? { if case .unknown(let reason) = value { reason } else { nil } }

extension RenderedTerraform {
    /// The value in the plan's case.
    fileprivate func value(_ address: String, _ path: String) throws -> Traced? {
        let renderCase = cases.count - 1
        return resources.first { $0.id.address == address && $0.cases.contains(renderCase) }?.value.at(try ValuePath(parsing: path))
    }
}

struct TerraformPlanTests {
    @Test func `a file that is no output of terraform show says what to do`() {
        #expect(refusal("PK\u{3}\u{4}") == "'p' is a plan in Terraform's own format: run 'terraform show -json FILE > plan.json' and name plan.json")
        #expect(refusal("not json").contains("is not JSON"))
        #expect(refusal("[]").contains("is not JSON"))
        #expect(refusal("{}").contains("has no format_version"))
        #expect(refusal("{\"version\": 4, \"terraform_version\": \"1.9.5\", \"lineage\": \"x\"}").contains("is a state in Terraform's own format"))
        #expect(refusal("{\"@level\":\"info\"}\n{\"@level\":\"info\"}").contains("is the log of 'terraform plan -json'"))
        #expect(refusal("{\"format_version\": \"2.0\"}").contains("has format_version 2.0"))
        #expect(refusal([0xFF, 0xFE, 0x7B, 0]).contains("is UTF-16"))
        #expect(refusal([0xEF, 0xBB, 0xBF] + Array("{\"format_version\": \"1.0\"}".utf8)) == "none")
    }

    @Test func `an unknown argument has the plan's value and the place of its expression`() throws {
        let text = "resource \"x_y\" \"a\" {\n  size = data.z.z.size\n  fixed = 1\n}\n"
        let rendered = render(["main.tf": text], try planned(("x_y.a", "{\"size\": 5, \"fixed\": 1}", "")))
        let size = try rendered.value("x_y.a", "size")
        #expect(size?.value == 5)
        #expect(size?.provenance.origins.map { SourceFile(path: "main.tf", text: text).text($0.span) } == ["data.z.z.size"])
        #expect(rendered.cases == ["default values", "plan.json"])
        #expect(rendered.resources.first { $0.cases == [0] }?.value["size"]?.value.isUnknown == true)
    }

    @Test func `what is known only after apply, what is sensitive and references stay unknown`() throws {
        let text = """
            resource "x_y" "a" {
              late   = data.z.z.late
              secret = data.z.z.secret
              other  = x_y.b.id
              listed = data.z.z.listed
            }
            resource "x_y" "b" {}
            """
        let plan = try planned(
            ("x_y.a", "{\"secret\": \"hush\", \"other\": \"id-1\", \"listed\": [\"a\", null]}", ", \"sensitive_values\": {\"secret\": true}"),
            ("x_y.b", "{}", ""),
            changes: "[{\"address\": \"x_y.a\", \"change\": {\"after_unknown\": {\"late\": true, \"listed\": [false, true]}}}]")
        let rendered = render(["main.tf": text], plan)
        #expect(try rendered.value("x_y.a", "late")?.value.isUnknown == true)
        #expect(try rendered.value("x_y.a", "secret").flatMap { reason($0.value) }?.description == "is marked sensitive in plan.json")
        #expect(try rendered.value("x_y.a", "other").flatMap { reason($0.value) }?.target?.name == "b")
        #expect(try rendered.value("x_y.a", "listed[0]")?.value == "a")
        #expect(try rendered.value("x_y.a", "listed[1]")?.value.isUnknown == true)
        #expect(!rendered.resources.contains { "\($0.value)".contains("hush") })
    }

    @Test func `variables have the plan's values, with the places of files that say the same`() throws {
        let files = [
            "main.tf": "variable \"a\" {}\nvariable \"b\" { default = 1 }\nresource \"x_y\" \"r\" {\n  a = var.a\n  b = var.b\n}\n",
            "prod.tfvars": "a = \"2\"\n",
        ]
        let rendered = render(files, try planned(("x_y.r", "{}", ""), variables: "{\"a\": {\"value\": 2}, \"b\": {\"value\": 3}}"))
        #expect(try rendered.value("x_y.r", "a")?.provenance.origins.map(\.path) == ["main.tf", "prod.tfvars"])
        #expect(try rendered.value("x_y.r", "b")?.value == 3)
        #expect(try rendered.value("x_y.r", "b")?.provenance.origins.map(\.path) == ["main.tf"])
    }

    @Test func `instances that only the plan knows are judged one by one`() throws {
        let text = "resource \"x_y\" \"r\" {\n  for_each = data.z.z.names\n  name = each.key\n  size = each.value\n}\n"
        let plan = try planned(
            ("x_y.r[\"a\"]", "{\"name\": \"a\", \"size\": 1}", ", \"index\": \"a\""),
            ("x_y.r[\"b\"]", "{\"name\": \"b\", \"size\": 2}", ", \"index\": \"b\""))
        let rendered = render(["main.tf": text], plan)
        #expect(try rendered.value("x_y.r[\"a\"]", "size")?.value == 1)
        #expect(try rendered.value("x_y.r[\"b\"]", "size")?.value == 2)
        #expect(try rendered.value("x_y.r[\"b\"]", "name")?.value == "b")
    }

    @Test func `nested blocks that the plan orders otherwise find their partners`() throws {
        let text =
            "resource \"x_y\" \"r\" {\n  rule {\n    port = 22\n    from = data.z.z.from\n  }\n  rule {\n    port = 80\n    from = data.z.z.to\n  }\n}\n"
        let values = "{\"rule\": [{\"port\": 80, \"from\": \"b\"}, {\"port\": 22, \"from\": \"a\"}]}"
        let rendered = render(["main.tf": text], try planned(("x_y.r", values, "")))
        #expect(try rendered.value("x_y.r", "rule[0].from")?.value == "a")
        #expect(try rendered.value("x_y.r", "rule[1].from")?.value == "b")
    }

    @Test func `a plan of another tree is told`() throws {
        let rendered = render(
            ["main.tf": "resource \"x_y\" \"a\" {}\nresource \"x_y\" \"b\" {}\n"], try planned(("x_y.a", "{}", ""), ("x_y.c", "{}", "")))
        let message = rendered.diagnostics.first { $0.id == "terraform-plan-mismatch" }?.message
        #expect(
            message
                == "the plan is not of this tree as it stands: it lacks 1 of the blocks in '', first x_y.b; it has 1 instances that the blocks there do not make, first x_y.c"
        )
    }

    @Test func `a plan goes to the root module whose blocks it has, or to the one that is named`() throws {
        let files = [
            "a/main.tf": "resource \"x_y\" \"one\" {}\n", "b/main.tf": "resource \"x_y\" \"two\" {}\n", "c/main.tf": "resource \"x_y\" \"two\" {}\n",
        ]
        let tree = MemoryTree(texts: files)
        let projects = discover(tree)
        func folders(_ plan: TerraformPlan) -> [String] {
            assign([plan], to: projects, in: tree).projects.flatMap { $0.settings(AssignedPlan.self) }.map(\.folder)
        }
        let text =
            "{\"format_version\": \"1.0\", \"values\": {\"root_module\": {\"resources\": [{\"address\": \"x_y.two\", \"type\": \"x_y\", \"name\": \"two\"}]}}}"
        let file = SourceFile(path: "p", text: text)
        #expect(folders(try planned(("x_y.one", "{}", ""))) == ["a"])
        #expect(folders(try TerraformPlan(file)) == [])
        #expect(folders(try TerraformPlan(file, folder: "c")) == ["c"])
        #expect(folders(try TerraformPlan(file, home: "b/plans")) == ["b"])
        #expect(
            assign([try TerraformPlan(file)], to: projects, in: tree).diagnostics.map(\.message) == ["the state is not used: it fits 'b', 'c' alike"])
        #expect(assign([try planned(("q_q.q", "{}", ""))], to: projects, in: tree).diagnostics.count == 1)
    }
}
