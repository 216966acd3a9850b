import Glibc
import SourceControl
import SourceText
import TestSupport
import Testing

@Suite struct GitTreeTests {
    @Test func `a commit is listed and read as git has it, whatever lies in the work tree`() throws {
        let files = ["b.yaml": "b\r\n", "a/z": "1", "a-b": "2", "é": "4", "a/y/x": "", "run.sh": "#!/bin/sh\n"]
        let folder = try TestFolder(committing: files)
        try folder.git("update-index", "--chmod=+x", "run.sh")
        try folder.git("commit", "-q", "-m", "mode")
        try folder.write("a-b", "changed")
        try folder.write("new", "")
        let repository = try Repository.open(folder.path)
        let tree = try repository.tree(at: repository.resolve("HEAD"))
        #expect(tree.paths == ["a-b", "a/y/x", "a/z", "b.yaml", "run.sh", "é"])
        #expect(tree.diagnostics == [])
        for (path, text) in files {
            #expect(try tree.read(path) == Array(text.utf8))
            #expect(tree.size(path) == text.utf8.count)
        }
        #expect(tree.isExecutable("run.sh"))
        #expect(!tree.isExecutable("b.yaml"))
        #expect(throws: WorkTreeError(path: "new", reason: "no such file in the commit")) { try tree.read("new") }
        #expect(tree.size("new") == nil)
    }

    @Test func `links and submodules are noted and left out`() throws {
        let folder = try TestFolder(committing: ["a": ""])
        #expect(symlink("/etc/passwd", folder.path + "/link") == 0)
        try folder.git("add", "link")
        try folder.git("update-index", "--add", "--cacheinfo", "160000,\(String(repeating: "1", count: 40)),sub/module")
        try folder.git("commit", "-q", "-m", "links")
        let repository = try Repository.open(folder.path)
        let tree = try repository.tree(at: repository.resolve("main"))
        #expect(tree.paths == ["a"])
        #expect(tree.diagnostics.map { "\($0.path) \($0.id)" } == ["link symbolic-link", "sub/module submodule"])
    }

    @Test func `Git LFS pointers are noted and left out where attributes name them`() throws {
        let pointer =
            "version https://git-lfs.github.com/spec/v1\noid sha256:\(String(repeating: "a", count: 64))\nsize 5\n"
        let folder = try TestFolder(committing: [
            "a.bin": pointer, "kept.bin": "content", "x/b.bin": pointer, "x/.gitattributes": "*.bin -filter\n",
            "doc.md": pointer,
            ".gitattributes": "# binaries\n*.bin filter=lfs diff=lfs merge=lfs -text\n",
        ])
        let repository = try Repository.open(folder.path)
        let tree = try repository.tree(at: repository.resolve("main"))
        #expect(tree.paths == [".gitattributes", "doc.md", "kept.bin", "x/.gitattributes", "x/b.bin"])
        #expect(tree.diagnostics.map { "\($0.path) \($0.id)" } == ["a.bin lfs-pointer"])
    }

    @Test func `content that a clone lacks is an error for that file alone`() throws {
        let folder = try TestFolder(committing: ["here": "1", "gone": "22", "sub/x": "3"])
        let blob = try folder.git("rev-parse", "HEAD:gone").trimmingLineEnd
        let sub = try folder.git("rev-parse", "HEAD:sub").trimmingLineEnd
        for id in [blob, sub] { #expect(unlink(folder.path + "/.git/objects/\(id.prefix(2))/\(id.dropFirst(2))") == 0) }
        let repository = try Repository.open(folder.path)
        let tree = try repository.tree(at: repository.resolve("main"))
        #expect(tree.paths == ["gone", "here"])
        #expect(tree.diagnostics.map { "\($0.path) \($0.id)" } == ["sub folder-unreadable"])
        #expect(try tree.read("here") == [0x31])
        #expect(tree.size("gone") == nil)
        #expect(throws: WorkTreeError(path: "gone", reason: "its content is not in this clone")) {
            try tree.read("gone")
        }
    }

    @Test func `names that lead out of a work tree are left out`() throws {
        let folder = try TestFolder(committing: ["a": "x"])
        let blob = try folder.git("rev-parse", "HEAD:a").trimmingLineEnd
        let inner = try folder.git("mktree", input: Array("100644 blob \(blob)\tconfig\n".utf8)).trimmingLineEnd
        let evil =
            "100644 blob \(blob)\tok\n040000 tree \(inner)\t.git\n040000 tree \(inner)\t.GIT\n040000 tree \(inner)\t..\n"
        let top = try folder.git("mktree", input: Array(evil.utf8)).trimmingLineEnd
        let commit = try folder.git("commit-tree", top, "-m", "evil").trimmingLineEnd
        let tree = try Repository.open(folder.path).tree(at: #require(CommitID(hex: commit)))
        #expect(tree.paths == ["ok"])
        #expect(
            tree.diagnostics.map { "\($0.path) \($0.id)" } == [
                ".. path-unsafe", ".GIT path-unsafe", ".git path-unsafe",
            ])
    }

