import FoundationEssentials
import Glibc
import SourceText
import TestSupport
import Testing

@Suite struct ControlledWriteTests {
    private let folder: TestFolder

    init() throws { folder = try TestFolder() }

    private func mode(_ path: String) -> mode_t? {
        var status = stat()
        return lstat(folder.path + "/" + path, &status) == 0 ? status.st_mode & 0o7777 : nil
    }

    private func names(_ path: String = "") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path + "/" + path).sorted()
    }

    private func refused(_ path: String, _ reason: String, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(throws: WriteError(path: path, reason: reason), sourceLocation: sourceLocation) {
            try writeAtomically([1], to: path, inside: folder.path)
        }
    }

    @Test func `a file is replaced and keeps its mode`() throws {
        try folder.write("a/run.sh", "old")
        #expect(chmod(folder.path + "/a/run.sh", 0o751) == 0)
        try writeAtomically(Array("new".utf8), to: "a/run.sh", inside: folder.path)
        #expect(folder.bytes("a/run.sh") == Array("new".utf8))
        #expect(mode("a/run.sh") == 0o751)
        #expect(try names("a") == ["run.sh"])
    }

    @Test func `a file keeps its owner and group`() throws {
        try folder.write("run.sh", "old")
        var groups = [gid_t](repeating: 0, count: 256)
        let count = getgroups(256, &groups)
        // Root may hand the file to anybody, others to a group of theirs.
        let group = geteuid() == 0 ? 12_345 : groups.prefix(max(0, Int(count))).first { $0 != getegid() }
        guard let group else { return }
        let owner = geteuid() == 0 ? 54_321 : geteuid()
        #expect(chown(folder.path + "/run.sh", owner, group) == 0)
        try writeAtomically(Array("new".utf8), to: "run.sh", inside: folder.path)
        var status = stat()
        #expect(lstat(folder.path + "/run.sh", &status) == 0 && status.st_uid == owner && status.st_gid == group)
    }

    @Test func `a name that begins with an accent does not hide the slash before it`() throws {
        #expect(pathParts("a/\u{301}b") == ["a", "\u{301}b"])
        #expect("larboard/\u{301}b".rest(afterBytes: "larboard/") == "\u{301}b")
        refused("../\u{301}b", "the path leaves '\(folder.path)'")
    }

    @Test func `a new file and its folders are made with the usual mode`() throws {
        let mask = umask(0o022)
        defer { umask(mask) }
        try writeAtomically([], to: "x/y/new.yaml", inside: folder.path)
        #expect(folder.bytes("x/y/new.yaml") == [])
        #expect(mode("x/y/new.yaml") == 0o644)
    }

    @Test func `the path stays inside the root`() throws {
        refused("../x", "the path leaves '\(folder.path)'")
        refused("a/../../x", "the path leaves '\(folder.path)'")
        refused("/etc/x", "the path leaves '\(folder.path)'")
        refused("", "the path names no file")
        refused("a//b", "the path names no file")
        refused("a/", "the path names no file")
        refused("./a", "the path names no file")
        refused(".git/config", "the path leads into a Git repository's own files")
        refused("sub/.GIT/hooks/pre-commit", "the path leads into a Git repository's own files")
        #expect(try names() == [])
    }

    @Test func `symbolic links are refused as target and on the way`() throws {
        try folder.write("real/file", "kept")
        #expect(symlink("real/file", folder.path + "/link") == 0)
        #expect(symlink("real", folder.path + "/dir") == 0)
        refused("link", "it is a symbolic link, and those are not followed")
        refused("dir/file", "'dir': it is a symbolic link, and those are not followed")
        #expect(folder.bytes("real/file") == Array("kept".utf8))
    }

    @Test func `what is no regular file is refused`() throws {
        try folder.write("folder/file", "")
        #expect(mkfifo(folder.path + "/pipe", 0o600) == 0)
        refused("folder", "it is a folder")
        refused("pipe", "it is not a regular file")
        refused("folder/file/x", "'file': a part of the path is not a folder")
    }

    @Test func `a file that changed since it was read is left alone`() throws {
        try folder.write("a", "mine")
        #expect(throws: WriteError(path: "a", reason: "it was changed since it was read; run again")) {
            try writeAtomically([1], to: "a", inside: folder.path, replacing: Array("read".utf8))
        }
        #expect(throws: WriteError(path: "b", reason: "it was removed since it was read; run again")) {
            try writeAtomically([1], to: "b", inside: folder.path, replacing: [])
        }
        try writeAtomically([1], to: "a", inside: folder.path, replacing: Array("mine".utf8))
        #expect(folder.bytes("a") == [1])
    }

    @Test func `a read-only file system and a full device are named in words`() throws {
        // The kernel's own trees take no new files, whoever asks.
        #expect(throws: WriteError.self) { try writeAtomically([1], to: "x", inside: "/proc") }
        #expect(try names() == [])
        #expect(systemReason(ENOSPC) == "the disk is full")
        #expect(systemReason(EROFS) == "the file system is mounted read-only")
        #expect(systemReason(EACCES) == "permission denied")
    }

    @Test func `a file is removed under the same rules`() throws {
        try folder.write("a", "x")
        #expect(throws: WriteError(path: "a", reason: "it was changed since it was read; run again")) {
            try removeFile("a", inside: folder.path, replacing: [])
        }
        try removeFile("a", inside: folder.path, replacing: Array("x".utf8))
        #expect(throws: WriteError(path: "a", reason: "no such file or folder")) {
            try removeFile("a", inside: folder.path)
        }
        #expect(try names() == [])
    }
}
