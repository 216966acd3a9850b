import BuiltInTechnologies
import ConfigModel
import Engine
import Remediation
import Projects
import Rules
import SourceText
import Testing

private let privileged = containerRule(
    "privileged", require: "!container.?securityContext.?privileged.orValue(false)", set: "container.securityContext.privileged", to: "false")
private let escalation = containerRule(
    "escalation", require: "container.?securityContext.?allowPrivilegeEscalation.orValue(true) == false",
    set: "container.securityContext.allowPrivilegeEscalation", to: "false")

private func diff(_ result: FixResult, _ tree: any WorkTree) throws -> String {
    try result.files.sorted { $0.key < $1.key }.map { UnifiedDiff(path: $0.key, old: try tree.read($0.key), new: $0.value).text }.joined()
}

@Suite struct KustomizeFixTests {
    private static let pod = """
        apiVersion: v1
        kind: Pod
        metadata: {name: a}
        spec:
          containers:
            - name: web
              securityContext: {privileged: true}

        """

    @Test func `the base is fixed for both overlays, the dissenting overlay in its own patch`() throws {
        let folder = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 } + "/fixtures/scenarios/kustomize-base-two-overlays"
        let before = try DirectoryTree(folder + "/before")
        let ruleset = rules(privileged, escalation)
        let result = fix(before, with: ruleset, policy: FixPolicy())
        #expect(try diff(result, before) == DirectoryTree(folder).file("expected.diff").text)
        #expect(result.unfixed.isEmpty)
        let proof = try #require(result.settlements.first?.verified.first?.proof)
        #expect(proof.cases == ["overlays/dev", "overlays/prod"])
        let shared = try #require(result.fixes.first { $0.finding.rule.id == "escalation" })
        #expect(shared.site.path == "base/deployment.yaml" && shared.site.rung == .shared)
        #expect(scan(OverlayTree(before, changes: result.files), with: ruleset).findings.isEmpty)
    }

    @Test func `what an overlay already mends in its patch is no finding of the base`() {
        let tree = MemoryTree(texts: [
            "base/kustomization.yaml": "resources: [pod.yaml]\n", "base/pod.yaml": Self.pod,
            "prod/kustomization.yaml": "resources: [../base]\npatches: [{path: safe.yaml}]\n",
            "prod/safe.yaml": Self.pod.replacing("true", with: "false"),
        ])
        #expect(scan(tree, with: rules(privileged)).findings.isEmpty)
    }

    @Test func `manifests of kustomizations that cannot be built are judged and fixed as they are written`() throws {
        let files = ["kustomization.yaml": "resources: [pod.yaml, 'https://example.invalid/base']\n", "pod.yaml": Self.pod]
        let outcome = fixed(files, with: rules(privileged))
        #expect(outcome.text == Self.pod.replacing("true", with: "false"))
        let note = try #require(outcome.result.diagnostics.first)
        #expect(note.severity == .note && note.id == "kustomize-remote" && note.path == "kustomization.yaml")
        #expect(outcome.result.settlements.first?.verified.first?.proof.cases == ["as written"])
    }

    @Test func `a manifest that only a failing overlay takes in is judged beside what the others build`() {
        let tree = MemoryTree(texts: [
            "base/kustomization.yaml": "resources: [pod.yaml]\n", "base/pod.yaml": Self.pod, "dev/kustomization.yaml": "resources: [../base]\n",
            "prod/kustomization.yaml": "resources: [../base, own.yaml, 'https://example.invalid/base']\n",
            "prod/own.yaml": Self.pod.replacing("name: a", with: "name: b"),
        ])
        let findings = scan(tree, with: rules(privileged)).findings
        #expect(findings.map(\.home.path) == ["base/pod.yaml", "prod/own.yaml"])
        #expect(findings.map { $0.first.cases } == [[0], [2]])
    }

    @Test func `an excluded base is neither reported nor edited`() {
        let tree = MemoryTree(texts: [
            "base/kustomization.yaml": "resources: [pod.yaml]\n", "base/pod.yaml": Self.pod, "dev/kustomization.yaml": "resources: [../base]\n",
        ])
        let projects = discover(tree, excluding: [PathPattern("base/**")])
        #expect(projects.map(\.files) == [["dev/kustomization.yaml"]])
        let scanned = scan(projects[0], in: tree, with: rules(privileged))
        #expect(scanned.findings.isEmpty && scanned.rendered.cases.map(\.failure) == [nil])
    }
}
