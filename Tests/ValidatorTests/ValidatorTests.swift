import Foundation
import Rules
import SourceText
import Testing

/// Every fixed example of a format that has a checker is read by the product itself.
///
/// Examples name certificates and hosts that are not there, so that some complain before and after; a fix may add no complaint.
@Suite(.serialized) struct ValidatorTests {
    @Test(arguments: validators)
    func `fixed examples are accepted by the product`(_ validator: Validator) throws {
        guard validator.executable != nil else {
            print("\(validator.tool) is not installed: its examples are not checked")
            return
        }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("validator-\(validator.tool)-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        if validator.tool == "sshd" {
            try hostKey(folder)
            try? FileManager.default.createDirectory(atPath: "/run/sshd", withIntermediateDirectories: true)
        }
        let tree = try DirectoryTree(String(#filePath.split(separator: "/").dropLast(3).reduce(into: "") { $0 += "/" + $1 }) + "/rules")
        var checked = 0
        var clean = 0
        for path in tree.paths where path.hasSuffix(".yaml") {
            let loaded = loadRuleCases(try tree.file(path), fileName: exampleName(path))
            for example in loaded.cases {
                for (file, fixed) in example.fixed ?? [:] where validator.reads(file) {
                    let name = file.split(separator: "/").last.map(String.init) ?? file
                    let before = try validator.problems(of: example.files[file] ?? "", named: name, in: folder)
                    let after = try validator.problems(of: fixed, named: name, in: folder)
                    #expect(after.subtracting(before) == [], "\(path) / \(example.name)")
                    checked += 1
                    if after.isEmpty { clean += 1 }
                }
            }
        }
        print("\(validator.tool): \(checked) fixed examples, \(clean) without any complaint")
        #expect(checked > 0)
    }
}

private func exampleName(_ path: String) -> String {
    path.hasPrefix("nginx/") ? "nginx.conf" : path.hasPrefix("haproxy/") ? "haproxy.cfg" : path.hasPrefix("envoy/") ? "envoy.yaml" : "other"
}

private func hostKey(_ folder: String) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/ssh-keygen")
    process.arguments = ["-q", "-t", "ed25519", "-N", "", "-f", "\(folder)/key"]
    try process.run()
    process.waitUntilExit()
}