    @Test func `a small repository that unfolds to billions of files is cut off`() throws {
        let folder = try TestFolder(committing: ["a": "x"])
        let blob = try folder.git("rev-parse", "HEAD:a").trimmingLineEnd
        var id = try folder.git("mktree", input: Array("100644 blob \(blob)\tf\n".utf8)).trimmingLineEnd
        for _ in 0..<12 {
            let lines = (0..<8).map { "040000 tree \(id)\td\($0)\n" }.joined()
            id = try folder.git("mktree", input: Array(lines.utf8)).trimmingLineEnd
        }
        let commit = try folder.git("commit-tree", id, "-m", "bomb").trimmingLineEnd
        var limits = DirectoryTree.Limits()
        limits.fileCount = 10_000
        let tree = try Repository.open(folder.path).tree(at: #require(CommitID(hex: commit)), limits: limits)
        #expect(tree.paths.count < 10_000)
        #expect(tree.diagnostics.map(\.id) == ["too-many-files"])
    }

    @Test func `many threads read at once`() async throws {
        let files = Dictionary(
            uniqueKeysWithValues: (0..<200).map { ("f\($0)", String(repeating: "\($0) ", count: 500)) })
        let folder = try TestFolder(committing: files)
        try folder.git("repack", "-q", "-a", "-d")
        let repository = try Repository.open(folder.path)
        let tree = try repository.tree(at: repository.resolve("main"))
        await withTaskGroup(of: Void.self) { group in
            for round in 0..<8 {
                group.addTask {
                    for (index, path) in tree.paths.enumerated() where index % 8 != round {
                        #expect((try? tree.read(path)) == files[path].map { Array($0.utf8) })
                    }
                }
            }
        }
    }

    @Test func `bare repositories, linked work trees and folders below are opened alike`() throws {
        let folder = try TestFolder(committing: ["sub/a": "x"])
        try folder.git("clone", "-q", "--bare", ".", "bare.git")
        try folder.git("worktree", "add", "-q", "linked")
        let head = try folder.git("rev-parse", "HEAD").trimmingLineEnd
        for place in ["", "/sub", "/.git", "/bare.git", "/linked", "/linked/sub"] {
            let repository = try Repository.open(folder.path + place)
            let id = try repository.resolve("HEAD")
            #expect(id.hex == head, "\(place)")
            #expect(try repository.tree(at: id).read("sub/a") == Array("x".utf8))
            #expect(repository.isBare == place.hasPrefix("/bare"))
            #expect(repository.gitDirectory == folder.path + (repository.isBare ? "/bare.git/" : "/.git/"))
        }
    }

    @Test func `a repository with partial-clone and sparse-checkout settings is opened`() throws {
        let folder = try TestFolder(committing: ["a": "x"])
        try folder.git("config", "core.repositoryFormatVersion", "1")
        try folder.git("config", "extensions.partialClone", "origin")
        try folder.git("config", "extensions.worktreeConfig", "true")
        #expect(try Repository.open(folder.path).resolve("main").hex.count == 40)
    }

    @Test func `files that git tracks count although an ignore file names them`() throws {
        let folder = try TestFolder(committing: ["sub/a.log": "1", "sub/b": "2", "c.log": "3", "gone.log": "4"])
        try folder.write(".gitignore", "*.log\n")
        try folder.write("untracked.log", "5")
        #expect(unlink(folder.path + "/gone.log") == 0)
        #expect(symlink("/etc/passwd", folder.path + "/sub/l.log") == 0)
        try folder.git("add", "-f", "sub/l.log")
        let index = folder.bytes(".git/index")
        let repository = try Repository.open(folder.path)
        let tracked = try repository.trackedPaths(below: folder.path)
        #expect(tracked == ["c.log", "gone.log", "sub/a.log", "sub/b"])
        #expect(
            try DirectoryTree(folder.path, tracked: tracked).paths == [".gitignore", "c.log", "sub/a.log", "sub/b"])
        #expect(try DirectoryTree(folder.path, only: ["sub"], tracked: tracked).paths == ["sub/a.log", "sub/b"])
        #expect(try repository.trackedPaths(below: folder.path + "/sub") == ["a.log", "b"])
        #expect(try repository.trackedPaths(below: "/") == [])
        #expect(folder.bytes(".git/index") == index)
    }
}
