import BuiltInTechnologies
import ConfigModel
import Documents
import Engine
import Foundation
import Remediation
import Projects
import Rules
import SourceText
import Testing
import Terraform

private let root = String(#filePath.split(separator: "/").dropLast(3).reduce(into: "") { $0 += "/" + $1 })

/// A rule that only scenarios use.
private let blockDeviceRule =
    """
    id: scenario-block-device-unencrypted
    title: Block device is not encrypted
    severity: high
    why: Whoever copies the disk reads it.
    select: {kind: terraform.resource, types: [aws_instance], each: ebs_block_device}
    require: item.?encrypted.orValue(false) == true
    message: "a block device of {self.address} is not encrypted"
    fix:
      title: Encrypt the block device
      safety: review
      impact: replace
      check: whether the instance may be replaced
      edits:
        - set: item.encrypted
          to: true
    advice: Encrypt the block device.
    """

private struct Scenario {
    let name: String
    let tree: DirectoryTree
    let rules: Set<String>
    let plans: [TerraformPlan]

    init(_ name: String) throws {
        self.name = name
        tree = try DirectoryTree("\(root)/fixtures/scenarios/\(name)/before")
        let settings = try DirectoryTree("\(root)/fixtures/scenarios/\(name)").file("scenario.yaml")
        let document = parseDocument(settings, as: .yaml)
        rules = Set(document.roots.first?["rules"]?.value.list?.compactMap(\.value.string) ?? [])
        if let named = document.roots.first?["plan"]?.value.string {
            plans = [try TerraformPlan(try tree.file(named))]
        } else {
            plans = []
        }
    }

    func write(_ text: String, _ file: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(root)/fixtures/scenarios/\(name)/\(file)"))
    }

    func expected(_ file: String) -> String {
        (try? String(contentsOfFile: "\(root)/fixtures/scenarios/\(name)/\(file)", encoding: .utf8)) ?? ""
    }
}

private func ruleset(_ wanted: Set<String>, _ plans: [TerraformPlan]) throws -> Ruleset {
    let shipped = loadRules(try DirectoryTree(root + "/rules"), .builtIn()).rules.filter { wanted.contains($0.id) }
    let own = rules(blockDeviceRule).rules.filter { wanted.contains($0.id) }
    return Ruleset(
        rules: shipped + own, technologies: .builtIn(plans: plans), replacements: loadReplacements(try DirectoryTree(root + "/rules")),
        today: Day("2026-06-01")!)
}

/// Where each finding was mended, which places were passed over and why, what proved it, and what stays.
private func account(of result: FixResult) -> String {
    func place(_ site: EditSite) -> String { "\(site.path) \(site.documentPath) (\(site.note))" }
    var lines: [String] = []
    for settlement in result.settlements {
        for verified in settlement.verified {
            for fix in verified.change.fixes {
                lines.append("\(fix.finding.rule.id) on \(fix.finding.resource)")
                lines += fix.sites.map { "  mended at \(place($0))" }
                lines += fix.rejected.map { "  not at \(place($0.site)): \($0.reason)" }
            }
            lines.append("proven in \(verified.proof.cases.joined(separator: ", ")):")
            lines += verified.proof.differences.map { "  \($0)" }
        }
        lines += settlement.unfixed.map { "\($0.finding.rule.id) on \($0.finding.resource) stays: \($0.reason)" }
    }
    return lines.joined(separator: "\n") + "\n"
}

struct ScenarioTests {
    static let names = (try? FileManager.default.contentsOfDirectory(atPath: root + "/fixtures/scenarios"))?.sorted() ?? []

    @Test func `there are scenarios`() {
        #expect(ScenarioTests.names.filter { $0.hasPrefix("terraform-") }.count >= 10)
    }

    @Test(arguments: names)
    func `the root cause is mended, and nothing else`(name: String) throws {
        let scenario = try Scenario(name)
        let rules = try ruleset(scenario.rules, scenario.plans)
        #expect(rules.rules.count == scenario.rules.count)
        let result = fix(scenario.tree, with: rules, policy: FixPolicy(includesReview: true))
        var diff = ""
        for (path, bytes) in result.files.sorted(by: { $0.key < $1.key }) {
            diff += UnifiedDiff(path: path, old: try scenario.tree.read(path), new: bytes).text
        }
        let account = account(of: result)
        if ProcessInfo.processInfo.environment["LARBOARD_BLESS"] != nil {
            try scenario.write(diff, "expected.diff")
            try scenario.write(account, "expected.txt")
        }
        #expect(diff == scenario.expected("expected.diff"))
        #expect(account == scenario.expected("expected.txt"))
        let again = fix(OverlayTree(scenario.tree, changes: result.files.mapValues { $0 }), with: rules, policy: FixPolicy(includesReview: true))
        #expect(again.files.isEmpty)
    }
}
