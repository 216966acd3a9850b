import Glibc
import TestSupport
import Testing

/// What becomes of a run whose output or files cannot be written.
@Suite struct OutputTests {
    private static let pod =
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: shop}\nspec:\n  containers:\n    - name: web\n      image: web:1.0\n"

    @Test func `a full standard output is an error`() throws {
        let folder = try TestFolder(["pod.yaml": Self.pod])
        let said = try folder.run("/bin/sh", "-c", "'\(Binary.path)' scan '\(folder.path)' >/dev/full; echo $?")
        #expect(said.hasPrefix("4\n") && said.contains("larboard: cannot write to standard output: the disk is full"), "\(said)")
    }

    @Test func `a closed standard output is an error, and no file is taken for it`() throws {
        let folder = try TestFolder(["pod.yaml": Self.pod])
        let said = try folder.run("/bin/sh", "-c", "'\(Binary.path)' fix --review '\(folder.path)' >&-; echo $?")
        #expect(said.hasPrefix("4\n") && said.contains("larboard: cannot write to standard output: it is closed"), "\(said)")
        #expect(folder.read("pod.yaml").hasPrefix("apiVersion: v1\nkind: Pod\n"))
    }

    @Test func `a reader that has seen enough is no error`() throws {
        let folder = try TestFolder(["pod.yaml": Self.pod])
        let said = try folder.run("/bin/sh", "-c", "'\(Binary.path)' rules | head -1")
        #expect(!said.contains("cannot write"), "\(said)")
    }

    @Test func `a file that may not be written is told, and the others are written`() throws {
        let folder = try TestFolder(["a/pod.yaml": Self.pod, "b/pod.yaml": Self.pod, "c/pod.yaml": Self.pod])
        #expect(chmod(folder.path + "/b/pod.yaml", 0o444) == 0)
        // Root may write any file, so that the command runs as somebody else there.
        let result = try geteuid() == 0 ? runAsNobody(folder) : Binary.run("fix", "--review", folder.path, "--fail-on", "never")
        #expect(result.status == 3 && result.errors.contains("cannot write 'b/pod.yaml': permission denied"), "\(result.errors)")
        #expect(folder.read("a/pod.yaml") != Self.pod && folder.read("b/pod.yaml") == Self.pod && folder.read("c/pod.yaml") != Self.pod)
    }

    @Test func `what a killed run left is removed, and nothing that is only called like it`() throws {
        let folder = try TestFolder([
            "a/pod.yaml": Self.pod, "a/.larboard-4711-1x3k9.tmp": "half", ".larboard-4711-1x3k9.tmp": "half", "a/.larboard-notes.tmp": "mine",
        ])
        _ = try Binary.run("fix", "--review", folder.path, "--diff")
        #expect(folder.read("a/.larboard-4711-1x3k9.tmp") == "half")
        _ = try Binary.run("fix", "--review", folder.path)
        #expect(folder.bytes("a/.larboard-4711-1x3k9.tmp") == nil && folder.bytes(".larboard-4711-1x3k9.tmp") == nil)
        #expect(folder.read("a/.larboard-notes.tmp") == "mine")
    }

    /// The same run by the user who owns nothing else, to whom the folder is given.
    private func runAsNobody(_ folder: TestFolder) throws -> Binary.Result {
        let nobody: uid_t = 65_534
        for place in ["", "/a", "/b", "/c", "/a/pod.yaml", "/b/pod.yaml", "/c/pod.yaml"] {
            #expect(chown(folder.path + place, nobody, nobody) == 0)
        }
        return try Binary.run("fix", "--review", folder.path, "--fail-on", "never", user: nobody)
    }
}
