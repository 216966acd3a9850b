import BuiltInTechnologies
import ConfigModel
import Documents
import Projects
import SourceText
import Testing
import Terraform

private func render(_ files: KeyValuePairs<String, String>) -> (
    resources: [Resource], diagnostics: [Diagnostic], documents: [HCLDocument]
) {
    let documents = files.map { HCLDocument.parse(SourceFile(path: $0.key, text: $0.value)) }
    for document in documents where !document.isSound { Issue.record("\(document.diagnostics.map(\.message))") }
    let rendered = renderTerraform(documents)
    return (rendered.resources, rendered.diagnostics, documents)
}

private func value(_ resource: Resource?, _ path: String) throws -> Traced? {
    resource?.value.at(try ValuePath(parsing: path))
}

struct TerraformTests {
    @Test func `blocks become resources with type, name, home and headline`() {
        let text = """
            terraform {}
            provider "aws" { region = "eu-west-1" }
            provider "aws" {
              alias = "us"
            }
            variable "v" { type = list(string) }
            resource "aws_s3_bucket" "a" {}
            data "aws_iam_policy_document" "p" {}
            resource "aws_s3_bucket" "b" {}
            module "m" { source = "./m" }
            output "o" { value = 1 }
            moved {
              from = a.b
              to   = a.c
            }
            """
        let (resources, _, documents) = render(["net/main.tf": text])
        let shown = resources.map {
            "\($0.id.type)|\($0.id.name)|\($0.home.prefix)|\(documents[0].source.text($0.headline))"
        }
        #expect(
            shown == [
                "terraform|settings|terraform[0]|terraform",
                "provider.aws|default|provider[0]|provider \"aws\"",
                "provider.aws|us|provider[1]|provider \"aws\"",
                "variable|v|variable[0]|variable \"v\"",
                "aws_s3_bucket|a|resource[0]|resource \"aws_s3_bucket\" \"a\"",
                "data.aws_iam_policy_document|p|data[0]|data \"aws_iam_policy_document\" \"p\"",
                "aws_s3_bucket|b|resource[1]|resource \"aws_s3_bucket\" \"b\"",
                "module|m|module[0]|module \"m\"",
                "output|o|output[0]|output \"o\"",
            ])
        #expect(resources.allSatisfy { $0.id.system == "terraform" && $0.home.path == "net/main.tf" })
        #expect(resources[3].value["type"]?.value == "list(string)")
    }

    @Test func `a value knows the chain of places it came from`() throws {
        let (resources, _, documents) = render([
            "main.tf": """
            resource "x" "y" {
              direct   = "a"
              variable = var.v
              local    = local.l
              wrapped  = "${var.v}"
              chosen   = var.v == "1" ? "p" : "q"
              tags     = merge(local.tags, { Own = var.v })
              computed = "${var.v}-x"
              env      = var.e
            }
            """,
            "variables.tf": "variable \"v\" { default = \"1\" }\nvariable \"e\" { default = \"dev\" }\n",
            "locals.tf": "locals {\n  l = var.v\n  tags = { Team = \"t\" }\n}\n",
            "terraform.tfvars": "e = \"prod\"\n",
        ])
        func chain(_ path: String) throws -> String {
            let origins = try value(resources.first { $0.id.type == "x" }, path)?.provenance.origins ?? []
            return origins.map { origin in
                let document = documents.first { $0.source.path == origin.path }
                return "\(origin.path) \(origin.role.rawValue) \(document?.source.text(origin.span) ?? "?")"
            }.joined(separator: " > ")
        }
        #expect(try chain("direct") == "main.tf literal \"a\"")
        #expect(try chain("variable") == "main.tf literal var.v > variables.tf defaultValue \"1\"")
        #expect(
            try chain("local")
                == "main.tf literal local.l > locals.tf intermediate var.v > variables.tf defaultValue \"1\"")
        #expect(try chain("wrapped") == "main.tf literal \"${var.v}\" > variables.tf defaultValue \"1\"")
        #expect(try chain("chosen") == "main.tf literal \"p\"")
        #expect(try chain("tags.Team") == "main.tf literal local.tags > locals.tf intermediate \"t\"")
        #expect(try chain("tags.Own") == "main.tf literal var.v > variables.tf defaultValue \"1\"")
        #expect(try chain("computed") == "main.tf literal \"${var.v}-x\"")
        #expect(try chain("env") == "main.tf literal var.e > terraform.tfvars environment \"prod\"")
    }

    @Test func `dynamic blocks are expanded when their collection is known`() throws {
        let (resources, _, documents) = render([
            "main.tf": """
            variable "ports" { default = [22, 443] }
            resource "sg" "a" {
              ingress {
                port = 1
              }
              dynamic "ingress" {
                for_each = var.ports
                content {
                  port = ingress.value
                  nr   = ingress.key
                }
              }
              dynamic "egress" {
                for_each = toset(["x"])
                iterator = it
                content { name = "${it.key}${it.value}" }
              }
              dynamic "none" {
                for_each = []
                content {}
              }
              dynamic "open" {
                for_each = module.m.list
                content {}
              }
            }
            """
        ])
        let group = resources.first { $0.id.type == "sg" }
        #expect(try value(group, "ingress")?.value.list?.compactMap { $0["port"]?.value } == [1, 22, 443])
        #expect(try value(group, "ingress[2].nr")?.value == 1)
        #expect(try value(group, "egress[0].name")?.value == "xx")
        #expect(try value(group, "none") == nil)
        let reason = "is made by a dynamic block whose for_each references module.m.list"
        #expect(try value(group, "open")?.value == .unknown(UnknownReason(reason)))
        let origins = try value(group, "ingress[1].port")?.provenance.origins ?? []
        #expect(origins.map { documents[0].source.text($0.span) } == ["ingress.value", "var.ports", "22"])
    }

    @Test func `instances that are alike are one resource, others stand by themselves`() throws {
        let (resources, diagnostics, _) = render([
            "main.tf": """
            resource "a" "none" { count = 0 }
            resource "a" "off" {
              for_each = {}
            }
            resource "a" "one" {
              count = true ? 1 : 0
              name  = "n${count.index}"
            }
            resource "a" "many" {
              for_each = { x = { acl = "p", size = 1 }, y = { acl = "p", size = 2 } }
              acl      = each.value.acl
              size     = each.value.size
              tags     = { key = each.key, same = "s" }
            }
            resource "a" "set" {
              for_each = toset(["k"])
              name     = "${each.key}${each.value}"
            }
            resource "a" "open" {
              for_each = module.m.x
              name     = each.key
            }
            """
        ])
        func find(_ name: String) -> Resource? { resources.first { $0.id.name == name } }
        #expect(resources.map(\.id.address) == ["a.one", "a.many[\"x\"]", "a.many[\"y\"]", "a.set", "a.open"])
        #expect(diagnostics.map(\.id) == ["terraform-no-instance"])
        #expect(try value(find("one"), "name")?.value == "n0")
        #expect(try value(find("many"), "acl")?.value == "p")
        #expect(try value(find("many"), "tags.same")?.value == "s")
        let many = resources.filter { $0.id.name == "many" }
        #expect(try many.map { try value($0, "size")?.value } == [1, 2])
        #expect(try many.map { try value($0, "tags.key")?.value } == ["x", "y"])
        #expect(Set(many.map(\.home)).count == 1)
        #expect(try value(find("set"), "name")?.value == "kk")
        #expect(try value(find("open"), "name")?.value == .unknown(UnknownReason("references each.key")))
    }

    @Test func `override files are named and left out`() {
        let (resources, diagnostics, _) = render([
            "main.tf": "resource \"a\" \"b\" {}\n", "x_override.tf": "resource \"a\" \"b\" {}\n",
        ])
        #expect(resources.count == 1)
        #expect(diagnostics.map(\.id) == ["terraform-override"])
    }

    /// Candidates are shown as `file path (note)`.
    @Test(arguments: [
        ("direct", ["main.tf resource[0].direct (the block of x y)"]),
        (
            "variable",
            [
                "variables.tf variable[0].default (the default of variable \"v\")",
                "main.tf resource[0].variable (the block of x y, in place of var.v)",
            ]
        ),
        (
            "local",
            [
                "variables.tf variable[0].default (the default of variable \"v\")", "locals.tf locals[0].l (local.l)",
                "main.tf resource[0].local (the block of x y, in place of local.l)",
            ]
        ),
        (
            "env",
            ["terraform.tfvars e (terraform.tfvars)", "main.tf resource[0].env (the block of x y, in place of var.e)"]
        ),
        ("missing", ["main.tf resource[0].missing (the block of x y)"]),
        ("block[0].missing", ["main.tf resource[0].block[0].missing (the block of x y)"]),
        ("new[0].missing", ["main.tf resource[0].new[0].missing (the block of x y)"]),
        ("made[0].port", ["main.tf resource[0].dynamic[0].content[0].port (the block of x y)"]),
        ("made[1].missing", ["main.tf resource[0].dynamic[0].content[0].missing (the block of x y)"]),
        (
            "tags.New",
            [
                "locals.tf locals[0].tags.New (local.tags)",
                "main.tf resource[0].tags.New (the block of x y, in place of local.tags)",
            ]
        ),
        ("chosen", ["main.tf resource[0].chosen (the block of x y)"]),
    ])
    func `a fix can go where the value comes from`(path: String, expected: [String]) throws {
        let (resources, _, documents) = render([
            "main.tf": """
            resource "x" "y" {
              direct   = "a"
              variable = var.v
              local    = local.l
              env      = var.e
              chosen   = true ? "p" : "q"
              tags     = local.tags
              block {
                a = 1
              }
              dynamic "made" {
                for_each = [1, 2]
                content { port = 22 }
              }
            }
            """,
            "variables.tf": "variable \"v\" { default = \"1\" }\nvariable \"e\" { default = \"dev\" }\n",
            "locals.tf": "locals {\n  l = var.v\n  tags = { Team = \"t\" }\n}\n",
            "terraform.tfvars": "e = \"prod\"\n",
        ])
        let resource = try #require(resources.first { $0.id.type == "x" })
        let candidates = terraformSiteCandidates(resource, try ValuePath(parsing: path), in: DocumentSet(documents))
        #expect(candidates.map { "\($0.path) \($0.documentPath) (\($0.description))" } == expected)
    }
}
