import BuiltInTechnologies
import Engine
import Remediation
import Rules
import SourceText
import Testing

@testable import Reports

@Suite struct FixReportTests {
    let sample = Sample(["deploy/web.yaml": shopFiles["deploy/web.yaml"] ?? ""])

    private func report(_ format: FixReportFormat, review: Bool, diff: Bool = false) -> String {
        let policy = FixPolicy(includesReview: review)
        let result = fix(sample.tree, with: sample.ruleset, policy: policy)
        return render(result, as: format, policy: policy, withDiff: diff, bytes: { [sample] in sample.tree.files[$0] })
    }

    @Test func `fixed and remaining findings are listed with what to run next`() {
        let expected = #"""
            deploy/web.yaml
              16:25  fixed  critical  container 'web' is privileged  [container-privileged] 53740767
                        Take the privileges away
              18:11  fixed  high      container 'job' may run as root  [container-runs-as-root] 16d073fc
                        Set runAsNonRoot

            still there

            deploy/web.yaml
              10:11  high      container 'web' may run as root  [container-runs-as-root] f813785d
                        fix (review): Set runAsNonRoot; check whether the image has a numeric user other than 0
              10:11  low       container 'web' has no liveness probe  [probe-missing] 1699a0ad
                        advice: Add a probe that asks the program itself.

            fixed 2 findings in 1 file; 2 remain
              1 with a fix to review   larboard fix --review
              1 for a person to look at
            """#
        #expect(report(.text, review: false) == expected + "\n")
    }

    @Test func `the diff can be applied and stands before the list`() {
        let text = report(.text, review: true, diff: true)
        #expect(text.hasPrefix("diff --git a/deploy/web.yaml b/deploy/web.yaml\n--- a/deploy/web.yaml\n"))
        #expect(text.contains("\n+            privileged: false # until the driver is fixed\n"))
        #expect(text.contains("fixed 3 findings in 1 file; 1 remains\n  1 for a person to look at\n"))
    }

    @Test func `JSON names sites, reasons and files`() throws {
        let report = try Parsed(report(.json, review: false, diff: true))
        let fixed = report["fixed"]?.items ?? []
        #expect(fixed.map { $0["rule"]?.text } == ["container-privileged", "container-runs-as-root"])
        #expect(fixed[0]["sites"]?[0]?["at"]?.text == "spec.template.spec.containers[0].securityContext.privileged")
        #expect(fixed[0]["line"]?.int == 16)
        #expect(report["remaining"]?.items.count == 2)
        #expect(report["remaining"]?[0]?["reason"]?.text?.hasPrefix("the fix needs review") == true)
        #expect(report["files"]?.items.compactMap(\.text) == ["deploy/web.yaml"])
        #expect(report["diff"]?.text?.contains("@@ ") == true)
    }

    @Test func `Markdown lists by file`() {
        let text = report(.markdown, review: true)
        #expect(
            text.hasPrefix(
                "## Larboard: fixed 3 findings in 1 file\n\n### `deploy/web.yaml`\n\n- line 10: container 'web' may run as root"
            ))
        #expect(
            text.contains(
                "| low | `probe-missing` | `deploy/web.yaml:10` | advice: Add a probe that asks the program itself. |"))
    }

    @Test func `nothing to fix is said plainly`() {
        let clean = Sample(["a.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: a}\n"])
        let result = fix(clean.tree, with: clean.ruleset, policy: FixPolicy())
        #expect(render(result, as: .text, policy: FixPolicy(), bytes: { clean.tree.files[$0] }) == "nothing to fix\n")
    }
}
