import BuiltInTechnologies
import Documents
import Engine
import Projects
import Remediation
import Rules
import SourceText
import Synchronization
import Testing

/// How often each file is parsed, for projects of all kinds.
@Suite struct ParseOnceTests {
    private static let unit = """
        include "root" {
          path = find_in_parent_folders("root.hcl")
        }
        terraform {
          source = "../../modules/bucket"
        }

        """

    /// Chosen so that every stage that reads files has some: releases and kustomizations, which discovery reads too; policies beside the
    /// objects that they speak of; templates that nest others; units that share what they include; files that include each other.
    private static let files = chart.merging([
        "apps/shop.yaml": """
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata: {name: shop, namespace: argocd}
        spec:
          source:
            path: charts/shop
            helm: {valuesObject: {escalation: true}}

        """,
        "base/kustomization.yaml": "resources: [pod.yaml]\n", "base/pod.yaml": pod,
        "prod/kustomization.yaml": "resources: [../base]\nnamePrefix: prod-\n", "test/kustomization.yaml": "resources: [../base]\n",
        "plain/pod.yaml": pod, "plain/deny.yaml": "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: deny}\nspec: {}\n",
        "suite/chainsaw-test.yaml": """
        apiVersion: chainsaw.kyverno.io/v1alpha1
        kind: Test
        spec: {steps: [{try: [{apply: {file: bad.yaml}}]}]}

        """,
        "suite/bad.yaml": pod, "workflow/.github/workflows/ci.yaml": "on: push\njobs: {a: {runs-on: ubuntu-24.04, steps: [{run: ls}]}}\n",
        "stack/app.yaml": "Resources:\n  Network: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: ./network.yaml}}\n",
        "stack/network.yaml": "Resources:\n  Bucket: {Type: AWS::S3::Bucket}\n",
        "stack/prod-parameters.json": #"[{"ParameterKey": "Name", "ParameterValue": "x"}]"#,
        "azure/main.json": """
        {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0",
         "resources": [{"type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "a", "properties": {}}]}

        """,
        "modules/bucket/main.tf": "variable \"name\" {}\nresource \"aws_s3_bucket\" \"a\" {\n  bucket = var.name\n}\n",
        "live/root.hcl": "inputs = {\n  name = \"x\"\n}\n",
        "live/a/terragrunt.hcl": unit, "live/b/terragrunt.hcl": unit,
        "image/Dockerfile": "FROM alpine:3.20\nUSER 1000\n", "policy/deny.rego": "package deny\n",
        "web/nginx.conf": "events {}\nhttp {\n  include conf.d/*.conf;\n}\n", "web/conf.d/a.conf": "server {\n  listen 80;\n}\n",
        "web/conf.d/b.conf": "server {\n  listen 81;\n}\n", "etc/ssh/sshd_config": "PermitRootLogin no\n",
    ]) { _, last in last }

    private struct Parse: Hashable {
        let path: String
        let format: Format
    }

    /// Counts what a store parses.
    private final class Counter: Sendable {
        private let counts = Mutex<[Parse: Int]>([:])

        func store(budget: Int = 8 << 20) -> DocumentStore {
            DocumentStore(budget: budget) { path, format in self.counts.withLock { $0[Parse(path: path, format: format), default: 0] += 1 } }
        }

        var all: [Parse: Int] { counts.withLock { $0 } }
        func reset() { counts.withLock { $0 = [:] } }
    }

    private func again(_ counter: Counter) -> [String] {
        counter.all.filter { $0.value > 1 }.map { "\($0.key.path) as \($0.key.format.rawValue): \($0.value)" }.sorted()
    }

