import ConfigModel
import Documents
import Primitives
import SourceText
import TestSupport
import Testing

/// Broken files of each format: nothing crashes, every span lies in the file, and what is edited changes only what was asked.
@Suite struct StructuredMutationTests {
    @Test(arguments: [(Format.yaml, yamlSeeds), (Format.json, jsonSeeds)])
    func `mutated files are read without a crash and edited only where they are sound`(_ format: Format, _ seeds: [String]) {
        var random = SplitMix64(20_260_601)
        var sound = 0
        var edited = 0
        for round in 0..<Tier.rounds(10_000) {
            var bytes = Array(seeds[round % seeds.count].utf8)
            for _ in 0...Int(random.next() % 4) { random.mutate(&bytes) }
            let source = SourceFile(path: "x", bytes: bytes)
            let document = parseDocument(source, as: format)
            checkSpans(document.roots, count: bytes.count)
            for comment in document.comments where comment.span.end > bytes.count { Issue.record("a comment leaves the file") }
            guard document.isSound else {
                #expect(document.edits(for: [DocumentChange(path: ValuePath([.key("a")]), action: .set(.int(1)))]).edits.isEmpty)
                continue
            }
            sound += 1
            guard round % 10 == 0, let root = document.roots.first, root.value.mapping != nil else { continue }
            let change = DocumentChange(path: ValuePath([.key("added"), .key("flag")]), action: .set(.bool(true)))
            let planned = document.edits(for: [change])
            guard planned.refused.isEmpty else { continue }
            let after = parseDocument(SourceFile(path: "x", bytes: planned.edits.applied(to: bytes)), as: format)
            #expect(after.isSound && after.roots.first?["added"]?["flag"]?.value == .bool(true))
            var rest = after.roots.first?.value.mapping ?? Mapping()
            rest.remove("added")
            var before = root.value.mapping ?? Mapping()
            before.remove("added")
            #expect(Value.map(rest) == .map(before))
            edited += 1
        }
        #expect(sound > Tier.rounds(500) && edited > Tier.rounds(50), "\(format): \(sound) sound, \(edited) edited: too coarse to show anything")
    }

    private func checkSpans(_ values: [Traced], count: Int, depth: Int = 0) {
        guard depth < 250 else { return }
        for value in values {
            if let span = value.provenance.nearest?.span, span.end > count { Issue.record("a span leaves the file") }
            switch value.value {
            case .list(let items): checkSpans(items, count: count, depth: depth + 1)
            case .map(let mapping): checkSpans(mapping.entries.map(\.value), count: count, depth: depth + 1)
            default: break
            }
        }
    }

    @Test(arguments: [Format.yaml, .json])
    func `limits hold`(_ format: Format) {
        let hostile: [[UInt8]] = [
            Array(String(repeating: "[", count: 200_000).utf8), Array(String(repeating: "{a: ", count: 100_000).utf8),
            Array(String(repeating: "- ", count: 100_000).utf8), [0x61, 0x3A, 0x20, 0x00], [0xFF, 0xFE, 0x61, 0x00],
            Array("a: \u{FFFD}".utf8) + [0xC3, 0x28],
            Array("\"".utf8), Array("a: \"\\uD800\"".utf8), Array(repeating: 0x20, count: 1_000_000), Array(repeating: 0x09, count: 10_000),
        ]
        for bytes in hostile { _ = parseDocument(SourceFile(path: "x", bytes: bytes), as: format).roots.count }
        #expect(!parseDocument(SourceFile(path: "x", bytes: hostile[0]), as: format).isSound)
        #expect(!parseDocument(SourceFile(path: "x", bytes: hostile[3]), as: format).isSound)
        #expect(!parseDocument(SourceFile(path: "x", bytes: hostile[5]), as: format).isSound)
    }

    @Test func `aliases that stand for too much are an error`() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1..<12 { text += "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ") + "]\n" }
        #expect(!parseDocument(SourceFile(path: "x", text: text), as: .yaml).isSound)
    }

    @Test func `every leaf's span reads as the leaf`() {
        for seed in yamlSeeds {
            let source = SourceFile(path: "x", text: seed)
            for root in parseDocument(source, as: .yaml).roots { checkLeaves(root, source) }
        }
    }

    private func checkLeaves(_ value: Traced, _ source: SourceFile) {
        switch value.value {
        case .list(let items): for item in items { checkLeaves(item, source) }
        case .map(let mapping): for entry in mapping.entries { checkLeaves(entry.value, source) }
        default:
            guard let span = value.provenance.nearest?.span, !span.isEmpty else { return }
            let text = source.text(span)
            if text.hasPrefix("|") || text.hasPrefix(">") || text.contains("\n") { return }
            let again = parseDocument(SourceFile(path: "y", text: text), as: .yaml).roots.first?.value
            #expect(again == value.value, "'\(text)'")
        }
    }
}

private let yamlSeeds = [
    """
    # a comment
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web, labels: {app: "web"}}   # trailing
    spec:
      replicas: 3
      template:
        spec:
          containers:
            - name: web
              image: 'nginx:1.27'
              args: [--a, "b # c", 'd: e']
            # another
            - name: agent
              env:
              - {name: A, value: "1"}

    """,
    """
    base: &base
      a: 1
      b: [x, y]
    derived:
      <<: *base
      c: ~
    text: |
      line # not a comment
        indented
    folded: >-
      one
      two
    größe: "☃ \\u263A"
    list: *base
    ---
    second: true
    ...

    """,
    "a: 1\r\nb:\r\n  - c\r\n  - d: e\r\n",
    "{a: 1, b: {c: [1, 2, {d: e}]}, 'f': \"g\"}\n",
]

private let jsonSeeds = [
    "{\"a\": 1, \"b\": [true, null, {\"c\": \"d\\n\"}], \"e\": {}}\n",
    "{\n  \"resource\": {\n    \"aws_s3_bucket\": {\n      \"b\": {\n        \"bucket\": \"x\"\n      }\n    }\n  }\n}\n",
    "{\n\t\"a\": -1.5e3,\n\t\"ü\": \"☃\"\n}",
]
