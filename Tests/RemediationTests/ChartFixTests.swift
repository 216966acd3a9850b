import ConfigModel
import Engine
import Primitives
import Remediation
import Projects
import Rules
import SourceText
import Templates
import Testing

private let escalation = containerRule(
    "escalation", require: "container.?securityContext.?allowPrivilegeEscalation.orValue(true) == false",
    set: "container.securityContext.allowPrivilegeEscalation", to: "false")

/// Charts small enough to see why a site is the right one. The fixed files are compared as a whole.
@Suite struct ChartFixTests {
    private static let metadata = "apiVersion: v2\nname: shop\nversion: 1.0.0\n"

    /// A pod whose container ends with `tail`, which is indented by 6.
    private static func pod(_ tail: String) -> String {
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: nginx\n" + tail
    }

    private func outcome(_ files: [String: String]) -> FixResult {
        fix(MemoryTree(texts: files.merging(["Chart.yaml": Self.metadata]) { own, _ in own }), with: rules(escalation), policy: FixPolicy())
    }

    private func changed(_ result: FixResult) -> [String: String] { result.files.mapValues { String(decoding: $0, as: UTF8.self) } }

    @Test func `a branch that spells the key out is preferred to one that might write it`() {
        let result = outcome([
            "values.yaml": "extraMounts: []\nsecurityContext: {}\n",
            "templates/pod.yaml": Self.pod(
                """
                      {{- if .Values.extraMounts }}
                      {{- toYaml .Values.extraMounts | nindent 6 }}
                      {{- end }}
                      {{- if .Values.securityContext }}
                      securityContext:
                        {{- toYaml .Values.securityContext | nindent 8 }}
                      {{- end }}

                """),
        ])
        #expect(changed(result) == ["values.yaml": "extraMounts: []\nsecurityContext:\n  allowPrivilegeEscalation: false\n"])
        #expect(result.unfixed.isEmpty)
    }

