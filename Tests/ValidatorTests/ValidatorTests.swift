import BuiltInTechnologies
import Foundation
import Projects
import Rules
import SourceText
import Testing
import Validation

/// Every fixed example of a format that has a checker is read by the product itself.
///
/// Examples name certificates and hosts that are not there, so that some complain before and after; a fix may add no complaint.
@Suite(.serialized) struct ValidatorTests {
    @Test(arguments: TechnologySet.builtIn().productChecks)
    func `fixed examples are accepted by the product`(_ check: ProductCheck) throws {
        let searchPath = ProcessInfo.processInfo.environment["PATH"] ?? ""
        guard check.executable(searchPath: searchPath) != nil else {
            print("\(check.tool) is not installed: its examples are not checked")
            return
        }
        if check.system == "sshd" { try? FileManager.default.createDirectory(atPath: "/run/sshd", withIntermediateDirectories: true) }
        let folder = try #require(CheckFolder(check, searchPath: searchPath, temporary: FileManager.default.temporaryDirectory.path))
        let tree = try DirectoryTree(String(#filePath.split(separator: "/").dropLast(3).reduce(into: "") { $0 += "/" + $1 }) + "/rules")
        var checked = 0
        var clean = 0
        for path in tree.paths where path.hasSuffix(".yaml") {
            let loaded = loadRuleCases(try tree.file(path), fileName: exampleName(path))
            for example in loaded.cases {
                for (file, fixed) in example.fixed ?? [:] where isFile(file, of: check.system) {
                    let name = file.split(separator: "/").last.map(String.init) ?? file
                    let before = try #require(folder.problems(of: example.files[file] ?? "", named: name))
                    let after = try #require(folder.problems(of: fixed, named: name))
                    #expect(after.subtracting(before) == [], "\(path) / \(example.name)")
                    checked += 1
                    if after.isEmpty { clean += 1 }
                }
            }
        }
        print("\(check.tool): \(checked) fixed examples, \(clean) without any complaint")
        #expect(checked > 0)
    }

    @Test func `a file that the product refuses is an objection, one that it refused before is none`() throws {
        let judge = ProductJudge(
            TechnologySet.builtIn().productChecks, searchPath: ProcessInfo.processInfo.environment["PATH"] ?? "",
            temporary: FileManager.default.temporaryDirectory.path)
        func objection(_ before: String, _ after: String) -> String? {
            judge.objection(system: "haproxy", path: "a/haproxy.cfg", before: Array(before.utf8), after: Array(after.utf8))
        }
        let good = "frontend f\n  mode http\n  bind 127.0.0.1:8080\n  timeout client 5s\n"
        let bad = good + "  no-such-word\n"
        let found = objection(good, bad)
        if judge.missingTools.isEmpty {
            #expect(found?.contains("no-such-word") == true)
            #expect(objection(bad, bad) == nil && objection(good, good) == nil)
        } else {
            #expect(found == nil && judge.missingTools == ["haproxy"])
        }
    }
}

private func exampleName(_ path: String) -> String {
    path.hasPrefix("nginx/") ? "nginx.conf" : path.hasPrefix("haproxy/") ? "haproxy.cfg" : path.hasPrefix("envoy/") ? "envoy.yaml" : "other"
}

/// Names of example files say whose they are.
private func isFile(_ path: String, of system: String) -> Bool {
    switch system {
    case "nginx": path.hasSuffix("nginx.conf")
    case "haproxy": path.hasSuffix("haproxy.cfg")
    case "sshd": path.contains("sshd_config")
    case "systemd": path.hasSuffix(".service") || path.hasSuffix(".socket")
    case "github": path.hasSuffix(".yml") && (path.contains("workflows") || path.contains("dependabot"))
    case "envoy": path.hasSuffix("envoy.yaml")
    case "redis", "mosquitto", "nats": path.hasSuffix("\(system).conf")
    default: path.contains(system)
    }
}
