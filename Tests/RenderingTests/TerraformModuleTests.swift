import BuiltInTechnologies
import ConfigModel
import Documents
import Projects
import SourceText
import Testing
import Terraform

private struct Rendered {
    let resources: [Resource]
    let casesOfResources: [[Int]]
    let cases: [String]
    let diagnostics: [Diagnostic]
    let documents: [any Document]

    func value(_ address: String, _ path: String) throws -> Value? {
        let path = try ValuePath(parsing: path)
        return resources.first { $0.id.address == address }?.value.at(path)?.value
    }

    /// `file role text` of each place in the chain of a value.
    func chain(_ address: String, _ path: String) throws -> [String] {
        let path = try ValuePath(parsing: path)
        let origins = resources.first { $0.id.address == address }?.value.at(path)?.provenance.origins ?? []
        return origins.map { origin in
            let text = documents.first { $0.source.path == origin.path }?.source.text(origin.span) ?? "?"
            return "\(origin.path) \(origin.role.rawValue) \(text)"
        }
    }

    var addresses: [String] { resources.map(\.id.address) }
}

private func render(_ files: [String: String]) throws -> Rendered {
    let tree = MemoryTree(texts: files)
    let documents: [any Document] = try tree.paths.filter { $0.contains(".tf") || $0.hasSuffix("modules.json") }.map {
        parseDocument(try tree.file($0), as: $0.hasSuffix(".json") ? .json : .hcl)
    }
    for document in documents where !document.isSound { Issue.record("\(document.diagnostics.map(\.message))") }
    let rendered = renderTerraform(documents, files: tree)
    return Rendered(
        resources: rendered.resources, casesOfResources: rendered.resources.map(\.cases), cases: rendered.cases,
        diagnostics: rendered.diagnostics, documents: documents)
}

private let bucket = """
    variable "acl" { default = "private" }
    variable "name" {}
    variable "versioned" {
      type     = bool
      default  = false
      nullable = false
    }
    resource "aws_s3_bucket" "this" {
      bucket = var.name
      acl    = var.acl
      versioning { enabled = var.versioned }
    }
    output "name" { value = aws_s3_bucket.this.bucket }
    output "arn" { value = aws_s3_bucket.this.arn }

    """

