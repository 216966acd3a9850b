import BuiltInTechnologies
import Engine
import Remediation
import Rules
import SourceText
import Testing

/// Rules written in the test, so that a test says all that it depends on.
func rules(_ texts: String..., sourceLocation: SourceLocation = #_sourceLocation) -> Ruleset {
    let loaded = texts.map { text -> Rule? in
        let id = text.split(separator: "\n").first.map { $0.dropFirst("id: ".count) } ?? ""
        let read = loadRule(SourceFile(path: "test/\(id).yaml", text: text), .builtIn())
        for diagnostic in read.diagnostics { Issue.record("\(diagnostic.rendered())", sourceLocation: sourceLocation) }
        return read.rule
    }
    return Ruleset(rules: loaded.compactMap { $0 }, technologies: .builtIn(), today: Day("2026-06-01")!)
}

/// A rule about containers with one `set` edit.
func containerRule(_ id: String, require: String, set path: String, to value: String, safety: String = "safe") -> String {
    """
    id: \(id)
    title: A test rule
    severity: high
    why: It is a test.
    references: [CWE-250]
    controls: {pss: restricted}
    aliases: [CKV_TEST]
    select: {kind: kubernetes.workload, each: containers}
    require: "\(require)"
    message: container '{container.name}' is wrong
    fix:
      title: Set it
      safety: \(safety)
      impact: restart
      check: whether it starts
      edits:
        - set: \(path)
          to: \(value)
    advice: Set it.
    """
}

let escalation = containerRule(
    "escalation", require: "container.?securityContext.?allowPrivilegeEscalation.orValue(true) == false",
    set: "container.securityContext.allowPrivilegeEscalation", to: "false")

let root = containerRule(
    "root", require: "container.?securityContext.?runAsNonRoot.orValue(false)", set: "container.securityContext.runAsNonRoot", to: "true",
    safety: "review")

let imageOld = containerRule("image-old", require: "container.image == 'other'", set: "container.image", to: "wrong")

let pod = """
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
        - name: web
          image: nginx   # pinned elsewhere

    """

/// A chart whose value is set in two values files, so that findings have render cases, chains and sites of several kinds.
let chart = [
    "charts/shop/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
    "charts/shop/values.yaml": "escalation: true\n",
    "charts/shop/values-prod.yaml": "escalation: true\n",
    "charts/shop/templates/pod.yaml": """
    apiVersion: v1
    kind: Pod
    metadata: {name: web}
    spec:
      containers:
        - name: web
          image: nginx
          securityContext:
            allowPrivilegeEscalation: {{ .Values.escalation }}

    """,
]
