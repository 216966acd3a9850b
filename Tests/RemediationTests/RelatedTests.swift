import BuiltInTechnologies
import ConfigModel
import Engine
import Remediation
import Projects
import Rules
import SourceText
import Testing
import Helm

private let budget =
    """
    id: budget
    title: No budget
    severity: low
    why: It is a test.
    select: {kind: kubernetes.workload, kinds: [Deployment]}
    related:
      budgets: {kinds: [PodDisruptionBudget], by: selector}
    require: size(budgets) > 0
    message: no budget
    fix:
      title: Add a budget
      safety: safe
      impact: none
      edits:
        - add-resource: policy/v1/PodDisruptionBudget
          copy: {spec.selector: spec.selector}
          to: {spec: {maxUnavailable: 1}}
    advice: Add one.
    """

private let versions =
    """
    id: versions
    title: No versions
    severity: low
    why: It is a test.
    select: {kind: terraform.resource, types: [aws_s3_bucket]}
    related:
      present: {types: [aws_s3_bucket_versioning], refers: bucket}
    require: size(present) > 0
    message: no versions
    fix:
      title: Keep versions
      safety: safe
      impact: none
      edits:
        - add-resource: aws_s3_bucket_versioning
          refer: {bucket: id}
          to: {versioning_configuration: [{status: Enabled}]}
    advice: Keep versions.
    """

private func deployment(_ name: String, namespace: String? = "shop") -> String {
    """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: \(name)\(namespace.map { "\n  namespace: \($0)" } ?? "")
    spec:
      selector:
        matchLabels:
          app: \(name)
      template:
        metadata:
          labels:
            app: \(name)
        spec:
          containers:
            - name: web
              image: nginx

    """
}

private func disruption(_ name: String, namespace: String = "shop") -> String {
    "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: b, namespace: \(namespace)}\nspec: {selector: {matchLabels: {app: \(name)}}}\n"
}

@Suite struct RelatedTests {
    private func fires(_ files: [String: String], _ rule: String) -> [String] {
        scan(MemoryTree(texts: files), with: rules(rule)).findings.map(\.resource.name)
    }

    @Test func `what another folder of the tree holds counts, in the same namespace only`() {
        #expect(fires(["a/web.yaml": deployment("web")], budget) == ["shop/web"])
        #expect(fires(["a/web.yaml": deployment("web"), "b/pdb.yaml": disruption("web")], budget).isEmpty)
        #expect(fires(["a/web.yaml": deployment("web"), "b/pdb.yaml": disruption("web", namespace: "other")], budget) == ["shop/web"])
        #expect(fires(["a/web.yaml": deployment("web"), "b/pdb.yaml": disruption("db")], budget) == ["shop/web"])
    }

    @Test func `where the namespace is chosen later nothing is claimed`() {
        #expect(fires(["a/web.yaml": deployment("web", namespace: nil), "b/pdb.yaml": disruption("web")], budget).isEmpty)
        let built = ["b/kustomization.yaml": "namespace: shop\nresources: [pdb.yaml]\n", "b/pdb.yaml": disruption("web", namespace: "x")]
        #expect(fires(built.merging(["a/web.yaml": deployment("web")]) { $1 }, budget).isEmpty)
    }

    @Test func `a chart has its relatedResource where the release case renders it`() throws {
        let chart = [
            "Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n", "values.yaml": "pdb: true\n", "ci/bare-values.yaml": "pdb: false\n",
            "templates/web.yaml": deployment("web", namespace: nil),
            "templates/pdb.yaml": "{{ if .Values.pdb }}\n" + disruption("web").replacing(", namespace: shop", with: "") + "{{ end }}\n",
        ]
        let result = scan(MemoryTree(texts: chart), with: rules(budget))
        let finding = try #require(result.findings.first)
        #expect(result.findings.count == 1)
        let project = render(try #require(result.projects.first { $0.kind == .chart }), in: MemoryTree(texts: chart))
        #expect(finding.first.cases.map { project.cases[$0].name } == ["ci/bare-values.yaml"])
        let outcome = fixed(chart, with: rules(budget), file: "templates/web.yaml")
        #expect(outcome.result.files.isEmpty)
        #expect(outcome.result.unfixed.first?.reason.contains("a template of its own") == true)
    }

    @Test func `a relatedResource is one more document in the style of the file, and a second run adds none`() {
        let files = ["web.yaml": deployment("web") + "# the last comment\n---\n" + deployment("api")]
        let outcome = fixed(files, with: rules(budget), file: "web.yaml")
        #expect(outcome.text.split(separator: "\n").filter { $0 == "kind: PodDisruptionBudget" }.count == 2)
        #expect(outcome.text.contains("# the last comment\n---\napiVersion: policy/v1\n"))
        #expect(outcome.result.unfixed.isEmpty)
        #expect(fixed(["web.yaml": outcome.text], with: rules(budget), file: "web.yaml").result.files.isEmpty)
    }

    @Test func `a name prefix of a kustomization is left to the kustomization`() {
        let files = [
            "kustomization.yaml": "namePrefix: dev-\nnamespace: dev\nresources: [web.yaml]\n", "web.yaml": deployment("web", namespace: nil),
        ]
        let outcome = fixed(files, with: rules(budget), file: "web.yaml")
        #expect(
            outcome.text.hasSuffix(
                "---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n  maxUnavailable: 1\n"
            ))
    }

