import TestSupport
import Engine
import Remediation
import Reports
import Rules
import SourceText
import Testing
import Workspace

/// One rule for containers and one for nginx, as a rules folder holds them.
let ruleFiles = [
    "rules/kubernetes/pull-policy.yaml": """
    id: pull-policy
    title: A test rule
    severity: high
    confidence: high
    why: It is a test.
    references: []
    aliases: [CKV_TEST]
    select: {kind: kubernetes.workload, each: containers}
    ensure: {container.imagePullPolicy: Always}
    message: container {container.name}
    fix: {title: Set it, safety: safe, impact: none}
    advice: Set it.
    tests:
      - name: fires
        fires: "a: b"
    """
]

let pod = """
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
        - name: web
          image: nginx

    """

let mended = pod + "      imagePullPolicy: Always\n"

let day = Day("2026-06-01")!

@Suite struct WorkspaceTests {
    private let settings = WorkspaceSettings(today: day)

    private func folder(_ files: [String: String] = [:]) throws -> TestFolder {
        try TestFolder(ruleFiles.merging(files) { own, _ in own })
    }

    private func rules(_ folder: TestFolder) throws -> RulePack { try RulePack(folder: folder.path + "/rules") }

    @Test func `one set of rules opens many trees`() throws {
        let rules = try rules(try folder())
        for name in ["a.yaml", "b.yaml"] {
            let workspace = try Workspace(MemoryTree(texts: [name: pod]), rules: rules, settings: settings)
            #expect(workspace.scan().active.map(\.path) == [name])
        }
    }

    @Test func `a folder is scanned, fixed and written`() throws {
        let folder = try folder(["tree/deploy/pod.yaml": pod])
        let rules = try rules(folder)
        let workspace = try Workspace(folders: [folder.path + "/tree"], rules: rules, settings: settings)
        let finding = try #require(workspace.scan().active.first)
        #expect(workspace.findingEdits()(finding)?.keys.sorted() == [finding.path])
        let result = workspace.fix(try workspace.policy(includesReview: false))
        #expect(folder.read("tree/deploy/pod.yaml") == pod)
        try workspace.write(result)
        #expect(folder.read("tree/deploy/pod.yaml") == mended)
    }

    @Test func `a file that an editor wrote meanwhile is left alone, and the others are written`() throws {
        let folder = try folder(["tree/a.yaml": pod, "tree/b.yaml": pod, "tree/c.yaml": pod])
        let rules = try rules(folder)
        let workspace = try Workspace(folders: [folder.path + "/tree"], rules: rules, settings: settings)
        let result = workspace.fix(try workspace.policy(includesReview: false))
        try folder.write("tree/a.yaml", pod + "# mine\n")
        let error = #expect(throws: WorkspaceError.self) { try workspace.write(result) }
        #expect(error.map { "\($0)" } == "cannot write 'a.yaml': it was changed since it was read; run again\nwritten: b.yaml, c.yaml")
        #expect(folder.read("tree/a.yaml") == pod + "# mine\n" && folder.read("tree/b.yaml") == mended && folder.read("tree/c.yaml") == mended)
    }

    @Test func `one file is judged by the configuration above it`() throws {
        let folder = try folder([
            "tree/.larboard.yaml": "rules:\n  pull-policy: {enabled: false}\n", "tree/deploy/pod.yaml": pod, "tree/other.yaml": pod,
        ])
        let rules = try rules(folder)
        let workspace = try Workspace(folders: [folder.path + "/tree/deploy/pod.yaml"], rules: rules, settings: settings)
        #expect(workspace.tree.paths == [".larboard.yaml", "deploy/pod.yaml"])
        #expect(workspace.scan().findings.isEmpty)
        try folder.write("given.yaml", "rules:\n  pull-policy: {severity: low}\n")
        let given = try Workspace(
            folders: [folder.path + "/tree/deploy/pod.yaml"], rules: rules,
            settings: WorkspaceSettings(configurationFile: folder.path + "/given.yaml", today: day))
        #expect(given.scan().findings.map(\.severity) == [.low])
    }

    @Test(arguments: [("tree/xa", true), ("tree-xa", false), ("other/xa", false), (".", false)])
    func `a plan is for the module that it lies beside, within the tree only`(_ place: String, _ isUsed: Bool) throws {
        let module = "resource \"x_y\" \"it\" {}\n"
        let plan = """
            {"format_version": "1.2", "planned_values": {"root_module": {"resources": [
              {"address": "x_y.it", "mode": "managed", "type": "x_y", "name": "it", "values": {}}]}}}
            """
        let folder = try folder(["tree/xa/main.tf": module, "tree/xb/main.tf": module, "\(place)/plan.json": plan])
        let rules = try rules(folder)
        let workspace = try Workspace(
            folders: [folder.path + "/tree"], rules: rules,
            settings: WorkspaceSettings(plans: ["\(folder.path)/\(place)/plan.json"], today: day))
        #expect(workspace.scan().diagnostics.contains { $0.id == "terraform-plan-unmatched" } == !isUsed)
    }

