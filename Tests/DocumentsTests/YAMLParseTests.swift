import ConfigModel
import Documents
import SourceText
import Testing

/// What is wrong with the places of nodes, values and comments, if anything.
func spanTrouble(_ tree: NodeTree, _ roots: [Traced], _ comments: [Documents.Comment], _ bytes: [UInt8]) -> String? {
    for index in tree.nodes.indices {
        let node = tree[index]
        guard node.outerStart <= node.start, node.start <= node.end, node.end <= bytes.count else {
            return "node \(index) lies at \(node.outerStart), \(node.start)..<\(node.end) of \(bytes.count)"
        }
        for child in tree.children(index) where !(node.start <= tree[child].outerStart && tree[child].end <= node.end) {
            return "node \(child) at \(tree[child].outerStart)..<\(tree[child].end) lies outside node \(index) at \(node.start)..<\(node.end)"
        }
    }
    var last = 0
    for comment in comments {
        guard comment.span.start >= last, comment.span.end <= bytes.count else { return "comment at \(comment.span)" }
        last = comment.span.end
    }
    func inBounds(_ value: Traced) -> Bool {
        guard let span = value.provenance.nearest?.span, span.end <= bytes.count else { return false }
        switch value.value {
        case .list(let items): return items.allSatisfy(inBounds)
        case .map(let mapping):
            return mapping.entries.allSatisfy { ($0.keyProvenance.nearest?.span.end ?? .max) <= bytes.count && inBounds($0.value) }
        default: return true
        }
    }
    return roots.allSatisfy(inBounds) ? nil : "a value has no place in the file"
}

private func parse(_ text: String) -> YAMLDocument { YAMLDocument.parse(SourceFile(path: "a.yaml", text: text)) }

