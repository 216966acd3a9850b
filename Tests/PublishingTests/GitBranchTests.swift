import FoundationEssentials
import Glibc
import Primitives
import SourceControl
import TestSupport
import Testing

private let bot = Identity(name: "Larboard", email: "larboard@example.org")
private let signature = bot.signature(at: CommitTime(seconds: 1_700_000_123, offsetMinutes: 60))

@Suite struct GitBranchTests {
    private let folder: TestFolder
    private let repository: Repository
    private let base: CommitID

    init() throws {
        folder = try TestFolder(committing: [
            "web.yaml": "a: 1\n", "d/e/f.yaml": "x\n", "d/e/g.yaml": "y\n", "run.sh": "#!/bin/sh\n",
        ])
        try folder.git("update-index", "--chmod=+x", "run.sh")
        try folder.git("commit", "-q", "-m", "mode")
        repository = try Repository.open(folder.path)
        base = try repository.resolve("main")
    }

    private func write(
        _ changes: [String: String?], message: String = "Fix\n", base: CommitID? = nil,
        signer: (any CommitSigner)? = nil,
        reusing: CommitID? = nil
    ) throws -> CommitID {
        try repository.writeCommit(
            base: base ?? self.base, changes: changes.mapValues { $0.map { Array($0.utf8) } }, message: message,
            author: signature,
            committer: signature, signer: signer, reusing: reusing)
    }

    private func ensure(_ name: String, at id: CommitID, expected: CommitID?) throws -> BranchUpdate {
        try repository.ensureBranch(name, at: id, expected: expected, identity: bot, reason: "larboard: fix")
    }

    private func kind(_ body: () throws -> Void) -> GitError.Kind? {
        do { try body() } catch let error as GitError { return error.kind } catch {}
        return nil
    }