struct TerraformModuleTests {
    @Test func `arguments flow into a module and outputs out of it, each with its places`() throws {
        let rendered = try render([
            "live/main.tf": """
            locals { public = "public-read" }
            module "logs" {
              source    = "../modules/bucket"
              name      = "logs"
              acl       = local.public
              versioned = null
            }
            resource "x" "y" {
              bucket = module.logs.name
              arn    = module.logs.arn
              all    = module.logs["name"]
            }
            """,
            "modules/bucket/main.tf": bucket,
        ])
        let address = "module.logs.aws_s3_bucket.this"
        #expect(rendered.addresses.filter { $0.contains("aws_s3_bucket") } == [address])
        #expect(try rendered.value(address, "acl") == "public-read")
        #expect(try rendered.value(address, "versioning[0].enabled") == false)
        #expect(
            try rendered.chain(address, "acl") == [
                "modules/bucket/main.tf literal var.acl", "live/main.tf argument local.public", "live/main.tf intermediate \"public-read\"",
            ])
        #expect(
            try rendered.chain("x.y", "bucket") == [
                "live/main.tf literal module.logs.name", "modules/bucket/main.tf intermediate aws_s3_bucket.this.bucket",
                "modules/bucket/main.tf literal var.name", "live/main.tf argument \"logs\"",
            ])
        let applied = "references aws_s3_bucket.this.arn, which is known only after it is applied"
        #expect(try rendered.value("x.y", "arn") == .unknown(UnknownReason(applied)))
        #expect(rendered.resources.first { $0.id.address == address }?.home.path == "modules/bucket/main.tf")
    }

    @Test func `every call of a shared module is judged, a module that nobody calls by its defaults`() throws {
        let rendered = try render([
            "a/main.tf": "module \"m\" {\n  source = \"../bucket\"\n  name   = \"a\"\n}\n",
            "b/main.tf": """
            module "m" {
              for_each = { eu = "private", us = "public-read" }
              source   = "../bucket"
              name     = each.key
              acl      = each.value
            }
            module "n" {
              count  = 2
              source = "../bucket"
              name   = "n${count.index}"
            }
            output "names" { value = [module.m["eu"].name, module.n[1].name, module.n[*].name] }
            """,
            "bucket/main.tf": bucket,
            "free/main.tf": "variable \"acl\" { default = \"x\" }\nresource \"aws_s3_bucket\" \"f\" { acl = var.acl }\n",
        ])
        let buckets = rendered.resources.filter { $0.id.type == "aws_s3_bucket" }.map { "\($0.id.address) \($0.value["acl"]?.value.string ?? "?")" }
        #expect(
            buckets == [
                "module.m.aws_s3_bucket.this private", "module.m[\"eu\"].aws_s3_bucket.this private",
                "module.m[\"us\"].aws_s3_bucket.this public-read", "module.n[0].aws_s3_bucket.this private",
                "module.n[1].aws_s3_bucket.this private", "aws_s3_bucket.f x",
            ])
        #expect(try rendered.value("output.names", "value[0]") == "eu")
        #expect(try rendered.value("output.names", "value[1]") == "n1")
        #expect(rendered.resources.filter { $0.id.type == "variable" && $0.id.name == "name" }.count == 1)
    }

    @Test func `examples do not hide the defaults of the module that they show`() throws {
        let rendered = try render([
            "main.tf": bucket, "examples/all/main.tf": "module \"m\" {\n  source = \"../..\"\n  name   = \"x\"\n  acl    = \"e\"\n}\n",
        ])
        #expect(try rendered.value("aws_s3_bucket.this", "acl") == "private")
        #expect(try rendered.value("module.m.aws_s3_bucket.this", "acl") == "e")
    }

    @Test func `modules may be nested, and what is not here is named`() throws {
        let rendered = try render([
            "main.tf": """
            module "outer" {
              source = "./outer"
              level  = "top"
            }
            module "vpc" { source = "terraform-aws-modules/vpc/aws" }
            module "gone" { source = "./gone" }
            resource "x" "y" { id = module.vpc.id }
            """,
            "outer/main.tf": """
            variable "level" {}
            module "inner" {
              source = "./inner"
              level  = "${var.level}-down"
            }
            """,
            "outer/inner/main.tf": "variable \"level\" {}\nresource \"x\" \"deep\" { level = var.level }\n",
        ])
        #expect(try rendered.value("module.outer.module.inner.x.deep", "level") == "top-down")
        #expect(rendered.diagnostics.map(\.id) == ["terraform-module-opaque", "terraform-module-opaque"])
        #expect(
            rendered.diagnostics[0].message
                == "module.vpc, whose source 'terraform-aws-modules/vpc/aws' is not in the tree, is not judged")
        #expect(try rendered.value("x.y", "id") == .unknown(UnknownReason("references module.vpc.id")))
    }

    @Test func `installed modules are read where the manifest says`() throws {
        let rendered = try render([
            "live/main.tf": "module \"b\" {\n  source = \"example/bucket/aws\"\n  name   = \"n\"\n}\n",
            "live/.terraform/modules/modules.json":
                "{\"Modules\": [{\"Key\": \"\", \"Source\": \"\", \"Dir\": \".\"}, {\"Key\": \"b\", \"Source\": \"example/bucket/aws\", \"Dir\": \".terraform/modules/b\"}]}",
            "live/.terraform/modules/b/main.tf": bucket,
        ])
        #expect(rendered.addresses.filter { $0.contains("aws_s3_bucket") } == ["module.b.aws_s3_bucket.this"])
        #expect(rendered.diagnostics.isEmpty)
    }

    @Test func `modules that contain themselves and values that need themselves end`() throws {
        let rendered = try render([
            "main.tf": """
            module "a" {
              source = "./a"
              x      = module.b.y
            }
            module "b" {
              source = "./b"
              x      = module.a.y
            }
            """,
            "a/main.tf": "variable \"x\" {}\noutput \"y\" { value = var.x }\nmodule \"self\" { source = \"../a\" }\n",
            "b/main.tf": "variable \"x\" {}\noutput \"y\" { value = var.x }\n",
        ])
        #expect(rendered.diagnostics.map(\.id) == ["terraform-module-cycle"])
        let y = try #require(rendered.resources.first { $0.id.type == "output" }?.value["value"]?.value)
        #expect(y.isUnknown)
    }

    @Test func `values files of environments are cases beside the defaults`() throws {
        let rendered = try render([
            "main.tf": """
            variable "acl" { default = "private" }
            resource "x" "changes" { acl = var.acl }
            resource "x" "stays" { a = 1 }
            """,
            "prod.tfvars": "acl = \"public-read\"\n", "envs/dev/terraform.tfvars": "acl = \"private\"\n",
        ])
        #expect(rendered.cases == ["default values", "envs/dev/terraform.tfvars", "prod.tfvars"])
        let shown = zip(rendered.resources, rendered.casesOfResources).filter { $0.0.id.type == "x" }.map {
            "\($0.id.name) \($0.value["acl"]?.value.string ?? "-") \($1)"
        }
        #expect(shown == ["changes private [0]", "stays - [0, 1, 2]", "changes private [1]", "changes public-read [2]"])
    }

    @Test func `policy documents are rendered to the JSON that they make`() throws {
        let rendered = try render([
            "main.tf": """
            data "aws_iam_policy_document" "base" {
              statement {
                sid       = "Read"
                actions   = ["s3:GetObject", "s3:ListBucket"]
                resources = ["arn:aws:s3:::b/*"]
              }
            }
            data "aws_iam_policy_document" "full" {
              source_policy_documents = [data.aws_iam_policy_document.base.json]
              statement {
                effect    = "Deny"
                actions   = ["s3:*"]
                resources = ["arn:aws:s3:::&{aws:username}"]
                principals {
                  type        = "*"
                  identifiers = ["*"]
                }
                condition {
                  test     = "Bool"
                  variable = "aws:SecureTransport"
                  values   = ["false"]
                }
              }
            }
            data "aws_iam_policy_document" "open" {
              statement { resources = [aws_s3_bucket.b.arn] }
            }
            resource "aws_iam_policy" "p" { policy = data.aws_iam_policy_document.full.json }
            """
        ])
        let expected = """
            {
              "Version": "2012-10-17",
              "Statement": [
                {
                  "Sid": "Read",
                  "Effect": "Allow",
                  "Action": [
                    "s3:ListBucket",
                    "s3:GetObject"
                  ],
                  "Resource": "arn:aws:s3:::b/*"
                },
                {
                  "Effect": "Deny",
                  "Action": "s3:*",
                  "Resource": "arn:aws:s3:::${aws:username}",
                  "Principal": "*",
                  "Condition": {
                    "Bool": {
                      "aws:SecureTransport": "false"
                    }
                  }
                }
              ]
            }
            """
        #expect(try rendered.value("aws_iam_policy.p", "policy") == .string(expected))
        #expect(try rendered.value("data.aws_iam_policy_document.open", "json") == .unknown(UnknownReason("references aws_s3_bucket.b.arn")))
    }

    @Test func `folders that call each other are one project`() {
        let tree = MemoryTree(texts: [
            "live/main.tf": "module \"m\" { source = \"../modules/a\" }\n", "modules/a/main.tf": "module \"m\" {\n  source=\"../b\"\n}\n",
            "modules/b/main.tf.json": "{}", "other/main.tf": "", "live/envs/prod.tfvars": "", "other/x.tfvars.json": "{}",
        ])
        let projects = discover(tree).map { "\($0.root): \($0.files.joined(separator: " "))" }
        #expect(
            projects == [
                ": live/envs/prod.tfvars live/main.tf modules/a/main.tf modules/b/main.tf.json", "other: other/main.tf other/x.tfvars.json",
            ])
    }

    @Test func `what Terraform is told to ignore, and what was installed, is no place for a fix`() throws {
        let rendered = try render([
            "main.tf": """
            resource "x" "some" {
              acl  = "a"
              size = 1
              lifecycle { ignore_changes = [acl, tags["Own"]] }
            }
            resource "x" "all" {
              acl = "a"
              lifecycle { ignore_changes = all }
            }
            module "b" {
              source = "example/bucket/aws"
              name   = "n"
            }
            """,
            ".terraform/modules/modules.json": "{\"Modules\": [{\"Key\": \"b\", \"Dir\": \".terraform/modules/b\"}]}",
            ".terraform/modules/b/main.tf": bucket,
        ])
        func sites(_ address: String, _ path: String) throws -> [String] {
            let resource = try #require(rendered.resources.first { $0.id.address == address })
            return terraformSiteCandidates(resource, try ValuePath(parsing: path), in: DocumentSet(rendered.documents)).map {
                "\($0.path) \($0.documentPath) (\($0.description))"
            }
        }
        #expect(try sites("x.some", "acl") == [])
        #expect(try sites("x.some", "tags.Own") == [])
        #expect(try sites("x.some", "tags.Team") == ["main.tf resource[0].tags.Team (the block of x some)"])
        #expect(try sites("x.some", "size") == ["main.tf resource[0].size (the block of x some)"])
        #expect(try sites("x.all", "size") == [])
        #expect(
            try sites("module.b.aws_s3_bucket.this", "acl") == ["main.tf module[0].acl (the argument acl of module.b)"])
        #expect(
            try sites("module.b.aws_s3_bucket.this", "bucket") == [
                "main.tf module[0].name (the argument name of a module call)"
            ])
    }
}
