import Glibc
import SourceControl
import SourceText
import TestSupport
import Testing

/// Pipes and damage where a repository keeps its own files.
@Suite struct SpecialFileTests {
    private let folder: TestFolder

    init() throws { folder = try TestFolder(committing: ["a/pod.yaml": "a: 1\n", "b/pod.yaml": "b: 1\n"]) }

    private func pipe(_ path: String) { #expect(mkfifo(folder.path + "/" + path, 0o600) == 0) }

    @Test(arguments: [".git/index", ".git/packed-refs", ".git/refs/heads/other", ".git/info/attributes", ".git/commondir"])
    func `a pipe is told instead of read`(_ path: String) throws {
        unlink(folder.path + "/" + path)
        pipe(path)
        let error = #expect(throws: GitError.self) { try Repository.open(folder.path) }
        #expect(error?.reason.contains("/\(path)' is a pipe or a device") == true, "\(String(describing: error))")
    }

    @Test(arguments: ["[include]\n\tpath = ../pipe\n", "[includeIf \"gitdir:/x\"] path = \"../pipe\" ; mine\n", "[include]\n\tpath = ../pi\\\npe\n"])
    func `a pipe that the configuration includes is told`(_ text: String) throws {
        try folder.write(".git/config", folder.read(".git/config") + text)
        pipe("pipe")
        let error = #expect(throws: GitError.self) { try Repository.open(folder.path) }
        #expect(error?.reason.contains("pipe' is a pipe or a device") == true, "\(String(describing: error))")
    }

    @Test func `a pipe in the place of our own note delays nothing`() throws {
        pipe(".git/larboard-moving")
        let repository = try Repository.open(folder.path)
        let identity = Identity(name: "L", email: "l@localhost")
        let update = try repository.ensureBranch("larboard/x", at: try repository.resolve("main"), expected: nil, identity: identity, reason: "test")
        #expect(update == .created)
    }

    @Test func `a folder that is damaged does not stop the others`() throws {
        let id = try folder.git("rev-parse", "HEAD:a").trimmingLineEnd
        let object = ".git/objects/\(id.prefix(2))/\(id.dropFirst(2))"
        #expect(chmod(folder.path + "/" + object, 0o600) == 0)
        try folder.write(object, "damaged")
        let repository = try Repository.open(folder.path)
        let tree = try repository.tree(at: try repository.resolve("main"))
        #expect(tree.paths == ["b/pod.yaml"])
        #expect(tree.diagnostics.map(\.id) == ["folder-unreadable"] && tree.diagnostics.map(\.severity) == [.error])
    }

    @Test func `control characters of a name stay out of a mail's summary`() throws {
        try folder.commit(["b/\u{1B}[31m.yaml": "c: 1\n"], "Second")
        let repository = try Repository.open(folder.path)
        let mail = String(decoding: try repository.mailPatch(try repository.resolve("main")), as: UTF8.self)
        #expect(!mail.contains("\u{1B}") && mail.contains(" \"b/\\033[31m.yaml\" | +1 -0\n"))
    }
}
