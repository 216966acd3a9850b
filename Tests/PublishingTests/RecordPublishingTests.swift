import TestSupport
import BuiltInTechnologies
import Engine
import Publishing
import Remediation
import Rules
import SourceControl
import SourceText
import Testing
import Workspace

@Suite struct RecordPublishingTests {
    private static let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - name: web\n      image: nginx\n"
    private let folder: TestFolder
    private let rules: RulePack

    init() throws {
        folder = try TestFolder(committing: ["a/pod.yaml": Self.pod, "b/pod.yaml": Self.pod])
        let read = loadRule(
            SourceFile(
                path: "test/pull-policy.yaml",
                text: """
                    id: pull-policy
                    title: A test rule
                    why: It is a test.
                    select: {kind: kubernetes.workload, each: containers}
                    ensure: {container.imagePullPolicy: Always}
                    message: container {container.name}
                    fix: {title: Set it, safety: safe, impact: none}
                    advice: Set it.
                    """), .builtIn())
        rules = RulePack(rules: [try #require(read.rule)])
    }

    private func workspace() throws -> Workspace {
        try Workspace(repository: folder.path, ref: "main", rules: rules, settings: WorkspaceSettings(today: Day("2026-06-01")!))
    }

    private func record(_ workspace: Workspace) throws -> RemediationRecord {
        workspace.remediate(try workspace.policy(includesReview: false))
    }

    @Test func `a commit is opened, remediated and published, and nothing else moves`() throws {
        let before = try folder.git("status", "--porcelain=v2", "--branch")
        let workspace = try workspace()
        let outcomes = try workspace.ensureBranches(for: try record(workspace), version: "1.2.3")
        #expect(outcomes.map(\.branch) == ["larboard/pull-policy/a", "larboard/pull-policy/b"])
        #expect(outcomes.allSatisfy { $0.state == .created })
        #expect(try folder.git("status", "--porcelain=v2", "--branch") == before)
        #expect(try folder.git("show", "larboard/pull-policy/a:a/pod.yaml") == Self.pod + "      imagePullPolicy: Always\n")
    }

    @Test func `a record that was written and read makes the same commits and patches`() throws {
        let workspace = try workspace()
        let made = try record(workspace)
        let read = try RemediationRecord(trusted: try made.encoded())
        #expect(try workspace.patches(for: made, version: "1").map(\.bytes) == workspace.patches(for: read, version: "1").map(\.bytes))
        let first = try workspace.ensureBranches(for: made, version: "1")
        let again = try workspace.ensureBranches(for: read, version: "1")
        #expect(again.allSatisfy { $0.state == .unchanged })
        #expect(first.map(\.commit) == again.map(\.commit))
    }

    @Test func `a change is not published on a base that it was not proven on`() throws {
        let old = try record(try workspace())
        try folder.commit(["a/pod.yaml": Self.pod + "      workingDir: /app\n"], "Second")
        let newer = try workspace()
        let outcomes = try newer.ensureBranches(for: old, version: "1")
        guard case .failed(let reason)? = outcomes.first(where: { $0.branch == "larboard/pull-policy/a" })?.state else {
            return #expect(Bool(false), "\(outcomes)")
        }
        #expect(reason.contains("'a/pod.yaml': the commit holds another file than the one it was proven on"))
        #expect(outcomes.first { $0.branch == "larboard/pull-policy/b" }?.state == .created)
        #expect(throws: WorkspaceError.self) { try newer.patches(for: old, version: "1") }
    }
}
