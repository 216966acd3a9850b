import BuiltInTechnologies
import ConfigModel
import Engine
import Remediation
import Projects
import Rules
import SourceText
import Testing

private let escalation = containerRule(
    "escalation", require: "container.?securityContext.?allowPrivilegeEscalation.orValue(true) == false",
    set: "container.securityContext.allowPrivilegeEscalation", to: "false")

private let chart = [
    "web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
    "web/values.yaml": "sc: {allowPrivilegeEscalation: false}\n",
    "web/ci/open-values.yaml": "sc: {allowPrivilegeEscalation: true}\n",
    "env/prod.yaml": "sc:\n  allowPrivilegeEscalation: true  # in production\n",
    "web/templates/pod.yaml": """
    apiVersion: v1
    kind: Pod
    metadata: {name: {{ .Release.Name }}}
    spec:
      containers:
        - name: web
          securityContext: {{ toJson .Values.sc }}

    """,
]

private func ruleset(_ configuration: String) -> (rules: Ruleset, diagnostics: [Diagnostic]) {
    let read = loadConfiguration(SourceFile(path: ".larboard.yaml", text: configuration))
    let ruleset = Ruleset(
        rules: rules(escalation).rules, technologies: .builtIn(charts: read.configuration.chartCases), configuration: read.configuration,
        today: Day("2026-06-01")!)
    return (ruleset, read.diagnostics)
}

@Suite struct ChartCaseTests {
    @Test func `a case of the configuration is rendered, and its values file is mended`() throws {
        let (rules, diagnostics) = ruleset("charts:\n  - {chart: web, cases: [{name: prod, values: [env/prod.yaml]}], leave-out: [ci/*]}\n")
        #expect(diagnostics.isEmpty)
        let tree = MemoryTree(texts: chart)
        let result = fix(tree, with: rules, policy: FixPolicy())
        #expect(
            result.files.mapValues { String(decoding: $0, as: UTF8.self) } == [
                "env/prod.yaml": "sc:\n  allowPrivilegeEscalation: false  # in production\n"
            ])
        #expect(result.settlements.flatMap(\.verified).map(\.proof.cases) == [["default values", "prod"]])
    }

    @Test func `a case that is left out is neither judged nor mended`() {
        #expect(scan(MemoryTree(texts: chart), with: ruleset("{}\n").rules).findings.count == 1)
        let (rules, _) = ruleset("charts: [{chart: web, leave-out: [ci/open-values.yaml]}]\n")
        #expect(scan(MemoryTree(texts: chart), with: rules).findings.isEmpty)
    }

    @Test func `a case whose values file is missing is reported with the file`() throws {
        let (rules, _) = ruleset("charts: [{chart: web, cases: [{name: prod, values: [env/gone.yaml]}]}]\n")
        let note = try #require(scan(MemoryTree(texts: chart), with: rules).diagnostics.first { $0.id == "chart-not-rendered" })
        #expect(note.message == "prod: open env/gone.yaml: no such file or directory")
    }

    @Test func `settings of cases are what helm takes`() {
        let (rules, _) = ruleset(
            "charts: [{chart: '*', cases: [{name: eu, set: [sc.allowPrivilegeEscalation=true], namespace: shop, release: r, kube-version: v1.30.0}], leave-out: [ci/*]}]\n"
        )
        let findings = scan(MemoryTree(texts: chart), with: rules).findings
        #expect(findings.map(\.first.id.description) == ["v1/Pod r"])
    }

    @Test func `an unknown key or a case without name is an error`() {
        #expect(ruleset("charts: [{chart: web, case: []}]\n").diagnostics.map(\.message) == ["unknown key 'case'"])
        #expect(ruleset("charts: [{chart: web, cases: [{values: a.yaml}]}]\n").diagnostics.map(\.message) == ["'name' is missing"])
    }
}