    @Test func `an object within a list, and one in JSON, get advice`() {
        let list = "apiVersion: v1\nkind: List\nitems:\n  - " + deployment("web").split(separator: "\n").joined(separator: "\n    ") + "\n"
        #expect(fixed(["web.yaml": list], with: rules(budget), file: "web.yaml").result.files.isEmpty)
        let json =
            "{\"apiVersion\": \"apps/v1\", \"kind\": \"Deployment\", \"metadata\": {\"name\": \"web\"}, \"spec\": {\"selector\": {}, \"template\": {\"spec\": {}}}}"
        #expect(fixed(["web.json": json], with: rules(budget), file: "web.json").result.files.isEmpty)
    }

    @Test(arguments: [
        "aws_s3_bucket.logs.id", "aws_s3_bucket.logs.bucket", "\"${aws_s3_bucket.logs.id}\"", "one(aws_s3_bucket.logs[*].id)", "local.name",
        "module.names.bucket", "\"acme-logs\"", "try(aws_s3_bucket.logs.id, null)", "aws_s3_bucket_public_access_block.logs.bucket",
    ])
    func `a reference is followed however it is written`(_ reference: String) {
        func main(_ reference: String) -> String {
            """
            resource "aws_s3_bucket" "logs" {
              bucket = "acme-logs"
            }

            resource "aws_s3_bucket_public_access_block" "logs" {
              bucket = aws_s3_bucket.logs.id
            }

            locals {
              name = aws_s3_bucket.logs.id
            }

            module "names" {
              source = "./names"
              bucket = aws_s3_bucket.logs.id
            }

            resource "aws_s3_bucket_versioning" "logs" {
              bucket = \(reference)
            }
            """
        }
        let names = "variable \"bucket\" {}\n\noutput \"bucket\" {\n  value = var.bucket\n}\n"
        #expect(fires(["main.tf": main(reference), "names/main.tf": names], versions).isEmpty)
        #expect(fires(["main.tf": main("\"another\""), "names/main.tf": names], versions) == ["logs"])
    }

    @Test func `a relatedResource in a called module follows each call, and is written once`() throws {
        let files = [
            "main.tf": "module \"a\" {\n  source = \"./bucket\"\n}\n\nmodule \"b\" {\n  source = \"./bucket\"\n}\n",
            "bucket/main.tf": "resource \"aws_s3_bucket\" \"this\" {\n  count = 1\n}\n",
        ]
        let outcome = fixed(files, with: rules(versions), file: "bucket/main.tf")
        #expect(
            outcome.text.hasPrefix(
                files["bucket/main.tf"]!
                    + "\nresource \"aws_s3_bucket_versioning\" \"this\" {\n  count = 1\n\n  bucket = aws_s3_bucket.this[count.index].id\n"))
        let proof = try #require(outcome.result.records.first?.changes.first?.proof)
        #expect(Set(proof.differences.map(\.resource.scope)) == ["module.a", "module.b"])
    }

    @Test func `several relatedResources of one subject are written in one round`() {
        let logging = versions.replacing("id: versions", with: "id: ownership").replacing(
            "aws_s3_bucket_versioning", with: "aws_s3_bucket_ownership_controls")
        let outcome = fixed(["main.tf": "resource \"aws_s3_bucket\" \"a\" {\n}\n"], with: rules(versions, logging), file: "main.tf")
        #expect(outcome.result.records.count == 1 && outcome.result.fixes.count == 2)
        #expect(outcome.text.contains("aws_s3_bucket_versioning") && outcome.text.contains("aws_s3_bucket_ownership_controls"))
    }

    @Test func `a block of that name that is there already is not written twice`() {
        let main = "resource \"aws_s3_bucket\" \"a\" {\n}\n\nresource \"aws_s3_bucket_versioning\" \"a\" {\n  bucket = \"another\"\n}\n"
        let outcome = fixed(["main.tf": main], with: rules(versions), file: "main.tf")
        #expect(outcome.result.files.isEmpty)
        #expect(outcome.result.unfixed.first?.reason == "there is a aws_s3_bucket_versioning.a already")
    }
}
