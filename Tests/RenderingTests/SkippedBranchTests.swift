import BuiltInTechnologies
import ConfigModel
import Projects
import SourceText
import Templates
import Testing
import Helm

struct SkippedBranchTests {
    private func render(_ template: String, values: String = "", helper: String = "") -> RenderedChart {
        renderChart(
            MemoryTree(texts: [
                "Chart.yaml": "apiVersion: v2\nname: app\nversion: 1.0.0\n", "values.yaml": values,
                "templates/x.yaml": template, "templates/_helper.tpl": helper,
            ]), "")
    }

    private func addresses(_ places: [HelmOrigins.Place]) -> [String] {
        places.map { place in
            switch place {
            case .value(_, _, let address): "\(address)"
            case .absent(_, let address): "no \(address)"
            case .template(let path, _): path
            case .named(let name): name
            case .random: "random"
            }
        }
    }

    /// The text before and after the place where the branch would have written.
    private func split(_ rendered: RenderedChart, _ branch: SkippedBranch) throws -> (before: String, after: String) {
        let position = try #require(branch.position)
        let bytes = rendered.manifests[position.manifest].text.bytes
        return (
            String(decoding: bytes[..<position.offset], as: UTF8.self),
            String(decoding: bytes[position.offset...], as: UTF8.self)
        )
    }

    @Test func `a with that was passed over tells what it would write, from where, and at which place`() throws {
        let template =
            "kind: Pod\nspec:\n  {{- with .Values.pod.security }}\n  securityContext:\n    {{- toYaml . | nindent 4 }}\n  {{- end }}\n  name: x\n"
        let rendered = render(template, values: "pod: {security: {}}\n")
        let branch = try #require(rendered.skippedBranches.first)
        #expect(rendered.skippedBranches.count == 1)
        #expect(branch.path == "templates/x.yaml")
        #expect(branch.kind == .with)
        #expect(!branch.isElse)
        #expect(addresses(branch.conditions) == ["pod.security"])
        #expect(branch.valueReferences.map(\.description) == ["pod.security"])
        #expect(branch.literalKeys == ["securityContext"])
        #expect(branch.manifestSource == "app/templates/x.yaml")
        let body = String(decoding: Array(template.utf8)[branch.span.range], as: UTF8.self)
        #expect(body == "\n  securityContext:\n    {{- toYaml . | nindent 4 }}\n  ")
        let (before, after) = try split(rendered, branch)
        #expect(before == "kind: Pod\nspec:")
        #expect(after == "\n  name: x")
    }

    @Test func `each arm of a chain of conditions is a branch of its own`() throws {
        let template =
            "a: 1\n{{- if .Values.a }}\nb: 1\n{{- else if $.Values.c.d }}\ne: {{ .Values.e }}\n{{- else }}\nf: 1\n{{- end }}\n"
        let last = render(template, values: "c: {}\n").skippedBranches
        #expect(last.map(\.literalKeys) == [["b"], ["e"]])
        #expect(last.map { addresses($0.conditions) } == [["no a"], ["no c.d"]])
        #expect(last[1].valueReferences.map(\.description) == ["e"])
        let first = render(template, values: "a: true\nc: {}\n").skippedBranches
        let arm = try #require(first.first)
        #expect(first.count == 1)
        #expect(arm.isElse)
        #expect(arm.literalKeys == ["e", "f"])
        let body = String(decoding: Array(template.utf8)[arm.span.range], as: UTF8.self)
        #expect(body == "{{- else if $.Values.c.d }}\ne: {{ .Values.e }}\n{{- else }}\nf: 1\n")
    }

    @Test func `what each element of a range passed over is found beside that element`() throws {
        let template =
            "list:\n{{- range .Values.items }}\n- name: {{ .name }}\n  {{- if .probe }}\n  probe: 1\n  {{- end }}\n{{- end }}\n"
        let rendered = render(template, values: "items: [{name: a}, {name: b, probe: 1}, {name: c}]\n")
        let branches = rendered.skippedBranches.filter { $0.literalKeys == ["probe"] }
        #expect(branches.map { addresses($0.conditions) } == [["no items[0].probe"], ["no items[2].probe"]])
        let elements = try branches.map { try split(rendered, $0).before.split(separator: "- name:", omittingEmptySubsequences: false).count - 1 }
        #expect(elements == [1, 3])
        #expect(addresses(try #require(branches.first).enclosing) == ["items"])
    }

    @Test func `branches of a helper are found where its caller put the text`() throws {
        let helper =
            "{{ define \"pod\" }}image: x\n{{- if .Values.security }}\nsecurity: {{ include \"security\" $ }}\n{{- end }}{{ end }}{{ define \"security\" }}{{ end }}"
        let rendered = render("kind: A\nspec: {{- include \"pod\" . | nindent 2 }}\nlast: 1\n", helper: helper)
        let branch = try #require(rendered.skippedBranches(in: "app/templates/x.yaml", writing: "security").first)
        #expect(branch.path == "templates/_helper.tpl")
        #expect(branch.includes == ["security"])
        #expect(branch.valueReferences.isEmpty)
        #expect(addresses(branch.calls) == ["templates/x.yaml"])
        #expect(try split(rendered, branch).before == "kind: A\nspec:\n  image: x")
    }
}
