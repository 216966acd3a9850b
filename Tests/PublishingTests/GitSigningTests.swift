import Glibc
import SourceControl
import TestSupport
import Testing

private let bot = Identity(name: "Larboard", email: "larboard@example.org")
private let signature = bot.signature(at: CommitTime(seconds: 1_700_000_000))

@Suite struct GitSigningTests {
    private let folder: TestFolder
    private let repository: Repository
    private let base: CommitID

    init() throws {
        folder = try TestFolder(committing: ["a": "1\n"])
        repository = try Repository.open(folder.path)
        base = try repository.resolve("main")
    }

    private func write(_ signer: (any CommitSigner)?, reusing: CommitID? = nil) throws -> CommitID {
        try repository.writeCommit(
            base: base, changes: ["a": [0x32]], message: "Fix", author: signature, committer: signature, signer: signer,
            reusing: reusing)
    }

    @Test func `an SSH key signs as git verifies`() throws {
        try folder.run("/usr/bin/ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", folder.path + "/key")
        let publicKey = String(decoding: try #require(folder.bytes("key.pub")), as: UTF8.self)
        try folder.write("allowed", "larboard@example.org namespaces=\"git\" \(publicKey)")
        try folder.git("config", "commit.gpgSign", "true")
        try folder.git("config", "gpg.format", "ssh")
        try folder.git("config", "user.signingKey", folder.path + "/key")
        try folder.git("config", "gpg.ssh.allowedSignersFile", folder.path + "/allowed")
        try folder.git("config", "gpg.ssh.program", "/bin/false")
        let signer = try #require(try repository.configuredSigner(committer: bot))
        try folder.git("config", "--unset", "gpg.ssh.program")
        let id = try write(signer)
        #expect(
            try folder.git("verify-commit", "-v", id.hex).contains("Good \"git\" signature for larboard@example.org"))
        #expect(try write(signer) == id)
        #expect(try write(nil) != id)
        try folder.git("fsck", "--strict", "--no-dangling")
    }

    @Test func `an OpenPGP key signs as git verifies, and a second run reuses the signed commit`() throws {
        let home = folder.path + "/gnupg"
        #expect(mkdir(home, 0o700) == 0)
        try folder.write("gpg.sh", "#!/bin/sh\nGNUPGHOME='\(home)' exec gpg \"$@\"\n")
        let program = folder.path + "/gpg"
        // Written by another process: a child that some other test starts meanwhile could hold our own open file, and then
        // nobody may run it.
        try folder.run("/usr/bin/install", "-m", "755", program + ".sh", program)
        try folder.run(
            program, "--batch", "--quiet", "--passphrase", "", "--quick-generate-key",
            "Larboard <larboard@example.org>", "ed25519", "sign")
        defer { _ = try? folder.run("/usr/bin/gpgconf", "--homedir", home, "--kill", "all") }
        let signer = ProgramSigner(format: .openpgp, program: program, key: "larboard@example.org")
        let id = try write(signer)
        #expect(try folder.git("-c", "gpg.program=\(program)", "verify-commit", id.hex).contains("Good signature"))
        #expect(try write(signer, reusing: id) == id)
        let next = try repository.writeCommit(
            base: base, changes: ["a": [0x33]], message: "Fix", author: signature, committer: signature, signer: signer,
            reusing: id)
        #expect(next != id)
    }

    @Test func `signing that is not asked for, or cannot be done, is said`() throws {
        #expect(try repository.configuredSigner(committer: bot) == nil)
        try folder.git("config", "commit.gpgSign", "true")
        try folder.git("config", "gpg.format", "x509")
        #expect(throws: GitError.self) { try repository.configuredSigner(committer: bot) }
        try folder.git("config", "gpg.format", "ssh")
        #expect(throws: GitError.self) { try repository.configuredSigner(committer: bot) }
        try folder.git("config", "user.signingKey", "/nonexistent/key")
        let signer = try #require(try repository.configuredSigner(committer: bot))
        do {
            _ = try write(signer)
            Issue.record("nothing was thrown")
        } catch let error as GitError {
            #expect(error.kind == .signing)
            #expect(error.reason.contains("/nonexistent/key"))
        }
        let missing = ProgramSigner(format: .openpgp, program: "/nonexistent/gpg", key: "k")
        #expect(throws: GitError.self) { try write(missing) }
    }

    @Test func `the identity comes from the configuration, or else from the caller`() throws {
        try folder.git("config", "user.name", "Ann <Admin>\u{20}")
        let identity = try repository.identity(fallback: Identity(name: "x", email: "x@example.org"))
        #expect(identity.name == "Ann Admin ")
        try folder.git("config", "user.name", " ")
        #expect(try repository.identity(fallback: bot).name == "Larboard")
    }
}
