import ConfigModel
import Projects
import SourceText
import Templates
import Testing
import Helm

/// Whether a rendering after an edit that takes over what the edit does not reach is the rendering from scratch.
struct RerenderTests {
    private static let files = [
        "Chart.yaml": "apiVersion: v2\nname: app\nversion: 1.0.0\ndependencies:\n- {name: sub, version: 1.x}\n",
        "values.yaml":
            "global: {tier: low}\nimage:\n  repository: nginx\n  tag: \"1.0\"\nresources: {}\nlabels: {a: one, b: two}\nports: [80, 443]\nprobe: true\nshared: {}\nsub: {name: inner}\n",
        "notes.txt": "read me\n",
        "charts/sub/Chart.yaml": "apiVersion: v2\nname: sub\nversion: 1.2.3\n",
        "charts/sub/values.yaml": "name: own\nreplicas: 2\n",
        "charts/sub/templates/s.yaml":
            "kind: Sub\nname: {{ .Values.name }}\nreplicas: {{ .Values.replicas }}\ntier: {{ .Values.global.tier }}\n",
        "templates/_h.tpl":
            "{{ define \"app.labels\" }}{{ toYaml .Values.labels }}{{ end }}{{ define \"app.image\" }}{{ .Values.image.repository }}:{{ .Values.image.tag }}{{ end }}",
        "templates/a.yaml":
            "kind: A\nimage: {{ include \"app.image\" . }}\n{{- with .Values.resources }}\nresources: {{- toYaml . | nindent 2 }}\n{{- end }}\n",
        "templates/b.yaml": "kind: B\nlabels: {{- include \"app.labels\" . | nindent 2 }}\n{{- if .Values.probe }}\nprobe: on\n{{- end }}\n",
        "templates/c.yaml":
            "kind: C\nports:\n{{- range .Values.ports }}\n- {{ . }}\n{{- end }}\nnote: {{ .Files.Get \"notes.txt\" | trim }}\nextra: {{ .Values.extra | default \"none\" }}\n",
        "templates/d.yaml": "kind: D\nall: {{ toJson .Values.global | quote }}\nrandom: {{ randAlphaNum 8 }}\n",
    ]

    private struct Outcome {
        let again: RenderedChart
        let whole: RenderedChart
    }

    private func edited(_ path: String, _ old: String, _ new: String, in files: [String: String] = RerenderTests.files) throws -> Outcome {
        let chart = PreparedChart(try loadChart(MemoryTree(texts: files), ""))
        let before = chart.render([], HelmRelease(), remembers: true)
        #expect(before.failure == nil)
        let text = try #require(files[path]).replacing(old, with: new)
        #expect(text != files[path])
        let after = try #require(chart.edited([path: Array(text.utf8)]))
        let whole = renderChart(MemoryTree(texts: files.merging([path: text]) { $1 }), "")
        return Outcome(again: after.render([], HelmRelease(), after: before), whole: whole)
    }

    private func expectSame(_ outcome: Outcome) throws {
        let (again, whole) = (outcome.again, outcome.whole)
        #expect(again.failure?.message == whole.failure?.message)
        #expect(String(decoding: again.output, as: UTF8.self) == String(decoding: whole.output, as: UTF8.self))
        #expect(again.manifests.count == whole.manifests.count)
        for (one, other) in zip(again.manifests, whole.manifests) {
            for start in 0..<other.text.count {
                let (found, wanted) = (again.origins(of: start..<start + 1, in: one.text), whole.origins(of: start..<start + 1, in: other.text))
                #expect(found.data == wanted.data)
                #expect(found.conditions == wanted.conditions)
                #expect(found.calls == wanted.calls)
            }
        }
        let (found, wanted) = (again.skippedBranches, whole.skippedBranches)
        #expect(found.map(\.span) == wanted.map(\.span))
        #expect(found.map(\.conditions) == wanted.map(\.conditions))
        #expect(found.map(\.position) == wanted.map(\.position))
    }

