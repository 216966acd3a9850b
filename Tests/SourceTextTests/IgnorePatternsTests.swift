import Primitives
import SourceText
import TestSupport
import Testing

/// The text of .gitignore, then paths: `+` ignored by Git, `-` not; a trailing slash is a folder.
private let cases: [(patterns: String, paths: String)] = [
    ("*.log\n", "+a.log +d/a.log -a.logs -log +d.log/ -.logx"),
    ("/build/\n", "+build/ -build -x/build/ +build/a"),
    ("build/\n", "+x/build/ -x/build +x/build/deep/a"),
    ("build\n", "+build +x/build +x/build/"),
    ("doc/*.txt\n", "+doc/a.txt -doc/x/a.txt -y/doc/a.txt"),
    ("**/doc/*.txt\n", "+doc/a.txt +y/doc/a.txt -doc/x/a.txt"),
    ("a/**/b\n", "+a/b +a/x/b +a/x/y/b -a/xb -c/a/b"),
    ("a/**\n", "+a/b +a/x/b -a -b/a/c"),
    ("**/cache\n", "+cache +x/cache +x/y/cache -xcache"),
    ("**\n", "+a +a/b"),
    ("a/**b\n", "+a/b +a/xb -a/x/b"),
    ("*\n!*.yaml\n!*/\n", "+a.txt -a.yaml -d/a.yaml +d/a.txt"),
    ("*.yaml\n!keep.yaml\nkeep.yaml\n", "+keep.yaml +a.yaml"),
    ("vendor/\n!vendor/keep\n", "+vendor/keep +vendor/"),
    ("vendor/*\n!vendor/keep\n", "-vendor/keep +vendor/a"),
    ("# comment\n\\#file\n", "+#file -comment"),
    ("\\!bang\n", "+!bang -bang"),
    ("trail   \n", "+trail"),
    ("tab\t\n", "-tab"),
    ("kept\\ \n", "-kept"),
    ("win.txt\r\n*.bak\r\n", "+win.txt +a.bak"),
    ("[abc].x\n[!d-f].y\n[^0-9].z\n", "+a.x -d.x +a.y -e.y +q.z -7.z"),
    ("[[:digit:]].n\n[[:upper:][:space:]]u\n", "+1.n -a.n +Au +\tu -au"),
    ("[]-].b\n[a-].c\n[\\]].d\n", "+].b +-.b +a.c +-.c +].d -\\.d"),
    ("open[\nnext\n", "-open[ -openn +next"),
    ("end\\\nother\n", "-end -end\\ +other"),
    ("?.q\n", "+a.q -ab.q -.q"),
    ("a?b\n", "-a/b +axb"),
    ("*a*b*c\n", "+abc +xaxbxc +d/aabbcc -acb"),
    ("/*\n!/top\n", "+a -top +b/"),
    ("foo/bar/\n", "+foo/bar/ -foo/bar -x/foo/bar/"),
    ("/\n//\n\n!\n", "-a -a/"),
    ("\u{FEFF}bom\n", "+bom"),
    ("café\n[é]\n", "+café +x/café"),
    ("no-newline", "+no-newline"),
    ("*.d/x\n", "+a.d/x -q/a.d/x"),
    ("a/*/c\n", "+a/b/c -a/c -a/b/b/c"),
    ("**/a/**/b/**\n", "+a/b/c +x/a/y/b/z -a/b -x/a/y"),
    ("***\n", "+a"),
    ("a**\n", "+abc"),
    ("\\*.txt\n", "+*.txt -a.txt"),
]

@Suite struct IgnorePatternsTests {
    @Test func `patterns agree with git check-ignore`() throws {
        let folder = try TestFolder()
        try folder.git("init", "-q")
        for (patterns, paths) in cases {
            try folder.write(".gitignore", patterns)
            let rules = IgnorePatterns(text: patterns)
            for entry in paths.split(separator: " ") {
                let expected = entry.hasPrefix("+")
                let path = String(entry.dropFirst())
                #expect(isIgnored(path, rules) == expected, "\(patterns.debugDescription) \(path)")
                // check-ignore takes a folder by its trailing slash, whether it is there or not.
                let answer = try folder.git("check-ignore", "--no-index", "--", path, accepting: [0, 1])
                #expect(!answer.isEmpty == expected, "git: \(patterns.debugDescription) \(path)")
            }
        }
    }

    /// Asks as the walk of a tree does: first for the folders on the way.
    private func isIgnored(_ path: String, _ patterns: IgnorePatterns) -> Bool {
        var rules = IgnoreRules()
        rules.add(patterns, inFolder: [])
        let isFolder = path.hasSuffix("/")
        let parts = path.split(separator: "/")
        for count in parts.indices {
            let prefix = Array(parts[...count].joined(separator: "/").utf8)
            let folder = count < parts.count - 1 || isFolder
            if prefix.withUnsafeBufferPointer({ rules.ignores($0, isFolder: folder) }) { return true }
        }
        return false
    }

    @Test func `random patterns agree with git check-ignore`() throws {
        var random = SplitMix64(11)
        let pieces = ["a", "b", "*", "**", "/", "?", "[ab]", "[!a]", "/**/", "x"]
        let names = ["a", "b", "ab", "xa", "bx"]
        let folder = try TestFolder()
        try folder.git("init", "-q")
        for _ in 0..<60 {
            var patterns = ""
            for _ in 0..<3 {
                if Int.random(in: 0..<5, using: &random) == 0 { patterns += "!" }
                var pattern = (0..<Int.random(in: 1...5, using: &random)).map { _ in
                    pieces.randomElement(using: &random)!
                }.joined()
                // Git 2.39 reads `a**/b` as if it began at the stars; later releases and the manual do not.
                while let stars = pattern.firstRange(of: #/[^/*]\*\*+|\*\*+[^/*]/#) {
                    pattern.replaceSubrange(stars, with: "*")
                }
                patterns += pattern + "\n"
            }
            let paths = Set(
                (0..<25).map { _ in
                    (0..<Int.random(in: 1...4, using: &random)).map { _ in names.randomElement(using: &random)! }
                        .joined(separator: "/")
                }
            ).sorted()
            try folder.write(".gitignore", patterns)
            let listed = try folder.git(
                "check-ignore", "--no-index", "--stdin", input: Array(paths.joined(separator: "\n").utf8),
                accepting: [0, 1])
            let expected = listed.split(separator: "\n").map(String.init)
            let rules = IgnorePatterns(text: patterns)
            #expect(paths.filter { isIgnored($0, rules) } == expected, "\(patterns.debugDescription)")
        }
    }

    @Test func `a hostile pattern takes no more than pattern times path steps`() throws {
        let pattern = try #require(Glob(String(repeating: "*a", count: 300) + "b"))
        #expect(!pattern.matches(String(repeating: "a", count: 2_000)))
        let folders = try #require(Glob(String(repeating: "**/", count: 5_000) + "x"))
        #expect(folders.matches("a/b/c/x"))
        #expect(!folders.matches("a/b/c/y"))
    }
}
