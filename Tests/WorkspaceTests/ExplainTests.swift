import TestSupport
import Engine
import Rules
import SourceText
import Testing
import Workspace

@Suite struct ExplainTests {
    private let settings = WorkspaceSettings(today: day)

    @Test func `a rule, a file and a finding are explained, whichever is meant`() throws {
        let folder = try TestFolder(ruleFiles.merging(["tree/pod.yaml": pod]) { own, _ in own })
        let rules = try RulePack(folder: folder.path + "/rules")
        func pages(_ subject: String) throws -> [String] {
            try explain(subject, in: [folder.path + "/tree"], rules: rules, settings: settings, allowsColour: false)
        }
        #expect(try pages("ckv_test").first?.hasPrefix("A test rule\npull-policy, high") == true)
        #expect(try pages(folder.path + "/tree/pod.yaml").first?.contains("kubernetes: v1/Pod a") == true)
        let workspace = try Workspace(folders: [folder.path + "/tree"], rules: rules, settings: settings)
        let finding = try #require(workspace.scan().active.first)
        let page = try #require(try pages(String(finding.fingerprint.prefix(8)).uppercased()).first)
        #expect(page.contains("\nThe fix\n  Set it (safe)\n") && page.contains("+      imagePullPolicy: Always"))
    }

    @Test func `what is none of them says so`() throws {
        let folder = try TestFolder(ruleFiles.merging(["tree/pod.yaml": pod]) { own, _ in own })
        let rules = try RulePack(folder: folder.path + "/rules")
        for (subject, words) in [("no-such-rule", "neither a rule nor a fingerprint"), ("0123456789", "no finding has the fingerprint")] {
            let error = #expect(throws: WorkspaceError.self) {
                try explain(subject, in: [folder.path + "/tree"], rules: rules, settings: settings, allowsColour: false)
            }
            #expect("\(try #require(error))".contains(words))
        }
    }
}
