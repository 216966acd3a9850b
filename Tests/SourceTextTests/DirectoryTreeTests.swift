import Glibc
import Primitives
import SourceText
import TestSupport
import Testing

@Suite struct DirectoryTreeTests {
    private let folder: TestFolder

    init() throws { folder = try TestFolder() }

    private func check(
        _ files: [String: String], lists expected: [String], sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        for (path, text) in files { try folder.write(path, text) }
        let tree = try DirectoryTree(folder.path)
        #expect(tree.paths == expected, sourceLocation: sourceLocation)
        for path in tree.paths {
            let bytes = try tree.read(path)
            #expect(files[path].map { Array($0.utf8) } == bytes, "\(path)", sourceLocation: sourceLocation)
            #expect(tree.size(path) == bytes.count, sourceLocation: sourceLocation)
        }
    }

    @Test func `paths are sorted by their bytes`() throws {
        let files = ["b.yaml": "b", "a/z": "1", "a-b": "2", "a.b": "3", "A": "", "é": "4", "a/y/x": "5"]
        try check(files, lists: ["A", "a-b", "a.b", "a/y/x", "a/z", "b.yaml", "é"])
    }

    @Test func `of two names that differ only in Unicode normalisation one is left out and reported`() throws {
        try folder.write("caf\u{E9}", "composed")
        try folder.write("cafe\u{301}", "decomposed")
        let tree = try DirectoryTree(folder.path)
        #expect(tree.paths.map { Array($0.utf8) } == [Array("cafe\u{301}".utf8)])
        #expect(tree.diagnostics.map(\.id) == ["path-ambiguous"])
        #expect(try tree.read("cafe\u{301}") == Array("decomposed".utf8))
    }

    @Test func `folders whose names differ only in Unicode normalisation are not mixed up`() throws {
        try folder.write("caf\u{E9}/a", "composed")
        try folder.write("cafe\u{301}/b", "decomposed")
        let tree = try DirectoryTree(folder.path)
        #expect(try tree.read("caf\u{E9}/a") == Array("composed".utf8))
        #expect(try tree.read("cafe\u{301}/b") == Array("decomposed".utf8))
    }

    @Test func `ignore files count at every level and deeper ones win`() throws {
        let files = [
            ".gitignore": "*.tmp\n/out/\n", "a.tmp": "", "out/x": "", "keep/out/x": "",
            "keep/.gitignore": "!b.tmp\nc\n", "keep/b.tmp": "",
            "keep/c": "", "c": "", "keep/deep/b.tmp": "",
        ]
        try check(files, lists: [".gitignore", "c", "keep/.gitignore", "keep/b.tmp", "keep/deep/b.tmp", "keep/out/x"])
    }

    @Test func `the exclude file of the repository and ignore files above the root count`() throws {
        try folder.git("init", "-q")
        try folder.write(".git/info/exclude", "secret\n")
        try folder.write(".gitignore", "/sub/deep/no\n*.log\n")
        for path in ["sub/secret", "sub/a", "sub/deep/no", "sub/deep/yes", "sub/x.log", "no"] {
            try folder.write(path, "")
        }
        let tree = try DirectoryTree(folder.path + "/sub")
        #expect(tree.paths == ["a", "deep/yes"])
    }

    @Test func `a repository inside the tree has its own rules`() throws {
        try folder.git("init", "-q")
        try folder.write(".gitignore", "*.tmp\n")
        try folder.write("inner/a.tmp", "")
        try folder.write("inner/b.bak", "")
        try folder.write("inner/.gitignore", "*.bak\n")
        try folder.git("init", "-q", "inner")
        #expect(try DirectoryTree(folder.path).paths == [".gitignore", "inner/.gitignore", "inner/a.tmp"])
    }

    @Test func `the listing is what git lists`() throws {
        var random = SplitMix64(5)
        try folder.git("init", "-q")
        let names = ["a", "b", "c.log", "d.tmp", "build", "src"]
        let lines = ["*.log", "!c.log", "/build", "src/", "b/*", "!b/a", "**/a/b", "*.tmp", "a?", "[ab]"]
        for _ in 0..<150 {
            let path = (0..<Int.random(in: 1...4, using: &random)).map { _ in names.randomElement(using: &random)! }
                .joined(separator: "/")
            // A name that is a folder by now cannot become a file.
            try? folder.write(path, "x")
            if Int.random(in: 0..<10, using: &random) == 0 {
                let patterns = (0..<3).map { _ in lines.randomElement(using: &random)! }.joined(separator: "\n")
                let place = path.contains("/") ? String(path[...path.lastIndex(of: "/")!]) : ""
                try? folder.write(place + ".gitignore", patterns)
            }
        }
        let listed = try folder.git("ls-files", "--others", "--exclude-standard").split(separator: "\n").map(
            String.init)
        #expect(listed.count > 10)
        #expect(try DirectoryTree(folder.path).paths == listed)
    }

    @Test func `symbolic links are neither listed nor followed`() throws {
        try folder.write("real/a.yaml", "a")
        #expect(symlink("real", folder.path + "/linked") == 0)
        #expect(symlink("/etc/passwd", folder.path + "/passwd") == 0)
        let tree = try DirectoryTree(folder.path)
        #expect(tree.paths == ["real/a.yaml"])
        #expect(tree.diagnostics.map(\.path) == ["linked", "passwd"])
        #expect(tree.diagnostics.allSatisfy { $0.id == "symbolic-link" && $0.severity == .note })
    }

