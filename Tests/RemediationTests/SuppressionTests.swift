import Engine
import Remediation
import Rules
import SourceText
import Testing

@Suite struct SuppressionTests {
    private let rule = containerRule("image-odd", require: "container.image != 'nginx'", set: "container.image", to: "other")
        .replacingOccurrences(of: "\ntitle:", with: "\naliases: [CKV_K8S_99, KSV-9]\ntitle:")

    private func active(_ text: String, _ path: String = "pod.yaml") -> (active: Int, diagnostics: [String]) {
        let result = scan(MemoryTree(texts: [path: text]), with: rules(rule))
        return (result.active.count, result.diagnostics.map(\.id))
    }

    @Test(arguments: [
        (
            "on the line",
            pod.replacingOccurrences(of: "image: nginx   # pinned elsewhere", with: "image: nginx # larboard: allow image-odd -- mirrored"), 0
        ),
        (
            "above the container",
            pod.replacingOccurrences(of: "    - name: web", with: "    # larboard: allow image-odd -- mirrored\n    - name: web"), 0
        ),
        ("above the document", "# larboard: allow image-odd -- mirrored\n" + pod, 0),
        ("for the file", pod + "\n# larboard: allow-file image-odd -- mirrored\n", 0),
        ("until a day to come", "# larboard: allow image-odd -- mirrored until 2026-06-01\n" + pod, 0),
        ("by the name of another tool", "# larboard: allow CKV_K8S_99 -- mirrored\n" + pod, 0),
        (
            "in checkov's annotation",
            pod.replacingOccurrences(of: "metadata: {name: a}", with: "metadata: {name: a, annotations: {checkov.io/skip1: CKV_K8S_99=ok}}"), 0
        ),
        ("in Trivy's words", "# trivy:ignore:KSV-9\n" + pod, 0),
        ("for another rule", "# trivy:ignore:KSV-8\n" + pod, 1),
    ])
    func `a suppression holds`(_ name: String, _ text: String, _ expected: Int) {
        #expect(active(text).active == expected, "\(name)")
    }

    @Test(arguments: [
        ("# larboard: allow image-odd\n", "suppression-malformed"), ("# larboard: allow image-odd -- x until 2026-13-01\n", "suppression-malformed"),
        ("# larboard: permit image-odd -- x\n", "suppression-malformed"),
        ("# larboard: allow image-odd -- x until 2026-05-31\n", "suppression-expired"),
        ("# larboard: allow no-such-rule -- x\n", "suppression-unknown-rule"),
    ])
    func `one that does not count is reported and covers nothing`(_ comment: String, _ id: String) {
        let outcome = active(comment + pod)
        #expect(outcome.active == 1)
        #expect(outcome.diagnostics == [id])
    }

    @Test(arguments: [
        ("policy: Never # larboard: allow policy-odd -- mirrored\n", 0), ("# larboard: allow policy-odd -- mirrored\npolicy: Never\n", 0),
        ("policy: Never\nother: 1 # larboard: allow policy-odd -- mirrored\n", 1),
    ])
    func `a comment beside the value counts where another file holds the resource`(_ values: String, _ expected: Int) {
        let rule = containerRule(
            "policy-odd", require: "container.?imagePullPolicy.orValue('') == 'Always'", set: "container.imagePullPolicy", to: "Always")
        let files = [
            "Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n", "values.yaml": values,
            "templates/pod.yaml": pod + "\n      imagePullPolicy: {{ .Values.policy }}\n",
        ]
        let result = scan(MemoryTree(texts: files), with: rules(rule))
        #expect(result.findings.map(\.path) == ["values.yaml"])
        #expect(result.active.count == expected)
    }

    @Test func `one that covers nothing is reported`() {
        let text = "# larboard: allow image-odd -- x\n" + pod.replacingOccurrences(of: "image: nginx ", with: "image: fine ")
        #expect(active(text).diagnostics == ["suppression-unused"])
    }
}

extension String {
    fileprivate func replacingOccurrences(of old: String, with new: String) -> String { replacing(old, with: new) }
}