    @Test func `the date decides which suppressions hold`() throws {
        let rules = try rules(try folder())
        let allowed = pod.replacing("- name", with: "- # larboard: allow pull-policy -- agreed until 2026-06-30\n      name")
        let tree = MemoryTree(texts: ["a.yaml": allowed])
        func active(_ settings: WorkspaceSettings) throws -> Int { try Workspace(tree, rules: rules, settings: settings).scan().active.count }
        #expect(try active(WorkspaceSettings(environment: ["LARBOARD_TODAY": "2026-06-30"])) == 0)
        #expect(try active(WorkspaceSettings(environment: ["LARBOARD_TODAY": "2026-07-01"])) == 1)
        #expect(try active(WorkspaceSettings(today: day)) == 0)
    }

    @Test(arguments: [
        ("paths: [\"*.yaml\"], until: 2026-06-01", 0), ("paths: [\"*.yaml\"], until: 2026-05-31", 1), ("paths: [\"b/**\"], until: 2026-06-01", 1),
        ("resource: a, until: 2026-06-02", 0), ("resource: b, until: 2026-06-02", 1),
    ])
    func `a waiver holds to the end of its day, where it says`(_ terms: String, _ expected: Int) throws {
        let rules = try rules(try folder())
        let configuration = "waivers:\n  - {rule: pull-policy, reason: agreed, owner: platform, \(terms)}\n"
        let tree = MemoryTree(texts: ["a.yaml": pod, ".larboard.yaml": configuration])
        let result = try Workspace(tree, rules: rules, settings: settings).scan()
        #expect(result.active.count == expected)
        #expect(result.findings.count == 1)
    }

    @Test func `rules are named by ids and by what other tools call them`() throws {
        let workspace = try Workspace(MemoryTree(texts: [:]), rules: try rules(try folder()), settings: settings)
        #expect(try workspace.policy(includesReview: true, only: ["ckv_test"]).only == ["pull-policy"])
        #expect(try workspace.policy(includesReview: true).only == nil)
        let error = #expect(throws: WorkspaceError.self) { try workspace.policy(includesReview: true, only: ["no-such-rule"]) }
        #expect("\(try #require(error))" == "no rule is called 'no-such-rule'; 'larboard rules' lists all")
    }

    @Test func `two trees are compared`() throws {
        let rules = try rules(try folder())
        let base = try Workspace(MemoryTree(texts: ["a.yaml": pod, "b.yaml": pod]), rules: rules, settings: settings)
        let head = try Workspace(MemoryTree(texts: ["a.yaml": pod, "b.yaml": mended, "c.yaml": pod]), rules: rules, settings: settings)
        let result = head.compared(to: base)
        #expect(result.kept.map(\.path) == ["a.yaml", "c.yaml"])
        #expect(result.fixed.isEmpty && result.introduced.isEmpty)
    }

    @Test func `a record is made of a tree in memory, but no branch`() throws {
        let workspace = try Workspace(MemoryTree(texts: ["a.yaml": pod]), rules: try rules(try folder()), settings: settings)
        let record = workspace.remediate(try workspace.policy(includesReview: false))
        #expect(record.groups.map(\.name) == ["pull-policy/root"])
        #expect(try record.groups[0].newFiles(read: workspace.bytes) == ["a.yaml": Array(mended.utf8)])
        for attempt in [
            { _ = try workspace.ensureBranches(for: record, version: "1") }, { _ = try workspace.patches(for: record, version: "1") },
        ] {
            let error = #expect(throws: WorkspaceError.self) { try attempt() }
            guard case .noCommit? = error else { return #expect(Bool(false), "\(String(describing: error))") }
        }
        let error = #expect(throws: WorkspaceError.self) {
            try workspace.write(workspace.fix(try workspace.policy(includesReview: false)))
        }
        guard case .notOnDisk? = error else { return #expect(Bool(false), "\(String(describing: error))") }
    }

    @Test func `advice is written beside the changes`() throws {
        let folder = try folder()
        let workspace = try Workspace(MemoryTree(texts: ["a.yaml": pod]), rules: try rules(folder), settings: settings)
        try workspace.writeAdvice(for: workspace.remediate(try workspace.policy(includesReview: false)), version: "1", to: folder.path + "/x/advice")
        #expect(folder.read("x/advice/pull-policy-root.md").contains("## What is wrong"))
    }
}
