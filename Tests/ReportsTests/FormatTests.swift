import BuiltInTechnologies
import Rules
import SourceText
import Testing

@testable import Engine
@testable import Reports

@Suite struct FormatTests {
    let sample = Sample()

    @Test(arguments: ReportFormat.allCases)
    func `equal results give equal bytes`(_ format: ReportFormat) {
        #expect(sample.report(format) == Sample().report(format))
    }

    @Test(arguments: ReportFormat.allCases)
    func `no format tells a secret`(_ format: ReportFormat) {
        #expect(!sample.report(format, edits: { sample.edits(of: $0) }).contains("hunter2"))
    }

    @Test(arguments: ReportFormat.allCases)
    func `a report needs no file to be at hand`(_ format: ReportFormat) {
        let text = render(sample.result, as: format, bytes: { _ in nil })
        #expect(text.contains("deploy/web.yaml"))
    }

    @Test(arguments: ReportFormat.allCases)
    func `nothing in a file acts on a terminal`(_ format: ReportFormat) {
        let hostile = Sample(hostileFiles("x\u{1B}[2J\u{7}\u{202E}\r\n::error::<b>@admin"))
        #expect(hostile.result.active.count >= 2)
        for scalar in hostile.report(format).unicodeScalars where scalar != "\n" { #expect(!isActive(scalar)) }
    }

    @Test func `colour is a matter of a few codes`() {
        let plain = sample.report(.text)
        let coloured = sample.report(.text, colour: true)
        #expect(!plain.contains("\u{1B}"))
        let codes: Set = ["0", "1", "2", "31", "32", "33", "36", "1;31"]
        for part in coloured.split(separator: "\u{1B}[").dropFirst() {
            #expect(codes.contains(String(part.prefix { $0 != "m" })))
        }
        var stripped = coloured
        for code in codes { stripped = stripped.replacing("\u{1B}[\(code)m", with: "") }
        #expect(stripped == plain)
    }

    @Test func `the text report shows each place once with what is wrong there`() {
        let expected = #"""
            deploy/web.yaml
              10:11  apps/v1/Deployment shop/web
                  8 |     spec:
                  9 |       containers:
                 10 |         - name: web
                    |           ^^^^^^^^^
                 11 |           image: registry.example/web:1.4.0
                 12 |           env:
              high      container 'web' may run as root  [container-runs-as-root] f813785d
                        fix (review): Set runAsNonRoot
              low       container 'web' has no liveness probe  [probe-missing] 1699a0ad
                        advice: Add a probe that asks the program itself.

              16:25  apps/v1/Deployment shop/web
                 14 |               value: **************
                 15 |           securityContext:
                 16 |             privileged: true # until the driver is fixed
                    |                         ^^^^
                 17 |         # larboard: allow probe-missing -- exits by itself until 2099-01-31
                 18 |         - name: job
              critical  container 'web' is privileged  [container-privileged] 53740767
                        fix (safe): Take the privileges away

              18:11  apps/v1/Deployment shop/web
                 16 |             privileged: true # until the driver is fixed
                 17 |         # larboard: allow probe-missing -- exits by itself until 2099-01-31
                 18 |         - name: job
                    |           ^^^^^^^^^
                 19 |           image: registry.example/job:2.0.0
                 20 |           securityContext: {runAsUser: 1000}
              high      container 'job' may run as root  [container-runs-as-root] 16d073fc
                        fix (safe): Set runAsNonRoot

            infra/main.tf
              5:19  aws_instance web
                  3 |
                  4 |   metadata_options {
                  5 |     http_tokens = var.tokens
                    |                   ^^^^^^^^^^
                  6 |   }
                  7 | }
              medium    aws_instance.web answers IMDSv1 requests  [instance-metadata-v1-allowed] 0d80bcc5
                        from infra/variables.tf:2 (default value)
                        fix (review): Require IMDSv2 session tokens

            broken.yaml:3: error: did not find expected ',' or ']' [yaml-syntax]
              help: while parsing a flow sequence that begins in line 2

            5 findings: 1 critical, 2 high, 1 medium, 1 low; 1 suppressed
              2 with a safe fix        larboard fix
              2 with a fix to review   larboard fix --review
              1 without a fix          larboard explain RULE or FINGERPRINT
            scanned 4 files, 3 resources with 4 rules; 1 error
            """#
        #expect(sample.report(.text) == expected + "\n")
    }

    @Test func `a clean tree says so`() {
        let clean = Sample(["a.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: a}\n"])
        #expect(clean.report(.text) == "no findings\nscanned 1 file, 1 resource with 4 rules\n")
        #expect(clean.report(.gitlab) == "[]\n")
        #expect(clean.report(.github) == "")
        #expect(
            clean.report(.junit).contains("<testcase classname=\"larboard\" file=\"larboard\" name=\"no findings\"/>"))
        #expect(clean.report(.markdown).contains("## Larboard: no findings"))
    }

    @Test func `JSON holds every finding with its fix`() throws {
        let report = try Parsed(sample.report(.json))
        #expect(report["format"]?.int == 1)
        #expect(report["summary"]?["findings"]?.int == 5)
        #expect(report["summary"]?["suppressed"]?.int == 1)
        #expect(report["summary"]?["fixes"]?["safe"]?.int == 2)
        let findings = report["findings"]?.items ?? []
        #expect(findings.count == 6)
        let root = try #require(findings.first { $0["rule"]?.text == "container-runs-as-root" })
        #expect(root["location"]?["line"]?.int == 10)
        #expect(root["fix"]?["safety"]?.text == "review")
        #expect(root["fix"]?["check"]?.text == "whether the image has a numeric user other than 0")
        #expect(findings.count { $0["suppression"] != nil } == 1)
        #expect(report["diagnostics"]?.items.map { $0["id"]?.text } == ["yaml-syntax"])
    }

    @Test func `the configuration's class counts, not the rule's`() throws {
        let settings = ReportSettings(safety: ["container-privileged": .none])
        let text = render(sample.result, as: .json, settings: settings, bytes: { _ in nil })
        let finding = try Parsed(text)["findings"]?.items.first { $0["rule"]?.text == "container-privileged" }
        #expect(finding?["fix"]?["safety"]?.text == "none")
        #expect(finding?["fix"]?["reason"]?.text == "the configuration asks for advice only")
    }

    @Test func `GitLab gets one entry a finding with a severity that it knows`() throws {
        let entries = try Parsed(sample.report(.gitlab)).items
        #expect(entries.count == sample.result.active.count)
        #expect(Set(entries.compactMap { $0["fingerprint"]?.text }).count == entries.count)
        #expect(entries.map { $0["severity"]?.text } == ["critical", "minor", "blocker", "critical", "major"])
        #expect(entries[0]["location"]?["path"]?.text == "deploy/web.yaml")
        #expect(entries[0]["location"]?["lines"]?["begin"]?.int == 10)
    }

    @Test func `GitHub gets the worst first`() {
        let lines = sample.report(.github).split(separator: "\n")
        #expect(lines.count == 5)
        #expect(
            lines[0]
                == "::error file=deploy/web.yaml,line=16,endLine=16,col=25,endColumn=29,title=container-privileged (critical)::"
                + "container 'web' is privileged in apps/v1/Deployment shop/web")
        #expect(lines.map { $0.prefix { $0 != " " } } == ["::error", "::error", "::error", "::warning", "::notice"])
    }

    @Test func `GitHub gets ten annotations of a level and is told of the rest`() throws {
        let finding = try #require(sample.finding("container-privileged"))
        let many = ScanResult(
            findings: Array(repeating: finding, count: 12), diagnostics: [], projects: [],
            statistics: ScanResult.Statistics())
        let lines = render(many, as: .github, bytes: { _ in nil }).split(separator: "\n")
        #expect(lines.count { $0.hasPrefix("::error ") } == 10)
        #expect(
            lines.last
                == "::notice title=Larboard::2 more of 12 findings (12 critical) are in the report but not shown here")
    }

    @Test func `a name cannot end a workflow command`() {
        let hostile = Sample(hostileFiles("a\n::stop-commands::x%0A,title=y"))
        let lines = hostile.report(.github).split(separator: "\n")
        #expect(lines.allSatisfy { $0.hasPrefix("::error file=pod.yaml,") || $0.hasPrefix("::notice file=pod.yaml,") })
        #expect(lines.contains { $0.contains("a ::stop-commands::x%250A,title=y") })
    }

    @Test func `JUnit groups by file, rule and resource`() {
        let text = sample.report(.junit)
        #expect(text.contains("<testsuites name=\"larboard\" tests=\"5\" failures=\"4\" errors=\"1\" skipped=\"0\">"))
        #expect(
            text.contains(
                "<failure message=\"container 'web' may run as root; container 'job' may run as root\" type=\"high\">"))
        #expect(text.contains("<error message=\"did not find expected ',' or ']'\" type=\"yaml-syntax\">"))
        let hostile = Sample(hostileFiles("<a>&\"\u{1B}\u{FFFE}")).report(.junit)
        #expect(hostile.contains("&lt;a&gt;&amp;&quot;··"))
    }

    @Test func `a Markdown summary counts, lists and folds`() {
        let text = sample.report(.markdown)
        #expect(
            text.hasPrefix("<!-- larboard:summary -->\n\n## Larboard: 5 findings\n\n| Severity | Findings | Safe fix |")
        )
        #expect(text.contains("| high | 2 | 1 | 1 | 0 |"))
        #expect(text.contains("<summary><code>deploy/web.yaml</code>: 4 findings</summary>"))
        #expect(text.hasSuffix("Scanned 4 files, 3 resources with 4 rules; 1 suppressed; 1 error.\n"))
        let hostile = Sample(hostileFiles("</details>|@admin `x` #1")).report(.markdown)
        #expect(hostile.contains("container '&lt;/details&gt;\\|@&#8203;admin \\`x\\` #&#8203;1' is privileged"))
    }

    @Test func `a Markdown summary fits into a comment`() throws {
        let finding = try #require(sample.finding("container-privileged"))
        let many = ScanResult(
            findings: Array(repeating: finding, count: 2_000), diagnostics: [], projects: [],
            statistics: ScanResult.Statistics())
        let text = render(many, as: .markdown, bytes: { _ in nil })
        #expect(text.utf8.count < 65_536)
        #expect(text.contains("*2000 more findings would not fit here"))
    }
}
