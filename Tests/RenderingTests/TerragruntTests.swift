import BuiltInTechnologies
import ConfigModel
import Documents
import Projects
import SourceText
import Testing
import Terraform

private let module = """
    variable "acl" { default = "public-read" }
    variable "name" {}
    variable "tags" { default = {} }
    resource "x_y" "r" {
      acl  = var.acl
      name = var.name
      tags = var.tags
    }
    """

/// The only Terraform project of a tree, rendered.
private func render(_ files: [String: String]) throws -> RenderedProject {
    let tree = MemoryTree(texts: files)
    let projects = discover(tree).filter { $0.kind == .terraform }
    #expect(projects.count == 1, "\(projects.map(\.files))")
    return render(try #require(projects.first), in: tree)
}

extension RenderedProject {
    fileprivate func traced(_ path: String, _ renderCase: String) throws -> Traced? {
        let number = try #require(cases.firstIndex { $0.name == renderCase })
        return resources.first { $0.id.type == "x_y" && $0.cases.contains(number) }?.value.at(try ValuePath(parsing: path))
    }

    fileprivate func chain(_ path: String, _ renderCase: String) throws -> [String] {
        (try traced(path, renderCase)?.provenance.origins ?? []).map { origin in
            "\(origin.path): \(document(origin.path)?.source.text(origin.span) ?? "?")"
        }
    }
}

struct TerragruntTests {
    @Test func `inputs are a render case of the module, with their places`() throws {
        let rendered = try render([
            "modules/b/main.tf": module,
            "live/prod/terragrunt.hcl": "terraform {\n  source = \"../../modules//b\"\n}\ninputs = {\n  acl  = \"private\"\n  name = \"prod\"\n}\n",
        ])
        #expect(rendered.cases.map(\.name) == ["default values", "live/prod/terragrunt.hcl"])
        #expect(try rendered.traced("acl", "default values")?.value == "public-read")
        #expect(try rendered.chain("acl", "live/prod/terragrunt.hcl") == ["modules/b/main.tf: var.acl", "live/prod/terragrunt.hcl: \"private\""])
    }

    @Test func `a file is looked for in the folders above, never in the own one`() throws {
        let rendered = try render([
            "modules/b/main.tf": module,
            "live/terragrunt.hcl": "terraform {\n  source = \"${get_repo_root()}/modules/b\"\n}\ninputs = {\n  acl = \"private\"\n}\n",
            "live/prod/terragrunt.hcl": "include {\n  path = find_in_parent_folders()\n}\ninputs = {\n  name = \"prod\"\n}\n",
        ])
        #expect(try rendered.traced("acl", "live/prod/terragrunt.hcl")?.value == "private")
        #expect(try rendered.traced("name", "live/prod/terragrunt.hcl")?.value == "prod")
    }

    @Test func `what is included lies under what includes it`() throws {
        let rendered = try render([
            "modules/b/main.tf": module,
            "live/root.hcl": """
            locals {
              env = read_terragrunt_config(find_in_parent_folders("env.hcl"))
            }
            terraform {
              source = "${get_repo_root()}/modules/b"
            }
            inputs = {
              acl  = local.env.locals.acl
              name = path_relative_to_include()
              tags = { Team = "a", Root = get_parent_terragrunt_dir() }
            }
            """,
            "live/prod/env.hcl": "locals {\n  acl = \"private\"\n}\n",
            "live/prod/b/terragrunt.hcl": """
            include "root" {
              path           = find_in_parent_folders("root.hcl")
              merge_strategy = "deep"
            }
            inputs = {
              tags = { Own = "${basename(get_terragrunt_dir())}-${include.root.locals.env.locals.acl}" }
            }
            """,
        ])
        let unit = "live/prod/b/terragrunt.hcl"
        #expect(
            try rendered.chain("acl", unit) == [
                "modules/b/main.tf: var.acl", "live/root.hcl: local.env.locals.acl",
                "live/root.hcl: read_terragrunt_config(find_in_parent_folders(\"env.hcl\"))", "live/prod/env.hcl: \"private\"",
            ] || rendered.chain("acl", unit).last == "live/prod/env.hcl: \"private\"")
        #expect(try rendered.traced("name", unit)?.value == "prod/b")
        #expect(try rendered.traced("tags.Own", unit)?.value == "b-private")
        #expect(try rendered.traced("tags.Team", unit)?.value == "a")
        #expect(try rendered.traced("tags.Root", unit)?.value == "/live")
        #expect(rendered.project.files.contains("live/prod/env.hcl"))
    }

    @Test func `what only Terragrunt knows is unknown with its reason`() throws {
        let rendered = try render([
            "b/main.tf": module,
            "b/terragrunt.hcl": """
            dependency "net" { config_path = "../net" }
            dependency "old" {
              config_path  = "../old"
              mock_outputs = { acl = "private" }
            }
            inputs = {
              acl  = dependency.old.outputs.acl
              name = run_cmd("./name")
              tags = { Net = dependency.net.outputs.id, Zone = get_env("ZONE"), Stage = get_env("STAGE", "dev") }
            }
            """,
        ])
        func reason(_ path: String) throws -> String? {
            if case .unknown(let reason)? = try rendered.traced(path, "b/terragrunt.hcl")?.value { reason.description } else { nil }
        }
        #expect(try rendered.traced("acl", "b/terragrunt.hcl")?.value == "private")
        #expect(try !rendered.chain("acl", "b/terragrunt.hcl").contains { $0.contains("\"private\"") })
        #expect(try reason("name") == "is what a program prints that Terragrunt runs")
        #expect(try reason("tags.Net") == "is an output of '../net', which is known only after that is applied")
        #expect(try reason("tags.Zone") == "is read from the environment")
        #expect(try rendered.traced("tags.Stage", "b/terragrunt.hcl")?.value == "dev")
    }

    @Test func `a terraform.tfvars of the module counts before inputs`() throws {
        let rendered = try render([
            "b/main.tf": module, "b/terraform.tfvars": "acl = \"log\"\n",
            "live/terragrunt.hcl": "terraform {\n  source = \"../b\"\n}\ninputs = { acl = \"private\", name = \"x\" }\n",
        ])
        #expect(try rendered.traced("acl", "live/terragrunt.hcl")?.value == "log")
        #expect(try rendered.traced("name", "live/terragrunt.hcl")?.value == "x")
    }

    @Test func `a remote module is opaque and said so`() throws {
        let rendered = try render([
            "live/terragrunt.hcl": "terraform {\n  source = \"git::https://example.com/b.git?ref=v1\"\n}\ninputs = { a = 1 }\n"
        ])
        #expect(rendered.diagnostics.map(\.id) == ["terragrunt-module-opaque"])
        #expect(rendered.resources.isEmpty)
    }

    @Test func `modules that share an included file are one project`() throws {
        let unit = "include {\n  path = find_in_parent_folders(\"root.hcl\")\n}\n"
        let tree = MemoryTree(texts: [
            "root.hcl": "inputs = { name = \"n\" }\n", "a/main.tf": module, "a/terragrunt.hcl": unit, "b/main.tf": module, "b/terragrunt.hcl": unit,
        ])
        let projects = discover(tree).filter { $0.kind == .terraform }
        #expect(projects.map(\.files) == [["a/main.tf", "a/terragrunt.hcl", "b/main.tf", "b/terragrunt.hcl", "root.hcl"]])
    }

    @Test func `files that include themselves end`() throws {
        let rendered = try render(["b/main.tf": module, "b/terragrunt.hcl": "include {\n  path = \"terragrunt.hcl\"\n}\ninputs = { name = \"n\" }\n"])
        #expect(try rendered.traced("name", "b/terragrunt.hcl")?.value == "n")
    }
}
