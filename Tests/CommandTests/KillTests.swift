import Glibc
import TestSupport
import Testing

/// `kill -9` at any moment of `remediate` leaves a valid repository, and a second run completes.
@Suite struct KillTests {
    @Test func `a killed remediation is completed by the next one`() throws {
        let folder = try TestFolder([:])
        try folder.git("init", "-q", "-b", "main")
        for number in 0..<12 {
            try folder.write(
                "service-\(number)/pod.yaml",
                "apiVersion: v1\nkind: Pod\nmetadata: {name: s\(number), namespace: shop}\nspec:\n  containers:\n    - name: web\n      image: web:1.0\n"
            )
        }
        try folder.git("add", "-A")
        try folder.git("commit", "-q", "-m", "First")
        let expected = try reference(folder)
        var killed = 0
        for step in 0..<30 {
            try removeBranches(folder)
            let child = try Binary.start("remediate", folder.path)
            // Spread over the run: process start, scan, objects, references.
            usleep(UInt32(2_000 + step * 6_000))
            kill(child, SIGKILL)
            var status: Int32 = 0
            while waitpid(child, &status, 0) < 0, errno == EINTR {}
            if status & 0x7f == SIGKILL { killed += 1 }
            try folder.git("fsck", "--strict", "--no-dangling")
            #expect(try folder.git("status", "--porcelain") == "")
            let again = try Binary.run("remediate", folder.path)
            #expect(again.status == 0, "\(again.output)\(again.errors)")
            #expect(try branches(folder) == expected)
        }
        #expect(killed > 0, "every run ended before it could be killed")
    }

    @Test func `remediate asks products about their files when told to`() throws {
        let folder = try TestFolder([:])
        try folder.git("init", "-q", "-b", "main")
        try folder.write("nginx.conf", "events {}\nhttp {\n    server {\n        listen 80;\n        server_tokens on;\n    }\n}\n")
        try folder.git("add", "-A")
        try folder.git("commit", "-q", "-m", "First")
        let plain = try Binary.run("remediate", folder.path, "--dry-run")
        let checked = try Binary.run("remediate", folder.path, "--dry-run", "--validate")
        #expect(plain.status == 0 && checked.status == 0, "\(checked.errors)")
        #expect(plain.output.contains("nginx-server-shows-version") && checked.output == plain.output)
        #expect(checked.errors.isEmpty || checked.errors == "not installed, so that its files were not checked: nginx\n")
    }

    private func reference(_ folder: TestFolder) throws -> String {
        #expect(try Binary.run("remediate", folder.path).status == 0)
        let made = try branches(folder)
        #expect(made.split(separator: "\n").count >= 12)
        return made
    }

    private func branches(_ folder: TestFolder) throws -> String { try folder.git("for-each-ref", "refs/heads/larboard") }

    private func removeBranches(_ folder: TestFolder) throws {
        for name in try folder.git("for-each-ref", "--format=%(refname)", "refs/heads/larboard").split(separator: "\n") {
            try folder.git("update-ref", "-d", String(name))
        }
    }
}
