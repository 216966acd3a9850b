import ConfigModel
import Documents
import Primitives
import SourceText
import TestSupport
import Testing

@Suite struct RegoTests {
    private func parse(_ text: String) -> RegoDocument { RegoDocument.parse(SourceFile(path: "p.rego", text: text)) }

    @Test(arguments: [
        "package a\n", "package a.b[\"c-d\"]\nimport data.x as y\n", "package a\ndefault allow = false\nallow { input.x == 1; not b }\n",
        "package a\nimport rego.v1\nallow if { some x in input.xs; x.y > 2 }\nallow if input.z\ndeny contains msg if { msg := \"no\" }\n",
        "package a\nf(x, y) := z if { z := x + y } else := 0 if x == y else := -1\n", "package a\np[x] { x := {y | y := input.a[_]} | {1} }\n",
        "package a\nviolation[{\"msg\": msg}] {\n  msg := sprintf(\"%v\", [x | x := input.a[_]; x != 1])\n} {\n  msg := `raw\n text`\n}\n",
        "package a\nx := {k: v | some k, v in input.o}\ny := {\"a\": 1 | 2,}\nz := [1, 2 * 3, [], {}, set(), null, 1.5e-3]\n",
        "package a\nimport rego.v1\nq if every k, v in input.o { k != v; startswith(k, \"a\") }\n",
        "package a\nt { data.b.allow with input as {\"a\": 1} with data.x as [] }\n", "package a\na.b.c := 1\na.b[x] := 2 if x := 3\n",
        "package a\nok if {\n  count(input.a) > # why\n    1\n  (1 + 2) * 3 == 9\n  \"k\" in input.set\n}\n",
        "package a\nf(\"any\", _)\n\nf(\"none\", x) := x == 0\n", "package a\nw := true { true } else = false\n",
    ])
    func `modules of both versions are read`(_ text: String) {
        let document = parse(text)
        #expect(document.isSound, "\(document.diagnostics)")
        #expect(document.source.text(Span(0, text.utf8.count)) == text)
    }

    @Test(arguments: [
        "", "allow = true\n", "package\n", "package a\nallow {\n", "package a\nx := \"open\n", "package a\nx := 1 2\n", "package a\nx := [1, 2\n",
        "package a\nx := `\n", "package a\ny\n", "package a\nx := 1 y := 2\n", "package a\n@\n",
    ])
    func `what is no module is refused with a place`(_ text: String) {
        let document = parse(text)
        #expect(!document.isSound)
        #expect(document.diagnostics.first?.span != nil)
        #expect(document.edits(for: [DocumentChange(path: .root.key("package"), action: .set(.string("b")))]).refused.count == 1)
    }

    struct Change: Sendable {
        let before: String
        let path: String
        let action: DocumentChange.Action
        let after: String?
    }