    @Test func `a branch that writes another container does not keep the key out of this one`() {
        let template = """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - name: web
                  image: nginx
                {{- if .Values.sidecar.enabled }}
                - name: side
                  {{- with .Values.sidecar.securityContext }}
                  securityContext: {{- toYaml . | nindent 8 }}
                  {{- end }}
                  image: side
                {{- end }}

            """
        let result = outcome(["values.yaml": "sidecar: {enabled: false}\n", "templates/pod.yaml": template])
        let key = "      securityContext:\n        allowPrivilegeEscalation: false\n"
        #expect(
            changed(result)["templates/pod.yaml"]?.contains("image: nginx\n" + key) == true
                || changed(result)["templates/pod.yaml"]?.contains(key + "      image: nginx\n") == true)
        #expect(result.files.count == 1)
    }

    @Test func `a switch named enabled is turned on with the value that it hides`() {
        let template = Self.pod(
            """
                  {{- if .Values.securityContext.enabled }}
                  securityContext: {{- omit .Values.securityContext "enabled" | toYaml | nindent 8 }}
                  {{- end }}

            """)
        let result = outcome(["values.yaml": "securityContext: {}\n", "templates/pod.yaml": template])
        #expect(changed(result) == ["values.yaml": "securityContext:\n  allowPrivilegeEscalation: false\n  enabled: true\n"])
        // What else the switch would bring is no part of the fix.
        let other = outcome(["values.yaml": "securityContext: {enabled: false, runAsUser: 7}\n", "templates/pod.yaml": template])
        #expect(other.files.isEmpty)
        #expect(other.unfixed.map(\.reason).first?.hasPrefix("the change would also alter") == true)
    }

    @Test func `values of a mapping that was text in between are found behind it`() {
        let helper = """
            {{- define "spec" -}}
            name: web
            image: {{ .image }}
            {{- with .securityContext }}
            securityContext: {{ toYaml . | nindent 2 }}
            {{- end }}
            {{- end -}}
            {{- define "object" -}}
            {{- $_ := set . "identifier" "web" }}{{ toYaml . }}
            {{- end -}}
            """
        let result = outcome([
            "values.yaml": "main:\n  image: a:1\nother:\n  image: b:1\n  securityContext: {allowPrivilegeEscalation: false}\n",
            "templates/_helpers.tpl": helper,
            "templates/pod.yaml": """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              {{- $containers := list }}
              {{- range list .Values.main .Values.other }}
              {{- $object := include "object" . | fromYaml }}
              {{- $containers = append $containers (include "spec" $object | fromYaml) }}
              {{- end }}
              containers: {{ toYaml $containers | nindent 4 }}

            """,
        ])
        #expect(
            changed(result) == [
                "values.yaml":
                    "main:\n  image: a:1\n  securityContext:\n    allowPrivilegeEscalation: false\nother:\n  image: b:1\n  securityContext: {allowPrivilegeEscalation: false}\n"
            ])
        #expect(result.unfixed.isEmpty)
    }

    @Test func `a case whose values say otherwise is fixed in its own file, all others at the default`() {
        let result = outcome([
            "values.yaml": "securityContext:\n  allowPrivilegeEscalation: true\n",
            "values-prod.yaml": "replicas: 2\n",
            "values-test.yaml": "securityContext:\n  allowPrivilegeEscalation: true # a debugger\n",
            "templates/pod.yaml": Self.pod("      securityContext:\n        {{- toYaml .Values.securityContext | nindent 8 }}\n"),
        ])
        #expect(
            changed(result) == [
                "values.yaml": "securityContext:\n  allowPrivilegeEscalation: false\n",
                "values-test.yaml": "securityContext:\n  allowPrivilegeEscalation: false # a debugger\n",
            ])
        #expect(result.fixes.map { $0.sites.map(\.rung) } == [[.application, .environment]])
        #expect(result.records.first?.changes.first?.proof.cases.count == 3)
    }

    @Test func `an empty values file is begun with the key that a template hands on`() {
        let result = outcome([
            "values.yaml": "# nothing yet\n",
            "templates/pod.yaml": Self.pod("      {{- with .Values.sc }}\n      securityContext: {{- toYaml . | nindent 8 }}\n      {{- end }}\n"),
        ])
        #expect(changed(result) == ["values.yaml": "# nothing yet\nsc:\n  allowPrivilegeEscalation: false\n"])
    }

    @Test func `a literal is replaced in the template and keeps its comment`() {
        let literal = "      securityContext:\n        allowPrivilegeEscalation: true # was needed once\n"
        let result = outcome(["values.yaml": "a: 1\n", "templates/pod.yaml": Self.pod(literal)])
        #expect(changed(result) == ["templates/pod.yaml": Self.pod(literal.replacing("true", with: "false"))])
    }

    @Test func `two containers that one value fills are one finding with two places`() throws {
        let template = Self.pod("      securityContext: {{- toYaml .Values.sc | nindent 8 }}\n")
        let result = outcome([
            "values.yaml": "sc:\n  allowPrivilegeEscalation: true\n", "templates/a.yaml": template,
            "templates/b.yaml": template.replacing("name: web\nspec", with: "name: other\nspec"),
        ])
        let fix = try #require(result.fixes.first)
        #expect(result.fixes.count == 1 && fix.finding.occurrences.count == 2)
        #expect(changed(result) == ["values.yaml": "sc:\n  allowPrivilegeEscalation: false\n"])
    }

    @Test func `a chart that needs a value is reported and its templates stay as they are`() throws {
        let result = outcome([
            "values.yaml": "a: 1\n", "templates/pod.yaml": Self.pod("      args: [{{ required \"name the host\" .Values.host }}]\n"),
        ])
        #expect(result.files.isEmpty)
        let note = try #require(result.diagnostics.first { $0.id == "chart-not-rendered" })
        #expect(note.message.contains("name the host"))
    }

    @Test func `what helm template printed of the chart beside it is left to the chart`() throws {
        let printed = "---\n# Source: shop/templates/pod.yaml\n" + Self.pod("")
        let result = outcome(["values.yaml": "a: 1\n", "examples/default/pod.yaml": printed, "templates/_none.tpl": ""])
        #expect(result.files.isEmpty)
        #expect(try #require(result.unfixed.first).reason.hasPrefix("the file is what 'helm template' printed of the chart in"))
    }

    @Test func `printed manifests of a chart that lies elsewhere are fixed as they are`() {
        let printed = "---\n# Source: other/templates/pod.yaml\n" + Self.pod("")
        let result = fix(MemoryTree(texts: ["deploy/pod.yaml": printed]), with: rules(escalation), policy: FixPolicy())
        #expect(changed(result).keys.sorted() == ["deploy/pod.yaml"])
    }

    @Test func `values of an Application are a render case of the chart that it names`() {
        let result = outcome([
            "values.yaml": "sc: {}\n",
            "templates/pod.yaml": Self.pod("      {{- with .Values.sc }}\n      securityContext: {{- toYaml . | nindent 8 }}\n      {{- end }}\n"),
            "argo/app.yaml": """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop}
            spec:
              source:
                repoURL: https://git.example.invalid/shop
                path: .
                helm:
                  valuesObject:
                    sc:
                      allowPrivilegeEscalation: true

            """,
        ])
        let files = changed(result)
        #expect(files["values.yaml"] == "sc:\n  allowPrivilegeEscalation: false\n")
        #expect(files["argo/app.yaml"]?.contains("          allowPrivilegeEscalation: false\n") == true)
    }

    /// Whatever stands in templates and values, the run ends, and what it changes still renders.
    @Test func `mutated charts neither crash nor hang, and no edit breaks a rendering`() throws {
        var random = SplitMix64(20)
        let template = Self.pod("      {{- with .Values.sc }}\n      securityContext: {{- toYaml . | nindent 8 }}\n      {{- end }}\n")
        let values = "sc:\n  allowPrivilegeEscalation: true\nlist: [1, 2]\nother: &a {b: c}\n"
        let pieces = [
            "{{", "}}", "{{-", "-}}", "|", ".Values", "nil", "\n", "  ", ": ", "- ", "\"", "'", "range", "end", "&", "*a", "é", "\t", "0x", "!!int",
        ]
        for _ in 0..<300 {
            var texts = [template, values]
            for _ in 0...(random.next() % 3) {
                let file = Int(random.next() % 2)
                var bytes = Array(texts[file].utf8)
                let at = Int(random.next() % UInt64(bytes.count))
                if random.next() % 3 == 0 {
                    bytes.removeSubrange(at..<min(bytes.count, at + 1 + Int(random.next() % 6)))
                } else {
                    bytes.insert(contentsOf: pieces[Int(random.next() % UInt64(pieces.count))].utf8, at: at)
                }
                texts[file] = String(decoding: bytes, as: UTF8.self)
            }
            let tree = MemoryTree(texts: ["Chart.yaml": Self.metadata, "templates/pod.yaml": texts[0], "values.yaml": texts[1]])
            let result = fix(tree, with: rules(escalation), policy: FixPolicy())
            if result.files.isEmpty { continue }
            let after = scan(OverlayTree(tree, changes: result.files), with: rules(escalation))
            #expect(after.diagnostics.allSatisfy { $0.id != "chart-not-rendered" }, "\(texts)")
        }
    }
}