    @Test func `each file is parsed at most once per scan`() {
        let counter = Counter()
        let tree = DocumentTree(MemoryTree(texts: Self.files), documents: counter.store())
        let result = scan(tree, with: rules(escalation, root))
        #expect(Set(result.projects.map(\.kind.rawValue)).count >= 8)
        #expect(!result.findings.isEmpty)
        #expect(again(counter) == [])
        let parsed = Set(counter.all.keys.map(\.path))
        for path in Self.files.keys where path != "suite/bad.yaml" && !path.hasSuffix("Chart.yaml") {
            #expect(parsed.contains(path), "\(path) is parsed by the store")
        }
    }

    @Test func `the index of objects takes what projects left`() {
        let counter = Counter()
        let tree = DocumentTree(MemoryTree(texts: Self.files), documents: counter.store())
        let ruleset = rules(escalation)
        let index = RepositoryIndex(tree, kinds: ["NetworkPolicy", "Pod"], technologies: ruleset.technologies)
        let (projects, _) = discover(tree, with: ruleset.technologies)
        _ = concurrently(projects, in: tree, index) { scan($0, in: tree, with: ruleset, index: index).findings.count }
        #expect(index.neighbours(["NetworkPolicy"], outside: []).map(\.path) == ["plain/deny.yaml"])
        #expect(index.neighbours(["Pod"], outside: []).contains { $0.path == "base/pod.yaml" })
        #expect(again(counter) == [])
    }

    @Test(arguments: ["base/pod.yaml", "plain/pod.yaml", "modules/bucket/main.tf", "stack/network.yaml", "web/conf.d/a.conf"])
    func `an edit has only the edited file parsed again`(_ path: String) throws {
        let counter = Counter()
        let tree = DocumentTree(MemoryTree(texts: Self.files), documents: counter.store())
        let ruleset = rules(escalation, root)
        let index = ruleset.index(of: tree)
        for project in discover(tree, with: ruleset.technologies).projects where project.files.contains(path) {
            tree.documents.keeping(project, isWanted: index.mayRead) {
                let before = scan(project, in: tree, with: ruleset, index: index)
                counter.reset()
                for text in ["# a\n", "# b\n"] {
                    let overlay = OverlayTree(tree, changes: [path: Array((text + (Self.files[path] ?? "")).utf8)])
                    _ = scan(project, in: overlay, with: ruleset, index: index.overlaying(overlay), after: before.rendered)
                }
                #expect(counter.all.keys.allSatisfy { $0.path == path } && counter.all.values.allSatisfy { $0 == 2 })
                #expect(!counter.all.isEmpty)
            }
        }
    }

    @Test func `fixing parses what is edited and nothing else again`() {
        let counter = Counter()
        let tree = DocumentTree(MemoryTree(texts: Self.files), documents: counter.store())
        let result = fix(tree, with: rules(escalation, root), policy: FixPolicy(includesReview: true))
        #expect(!result.files.isEmpty)
        for (parse, count) in counter.all where count > 1 { #expect(result.files[parse.path] != nil, "\(parse.path): \(count)") }
    }

    @Test func `documents go with their projects, and the bytes decide`() {
        let counter = Counter()
        let store = counter.store(budget: 64)
        let tree = DocumentTree(MemoryTree(texts: ["a.tf": "a = 1\n", "b.tf": "b = 1\n"]), documents: store)
        func read(_ text: String) -> any Document { tree.document(SourceFile(path: "a.tf", text: text), as: .hcl) }
        _ = read("a = 1\n")
        #expect(read("a = 2\n").source.text == "a = 2\n")
        #expect(counter.all.values.reduce(0, +) == 2)
        let projects = discover(tree, with: .builtIn()).projects
        store.expect(projects)
        for project in projects {
            store.keeping(project, isWanted: { _ in false }) {
                _ = read(String(repeating: "# long\n", count: 40))
                #expect(store.byteCount > 64)
            }
        }
        #expect(store.byteCount == 0)
        for number in 0..<20 { _ = tree.document(SourceFile(path: "\(number).tf", text: "a = \"0123456789\"\n"), as: .hcl) }
        #expect((1...64).contains(store.byteCount))
    }
}
