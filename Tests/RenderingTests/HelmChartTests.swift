import BuiltInTechnologies
import ConfigModel
import Projects
import SourceText
import Templates
import Testing
import Helm

struct HelmChartTests {
    private static let chart = "apiVersion: v2\nname: app\nversion: 1.0.0\n"

    private func render(_ files: [String: String], _ layers: [ValuesLayer] = [], chart: String = HelmChartTests.chart)
        -> RenderedChart
    {
        renderChart(MemoryTree(texts: files.merging(["Chart.yaml": chart]) { own, _ in own }), "", values: layers)
    }

    private func output(_ files: [String: String], _ layers: [ValuesLayer] = []) -> String {
        let rendered = render(files, layers)
        return rendered.failure.map { "error: \($0.message)" } ?? String(decoding: rendered.output, as: UTF8.self)
    }

    @Test func `documents are put into the order of installation with hooks last`() {
        let text = output([
            "templates/a.yaml":
                "kind: Deployment\n---\nkind: Zed\n---\nkind: Job\nmetadata:\n  annotations:\n    helm.sh/hook: test\n---\n\n---\nkind: Secret\n",
            "templates/b.yaml": "kind: Namespace\n", "templates/NOTES.txt": "hello",
            "templates/.hidden.yaml": "kind: Never\n",
        ])
        let kinds = text.split(separator: "\n").filter { $0.hasPrefix("kind:") }.map { $0.dropFirst(6) }
        #expect(kinds == ["Namespace", "Secret", "Deployment", "Zed", "Job"])
        #expect(text.hasPrefix("---\n# Source: app/templates/b.yaml\nkind: Namespace\n---\n"))
    }

    @Test func `null takes a default away and stronger layers win`() {
        let files = [
            "values.yaml": "a: {x: 1, z: 2}\nb: 1\nc: [1, 2]\n", "templates/x.yaml": "k: {{ toJson .Values | quote }}",
        ]
        let found = output(files, [.file(path: "prod.yaml", bytes: Array("a: {x: null}\nb: 2\n".utf8)), .set("c={9}")])
        #expect(found.contains(#""{\"a\":{\"z\":2},\"b\":2,\"c\":[9]}""#))
    }

    @Test func `subcharts get their parent's values, globals, conditions and aliases`() {
        let files = [
            "Chart.yaml": HelmChartTests.chart
                + "dependencies:\n- {name: sub, version: 1.x, alias: one}\n- {name: sub, version: 1.x, alias: two, condition: two.enabled}\n",
            "values.yaml": "global: {g: top}\none: {v: parent}\ntwo: {enabled: false}\n",
            "charts/sub/Chart.yaml": "apiVersion: v2\nname: sub\nversion: 1.2.3\n",
            "charts/sub/values.yaml": "v: own\nw: kept\nglobal: {g: low, h: low}\n",
            "charts/sub/templates/s.yaml":
                "k: {{ .Chart.Name }} {{ .Values.v }} {{ .Values.w }} {{ .Values.global.g }} {{ .Values.global.h }}\n",
        ]
        #expect(output(files) == "---\n# Source: app/charts/one/templates/s.yaml\nk: one parent kept top low\n")
        #expect(output(files.filter { !$0.key.hasPrefix("charts") }).contains("missing in charts/ directory: sub, sub"))
    }

