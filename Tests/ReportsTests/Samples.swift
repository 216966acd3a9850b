import BuiltInTechnologies
import ConfigModel
import Engine
import Remediation
import Reports
import Rules
import SourceText
import Testing

/// Rules of every kind that a report tells apart: safe, review, advice only, one whose value has several origins.
private let ruleTexts = [
    "kubernetes/container-privileged.yaml": """
    id: container-privileged
    title: Container is privileged
    severity: critical
    confidence: high
    why: A privileged container is root on its node.
    references: [CWE-250, "https://kubernetes.io/docs/concepts/security/pod-security-standards/"]
    controls: {pss: baseline}
    aliases: [CKV_K8S_16, KSV-0017]
    group: pod-hardening
    select: {kind: kubernetes.workload, each: containers}
    require: "!container.?securityContext.?privileged.orValue(false)"
    message: container '{container.name}' is privileged
    fix:
      title: Take the privileges away
      safety: safe
      impact: restart
      edits:
        - set: container.securityContext.privileged
          to: false
    advice: Give the container only the capabilities that it needs.
    """,
    "kubernetes/container-runs-as-root.yaml": """
    id: container-runs-as-root
    title: Container may run as root
    severity: high
    confidence: high
    why: A process that is root in its container is root on the node after an escape.
    references: [CWE-250, "https://kubernetes.io/docs/concepts/security/pod-security-standards/"]
    controls: {pss: restricted}
    aliases: [CKV_K8S_23]
    group: pod-hardening
    select: {kind: kubernetes.workload, each: containers}
    let:
      user: container.?securityContext.?runAsUser.orValue(0)
      declared: container.?securityContext.?runAsNonRoot
      holds: declared.orValue(false)
    require: holds
    message: container '{container.name}' may run as root
    fix:
      title: Set runAsNonRoot
      safety: review
      impact: may-break
      check: whether the image has a numeric user other than 0
      safe-when: user > 0
      edits:
        - set: container.securityContext.runAsNonRoot
          to: true
    advice: Build the image with a numeric USER and set runAsNonRoot.
    """,
    "kubernetes/probe-missing.yaml": """
    id: probe-missing
    title: Container has no liveness probe
    severity: low
    confidence: medium
    why: A hung program keeps its place until somebody notices.
    references: []
    select: {kind: kubernetes.workload, each: containers}
    require: has(container.livenessProbe)
    message: container '{container.name}' has no liveness probe
    advice: Add a probe that asks the program itself.
    """,
    "terraform/instance-metadata-v1-allowed.yaml": """
    id: instance-metadata-v1-allowed
    title: EC2 instance answers IMDSv1
    severity: medium
    confidence: high
    why: Without session tokens one forged request reads the credentials of the instance.
    references: [CWE-918]
    aliases: [CKV_AWS_79]
    select: {kind: terraform.resource, types: [aws_instance]}
    require: resource.?metadata_options[?0].?http_tokens.orValue("optional") == "required"
    locate: resource.metadata_options[0].http_tokens
    message: "{self.address} answers IMDSv1 requests"
    fix:
      title: Require IMDSv2 session tokens
      safety: review
      impact: may-break
      check: whether every SDK on the instance is newer than 2019
      edits:
        - set: resource.metadata_options[0].http_tokens
          to: required
    advice: Set http_tokens to required.
    """,
]

/// A deployment with trouble of every severity, a Terraform value that comes from a variable, a suppression and a broken file.
let shopFiles = [
    "deploy/web.yaml": """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: web
      namespace: shop
    spec:
      template:
        spec:
          containers:
            - name: web
              image: registry.example/web:1.4.0
              env:
                - name: DB_PASSWORD
                  value: hunter2hunter2
              securityContext:
                privileged: true # until the driver is fixed
            # larboard: allow probe-missing -- exits by itself until 2099-01-31
            - name: job
              image: registry.example/job:2.0.0
              securityContext: {runAsUser: 1000}

    """,
    "infra/main.tf": """
    resource "aws_instance" "web" {
      ami = "ami-0abc"

      metadata_options {
        http_tokens = var.tokens
      }
    }

    """,
    "infra/variables.tf": """
    variable "tokens" {
      default = "optional"
    }

    """,
    "broken.yaml": "apiVersion: v1\nkind: [Pod\n",
]

let sampleRules: [Rule] = ruleTexts.compactMap { path, text in
    let loaded = loadRule(SourceFile(path: path, text: text), .builtIn())
    for diagnostic in loaded.diagnostics { Issue.record("\(path): \(diagnostic.message)") }
    return loaded.rule
}

let sampleDay = Day(year: 2026, month: 11, day: 23)!

func sampleRuleset(_ configuration: Configuration = Configuration()) -> Ruleset {
    Ruleset(rules: sampleRules, technologies: .builtIn(), configuration: configuration, today: sampleDay)
}

/// A tree, what was found in it, and how reports read it.
struct Sample {
    let tree: MemoryTree
    let ruleset: Ruleset
    let result: ScanResult

    init(_ files: [String: String] = shopFiles, configuration: Configuration = Configuration()) {
        self.init(bytes: files.mapValues { Array($0.utf8) }, configuration: configuration)
    }

    init(bytes files: [String: [UInt8]], configuration: Configuration = Configuration()) {
        tree = MemoryTree(files)
        ruleset = sampleRuleset(configuration)
        result = scan(tree, with: ruleset)
    }

    func report(_ format: ReportFormat, colour: Bool = false, edits: FindingEdits = { _ in nil }) -> String {
        let settings = ReportSettings(version: "1.2.3", allowsColour: colour, checks: ruleset.rules.map(\.check))
        return render(result, as: format, settings: settings, edits: edits, bytes: { [tree] in tree.files[$0] })
    }

    /// What came of fixing one finding alone.
    func outcome(of finding: Finding) -> ProjectRecord? {
        explain(fingerprint: finding.fingerprint, in: tree, with: ruleset).first?.outcome
    }

    func edits(of finding: Finding) -> [String: EditList]? { findingEdits(tree, with: ruleset)(finding) }

    func groups(_ policy: FixPolicy = FixPolicy(includesReview: true)) -> [RemediationGroup] {
        remediate(tree, with: ruleset, policy: policy).groups
    }

    var bytes: FileBytes {
        { [tree] in tree.files[$0] }
    }

    func finding(_ rule: String) -> Finding? { result.findings.first { $0.check.id == rule } }
}

/// A pod whose names try to act on whatever shows them.
func hostileFiles(_ name: String) -> [String: String] {
    let quoted = name.unicodeScalars.map { scalar -> String in
        let digits = String(scalar.value, radix: 16)
        return scalar.isASCII && scalar.properties.isAlphabetic
            ? String(scalar) : "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
    return [
        "pod.yaml": """
        apiVersion: v1
        kind: Pod
        metadata: {name: victim}
        spec:
          containers:
            - name: "\(quoted)"
              securityContext: {privileged: true}

        """
    ]
}