    @Test func `a folder swapped for a link after the listing is not followed`() throws {
        try folder.write("inside/passwd", "a")
        let tree = try DirectoryTree(folder.path)
        #expect(rename(folder.path + "/inside", folder.path + "/moved") == 0)
        #expect(symlink("/etc", folder.path + "/inside") == 0)
        #expect(
            throws: WorkTreeError(path: "inside/passwd", reason: "it is a symbolic link, and those are not followed")
        ) {
            try tree.read("inside/passwd")
        }
    }

    @Test func `only listed paths are read`() throws {
        try folder.write("sub/a", "a")
        let tree = try DirectoryTree(folder.path + "/sub")
        for path in ["../sub/a", "/etc/passwd", "", "a/", "./a", "b"] {
            #expect(throws: WorkTreeError(path: path, reason: "no such file in the tree")) { try tree.read(path) }
        }
    }

    @Test func `pipes and names that are no text are reported`() throws {
        #expect(mkfifo(folder.path + "/pipe", 0o600) == 0)
        let descriptor = folder.path.withCString { base in
            var name = Array(String(cString: base).utf8CString.dropLast()) + [0x2F, -1, 0]
            return open(&name, O_CREAT | O_WRONLY, 0o600)
        }
        close(descriptor)
        let tree = try DirectoryTree(folder.path)
        #expect(tree.paths == [])
        #expect(tree.diagnostics.map(\.id).sorted() == ["not-a-regular-file", "path-not-text"])
    }

    @Test func `too large and too deep is reported and left out`() throws {
        try folder.write("big", "0123456789")
        try folder.write("small", "012345678")
        try folder.write("a/b/c/d", "")
        var limits = DirectoryTree.Limits()
        limits.fileSize = 10
        limits.depth = 2
        let tree = try DirectoryTree(folder.path, limits: limits)
        #expect(tree.paths == ["small"])
        #expect(tree.diagnostics.map { "\($0.path) \($0.id)" } == ["a/b/c folder-too-deep", "big file-too-large"])
        limits.fileCount = 1
        limits.fileSize = 100
        let short = try DirectoryTree(folder.path, limits: limits)
        #expect(short.paths.count == 1)
        #expect(short.diagnostics.filter { $0.id == "too-many-files" }.count == 1)
    }

    @Test func `a tree of a thousand nested folders does not overflow the stack`() throws {
        var descriptor = open(folder.path, O_RDONLY | O_DIRECTORY)
        for _ in 0..<1_000 {
            #expect(mkdirat(descriptor, "d", 0o700) == 0)
            let next = openat(descriptor, "d", O_RDONLY | O_DIRECTORY)
            close(descriptor)
            descriptor = next
        }
        close(descriptor)
        let tree = try DirectoryTree(folder.path)
        #expect(tree.diagnostics.map(\.id) == ["folder-too-deep"])
    }

    @Test func `a tree can be confined to named files and folders, ignored or not`() throws {
        try folder.write(".gitignore", "gen/\n*.log\n")
        for path in ["a/x", "a/y.log", "b/x", "gen/x", "gen/y.log", "c.log", "d"] { try folder.write(path, "") }
        func listed(_ only: String...) throws -> [String] { try DirectoryTree(folder.path, only: only).paths }
        #expect(try listed("a") == ["a/x"])
        #expect(try listed("gen", "d") == ["d", "gen/x"])
        #expect(try listed("c.log", "a/x", "a") == ["a/x", "c.log"])
        #expect(throws: WorkTreeError(path: "nope/x", reason: "no such file or folder")) { try listed("nope/x") }
        #expect(throws: WorkTreeError(path: "../x", reason: "it leaves the tree")) { try listed("../x") }
    }

    @Test func `arguments decide the root`() throws {
        for path in ["shop/a/x", "shop/b/y", "other/z"] { try folder.write(path, "") }
        func check(_ arguments: [String], from place: String, root: String, _ paths: [String]) throws {
            let tree = try DirectoryTree.covering(arguments, from: folder.path + place)
            #expect(tree.root == folder.path + root)
            #expect(tree.paths == paths)
        }
        try check([], from: "/shop", root: "/shop", ["a/x", "b/y"])
        try check(["."], from: "/shop", root: "/shop", ["a/x", "b/y"])
        try check(["a"], from: "/shop", root: "/shop", ["a/x"])
        try check(["a/x", "./b/../b"], from: "/shop", root: "/shop", ["a/x", "b/y"])
        try check(["../other"], from: "/shop", root: "/other", ["z"])
        try check(["../other/z"], from: "/shop", root: "/other", ["z"])
        try check(["a", "../other"], from: "/shop", root: "", ["other/z", "shop/a/x"])
        #expect(throws: WorkTreeError(path: "none", reason: "no such file or folder")) {
            try DirectoryTree.covering(["none"], from: folder.path)
        }
    }

    @Test func `a root that is not there or is a file is refused in words`() throws {
        try folder.write("file", "")
        #expect(throws: WorkTreeError(path: folder.path + "/none", reason: "no such file or folder")) {
            try DirectoryTree(folder.path + "/none")
        }
        #expect(throws: WorkTreeError(path: folder.path + "/file", reason: "a part of the path is not a folder")) {
            try DirectoryTree(folder.path + "/file")
        }
    }
}
