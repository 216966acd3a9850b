import FoundationEssentials
import Projects
import SourceText
import Testing
import Helm

/// Single expressions with the exact output or error of Helm 4.1.4, in a file beside the checkout.
struct HelmProbeTests {
    private static let file: URL = {
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        return root.appending(path: "shared/conformance/helm/probes.tsv")
    }()

    /// The chart that the probes were put into.
    private static let chart: [String: String] = [
        "Chart.yaml":
            "apiVersion: v2\nname: probe\nversion: 1.2.3\nappVersion: 1.10\ndescription: d\nannotations:\n  a: b\n",
        "data/a.txt": "A1\nA2\n", "data/b.txt": "B", "data/sub/c.txt": "C",
        "templates/_h.tpl": "{{- define \"helper\" -}}\nH:{{ kindOf . }}\n{{- end -}}\n",
        "values.yaml": #"""
        port: 8080
        big: 1000000
        huge: 12345678901
        max: 9007199254740993
        f: 1.5
        f1: 1.0
        neg: -1.0e-6
        oct: 0777
        oct2: 0o17
        hex: 0x1F
        exp: 1e+3
        sci: "1e3"
        nul: null
        tilde: ~
        y: yes
        on: on
        no: no
        n: n
        date: 2020-01-02
        time: 12:30:45
        ver: 1.10
        t: true
        fls: false
        zero: 0
        empty: ""
        str: hello
        tplv: "{{ .Values.str }}-{{ .Release.Name }}"
        html: "<a href='x'>&\"</a>"
        uni: "héllo ☃ \a \t tab"
        m: {"1": one, "10": ten, "2": two, A: z, _u: u, a: 2, a-b: d, a.b: e, a10: x, a2: true, b: 1}
        list: [3, 1, 2]
        slist: [c, a, b, a]
        nested:
          e: {}
          el: []
          l: [a, [b, c], {j: [1], k: v}]
          nn: null
          x: {y: {z: 1}}
        emap: {}
        elist: []
        ml: |
          line1
          line2
        mlnt: |-
          line1
          line2
        mlsp: |2-
            lead
          line2
        dupA: &a {q: 1}
        dupB: *a
        dupC: {<<: *a, r: 2}
        """#,
    ]

    private struct Probe {
        let text: String
        let layers: [ValuesLayer]
        let isError: Bool
        let expected: String
        let label: String
    }

    private static func probe(_ line: Substring) -> Probe? {
        let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        guard columns.count >= 4 else { return nil }
        let (kind, expression) = (columns[0], columns[1])
        var text = "{{ define \"E\" }}\(expression)k{{ end }}"
        var layers: [ValuesLayer] = []
        let picked = "{{ pick .Values \"list\" \"nested\" \"emap\" \"str\" \"port\" \"slist\" \"a.b\" | toJson }}"
        if kind.isEmpty {
            let source = expression.hasPrefix("a {{ \"b\" -}}") ? expression.replacing("\\n", with: "\n") : expression
            text = "{{ define \"E\" }}\(source){{ end }}k: {{ include \"E\" . | toJson }}"
        } else if kind.hasPrefix("strYaml ") {
            layers = [.setJSON("s=" + kind.dropFirst("strYaml ".count))]
            text = "k: {{ toYaml (dict \"k\" .Values.s) | toJson }}"
        } else if kind.hasPrefix("set ") {
            layers = [.set(String(kind.dropFirst("set ".count)))]
            text =
                "k: {{ printf \"%s|%s|%s|%s\" (toJson .Values.a) (typeOf .Values.a) (\(picked.dropFirst(3).dropLast(3))) (typeOf .Values.port) | toJson }}"
        } else if kind.hasPrefix("set-string ") {
            layers = [.setString(String(kind.dropFirst("set-string ".count)))]
            text = "k: {{ printf \"%s|%s\" (toJson .Values.a) (typeOf .Values.a) | toJson }}"
        } else if kind.hasPrefix("set-json ") {
            layers = [.setJSON(String(kind.dropFirst("set-json ".count)))]
            text = "k: {{ printf \"%s|%s\" (toJson .Values.a) (typeOf .Values.a) | toJson }}"
        } else {
            return nil
        }
        return Probe(
            text: text, layers: layers, isError: columns[2] == "err", expected: columns[3],
            label: kind.isEmpty ? expression : kind)
    }

    private func outcome(_ probe: Probe) -> (isError: Bool, text: String) {
        var files = HelmProbeTests.chart
        files["templates/x.yaml"] = probe.text
        let rendered = renderChart(
            MemoryTree(texts: files), "", values: probe.layers, release: HelmRelease(name: "rel", namespace: "ns"))
        if let failure = rendered.failure {
            let text = "Error: \(failure.message)\n\nUse --debug flag to render out invalid YAML"
            return (true, text.replacing("\n", with: " | "))
        }
        let output = String(decoding: rendered.output, as: UTF8.self)
        return (false, output.components(separatedBy: "x.yaml\nk: ").last.map { String($0.dropLast()) } ?? output)
    }

    private func decoded(_ json: String) -> String? {
        try? JSONDecoder().decode([String].self, from: Data("[\(json)]".utf8)).first
    }

    @Test func `every probe gives the value or error that Helm gives`() throws {
        guard let text = try? String(contentsOf: HelmProbeTests.file, encoding: .utf8) else {
            print("no probes at \(HelmProbeTests.file.path); nothing was compared")
            return
        }
        let probes = text.split(separator: "\n").compactMap(HelmProbeTests.probe)
        var (equal, sameClass) = (0, 0)
        for probe in probes {
            let (isError, found) = outcome(probe)
            let isEqual = isError ? found == probe.expected : decoded(found) == decoded(probe.expected)
            if isError == probe.isError { sameClass += 1 }
            if isError == probe.isError, isEqual {
                equal += 1
            } else {
                print("probe \(probe.label)\n  expected \(probe.expected)\n  found    \(found)")
            }
            #expect(isError == probe.isError, "\(probe.label): \(found)")
            if !probe.isError { #expect(isEqual, "\(probe.label)") }
        }
        print("\(probes.count) probes: \(equal) equal, \(sameClass) of the same class")
        #expect(probes.count == 724)
    }
}
