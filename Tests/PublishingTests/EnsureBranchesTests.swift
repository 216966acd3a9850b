import BuiltInTechnologies
import Engine
import Publishing
import Remediation
import Rules
import SourceControl
import SourceText
import TestSupport
import Testing

@Suite struct EnsureBranchesTests {
    private static let pod = """
        apiVersion: v1
        kind: Pod
        metadata: {name: a}
        spec:
          containers:
            - name: web
              image: nginx

        """
    private let folder: TestFolder

    init() throws {
        folder = try TestFolder(committing: ["a/pod.yaml": Self.pod, "b/pod.yaml": Self.pod, "notes.txt": "hello\n"])
    }

    private var ruleset: Ruleset {
        get throws {
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
            return Ruleset(rules: [try #require(read.rule)], technologies: .builtIn(), today: Day("2026-06-01")!)
        }
    }

    private func run(prunes: Bool = false, limit: Int? = nil) throws -> [BranchOutcome] {
        let repository = try Repository.open(folder.path)
        let base = try repository.resolve("main")
        let groups = remediate(try repository.tree(at: base), with: try ruleset, policy: FixPolicy()).groups
        let options = PublishingOptions(
            prefix: "larboard", identity: Identity(name: "Larboard", email: "larboard@localhost"), signer: nil, prunes: prunes, limit: limit)
        return try ensureBranches(for: groups, on: base, in: repository, options: options) { group in
            PublishedText(message: "Fix \(group.name)\n\n\(ownTrailer): \(group.name)\n", advice: "")
        }
    }

    private func states(_ outcomes: [BranchOutcome]) -> [String: BranchOutcome.State] {
        Dictionary(uniqueKeysWithValues: outcomes.map { ($0.branch, $0.state) })
    }

    @Test func `each group has one commit on a branch of its own, and nothing else moves`() throws {
        let before = try folder.git("status", "--porcelain=v2", "--branch")
        #expect(states(try run()) == ["larboard/pull-policy/a": .created, "larboard/pull-policy/b": .created])
        #expect(try folder.git("status", "--porcelain=v2", "--branch") == before)
        #expect(try folder.git("rev-list", "--count", "main..larboard/pull-policy/a") == "1\n")
        #expect(try folder.git("diff", "--name-only", "main", "larboard/pull-policy/a") == "a/pod.yaml\n")
        #expect(try folder.git("show", "larboard/pull-policy/a:a/pod.yaml") == Self.pod.dropLast() + "\n      imagePullPolicy: Always\n")
        try folder.git("fsck", "--strict")
    }

    @Test func `a second run on the same base changes nothing`() throws {
        _ = try run()
        let references = try folder.git("for-each-ref")
        #expect(Set(states(try run()).values) == [.unchanged])
        #expect(try folder.git("for-each-ref") == references)
    }

    @Test func `on a moved base our branches are made anew`() throws {
        _ = try run()
        try folder.commit(["notes.txt": "hello again\n"], "Second")
        #expect(Set(states(try run()).values) == [.regenerated])
        #expect(try folder.git("rev-list", "--count", "main..larboard/pull-policy/a") == "1\n")
        #expect(try folder.git("merge-base", "main", "larboard/pull-policy/a") == folder.git("rev-parse", "main"))
    }

    @Test func `a branch that somebody else committed to is left alone`() throws {
        _ = try run()
        try folder.git("checkout", "-q", "larboard/pull-policy/a")
        try folder.commit(["notes.txt": "mine\n"], "My own work")
        try folder.git("checkout", "-q", "main")
        let tip = try folder.git("rev-parse", "larboard/pull-policy/a")
        try folder.commit(["notes.txt": "moved on\n"], "Second")
        let outcome = states(try run())
        guard case .foreign(let commits)? = outcome["larboard/pull-policy/a"] else { return #expect(Bool(false), "\(outcome)") }
        #expect(commits.count == 1 && commits[0].hasSuffix("My own work"))
        #expect(outcome["larboard/pull-policy/b"] == .regenerated)
        #expect(try folder.git("rev-parse", "larboard/pull-policy/a") == tip)
    }

    @Test func `an amended commit of ours is somebody else's work`() throws {
        _ = try run()
        try folder.git("checkout", "-q", "larboard/pull-policy/b")
        try folder.git("commit", "-q", "--amend", "-m", "Better words\n\nLarboard-Group: pull-policy/b")
        try folder.git("checkout", "-q", "main")
        guard case .foreign? = states(try run())["larboard/pull-policy/b"] else { return #expect(Bool(false), "the branch was taken") }
    }

    @Test func `a branch that nothing needs any more is told and, if asked, removed`() throws {
        _ = try run()
        try folder.git("merge", "-q", "--ff-only", "larboard/pull-policy/a")
        #expect(states(try run())["larboard/pull-policy/a"] == .obsolete)
        #expect(states(try run(prunes: true))["larboard/pull-policy/a"] == .removed)
        #expect(try folder.git("branch", "--list", "larboard/pull-policy/a") == "")
    }

    @Test func `a person's branch with nothing on it yet is not pruned`() throws {
        _ = try run()
        try folder.git("branch", "larboard/my-idea", "main")
        try folder.git("merge", "-q", "--ff-only", "larboard/pull-policy/a")
        // Its tip is a commit of ours, made for another branch.
        try folder.git("branch", "larboard/another-idea", "main")
        let outcome = states(try run(prunes: true))
        #expect(outcome["larboard/my-idea"] == nil && outcome["larboard/another-idea"] == nil)
        #expect(outcome["larboard/pull-policy/a"] == .removed)
        #expect(try folder.git("branch", "--list", "--format=%(refname:short)", "larboard/*idea") == "larboard/another-idea\nlarboard/my-idea\n")
    }

    @Test func `names that differ only in how their accents are encoded are two branches`() throws {
        try folder.git("branch", "larboard/\u{FC}", "main")
        try folder.git("branch", "larboard/u\u{308}", "main")
        #expect(states(try run()) == ["larboard/pull-policy/a": .created, "larboard/pull-policy/b": .created])
        #expect(try Repository.open(folder.path).branches(prefix: "larboard/").count == 4)
    }

    @Test func `a branch that another run moved meanwhile is no failure`() throws {
        let repository = try Repository.open(folder.path)
        let base = try repository.resolve("main")
        let groups = remediate(try repository.tree(at: base), with: try ruleset, policy: FixPolicy()).groups
        let options = PublishingOptions(prefix: "larboard", identity: Identity(name: "Larboard", email: "larboard@localhost"), signer: nil)
        var isFirst = true
        // The other run comes between the list of branches and the first move.
        let outcomes = try ensureBranches(for: groups, on: base, in: repository, options: options) { group in
            if isFirst {
                isFirst = false
                do { _ = try run() } catch { Issue.record("\(error)") }
                _ = try? folder.git("branch", "-f", "larboard/pull-policy/b", "main")
            }
            return PublishedText(message: "Fix \(group.name)\n\n\(ownTrailer): \(group.name)\n", advice: "")
        }
        #expect(states(outcomes) == ["larboard/pull-policy/a": .unchanged, "larboard/pull-policy/b": .regenerated])
    }

    @Test func `no more branches than asked for are written in one run`() throws {
        #expect(states(try run(limit: 1)) == ["larboard/pull-policy/a": .created])
    }

    @Test func `patches make the same change`() throws {
        let repository = try Repository.open(folder.path)
        let base = try repository.resolve("main")
        let groups = remediate(try repository.tree(at: base), with: try ruleset, policy: FixPolicy()).groups
        let options = PublishingOptions(prefix: "larboard", identity: Identity(name: "Larboard", email: "larboard@localhost"), signer: nil)
        let made = try patches(for: groups, on: base, in: repository, options: options) { group in
            PublishedText(message: "Fix \(group.name)\n\n\(ownTrailer): \(group.name)\n", advice: "")
        }
        #expect(made.map(\.fileName) == ["0001-pull-policy-a.patch", "0002-pull-policy-b.patch"])
        for patch in made { try folder.git("am", "-q", input: patch.bytes) }
        #expect(try folder.git("diff", "--name-only", base.hex, "HEAD") == "a/pod.yaml\nb/pod.yaml\n")
        #expect(try folder.git("for-each-ref", "refs/heads/larboard") == "")
    }
}
