import Remediation
import Testing

/// What a fix causes is proven; a change that only looks like it, made beside the fix, is refused by name.
@Suite struct DerivationTests {
    @Test(arguments: InjectedChange.all) func `a fix is proven with all that it causes`(_ one: InjectedChange) throws {
        let verdict = try one.verdict(isInjected: false)
        if case .refused(let failure) = verdict { Issue.record("\(failure.reason)") }
    }

    @Test(arguments: InjectedChange.all) func `an unrelated change of the same shape is refused`(_ one: InjectedChange) throws {
        guard case .refused(let failure) = try one.verdict(isInjected: true) else {
            Issue.record("the change was proven")
            return
        }
        #expect(failure.reason.contains("would also alter") && failure.reason.contains(one.named), "\(failure.reason)")
    }
}

extension InjectedChange {
    static let all = charts + manifests + files + terraform + templates
}

private let escalation = containerRule(
    "escalation", require: "container.?securityContext.?allowPrivilegeEscalation.orValue(true) == false",
    set: "container.securityContext.allowPrivilegeEscalation", to: "false")
private let serverTokens = settingRule(
    "{kind: nginx.http}", require: "http.?server_tokens[?0].?text.orValue('on') == 'off'", set: "http.server_tokens", to: "\"off\"")

extension InjectedChange {
    private static let chart = "apiVersion: v2\nname: shop\nversion: 1.0.0\n"
    private static let digests = """
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          annotations:
            checksum/security: {{ toYaml .Values.securityContext | sha256sum }}
            checksum/motd: {{ .Values.motd | sha256sum }}
        spec:
          containers:
            - name: web
              image: nginx
              securityContext: {{- toYaml .Values.securityContext | nindent 8 }}

        """
    private static let served = """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: web
        data:
          nginx.conf: |
            events {}
            http {
              include mime.types;
              server { listen 80; root /srv; }
            }

        """
    private static let plain = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: other}\ndata:\n  nginx.conf: |\n    hello to all of you\n"
    private static let serving = """
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          annotations:
            checksum/config: {{ include (print $.Template.BasePath "/config.yaml") . | sha256sum }}
            checksum/motd: {{ .Values.motd | sha256sum }}
        spec:
          containers: [{name: web, image: nginx}]

        """
    private static let decided = """
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          annotations:
            checksum/security: {{ include "shop.security" . | sha256sum }}
            checksum/motd: {{ .Values.motd | sha256sum }}
        spec:
          containers:
            - name: web
              image: nginx
              securityContext:
                allowPrivilegeEscalation: {{ .Values.escalation }}

        """

    private static let shared = "\n      securityContext: {allowPrivilegeEscalation: {{ .Values.escalation }}}\n"

    fileprivate static let charts = [
        InjectedChange(
            "digest of values", rule: escalation,
            files: ["Chart.yaml": chart, "values.yaml": "securityContext: {}\nmotd: hello\n", "templates/pod.yaml": digests],
            at: "values.yaml", from: "hello", to: "howdy", named: "motd"),
        InjectedChange(
            "digest of a template", rule: serverTokens,
            files: [
                "Chart.yaml": chart, "values.yaml": "motd: hello\n", "templates/config.yaml": served, "templates/pod.yaml": serving,
            ], at: "values.yaml", from: "hello", to: "howdy", named: "motd"),
        InjectedChange(
            "digest of what a condition decides", rule: escalation,
            files: [
                "Chart.yaml": chart, "values.yaml": "escalation: true\nmotd: hello\n", "templates/pod.yaml": decided,
                "templates/_helpers.tpl": "{{ define \"shop.security\" }}{{ if .Values.escalation }}loose{{ else }}tight{{ end }}{{ end }}\n",
            ], at: "values.yaml", from: "hello", to: "howdy", named: "motd"),
        InjectedChange(
            "key that templates share", rule: escalation,
            files: [
                "Chart.yaml": chart, "values.yaml": "escalation: true\n",
                "templates/a.yaml": pod + shared, "templates/b.yaml": pod.replacing("name: a", with: "name: b") + shared,
                "templates/c.yaml": "apiVersion: v1\nkind: PodTemplate\nmetadata: {name: c}\n"
                    + "template: {spec: {other: {securityContext: {allowPrivilegeEscalation: true}}}}\n",
            ], at: "templates/c.yaml", from: "true", to: "false", named: "PodTemplate c"),
        InjectedChange(
            "hash in the names of a kustomization", rule: escalation,
            files: [
                "kustomization.yaml": "resources: [pod.yaml]\nconfigMapGenerator:\n  - name: settings\n    literals: [mode=loose]\n",
                "pod.yaml": pod + "\n      envFrom: [{configMapRef: {name: settings}}]\n",
            ], at: "kustomization.yaml", from: "loose", to: "tight", named: "configMapRef"),
    ]

    private static let merging = escalation.replacing(
        "set: container.securityContext.allowPrivilegeEscalation", with: "merge: container.securityContext"
    )
    .replacing("to: false", with: "to: {allowPrivilegeEscalation: false}")

    fileprivate static let manifests = [
        InjectedChange(
            "text that holds a document", rule: serverTokens,
            files: ["web.yaml": served + "---\n" + plain],
            at: "web.yaml", from: "hello", to: "howdy", named: "ConfigMap other"),
        InjectedChange(
            "key beside the document in its ConfigMap", rule: serverTokens,
            files: ["web.yaml": served + "  motd: hello\n"], at: "web.yaml", from: "hello", to: "howdy", named: "data.motd"),
        InjectedChange(
            "key beside the one that is set", rule: merging,
            files: ["pod.yaml": pod + "\n      securityContext: {privileged: false}\n"],
            at: "pod.yaml", from: "privileged: false", to: "privileged: true", named: "privileged"),
    ]

    private static let image = "FROM alpine:3.20\nRUN apk add curl\nCOPY app /app\nENTRYPOINT [\"/app\"]\nEXPOSE 8080\n"
    private static let user = settingRule(
        "{kind: dockerfile.stage}", require: "stage.?user.orValue('root') != 'root'", set: "stage.user", to: "\"10001:10001\"")

    fileprivate static let files = [
        InjectedChange(
            "instruction of the stage", rule: user, files: ["Dockerfile": image], at: "Dockerfile", from: "curl", to: "wget",
            named: "instructions[0]"),
        InjectedChange(
            "instruction behind a new one", rule: user, files: ["Dockerfile": image], at: "Dockerfile", from: "8080", to: "9090",
            named: "instructions[3]"),
        InjectedChange(
            "lines of sshd that do not count",
            rule: settingRule("{kind: sshd}", require: "!has(resource.PermitRootLogin)", set: "resource.PermitRootLogin", to: "yes")
                .replacing("- set: resource.PermitRootLogin\n      to: yes", with: "- remove: resource.PermitRootLogin"),
            files: ["etc/ssh/sshd_config": "Port 22\nPermitRootLogin yes\nPermitRootLogin no\nX11Forwarding no\nX11Forwarding yes\n"],
            at: "etc/ssh/sshd_config", from: "X11Forwarding yes", to: "X11Forwarding off", named: "shadowed.X11Forwarding"),
    ]
}
