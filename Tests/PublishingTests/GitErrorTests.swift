import Glibc
import SourceControl
import TestSupport
import Testing

@Suite struct GitErrorTests {
    private func check(
        _ kind: GitError.Kind, _ text: String, sourceLocation: SourceLocation = #_sourceLocation,
        _ body: () throws -> Void
    ) {
        do {
            try body()
            Issue.record("nothing was thrown", sourceLocation: sourceLocation)
        } catch let error as GitError {
            #expect(error.kind == kind, "\(error)", sourceLocation: sourceLocation)
            #expect(error.description == text, sourceLocation: sourceLocation)
        } catch {
            Issue.record(error, sourceLocation: sourceLocation)
        }
    }

    @Test func `a path that is not there and a path that is no repository`() throws {
        let folder = try TestFolder()
        check(.notFound, "cannot open the repository '\(folder.path)/none': no such file or folder") {
            _ = try Repository.open(folder.path + "/none")
        }
        let help = "\n  help: name a clone, or run 'git init' there first"
        check(
            .notARepository,
            "cannot open the repository '\(folder.path)': neither it nor a folder above it is a Git repository" + help
        ) {
            _ = try Repository.open(folder.path)
        }
    }

    @Test func `a repository of another user is refused with the way out`() throws {
        let folder = try TestFolder(committing: ["a": ""])
        guard getuid() == 0 else { return }
        for place in ["", "/.git"] { #expect(chown(folder.path + place, 12_345, 12_345) == 0) }
        let help = "\n  help: when you trust that user, run: git config --global --add safe.directory '\(folder.path)'"
        check(.foreignOwner, "cannot open the repository '\(folder.path)': it belongs to another user" + help) {
            _ = try Repository.open(folder.path)
        }
    }

    @Test func `an empty repository has no commit yet`() throws {
        let folder = try TestFolder()
        try folder.git("init", "-q", "-b", "main")
        let repository = try Repository.open(folder.path)
        let help = "\n  help: make a first commit, or name a branch that has one"
        check(.noCommitYet, "cannot resolve 'HEAD': the repository has no commit on its current branch" + help) {
            _ = try repository.resolve("HEAD")
        }
        #expect(try repository.defaultBranch() == "main")
        #expect(try repository.branches() == [])
    }

    @Test func `revisions that name nothing`() throws {
        let folder = try TestFolder(committing: ["a": ""])
        let repository = try Repository.open(folder.path)
        check(.notFound, "cannot resolve 'nope': there is no branch, tag or commit of that name") {
            _ = try repository.resolve("nope")
        }
        check(.notFound, "cannot resolve 'abc': there is no branch, tag or commit of that name") {
            _ = try repository.resolve("abc")
        }
        check(.invalidName, "cannot resolve 'main^{x': it is not written as a revision") {
            _ = try repository.resolve("main^{x")
        }
        #expect(throws: GitError.self) { try repository.resolve("main:a") }
        #expect(throws: GitError.self) {
            try repository.commit(#require(CommitID(hex: String(repeating: "1", count: 40))))
        }
        #expect(try repository.resolve("") == repository.resolve("main"))
        #expect(CommitID(hex: "main") == nil)
    }

    @Test func `the default branch of a detached HEAD`() throws {
        let folder = try TestFolder(committing: ["a": ""])
        try folder.git("checkout", "-q", "--detach")
        let repository = try Repository.open(folder.path)
        #expect(try repository.defaultBranch() == "main")
        try folder.git("branch", "-m", "main", "trunk")
        #expect(throws: GitError.self) { try repository.defaultBranch() }
        try folder.git("update-ref", "refs/remotes/origin/trunk", "HEAD")
        try folder.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk")
        #expect(try repository.defaultBranch() == "trunk")
    }
}
