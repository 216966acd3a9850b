import ConfigModel
import Documents
import SourceText
import Testing

/// A file that uses every construct of the language once.
let hclShowcase = """
    \u{FEFF}# comment
    terraform { required_version = ">= 1.5" } // one line
    /* several
       lines */
    resource "aws_instance" "web" {
      count         = var.on ? 1 : 0
      ami           = data.aws_ami.this.id
      tags          = { Name = "web-${var.env}", "odd key" : null, (var.k) = true }
      ports         = [22, 443,]
      user_data     = <<-EOT
        #!/bin/sh
          echo "${upper(var.env)}" $${HOME} %%{x
        %{ if var.on ~}
        on
        %{ else }off%{ endif ~}
        %{ for k, v in var.m }${k}=${v},%{ endfor }
      EOT
      ids    = aws_subnet.a.*.id
      all    = aws_subnet.a[*].tags["x"]
      old    = aws_subnet.a.0.id
      math   = -(1 + 2) * 3 % 4 >= 5 && !false || 1e3 == 1000.0
      squash = [for k, v in var.m : upper(v) if k != "x"]
      group  = {for s in var.l : s.k => s.v...}
      spread = max(var.numbers...)
      far    = provider::aws::arn_parse(var.arn).account
      ebs_block_device {
        encrypted = true
      }
      empty {}
    }

    """

private func parse(_ text: String) -> HCLDocument { HCLDocument.parse(SourceFile(path: "main.tf", text: text)) }

/// What is wrong with the tokens of a file, if anything: they must tile it but for spaces.
func hclTilingFault(_ document: HCLDocument) -> String? {
    let bytes = document.source.bytes
    var at = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    for token in document.tokens {
        guard token.start >= at, token.end >= token.start, token.end <= bytes.count else {
            return "token \(token) at \(at)"
        }
        if let odd = bytes[at..<token.start].first(where: { $0 != 32 && $0 != 9 }) {
            return "byte \(odd) between tokens before \(token)"
        }
        at = token.end
    }
    return at == bytes.count ? nil : "tokens end at \(at) of \(bytes.count)"
}

struct HCLParseTests {
    @Test func `a file with every construct is read without complaint`() {
        let document = parse(hclShowcase)
        #expect(document.diagnostics.map { $0.rendered(bytes: document.source.bytes) } == [])
        #expect(document.comments.map(\.text) == ["comment", "one line", "several\n   lines"])
        #expect(document.comments.map(\.isTrailing) == [false, true, false])
        #expect(hclTilingFault(document) == nil)
    }

    @Test(arguments: ["\n", "\r\n"]) func `line endings make no difference to values`(newline: String) throws {
        let document = parse(hclShowcase.replacing("\n", with: newline))
        #expect(document.isSound)
        #expect(hclTilingFault(document) == nil)
        #expect(try hclValue(document, "resource[0].ebs_block_device[0].encrypted")?.value == true)
    }

    @Test(arguments: [
        ("a = 1", "a", Value.int(1)),
        ("a = 1.50", "a", .double(1.5)),
        ("a = 1e3", "a", .int(1000)),
        ("a = 9223372036854775807", "a", .int(.max)),
        ("a = 9223372036854775808", "a", .double(9_223_372_036_854_775_808)),
        ("a = -5", "a", .int(-5)),
        ("a = (\n1\n)", "a", .int(1)),
        ("a = true", "a", .bool(true)),
        ("a = null", "a", .null),
        ("a = \"\"", "a", .string("")),
        ("a = \"x\\ty\\n\\\"q\\\" \\\\ \\u00e9 \\U0001F600\"", "a", .string("x\ty\n\"q\" \\ é 😀")),
        ("a = \"$${b} %%{c} $ % $$ $$$${d}\"", "a", .string("${b} %{c} $ % $$ $$${d}")),
        ("a = \"${b}\"", "a", .unknown(UnknownReason("references b"))),
        ("a = var.x", "a", .unknown(UnknownReason("references var.x"))),
        ("a = var.x[0].y.*.z", "a", .unknown(UnknownReason("references var.x[0].y[*].z"))),
        ("a = f(1)", "a", .unknown(UnknownReason("calls f"))),
        ("a = f(var.x)", "a", .unknown(UnknownReason("references var.x"))),
        ("a = 1 + 2", "a", .unknown(UnknownReason("is computed by an expression"))),
        ("a = {b = 1, \"c d\" : 2\n 3 = 4}", "a", .newMap(["b": 1, "c d": 2, "3": 4])),
        ("a = {(b) = 1}", "a", .unknown(UnknownReason("references b"))),
        ("a = [1, \"x\", [true],]", "a", .newList([1, "x", .newList([true])])),
        ("a = [1, var.y]", "a[1]", .unknown(UnknownReason("references var.y"))),
        ("a = <<E\n  x\n y\nE\n", "a", .string("  x\n y\n")),
        ("a = <<-E\n  x\n y\n  E\n", "a", .string(" x\ny\n")),
        ("a = <<-E\n  x $${y} \\n\n  E\n", "a", .string("x ${y} \\n\n")),
        ("b {\n c = 1\n}\nb \"l\" m {\n c = 2\n}", "b[1].c", .int(2)),
        ("b { c = 1 }", "b[0].c", .int(1)),
        ("b {}", "b[0]", .map(Mapping())),
        ("b {\n c {\n d = 1\n }\n}", "b[0].c[0].d", .int(1)),
        ("Ünïcödé-x = 1", "[\"Ünïcödé-x\"]", .int(1)),
    ])
    func `literals have values and the rest is unknown`(text: String, path: String, expected: Value) throws {
        let document = parse(text)
        #expect(document.diagnostics == [])
        let value = document.roots[0].at(try ValuePath(parsing: path))?.value
        #expect(value == expected, "\(text)")
    }

