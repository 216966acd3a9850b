import ConfigModel
import Engine
import Projects
import Rules
import SourceText
import Testing

@testable import Reports

/// A finding of a check that no rule file brought: what an organisation's own policy reports.
private func policyFinding() -> Finding {
    let check = Check(
        id: "acme-owner-missing", title: "Service has no owner", severity: .medium, confidence: .high, why: "Nobody answers its alerts.",
        advice: "Add the label 'owner'.", references: ["https://example.com/policies/owner"], origin: .policy(path: "acme/owner.rego"))
    let home = Resource.Home(path: "a.yaml", span: Span(0, 14))
    let id = ResourceID(system: "kubernetes", type: "v1/Service", name: "a")
    return Finding(
        check: check, severity: .high, confidence: .high, resource: id, home: home, bindings: [], message: "service 'a' has no owner",
        path: "a.yaml", span: Span(0, 14), provenance: .none,
        first: Finding.Occurrence(
            resource: 0, id: id, home: home, cases: [0], fix: .unfixable(reason: "the policy gives advice only"), subjectPath: .root),
        fingerprint: "0123456789abcdef0123456789abcdef")
}

@Suite struct PolicyCheckTests {
    private let bytes: FileBytes = { _ in Array("apiVersion: v1\nkind: Service\nmetadata: {name: a}\n".utf8) }

    @Test(arguments: ReportFormat.allCases)
    func `a finding of an organisation's own policy is reported like any other`(_ format: ReportFormat) throws {
        let result = ScanResult(findings: [policyFinding()], diagnostics: [], projects: [], statistics: ScanResult.Statistics())
        let text = render(result, as: format, bytes: bytes)
        #expect(text.contains("acme-owner-missing"))
        #expect(text.contains("has no owner"))
        if format == .sarif {
            let rule = try #require(try Parsed(text)["runs"]?[0]?["tool"]?["driver"]?["rules"]?[0])
            #expect(rule["helpUri"]?.text == "https://example.com/policies/owner")
            #expect(rule["properties"]?["tags"]?.items.compactMap(\.text) == ["security", "acme"])
        }
    }

    @Test func `it is explained without a condition of ours`() {
        let text = explanation(of: policyFinding(), outcome: nil, bytes: bytes)
        #expect(text.contains("Why it fires\n  The check of the resource failed.\n"))
        #expect(text.contains("Why it is not fixed by itself\n  The policy gives advice only.\n"))
        #expect(text.contains("What to do\n  Add the label 'owner'.\n"))
    }
}