    @Test(arguments: [
        ("values.yaml", "repository: nginx", "repository: a-much-longer-name", 1),
        ("values.yaml", "resources: {}", "resources: {limits: {cpu: 1}}", 1),
        ("values.yaml", "one, b: two", "one, b: two, c: three", 1),
        ("values.yaml", "[80, 443]", "[80]", 1),
        ("values.yaml", "tier: low", "tier: high", 2),
        ("values.yaml", "probe: true", "extra: some\nprobe: true", 1),
        ("values.yaml", "shared: {}", "unused: 1\nshared: {}", 0),
        ("values.yaml", "name: inner", "name: other", 1),
        ("values.yaml", "global: ", "# a comment\nglobal: ", 0),
        ("charts/sub/values.yaml", "replicas: 2", "replicas: 3", 1),
        ("templates/a.yaml", "kind: A", "kind: Other", 1),
        ("templates/_h.tpl", "toYaml .Values.labels", "toYaml .Values.labels | trim", 2),
        ("notes.txt", "read me", "read this", 1),
    ])
    func `an edit executes the files that it reaches`(path: String, old: String, new: String, executed: Int) throws {
        let outcome = try edited(path, old, new)
        #expect(outcome.again.executed == executed)
        try expectSame(outcome)
    }

    @Test(arguments: [
        ("templates/_h.tpl", "define \"app.image\"", "define \"app.other\""),
        ("templates/a.yaml", "include \"app.image\" .", "include \"app.none\" ."),
        ("templates/b.yaml", "kind: B", "{{ define \"app.new\" }}x{{ end }}kind: B"),
        ("values.yaml", "image:", "image: 1\nother:"),
    ])
    func `what the edit breaks or defines is as in a rendering from scratch`(path: String, old: String, new: String) throws {
        try expectSame(try edited(path, old, new))
    }

    @Test(arguments: [("count: 1", "count: 2", "2"), ("size: 1", "size: 2", "1"), ("unused: 1", "unused: 2", "1")])
    func `what a file changes in place reaches later files`(old: String, new: String, expected: String) throws {
        // Helm renders files in the reverse order of their names.
        let files = [
            "Chart.yaml": "apiVersion: v2\nname: app\nversion: 1.0.0\n",
            "values.yaml": "count: 1\nsize: 1\nunused: 1\nshared: {own: 1}\n",
            "templates/z.yaml": "kind: First\n{{- $_ := set .Values.shared \"count\" .Values.count }}\n",
            "templates/y.yaml": "kind: Second\ncount: {{ .Values.shared.count }}\n",
            "templates/x.yaml": "kind: Third\nsize: {{ .Values.size }}\n",
        ]
        let outcome = try edited("values.yaml", old, new, in: files)
        try expectSame(outcome)
        #expect(String(decoding: outcome.again.output, as: UTF8.self).contains("kind: Second\ncount: \(expected)\n"))
    }

    @Test func `another layer of values counts as an edit`() throws {
        let chart = PreparedChart(try loadChart(MemoryTree(texts: RerenderTests.files), ""))
        func layer(_ text: String) -> [ValuesLayer] { [.file(path: "prod.yaml", bytes: Array(text.utf8))] }
        let before = chart.render(layer("image: {tag: \"2\"}\nprobe: true\n"), HelmRelease(), remembers: true)
        let layers = layer("image: {tag: \"2\"}\nports: [1]\nprobe: true\n")
        let again = chart.render(layers, HelmRelease(), after: before)
        let whole = renderChart(MemoryTree(texts: RerenderTests.files), "", values: layers)
        #expect(again.executed == 1)
        try expectSame(Outcome(again: again, whole: whole))
        // The same value from another file is not the same.
        let gone = chart.render(layer("image: {tag: \"2\"}\n"), HelmRelease(), after: before)
        try expectSame(
            Outcome(again: gone, whole: renderChart(MemoryTree(texts: RerenderTests.files), "", values: layer("image: {tag: \"2\"}\n"))))
    }
}
