import Primitives
import SourceText
import TestSupport
import Testing

private func check(
    _ old: String?, _ new: String?, _ expected: String, path: String = "web.yaml",
    sourceLocation: SourceLocation = #_sourceLocation
) {
    let diff = UnifiedDiff(path: path, old: old.map { Array($0.utf8) }, new: new.map { Array($0.utf8) })
    #expect(diff.text == expected, sourceLocation: sourceLocation)
}

private let head = "diff --git a/web.yaml b/web.yaml\n--- a/web.yaml\n+++ b/web.yaml\n"

@Suite struct UnifiedDiffTests {
    @Test func `equal texts have an empty diff`() {
        check("a\n", "a\n", "")
        check(nil, nil, "")
    }

    @Test func `a changed line is shown with three lines around it`() {
        check(
            "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n",
            head + "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n")
    }

    @Test func `changes seven lines apart are two hunks and six lines apart are one`() {
        let old = (1...20).map { "\($0)\n" }.joined()
        let far = old.replacing("5\n", with: "", maxReplacements: 1).replacing("13\n", with: "x\n")
        #expect(UnifiedDiff(path: "a", old: Array(old.utf8), new: Array(far.utf8)).hunks.count == 2)
        let near = old.replacing("5\n", with: "", maxReplacements: 1).replacing("12\n", with: "x\n")
        #expect(UnifiedDiff(path: "a", old: Array(old.utf8), new: Array(near.utf8)).hunks.count == 1)
    }

    @Test func `a missing final newline is said`() {
        check("a\nb", "a\nb\n", head + "@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b\n")
        check("a", "b", head + "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n")
    }

    @Test func `carriage returns stay in the lines`() {
        check("a\r\nb\r\n", "a\r\nc\r\n", head + "@@ -1,2 +1,2 @@\n a\r\n-b\r\n+c\r\n")
    }

    @Test func `new and deleted files look as in Git`() {
        check(
            nil, "a\n",
            "diff --git a/web.yaml b/web.yaml\nnew file mode 100644\n--- /dev/null\n+++ b/web.yaml\n@@ -0,0 +1 @@\n+a\n"
        )
        check(
            "a\n", nil,
            "diff --git a/web.yaml b/web.yaml\ndeleted file mode 100644\n--- a/web.yaml\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n"
        )
        check(nil, "", "diff --git a/web.yaml b/web.yaml\nnew file mode 100644\n")
    }

    @Test func `a file with NUL bytes is binary`() {
        check("a\0", "b\0", "diff --git a/web.yaml b/web.yaml\nBinary files a/web.yaml and b/web.yaml differ\n")
    }

    @Test func `an added block is shown whole and not from its neighbour's last line`() {
        check(
            "- name: a\n  ports: []\n", "- name: a\n  ports: []\n- name: b\n  ports: []\n",
            head + "@@ -1,2 +1,4 @@\n - name: a\n   ports: []\n+- name: b\n+  ports: []\n")
    }

    @Test func `a small edit in a text of a hundred thousand lines is one hunk`() {
        var lines = (0..<100_000).map { "key\($0 % 977): \($0)" }
        let old = lines.joined(separator: "\n")
        lines[50_000] = "changed"
        let diff = UnifiedDiff(path: "a", old: Array(old.utf8), new: Array(lines.joined(separator: "\n").utf8))
        #expect(diff.hunks.map(\.header) == ["@@ -49998,7 +49998,7 @@"])
    }

    @Test func `texts without a common line are done in bounded time`() {
        let old = (0..<20_000).map { "old \($0)\n" }.joined()
        let new = (0..<20_000).map { "new \($0)\n" }.joined()
        let diff = UnifiedDiff(path: "a", old: Array(old.utf8), new: Array(new.utf8))
        #expect(diff.addedLines == 20_000)
        #expect(diff.removedLines == 20_000)
    }

    @Test func `shuffled texts are done in bounded time and still apply`() throws {
        var random = SplitMix64(7)
        let lines = (0..<4_000).map { "line \($0 % 50)\n" }
        try checkApplies([("big.txt", lines.joined(), lines.shuffled(using: &random).joined())])
    }

    @Test func `git applies the diffs of six hundred random changes`() throws {
        var random = SplitMix64(2)
        let words = [
            "a\n", "b\n", "c\n", "  d\n", "\n", "e\r\n", "\r\n", "é\n", "- x\n", "+y\n", "\\ z\n", "@@ -1 +1 @@\n",
        ]
        var cases: [(String, String?, String?)] = []
        for number in 0..<600 {
            var lines = (0..<Int.random(in: 0...40, using: &random)).map { _ in words.randomElement(using: &random)! }
            if Int.random(in: 0..<4, using: &random) == 0 { lines.append("end") }
            let old = lines.joined()
            if lines.last == "end" { lines.removeLast() }
            for _ in 0..<Int.random(in: 1...5, using: &random) {
                let place = Int.random(in: 0...lines.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: lines.insert(words.randomElement(using: &random)!, at: place)
                case 1 where place < lines.count: lines.remove(at: place)
                default: lines.insert(contentsOf: lines.prefix(Int.random(in: 0...6, using: &random)), at: place)
                }
            }
            if Int.random(in: 0..<4, using: &random) == 0 { lines.append("end") }
            let kind = Int.random(in: 0..<12, using: &random)
            let name = [
                "plain\(number)", "with blank \(number)", "tab\t\(number)", "quote\"\(number)", "dir/é\(number)",
            ]
            .randomElement(using: &random)!
            cases.append((name, kind == 0 ? nil : old, kind == 1 ? nil : lines.joined()))
        }
        try checkApplies(cases)
    }

    /// Lays the old files down, applies all diffs with Git and compares with the new files.
    private func checkApplies(_ cases: [(path: String, old: String?, new: String?)]) throws {
        let folder = try TestFolder()
        try folder.git("init", "-q")
        var patch: [UInt8] = []
        for (path, old, new) in cases {
            if let old { try folder.write(path, old) }
            patch += UnifiedDiff(path: path, old: old.map { Array($0.utf8) }, new: new.map { Array($0.utf8) }).bytes
        }
        try folder.git("apply", "--whitespace=nowarn", "-", input: patch)
        for (path, _, new) in cases { #expect(folder.bytes(path) == new.map { Array($0.utf8) }, "\(path)") }
    }
}
