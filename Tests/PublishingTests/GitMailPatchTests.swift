import SourceControl
import SourceText
import TestSupport
import Testing

@Suite struct GitMailPatchTests {
    private let folder: TestFolder
    private let repository: Repository
    private let base: CommitID

    init() throws {
        folder = try TestFolder(committing: [
            "web.yaml": "a: 1\nb: 2\n", "win.yaml": "a: 1\r\nb: 2\r\n", "gone": "x\n", "bin": "\0",
        ])
        repository = try Repository.open(folder.path)
        base = try repository.resolve("main")
    }

    private func commit(
        _ changes: [String: String?], _ message: String, by name: String = "Larboard", at time: CommitTime
    ) throws -> CommitID {
        let signature = Signature(name: name, email: "larboard@example.org", time: time)
        return try repository.writeCommit(
            base: base, changes: changes.mapValues { $0.map { Array($0.utf8) } }, message: message, author: signature,
            committer: signature)
    }

    private func check(
        _ changes: [String: String?], _ message: String = "Fix", by name: String = "Larboard",
        at time: CommitTime = CommitTime(seconds: 1_767_268_800), keeps expected: String? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let id = try commit(changes, message, by: name, at: time)
        let patch = try repository.mailPatch(id)
        try folder.git("reset", "-q", "--hard", base.hex)
        try folder.git("am", "-q", input: patch)
        let format = "--format=%an|%ae|%at|%ad|%T|%B"
        let applied = try folder.git("show", "-s", format, "--date=raw", "HEAD")
        let wanted = try folder.git("show", "-s", format, "--date=raw", id.hex)
        #expect(applied == wanted.replacing(message, with: expected ?? message), sourceLocation: sourceLocation)
    }

    @Test func `git am makes the same commit of it`() throws {
        try check(["web.yaml": "a: 1\nb: 3\n"])
        try check(
            ["web.yaml": "a: 1\nb: 3\n", "gone": nil, "new/x y.yaml": "n\n", "empty": ""],
            "Fix it\n\nThe reason.\n\n- one\n- two\n")
        try check(["web.yaml": "no newline"])
    }

    @Test func `carriage returns and other scripts survive`() throws {
        try check(["win.yaml": "a: 1\r\nb: 3\r\n"])
        try check(
            ["win.yaml": "a: 1\r\nb: = 3 \r\n", "é.yaml": "ü: 3\n"], "Café fix — “quoted”\n\nÜber.\n", by: "Zoë Müller")
        try check(
            ["web.yaml": "x\n"], "A subject that is long enough to need more than one encoded word, with an é in it",
            by: "A. B")
        try check(["web.yaml": "x\n"], by: "Ann \"the\" Admin, Inc.")
    }

    @Test func `dates keep their offset from UTC`() throws {
        try check(["web.yaml": "x\n"], at: CommitTime(seconds: 1_709_210_096, offsetMinutes: -570))
        try check(["web.yaml": "x\n"], at: CommitTime(seconds: 951_782_400, offsetMinutes: 330))
        try check(["web.yaml": "x\n"], at: CommitTime(seconds: 4_102_444_799, offsetMinutes: 0))
    }

    @Test func `message lines that look like mail or patches do no harm`() throws {
        try check(["web.yaml": "x\n"], "Fix\n\nFrom here on\nall is well\n")
        try check(["web.yaml": "x\n"], "Fix\n\n---\nIndex: x\n", keeps: "Fix\n\n ---\n Index: x\n")
        try check(
            ["web.yaml": "x\n"], "Fix\n\nFrom: Mallory <m@example.org>\n",
            keeps: "Fix\n\n From: Mallory <m@example.org>\n")
    }

    @Test func `a patch looks like this`() throws {
        let id = try commit(["web.yaml": "a: 1\nb: 3\n"], "Fix\n\nWhy.\n", at: CommitTime(seconds: 1_767_268_800))
        let text = String(decoding: try repository.mailPatch(id), as: UTF8.self)
        #expect(
            text == """
                From \(id.hex) Mon Sep 17 00:00:00 2001
                From: Larboard <larboard@example.org>
                Date: Thu, 1 Jan 2026 12:00:00 +0000
                Subject: [PATCH] Fix

                Why.
                ---
                 web.yaml | +1 -1
                 files changed: 1, lines added: 1, removed: 1

                diff --git a/web.yaml b/web.yaml
                --- a/web.yaml
                +++ b/web.yaml
                @@ -1,2 +1,2 @@
                 a: 1
                -b: 2
                +b: 3
                --\u{20}
                larboard


                """)
    }

    @Test func `binary files and merges are refused`() throws {
        let binary = try commit(["bin": "\0\u{1}"], "Fix", at: CommitTime(seconds: 0))
        #expect(throws: GitError.self) { try repository.mailPatch(binary) }
        try folder.git("checkout", "-q", "-b", "side")
        try folder.commit(["s": "s"], "Side")
        try folder.git("checkout", "-q", "main")
        try folder.commit(["m": "m"], "Main")
        try folder.git("merge", "-q", "--no-edit", "side")
        #expect(throws: GitError.self) { try repository.mailPatch(repository.resolve("HEAD")) }
    }

    @Test func `a first commit is a patch of new files`() throws {
        let lone = try TestFolder(committing: ["a": "1\n", "d/b": "2\n"])
        let other = try TestFolder()
        try other.git("init", "-q")
        let source = try Repository.open(lone.path)
        try other.git("am", "-q", input: source.mailPatch(source.resolve("HEAD")))
        #expect(try other.git("ls-tree", "-r", "HEAD") == lone.git("ls-tree", "-r", "HEAD"))
    }
}