    @Test func `what the author demands is told with the place of the call`() {
        let files = [
            "templates/_h.tpl": "{{ define \"need\" }}{{ required \"set .Values.a\" .Values.a }}{{ end }}",
            "templates/x.yaml": "k:\n  {{ include \"need\" . }}\n",
        ]
        #expect(output(files) == "error: execution error at (app/templates/x.yaml:2:5): set .Values.a")
        #expect(
            output(["templates/x.yaml": "a: {{ nope }}"])
                == "error: parse error at (app/templates/x.yaml:1): function \"nope\" not defined")
        #expect(
            output(["templates/x.yaml": "a: [b"]).hasPrefix(
                "error: YAML parse error on app/templates/x.yaml: error converting YAML to JSON: yaml: line 1"))
    }

    @Test func `values have to suit the schema`() {
        let schema =
            ##"{"type":"object","required":["name"],"properties":{"n":{"type":"integer","minimum":0},"p":{"$ref":"#/definitions/p"}},"definitions":{"p":{"enum":["a"]}}}"##
        let files = ["values.schema.json": schema, "templates/x.yaml": "k: v\n"]
        let found = output(files, [.set("n=-5,p=b")])
        #expect(
            found.contains(
                "app:\n- at '': missing property 'name'\n- at '/n': minimum: got -5, want 0\n- at '/p': value must be one of 'a'"
            ))
        #expect(output(files, [.set("name=x,n=5,p=a")]).hasPrefix("---"))
    }

    @Test func `ignored files are not part of the chart`() {
        let files = [
            ".helmignore": "*.bak\n/docs/\n!\n".replacing("!\n", with: ""), "a.bak": "1", "docs/x.md": "2",
            "b.txt": "3", "templates/x.yaml": "k: {{ range $p, $_ := .Files.Glob \"**\" }}{{ $p }} {{ end }}\n",
        ]
        #expect(output(files).contains("k: .helmignore b.txt"))
    }

    @Test func `every byte of a manifest knows where it came from`() throws {
        let values = "image:\n  repository: nginx\n  tag: \"1.0\"\nresources:\n  limits: {cpu: 1}\nprobe: true\n"
        let template =
            "kind: Pod\nimage: {{ .Values.image.repository }}:{{ .Values.image.tag }}\n{{- if .Values.probe }}\nprobe: on\n{{- end }}\nresources: {{- toYaml .Values.resources | nindent 2 }}\nextra: {{ .Values.extra | default \"none\" }}\n"
        let rendered = render(["values.yaml": values, "templates/x.yaml": template])
        let manifest = try #require(rendered.manifests.first)
        let text = manifest.text.string
        #expect(text.contains("image: nginx:1.0\nprobe: on\nresources:\n  limits:\n    cpu: 1\nextra: none"))
        func origins(_ needle: String) throws -> HelmOrigins {
            let range = try #require(text.firstRange(of: needle))
            let start = text.utf8.distance(from: text.startIndex, to: range.lowerBound)
            return rendered.origins(of: start..<start + needle.utf8.count, in: manifest.text)
        }
        func addresses(_ places: [HelmOrigins.Place]) -> [String] {
            places.map { place in
                switch place {
                case .value(let path, let span, let address):
                    "\(path):\(address)=\(String(decoding: Array(values.utf8)[span.range], as: UTF8.self))"
                case .absent(let path, let address): "\(path):no \(address)"
                case .template(let path, let span):
                    "\(path)=\(String(decoding: Array(template.utf8)[span.range], as: UTF8.self))"
                case .named(let name): name
                case .random: "random"
                }
            }
        }
        #expect(addresses(try origins("nginx").data) == ["values.yaml:image.repository=nginx"])
        #expect(addresses(try origins("1.0").data) == ["values.yaml:image.tag=\"1.0\""])
        #expect(addresses(try origins("probe: on").data) == ["templates/x.yaml=probe: on"])
        #expect(addresses(try origins("probe: on").conditions) == ["values.yaml:probe=true"])
        #expect(addresses(try origins("none").data) == ["templates/x.yaml=\"none\""])
        #expect(addresses(try origins("none").conditions) == ["values.yaml:no extra"])
        let cpu = try #require(rendered.value(of: manifest)?.at(try ValuePath(parsing: "resources.limits.cpu")))
        #expect(cpu.value == .int(1))
        #expect(cpu.provenance.rootCause?.path == "values.yaml")
        #expect(
            cpu.provenance.rootCause.map { String(decoding: Array(values.utf8)[$0.span.range], as: UTF8.self) } == "1")
    }

    @Test func `a packed subchart is read as if it were unpacked`() throws {
        // The tar of sub/Chart.yaml and sub/templates/x.yaml in one stored block of gzip.
        func entry(_ name: String, _ content: String) -> [UInt8] {
            var header = [UInt8](repeating: 0, count: 512)
            header.replaceSubrange(0..<name.utf8.count, with: name.utf8)
            let size = String(content.utf8.count, radix: 8)
            header.replaceSubrange(124..<124 + size.utf8.count, with: size.utf8)
            header[156] = UInt8(ascii: "0")
            let padding = (512 - content.utf8.count % 512) % 512
            return header + Array(content.utf8) + [UInt8](repeating: 0, count: padding)
        }
        let tar =
            entry("sub/Chart.yaml", "apiVersion: v2\nname: sub\nversion: 1.0.0\n")
            + entry("sub/templates/x.yaml", "k: packed\n") + [UInt8](repeating: 0, count: 1024)
        let length = UInt16(tar.count)
        let gzip: [UInt8] =
            [
                0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0, 1, UInt8(length & 255), UInt8(length >> 8), UInt8(~length & 255),
                UInt8(~length >> 8),
            ] + tar
            + [UInt8](repeating: 0, count: 8)
        let tree = MemoryTree(["Chart.yaml": Array(HelmChartTests.chart.utf8), "charts/sub-1.0.0.tgz": gzip])
        #expect(
            String(decoding: renderChart(tree, "").output, as: UTF8.self)
                == "---\n# Source: app/charts/sub/templates/x.yaml\nk: packed\n")
    }
}