private func span(_ document: some Document, _ path: String) throws -> String {
    let value = try #require(document.roots[0].at(try ValuePath(parsing: path)))
    return document.source.text(try #require(value.provenance.nearest).span)
}

/// A file that uses every construct once.
let yamlShowcase = """
    %YAML 1.1
    ---
    # Größe of all
    plain: one two # trailing ü
    quoted: ['it''s', "a\\tb\\u00e9", "é"]
    numbers: [1, -2, 0777, 0x1F, 1_000, 1.5, 1e3, .inf]
    words: {yes: y, no: off, null: ~, "text": 'no'}
    literal: |-
      # no comment
      über
    folded: > # a comment
      one
      two

    keep: |+
      text

    base: &base {cpu: 100m, memory: 1Gi}
    copy: *base
    merged:
      <<: *base
      cpu: 200m
    tagged: !!str 5
    ref: !Ref thing
    list:
    - a
    -
      - nested
      - {deep: [x, z]}
    - name: web
      image: "nginx:1.27"
    multi: one
      two
    empty:
    ? long
    : value
    "quoted key": 1
    url: http://example.com/#fragment
    ...
    ---
    second: document
    ---

    """

@Suite struct YAMLParseTests {
    @Test func `scalars resolve as in Kubernetes`() throws {
        let expected: [(String, Value)] = [
            ("yes", true), ("On", true), ("y", true), ("N", false), ("OFF", false), ("True", true), ("tRUE", "tRUE"), ("~", .null),
            ("null", .null), ("NULL", .null), ("nULL", "nULL"), ("", .null), ("12", 12), ("-7", -7), ("+3", 3), ("0", 0), ("-0", 0),
            ("0777", 511), ("0o17", 15), ("0x1F", 31), ("0b101", 5), ("-0x10", -16), ("1_000", 1000), ("08", .double(8)), ("1.5", .double(1.5)),
            ("0.5", .double(0.5)), (".5", .double(0.5)), ("5.", .double(5)), ("1e3", .double(1000)), ("-1.5E-2", .double(-0.015)),
            (".inf", .double(.infinity)), ("-.Inf", .double(-.infinity)), (".NaN", .double(.nan)), ("1e999", "1e999"),
            ("9223372036854775807", .int(.max)), ("-9223372036854775808", .int(.min)), ("9223372036854775808", .double(9_223_372_036_854_775_808)),
            ("0x8000000000000000", .double(9_223_372_036_854_775_808)), ("2024-01-31", "2024-01-31"), ("12:30", "12:30"), ("1.2.3", "1.2.3"),
            ("500m", "500m"), ("1Gi", "1Gi"), ("0x", "0x"), ("-", "-"), ("+", "+"), ("1-2", "1-2"), ("--1", "--1"), ("0-1", "0-1"), ("e3", "e3"),
            ("'yes'", "yes"), ("\"12\"", "12"), ("!!str 12", "12"), ("!!int \"12\"", 12), ("!!float 3", .double(3)), ("!!bool \"yes\"", true),
            ("!custom 12", "12"), ("! 12", 12), ("on_", "on_"), ("truee", "truee"), ("nan", "nan"),
        ]
        for (text, value) in expected {
            let document = parse("a: \(text)\n")
            if text == "-" {
                #expect(!document.isSound)
            } else {
                #expect(document.roots[0]["a"]?.value == value, "\(text)")
            }
        }
    }

    @Test func `every value of the showcase is read`() throws {
        let document = parse(yamlShowcase)
        #expect(document.diagnostics.isEmpty)
        #expect(document.roots.count == 3)
        let root = document.roots[0]
        #expect(root["quoted"]?.value == .newList(["it's", "a\tbé", "é"]))
        #expect(root["literal"]?.value == "# no comment\nüber")
        #expect(root["folded"]?.value == "one two\n")
        #expect(root["keep"]?.value == "text\n\n")
        #expect(root["copy"]?.value == .newMap(["cpu": "100m", "memory": "1Gi"]))
        #expect(root["merged"]?.value.mapping?.keys == ["cpu", "memory"])
        #expect(root["merged"]?["cpu"]?.value == "200m")
        #expect(root["list"]?[1]?[1]?["deep"]?[1]?.value == "z")
        #expect(root["multi"]?.value == "one two")
        #expect(root["empty"]?.value == .null)
        #expect(root["long"]?.value == "value")
        #expect(root["url"]?.value == "http://example.com/#fragment")
        #expect(document.roots[1]["second"]?.value == "document")
        #expect(document.roots[2].value == .null)
        #expect(spanTrouble(document.tree, document.roots, document.comments, document.source.bytes) == nil)
    }

    @Test(arguments: ["", "\u{FEFF}"], ["\n", "\r\n"]) func `spans count bytes`(mark: String, newline: String) throws {
        let document = parse(mark + yamlShowcase.replacing("\n", with: newline))
        #expect(try span(document, "plain") == "one two")
        #expect(try span(document, "quoted[0]") == "'it''s'")
        #expect(try span(document, "quoted[2]") == "\"é\"")
        #expect(try span(document, "literal") == "|-\(newline)  # no comment\(newline)  über")
        #expect(try span(document, "folded") == "> # a comment\(newline)  one\(newline)  two")
        #expect(try span(document, "copy") == "{cpu: 100m, memory: 1Gi}")
        #expect(try span(document, "merged") == "<<: *base\(newline)  cpu: 200m")
        #expect(try span(document, "merged.memory") == "1Gi")
        #expect(try span(document, "tagged") == "5")
        #expect(try span(document, "list[1]") == "- nested\(newline)  - {deep: [x, z]}")
        #expect(try span(document, "list[2]") == "name: web\(newline)  image: \"nginx:1.27\"")
        #expect(try span(document, "multi") == "one\(newline)  two")
        #expect(try span(document, "empty") == "")
        #expect(try span(document, "url") == "http://example.com/#fragment")
        let key = try #require(document.roots[0].keyProvenance(at: try ValuePath(parsing: "[\"quoted key\"]"))?.nearest)
        #expect(document.source.text(key.span) == "\"quoted key\"")
    }

    @Test func `the bytes of every leaf read as the leaf`() throws {
        let document = parse(yamlShowcase)
        var leaves = 0
        func visit(_ value: Traced) throws {
            switch value.value {
            case .list(let items): for item in items { try visit(item) }
            case .map(let mapping): for entry in mapping.entries { try visit(entry.value) }
            default:
                let text = document.source.text(try #require(value.provenance.nearest).span)
                let again = YAMLDocument.parse(SourceFile(path: "leaf", text: text.isEmpty ? "~" : text))
                let isKept = text.hasPrefix("|+") || text == "5" || text == "thing"
                if !isKept {
                    #expect(
                        again.roots.first?.value == value.value || value.value.string == (again.roots.first?.value.string ?? "") + "\n", "\(text)")
                }
                leaves += 1
            }
        }
        for root in document.roots { try visit(root) }
        #expect(leaves == 40)
    }

    @Test func `comments are what lies outside scalars`() {
        let document = parse(yamlShowcase)
        #expect(document.comments.map(\.text) == ["Größe of all", "trailing ü", "a comment"])
        #expect(document.comments.map(\.isTrailing) == [false, true, true])
        let odd = "#first\na: b#c\nd: \"#\" #e\nf: [g,#h\n i]\n## larboard: allow x -- y  \r\nj: '\n  # k'\nl: &m #n\n  o\n  # p\n"
        #expect(parse(odd).comments.map(\.text) == ["first", "e", "h", "larboard: allow x -- y", "n", "p"])
        #expect(parse("# only\n# comments\n").comments.count == 2)
        #expect(parse("# only\n# comments\n").roots.isEmpty)
        #expect(parse("a: |\n  x\n # y\n").comments.map(\.text) == ["y"])
        #expect(parse("%YAML 1.1 # z\n---\na\n").comments.map(\.text) == ["z"])
    }

    @Test func `documents of nothing are null`() {
        #expect(parse("").roots.isEmpty)
        #expect(parse("---\n").roots.map(\.value) == [.null])
        #expect(parse("---\n# c\n---\na: 1\n").roots.map(\.value) == [.null, .newMap(["a": 1])])
    }

    @Test func `merge keys take what is not there, the first source first`() {
        let text = """
            a: &a {x: 1, y: 1}
            b: &b {y: 2, z: 2}
            both: {<<: [*a, *b], w: 0}
            own: {x: 9, <<: *b}
            plain: {"<<": 1}
            odd: {<<: 3}

            """
        let document = parse(text)
        #expect(document.roots[0]["both"]?.value == .newMap(["w": 0, "x": 1, "y": 1, "z": 2]))
        #expect(document.roots[0]["both"]?.value.mapping?.keys == ["w", "x", "y", "z"])
        #expect(document.roots[0]["own"]?.value == .newMap(["x": 9, "y": 2, "z": 2]))
        #expect(document.roots[0]["plain"]?.value == .newMap(["<<": 1]))
        #expect(document.diagnostics.map(\.id) == ["yaml-merge"])
    }

    @Test func `trouble names its place`() {
        func check(_ text: String, _ id: String, _ severity: Diagnostic.Severity, at offset: Int, _ place: SourceLocation = #_sourceLocation) {
            let found = parse(text).diagnostics
            #expect(found.map(\.id) == [id], sourceLocation: place)
            #expect(found.first?.severity == severity, sourceLocation: place)
            #expect(found.first?.span?.start == offset, sourceLocation: place)
        }
        check("a: 1\na: 2\n", "yaml-duplicate-key", .warning, at: 5)
        check("a: *b\n", "yaml-alias", .error, at: 3)
        check("a: &b [*b]\n", "yaml-alias", .error, at: 7)
        check("ü: [1, 2\nb: 1\n", "yaml-syntax", .error, at: 11)
        check("a: b\n\tc: d\n", "yaml-syntax", .error, at: 5)
        check("? {a: 1}\n: b\n", "yaml-complex-key", .warning, at: 2)
        check("a: \u{1}\n", "yaml-syntax", .error, at: 3)
        #expect(parse("a: 1\na: 2\n").roots[0]["a"]?.value == 2)
        #expect(parse("a: 1\n---\nb: [\n").roots.map(\.value) == [.newMap(["a": 1])])
    }
}