    @Test func `a commit holds the changes and everything else as it was`() throws {
        let id = try write([
            "web.yaml": "a: 2\n", "new/dir/n.yaml": "n\n", "d/e/f.yaml": nil, "run.sh": "#!/bin/bash\n",
        ])
        let listed = try folder.git("diff-tree", "-r", "--no-renames", base.hex, id.hex).split(separator: "\n").map(
            String.init)
        #expect(listed.count == 4)
        #expect(
            listed.map { String($0.prefix(15)) } == [
                ":100644 000000 ", ":000000 100644 ", ":100755 100755 ", ":100644 100644 ",
            ])
        #expect(try folder.git("show", "\(id.hex):web.yaml") == "a: 2\n")
        #expect(
            try folder.git("show", "-s", "--format=%an|%ae|%at|%cn|%B", id.hex)
                == "Larboard|larboard@example.org|1700000123|Larboard|Fix\n\n")
        let commit = try repository.commit(id)
        #expect(commit.parents == [base])
        #expect(commit.author == signature)
        #expect(commit.subject == "Fix")
        try folder.git("fsck", "--strict", "--no-dangling")
    }

    @Test func `the same change gives the same commit`() throws {
        #expect(try write(["web.yaml": "b"]) == write(["web.yaml": "b"], message: "Fix"))
        #expect(try write(["web.yaml": "b"]) != write(["web.yaml": "c"]))
    }

    @Test func `a commit that says the same is handed back instead of a new one`() throws {
        let blanks = Identity(name: " Larboard ", email: "larboard@example.org").signature(at: signature.time)
        func write(_ author: Signature, reusing: CommitID?) throws -> CommitID {
            try repository.writeCommit(
                base: base, changes: ["web.yaml": [1]], message: "Fix", author: author, committer: author,
                reusing: reusing)
        }
        let id = try write(blanks, reusing: nil)
        #expect(try write(blanks, reusing: id) == id)
        #expect(try !repository.commit(id).isSigned)
        let later = bot.signature(at: CommitTime(seconds: 1_800_000_000))
        #expect(try write(later, reusing: id) != id)
    }

    @Test func `random changes give the trees that git's index gives`() throws {
        var random = SplitMix64(3)
        let names = ["a", "b", "a-b", "a.b", "c"]
        var current = base
        for _ in 0..<40 {
            let present = try repository.tree(at: current).paths
            var changes: [String: String?] = [:]
            for path in present where Int.random(in: 0..<4, using: &random) == 0 {
                changes[path] =
                    Bool.random(using: &random) ? .some(nil) : "\(UInt64.random(in: 0...9, using: &random))\n"
            }
            let kept = present.filter { changes[$0].map { $0 != nil } ?? true }
            for _ in 0..<3 {
                let path = (0..<Int.random(in: 1...3, using: &random)).map { _ in names.randomElement(using: &random)! }
                    .joined(separator: "/")
                let collides = (kept + changes.keys).contains { $0.hasPrefix(path + "/") || path.hasPrefix($0 + "/") }
                if !collides, changes[path] == nil {
                    changes[path] = "new \(UInt64.random(in: 0...9, using: &random))\n"
                }
            }
            guard let next = try? write(changes, base: current) else { continue }
            try folder.git("read-tree", current.hex)
            for (path, text) in changes {
                guard let text else {
                    try folder.git("update-index", "--force-remove", path)
                    continue
                }
                let blob = try folder.git("hash-object", "-w", "--stdin", input: Array(text.utf8)).trimmingLineEnd
                let mode = try folder.git("ls-files", "-s", "--", path).hasPrefix("100755") ? "100755" : "100644"
                try folder.git("update-index", "--add", "--cacheinfo", "\(mode),\(blob),\(path)")
            }
            #expect(try folder.git("write-tree").trimmingLineEnd == repository.commit(next).tree.hex)
            current = next
        }
        #expect(try repository.commits(from: current, notReachableFrom: base).count > 20)
        try folder.git("fsck", "--strict", "--no-dangling")
    }

    @Test func `changes that change nothing or name unsafe paths are refused`() throws {
        #expect(kind { _ = try write([:]) } == .nothingToCommit)
        #expect(kind { _ = try write(["web.yaml": "a: 1\n"]) } == .nothingToCommit)
        #expect(kind { _ = try write(["none": nil]) } == .notFound)
        for path in ["../x", "/x", "", "a//b", "./x", "a/.git/config", ".GIT/x", "a/"] {
            #expect(kind { _ = try write([path: "x"]) } == .invalidName, "\(path)")
        }
        #expect(kind { _ = try write(["d": "file"]) } == .unsupported)
        #expect(kind { _ = try write(["web.yaml/x": "file"]) } == .unsupported)
        #expect(kind { _ = try write(["web.yaml": "x"], message: "") } == .unsupported)
        let lost = try #require(CommitID(hex: String(repeating: "2", count: 40)))
        #expect(kind { _ = try write(["web.yaml": "x"], base: lost) } == .missingObject)
    }

    @Test func `a link is not written through`() throws {
        #expect(symlink("/etc/passwd", folder.path + "/link") == 0)
        let linked = try #require(CommitID(hex: folder.commit([:], "link")))
        #expect(kind { _ = try write(["link": "x"], base: linked) } == .unsupported)
    }

    @Test func `a branch is created, moved, found and removed, and nothing else changes`() throws {
        try folder.write("web.yaml", "dirty\n")
        try folder.write("staged", "s\n")
        try folder.git("add", "staged")
        let before = try snapshot()
        let first = try write(["web.yaml": "a: 2\n"])
        let second = try write(["web.yaml": "a: 3\n"])
        #expect(try ensure("larboard/web", at: first, expected: nil) == .created)
        #expect(try ensure("larboard/web", at: first, expected: nil) == .unchanged)
        #expect(try ensure("larboard/web", at: second, expected: first) == .moved(from: first))
        #expect(try repository.branches(prefix: "larboard/") == [Branch(name: "larboard/web", tip: second)])
        #expect(try repository.branch("larboard/web") == second)
        #expect(
            try folder.git("reflog", "show", "--format=%gs|%gn", "larboard/web").split(separator: "\n").first
                == "larboard: fix|Larboard")
        #expect(try snapshot() == before)
        #expect(try repository.removeBranch("larboard/web", expected: second))
        #expect(try !repository.removeBranch("larboard/web", expected: second))
        #expect(try repository.branches().map(\.name) == ["main"])
        #expect(try snapshot() == before)
        try folder.git("fsck", "--strict", "--no-dangling")
    }

    @Test func `a branch that is not where it was expected is left alone`() throws {
        let first = try write(["web.yaml": "1"])
        let second = try write(["web.yaml": "2"])
        let third = try write(["web.yaml": "3"])
        _ = try ensure("larboard/web", at: first, expected: nil)
        #expect(kind { _ = try ensure("larboard/web", at: second, expected: nil) } == .refMoved)
        #expect(kind { _ = try ensure("larboard/web", at: second, expected: third) } == .refMoved)
        #expect(kind { _ = try ensure("larboard/none", at: second, expected: third) } == .refMoved)
        #expect(kind { _ = try repository.removeBranch("larboard/web", expected: second) } == .refMoved)
        try folder.git("pack-refs", "--all")
        #expect(kind { _ = try ensure("larboard/web", at: second, expected: third) } == .refMoved)
        #expect(try ensure("larboard/web", at: second, expected: first) == .moved(from: first))
        #expect(try repository.branch("larboard/web") == second)
    }

    @Test func `names that Git does not allow, or that collide, are refused`() throws {
        let id = try write(["web.yaml": "1"])
        for name in ["", "a..b", "-x", "a b", "x.lock", "a/", "HEAD"] {
            #expect(kind { _ = try ensure(name, at: id, expected: nil) } == .invalidName, "\(name)")
        }
        _ = try ensure("larboard", at: id, expected: nil)
        #expect(kind { _ = try ensure("larboard/web", at: id, expected: nil) } == .failed)
    }

    @Test func `a branch that some work tree stands on is not moved`() throws {
        let id = try write(["web.yaml": "1"])
        try folder.git("worktree", "add", "-q", "-b", "larboard/web", "linked")
        for name in ["main", "larboard/web"] {
            #expect(kind { _ = try ensure(name, at: id, expected: base) } == .checkedOut, "\(name)")
            #expect(kind { _ = try repository.removeBranch(name, expected: base) } == .checkedOut, "\(name)")
        }
        let linked = try Repository.open(folder.path + "/linked")
        #expect(
            kind { _ = try linked.ensureBranch("main", at: id, expected: base, identity: bot, reason: "x") }
                == .checkedOut)
        try folder.git("symbolic-ref", "HEAD", "refs/heads/unborn")
        #expect(kind { _ = try ensure("unborn", at: id, expected: nil) } == .checkedOut)
    }

    @Test func `a bare repository gets branches too`() throws {
        try folder.git("clone", "-q", "--bare", ".", "bare.git")
        let bare = try Repository.open(folder.path + "/bare.git")
        let id = try bare.writeCommit(
            base: base, changes: ["web.yaml": [1]], message: "Fix", author: signature, committer: signature)
        #expect(try bare.ensureBranch("larboard/x", at: id, expected: nil, identity: bot, reason: "x") == .created)
        #expect(
            try folder.git("--git-dir", folder.path + "/bare.git", "rev-parse", "larboard/x").trimmingLineEnd == id.hex)
        try folder.git("--git-dir", folder.path + "/bare.git", "fsck", "--strict")
    }

    @Test func `a lock that a killed run left behind is cleared, another's is respected`() throws {
        let id = try write(["web.yaml": "1"])
        try folder.write(".git/larboard-moving", "refs/heads/larboard/web")
        try folder.write(".git/refs/heads/larboard/web.lock", "")
        #expect(try ensure("larboard/web", at: id, expected: nil) == .created)
        #expect(folder.bytes(".git/larboard-moving") == nil)
        try folder.write(".git/refs/heads/larboard/other.lock", "")
        try folder.write(".git/larboard-moving", "refs/heads/../../larboard/other")
        #expect(kind { _ = try ensure("larboard/other", at: id, expected: nil) } == .refLocked)
        #expect(folder.bytes(".git/refs/heads/larboard/other.lock") == [])
    }

    @Test func `of many that create one branch at once, one wins`() async throws {
        let ids = try (0..<8).map { try write(["web.yaml": "\($0)"]) }
        let path = folder.path
        let wins = await withTaskGroup(of: Bool.self) { group in
            for id in ids {
                group.addTask {
                    guard let own = try? Repository.open(path) else { return false }
                    let update = try? own.ensureBranch(
                        "larboard/race", at: id, expected: nil, identity: bot, reason: "race")
                    return update == .created
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(wins == 1)
    }

    @Test func `commits of others on a branch are told`() throws {
        let id = try write(["web.yaml": "1"])
        _ = try ensure("larboard/web", at: id, expected: nil)
        #expect(try repository.commits(from: id, notReachableFrom: base) == [id])
        try folder.git("checkout", "-q", "larboard/web")
        let foreign = try #require(CommitID(hex: folder.commit(["hand.yaml": "x"], "By hand")))
        #expect(Set(try repository.commits(from: foreign, notReachableFrom: base)) == [id, foreign])
        #expect(try repository.commit(foreign).committer.email == "c@example.org")
        #expect(try repository.isAncestor(base, of: foreign))
        #expect(try !repository.isAncestor(foreign, of: base))
        #expect(try repository.isAncestor(base, of: base))
        #expect(try repository.mergeBase(foreign, write(["web.yaml": "2"])) == base)
        try folder.git("checkout", "-q", "--orphan", "lone")
        let lone = try #require(CommitID(hex: folder.commit(["l": "x"], "Lone")))
        #expect(try repository.mergeBase(lone, base) == nil)
    }

    @Test func `a shallow clone is read, written and compared`() throws {
        for number in 0..<5 { try folder.commit(["n": "\(number)"], "Commit \(number)") }
        try folder.git("clone", "-q", "--depth", "2", "--no-local", "file://\(folder.path)", "shallow")
        let shallow = try Repository.open(folder.path + "/shallow")
        #expect(shallow.isShallow)
        let tip = try shallow.resolve("main")
        let id = try shallow.writeCommit(
            base: tip, changes: ["n": [0x39]], message: "Fix", author: signature, committer: signature)
        _ = try shallow.ensureBranch("larboard/x", at: id, expected: nil, identity: bot, reason: "x")
        #expect(try shallow.commits(from: id, notReachableFrom: tip) == [id])
        let parent = try shallow.resolve("main~1")
        let added = try shallow.commits(from: id, notReachableFrom: parent)
        #expect(added == [id, tip], "\(added) \(parent)")
        #expect(try shallow.isAncestor(tip, of: id))
        #expect(try shallow.mergeBase(tip, id) == tip)
        #expect(kind { _ = try shallow.resolve("main~3") } != nil)
        try folder.git("-C", folder.path + "/shallow", "fsck", "--strict")
    }

    @Test func `a commit is written where the clone lacks other files' content`() throws {
        let blob = try folder.git("rev-parse", "HEAD:d/e/f.yaml").trimmingLineEnd
        #expect(unlink(folder.path + "/.git/objects/\(blob.prefix(2))/\(blob.dropFirst(2))") == 0)
        let id = try write(["web.yaml": "2", "d/e/g.yaml": "z"])
        #expect(try folder.git("show", "\(id.hex):d/e/g.yaml") == "z")
    }

    /// HEAD, the index, every file and what git status says.
    private func snapshot() throws -> [String] {
        let status = try folder.git("--no-optional-locks", "status", "--porcelain=v2", "--branch")
        let files = try ["web.yaml", "staged", "run.sh", ".git/HEAD", ".git/index", ".git/config"].map { name in
            var state = stat()
            #expect(lstat(folder.path + "/" + name, &state) == 0)
            return
                "\(name) \(state.st_ino) \(state.st_mtim.tv_sec).\(state.st_mtim.tv_nsec) \(try #require(folder.bytes(name)))"
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/.git").sorted().filter {
            $0 != "logs"
        }
        return [status] + files + names
    }
}