    @Test(arguments: [
        Change(
            before: "package a\ndefault b := true # c\n", path: "rules[0].value.value", action: .set(.bool(false)),
            after: "package a\ndefault b := false # c\n"),
        Change(
            before: "package a\nb := f(`x`, 1)\n", path: "calls[0].args[0].value", action: .set(.string("y\\")),
            after: "package a\nb := f(`y\\`, 1)\n"),
        Change(
            before: "package a\nb := f(\"x\")\n", path: "calls[0].args[0].value", action: .set(.string("y\"")),
            after: "package a\nb := f(\"y\\\"\")\n"),
        Change(before: "package a\nb := f(1)\n", path: "calls[0].name", action: .set(.string("g.h")), after: "package a\nb := g.h(1)\n"),
        Change(before: "package a\nb := f(1)\n", path: "calls[0].name", action: .set(.string("g h")), after: nil),
        Change(
            before: "package a\r\nimport data.x\r\nimport data.y\r\n", path: "imports[0]", action: .remove, after: "package a\r\nimport data.y\r\n"),
        Change(before: "package a\nimport data.x # why\n", path: "imports[0]", action: .remove, after: nil),
        Change(
            before: "package a\nb := f({\"k\": 1, \"l\": 2})\n", path: "calls[0].args[0].fields.k", action: .remove,
            after: "package a\nb := f({\"l\": 2})\n"),
        Change(
            before: "package a\nb := f({\"k\": 1, \"l\": 2})\n", path: "calls[0].args[0].fields.l", action: .remove,
            after: "package a\nb := f({\"k\": 1})\n"),
        Change(before: "package a\nb := f({\"l\": 2})\n", path: "calls[0].args[0].fields.l", action: .remove, after: "package a\nb := f({})\n"),
        Change(before: "package a\nb := f(1)\n", path: "calls[0].args", action: .append(.int(2)), after: nil),
    ])
    func `a change touches what it means`(_ change: Change) throws {
        let document = parse(change.before)
        let planned = document.edits(for: [DocumentChange(path: try ValuePath(parsing: change.path), action: change.action)])
        #expect(planned.refused.isEmpty == (change.after != nil), "\(planned.refused.map(\.reason))")
        let result = String(decoding: planned.edits.applied(to: document.source.bytes), as: UTF8.self)
        #expect(result == change.after ?? change.before)
    }

    @Test func `mutated modules are read without a crash and edited only where they are sound`() throws {
        let seeds = [
            "package a.b\nimport rego.v1\n# c\ndefault allow := true # d\nallow if { some x in input.xs; startswith(x.image, \"r.example.com\") }\n",
            "package k\r\nviolation[{\"msg\": m}] {\r\n\tx := {y | y := input.a[_]}\r\n\thttp.send({\"url\": `u`, \"b\": true})\r\n\tm := sprintf(\"%v\", [x])\r\n}\r\n",
        ]
        var random = SplitMix64(20_261_126)
        var sound = 0
        var edited = 0
        for round in 0..<Tier.rounds(10_000) {
            var bytes = Array(seeds[round % seeds.count].utf8)
            for _ in 0...Int(random.next() % 4) { random.mutate(&bytes) }
            let document = RegoDocument.parse(SourceFile(path: "x", bytes: bytes))
            check(document.roots.first, bytes.count)
            guard document.isSound else { continue }
            sound += 1
            let path = try ValuePath(parsing: round % 2 == 0 ? "rules[0].value.value" : "calls[0].name")
            let planned = document.edits(for: [DocumentChange(path: path, action: .set(round % 2 == 0 ? .bool(false) : .string("g.h")))])
            guard planned.refused.isEmpty else { continue }
            edited += 1
            let after = RegoDocument.parse(SourceFile(path: "x", bytes: planned.edits.applied(to: bytes)))
            #expect(after.isSound && after.comments.map(\.text) == document.comments.map(\.text))
            #expect(after.edits(for: [DocumentChange(path: path, action: .set(round % 2 == 0 ? .bool(false) : .string("g.h")))]).edits.isEmpty)
        }
        #expect(sound > Tier.rounds(500) && edited > Tier.rounds(300), "\(sound) sound, \(edited) edited")
    }

    private func check(_ value: Traced?, _ count: Int) {
        guard let value else { return }
        if let span = value.provenance.nearest?.span, span.end > count { Issue.record("a span leaves the file") }
        switch value.value {
        case .list(let items): for item in items { check(item, count) }
        case .map(let mapping): for entry in mapping.entries { check(entry.value, count) }
        default: break
        }
    }

    @Test func `depth and cost are limited`() {
        for text in ["{", "[", "(", "{x | ", "[x | ", "a[", "f(", "not ", "-", "\"", "`", "a.", "some x in ", "{a: "] {
            _ = parse("package a\nx := " + String(repeating: text, count: 20_000))
            _ = parse("package a\nx { " + String(repeating: text, count: 20_000))
        }
    }
}
