import Primitives
import Templates
import Testing

/// The language and the functions, judged by what Go and Helm print.
struct TemplateTests {
    private var values: [GoMap.Entry] {
        [
            GoMap.Entry(key: "port", value: .float(8080, .none)), GoMap.Entry(key: "name", value: .text("web")),
            GoMap.Entry(key: "list", value: .list(GoList([.text("a"), .text("b")]), .none)),
            GoMap.Entry(key: "map", value: .map(GoMap([GoMap.Entry(key: "k", value: .text("v"))]), .none)),
        ]
    }

    private func render(_ text: String, limits: TemplateLimits = TemplateLimits()) throws -> String {
        let table = TraceTable(isEnabled: true)
        let set = TemplateSet()
        try set.add(
            TemplateSource(name: "x.yaml", bytes: Array(text.utf8), number: table.addSource("x.yaml")), table: table)
        let data = GoMap([GoMap.Entry(key: "Values", value: .map(GoMap(values), .none))])
        return try Execution(templates: set, table: table, limits: limits).execute("x.yaml", .map(data, .none)).string
    }

    private func check(_ cases: [(template: String, expected: String)], _ location: SourceLocation = #_sourceLocation) {
        for (template, expected) in cases {
            do {
                let found = try render(template)
                #expect(found == expected, "\(template)", sourceLocation: location)
            } catch {
                let message = (error as? TemplateError)?.message ?? "\(error)"
                #expect(
                    message.contains(expected) && expected.contains(" "), "\(template): \(message)",
                    sourceLocation: location)
            }
        }
    }

    @Test func `a declaration sees the variable that it hides`() {
        check([
            ("{{ $x := list }}{{ $x := append $x 1 }}{{ $x }}", "[1]"),
            ("{{ $x := 1 }}{{ if false }}{{ $x := 2 }}{{ else }}{{ $x }}{{ end }}", "1"),
            ("{{ if true }}{{ $y := 2 }}{{ $y }}{{ else }}{{ $y }}{{ end }}", "2"),
            ("{{ if false }}{{ $y := 2 }}{{ else }}{{ $y }}{{ end }}", "undefined variable: $y"),
            ("{{ $x := 1 }}{{ range .Values.list }}{{ $x = . }}{{ end }}{{ $x }}", "b"),
            ("{{ range $i, $v := .Values.list }}{{ $i }}{{ $v }}{{ end }}", "0a1b"),
        ])
    }

    @Test func `white space is trimmed only where the markers say so`() {
        check([
            ("a {{- /* note */ -}} b", "ab"), ("a  {{ 1 -}}\n\n b", "a  1b"), ("{{\"x\"}}\n", "x\n"),
            ("{{- 1 }} {{ -}} ", "missing value for command"),
            ("{{ define \"d\" }}D{{ end }}{{ template \"d\" }}", "D"), ("{{ block \"b\" 5 }}{{ . }}{{ end }}", "5"),
        ])
    }

    @Test func `numbers keep the types that Go gives them`() {
        check([
            ("{{ .Values.port }}", "8080"), ("{{ printf \"%d\" .Values.port }}", "%!d(float64=8080)"),
            ("{{ int .Values.port }}", "8080"),
            ("{{ eq .Values.port 8080 }}", "incompatible types for comparison: float64 and int"),
            ("{{ 1000000.0 }}", "1e+06"),
            ("{{ repeat (int64 2) \"x\" }}", "wrong type for value; expected int; got int64"),
            ("{{ addf 1.1 2.2 }}", "3.3"),
            ("{{ toJson 1e21 }} {{ toYaml 1e20 }} {{ toJson 1e-7 }}", "1e+21 1e+20 1e-7"),
            ("{{ 0x1F }} {{ 017 }} {{ 'a' }}", "31 15 97"),
        ])
    }

    @Test func `digests and ciphers give what Sprig gives`() {
        check([
            ("{{ sha1sum \"abc\" }}", "a9993e364706816aba3e25717850c26c9cd0d89d"),
            ("{{ sha256sum \"\" }}", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("{{ derivePassword 1 \"long\" \"password\" \"user\" \"example.com\" }}", "ZedaFaxcZaso9*"),
            ("{{ derivePassword 1 \"pin\" \"password\" \"user\" \"example.com\" }}", "6685"),
            ("{{ encryptAES \"key\" \"plain text\" | decryptAES \"key\" }}", "plain text"),
            ("{{ \"AAAA\" | decryptAES \"key\" }}", "ciphertext is not a whole number of blocks"),
        ])
    }

    @Test func `TOML is read as values, and its faults are told`() {
        check([
            ("{{ fromToml \"a = 1\" }}", "map[a:1]"),
            ("{{ toJson (fromToml \"t.x = [1, 2.5, true]\\n[u]\\nd = 2020-01-02\") }}", "{\"t\":{\"x\":[1,2.5,true]},\"u\":{\"d\":\"2020-01-02\"}}"),
            ("{{ hasPrefix \"toml: line 2: \" (fromToml \"a = 1\\nb\").Error }}", "true"),
        ])
    }

    @Test func `nil compares with maps and lists without an error`() {
        check([
            ("{{ ne .Values.map nil }}", "true"), ("{{ eq .Values.missing nil }}", "true"),
            ("{{ eq .Values.name nil }}", "false"),
            ("{{ eq .Values.map .Values.map }}", "non-comparable type"),
            ("{{ .Values.missing.deeper }}", "nil pointer evaluating interface {}.deeper"),
            ("{{ (.Values.missing).deeper }}", "<no value>"),
        ])
    }

    @Test func `arguments to something that is no function are told with the pipeline`() {
        check([
            (
                "{{ if (not .Values.a) (not .Values.b) }}{{ end }}",
                "at <(not .Values.a) (not .Values.b)>: can't give argument to non-function not .Values.a"
            ),
            ("{{ .Values.name \"b\" }}", "name is not a method but has arguments"),
            ("{{ nosuch }}", "function \"nosuch\" not defined"),
        ])
    }

    @Test func `toYaml prints what go-yaml prints`() {
        check([
            ("{{ toYaml (dict \"a2\" 1 \"a10\" 2 \"a1-\" 3) }}", "a1-: 3\na2: 1\na10: 2"),
            ("{{ toYaml (dict \"k\" (list (list 1) (dict \"a\" (list)))) }}", "k:\n- - 1\n- a: []"),
            (
                "{{ toYaml (dict \"k\" \"a\\n b\\n\" \"q\" \"yes\" \"s\" \"a: b\") }}",
                "k: |\n  a\n   b\nq: \"yes\"\ns: 'a: b'"
            ),
            ("{{ fromYaml \"a: [1, {b: yes}]\" | toJson }}", "{\"a\":[1,{\"b\":true}]}"),
            (
                "{{ (fromYaml \"a: [b\").Error }}",
                "error converting YAML to JSON: yaml: line 1: did not find expected ',' or ']'"
            ),
        ])
    }

    @Test func `keys and secrets decrypt and hash as elsewhere`() {
        check([
            ("{{ encryptAES \"key\" \"plain\" | decryptAES \"key\" }}", "plain"),
            ("{{ sha256sum \"a\" | trunc 8 }}", "ca978112"),
            ("{{ b64dec (b64enc \"hé\") }} {{ b32dec (b32enc \"abc\") }}", "hé abc"),
            ("{{ len (randAlphaNum 12) }}", "12"),
        ])
    }

    @Test func `endless templates stop at a limit`() {
        for text in [
            "{{ define \"a\" }}{{ include \"a\" . }}{{ end }}{{ include \"a\" . }}",
            "{{ define \"a\" }}{{ template \"a\" . }}{{ end }}{{ template \"a\" . }}",
            "{{ range until 100000 }}{{ range until 100000 }}{{ end }}{{ end }}", "{{ repeat 2000000000 \"x\" }}",
            "{{ $d := dict }}{{ $_ := set $d \"d\" $d }}{{ toYaml $d | len | required \"\" }}{{ mustToJson $d }}",
        ] {
            var limits = TemplateLimits()
            limits.depth = 40
            limits.steps = 100_000
            #expect(throws: TemplateError.self, "\(text)") { try render(text, limits: limits) }
        }
    }

    @Test func `mutated templates never crash`() {
        var random = SplitMix64(7)
        let seed = Array(
            "{{- range $i, $e := .Values.list }}{{ if and $e (eq $i 1) }}{{ toYaml $e | nindent 2 }}{{ else }}{{ tpl \"{{ . }}\" $e | quote }}{{ end }}{{ end -}}"
                .utf8)
        var failures = 0
        for _ in 0..<2_000 {
            var bytes = seed
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes.remove(at: place)
                case 1: bytes.insert(UInt8.random(in: 32...126, using: &random), at: place)
                default: bytes[place] = UInt8.random(in: 0...255, using: &random)
                }
            }
            do { _ = try render(String(decoding: bytes, as: UTF8.self)) } catch { failures += 1 }
        }
        #expect(failures > 200 && failures < 2_000)
    }
}