    @Test func `values know their bytes`() throws {
        let document = parse("resource \"aws_instance\" \"web\" {\n  m {\n    t = \"x\"\n  }\n}\n")
        func shown(_ path: String) throws -> String? {
            let traced = document.roots[0].at(try ValuePath(parsing: path))
            return traced?.provenance.nearest.map { document.source.text($0.span) }
        }
        #expect(try shown("resource[0]") == "resource \"aws_instance\" \"web\"")
        #expect(try shown("resource[0].m[0]") == "m")
        #expect(try shown("resource[0].m[0].t") == "\"x\"")
        let key = document.roots[0].keyProvenance(at: try ValuePath(parsing: "resource[0].m[0].t"))
        #expect(key?.nearest.map { document.source.text($0.span) } == "t")
        let block = document.tree.blocks[1]
        #expect(document.tree.labels(of: block).map(\.text) == ["aws_instance", "web"])
        #expect(document.source.text(block.offsets.span).hasSuffix("}\n}"))
    }

    /// Each diagnostic is written as `message @ underlined text`.
    @Test(arguments: [
        ("a = \n", ["an expression is expected before the end of the line @ \n"]),
        ("a = 'x'\nb = 1", ["single quotes are not valid @ '", "single quotes are not valid @ '"]),
        ("a \"b\" {\n c = 1\n", ["block is not closed @ {"]),
        ("a = \"x\nb = 1\n", ["the string is not closed on its line @ \""]),
        ("a = \"${x\"\nb = 1\n", ["the template sequence is not closed @ ${"]),
        ("a = \"${x:-y}\"\n", ["} is expected at the end of the template sequence @ :"]),
        ("a = \"\\q\"", ["\\q is not an escape sequence @ \\q"]),
        ("a = <<E\nx\n", ["the heredoc is not closed @ <<E"]),
        ("a = <<E x\n", ["this is not a heredoc @ <"]),
        ("a = [1 2]\n", ["a comma is expected between elements @ 2"]),
        ("a = {b 1}\n", ["= is expected after the key @ 1"]),
        ("a = f(1 2)\n", ["a comma is expected between arguments @ 2"]),
        ("a = (1\n", ["the parenthesis is not closed @ ("]),
        ("a = b ? c\n", ["the conditional lacks its second result @ \n"]),
        ("a b\n", ["a block's body must start on the line of its header @ \n"]),
        ("\"a\" = 1\n", ["argument names must not be quoted @ \""]),
        ("}\nx = 1\n", ["an argument or block is expected here @ }"]),
        ("a = 1\na = 2\n", ["argument 'a' is set twice in one body @ a"]),
        ("a = 1\na {}\n", ["'a' is both an argument and a block in one body @ a"]),
        ("a = \"%{ if x }\"\n", ["the if directive has no endif @ if"]),
        ("a = \"%{ endfor }\"\n", ["endfor ends no open directive @ endfor"]),
        ("a = 1.2.3\n", ["this is not a number @ 1.2.3"]),
        ("a = /* x\n", ["comment is not closed @ /*"]),
        ("a = \"x\u{0}\"", ["file holds a NUL byte @ \u{0}"]),
        ("a = [for x in y : z => 1]\n", ["a for expression in brackets takes no key @ ["]),
    ])
    func `broken files say what is wrong and where`(text: String, expected: [String]) {
        let document = parse(text)
        let found = document.diagnostics.map { diagnostic in
            "\(diagnostic.message) @ \(diagnostic.span.map { document.source.text($0) } ?? "?")"
        }
        #expect(found == expected)
        #expect(document.diagnostics.allSatisfy { $0.id == "hcl-syntax" && $0.severity == .error })
        #expect(hclTilingFault(document) == nil)
    }

    @Test func `one broken item does not hide the others`() throws {
        let document = parse(
            """
            a = [1, 2
            resource "x" "first" {
              p = )
              q = 1
              r = "${ ] }"
              s = 2
            }
            resource "x" "second" {
              n {
                o = { a = 1
              p = 3
            }
            resource "x" "third" {
              t = 4
            }
            """)
        #expect(!document.isSound)
        let names = document.tree.blocks.filter { document.text($0.type) == "resource" }.map {
            document.tree.labels(of: $0).last?.text
        }
        #expect(names == ["first", "second", "third"])
        #expect(try hclValue(document, "resource[0].q")?.value == 1)
        #expect(try hclValue(document, "resource[0].s")?.value == 2)
        #expect(try hclValue(document, "resource[0].p")?.value == .unknown(UnknownReason("cannot be read")))
        #expect(try hclValue(document, "resource[2].t")?.value == 4)
    }
}

/// The value at a path written as text.
func hclValue(_ document: HCLDocument, _ path: String) throws -> Traced? {
    document.roots[0].at(try ValuePath(parsing: path))
}
