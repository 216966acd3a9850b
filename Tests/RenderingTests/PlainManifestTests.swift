import Primitives
import Templates
import TestSupport
import Testing

@testable import Helm

struct PlainManifestTests {
    private static let documents = [
        """
        # first
        apiVersion: v1
        kind: Service
        metadata:
          name: "a-b"
          annotations:
            helm.sh/hook: pre-install,post-upgrade
            note: |
              two
               lines

              more
          labels: {}
        spec:
          ports:
          - port: 80
            targetPort: http
          -   name: x
              list:
              - - a
                - 'b''s'
          args: ["--a=b", c, 'd']
          empty:
          other: "x: \\"y\\" # z" # note
          time: 12:30:45
        """,
        """
        kind: ConfigMap
        data:
          a.conf: >-
            folded # no comment
            - text: x

          b: -1
          "c d": e
          u: ö
        """,
        "metadata:\n  annotations: {}\n  name: 5\nkind: Secret\n",
        "kind: 'Pod'\nspec:\n    deep:\n      -\n        a: 1\n      - b: 2\n    c: 3\n",
    ]

    /// What the full reader finds, or nil when it refuses the document.
    private func fullReading(_ bytes: [UInt8]) -> (kind: String, hook: String?)? {
        guard let value = try? YAMLReader.read(Text(bytes), origin: .text, in: TraceTable(isEnabled: false)),
            case .map(let map, _) = value
        else { return nil }
        func text(_ value: GoValue?) -> String? { value.flatMap { if case .string(let text) = $0 { text.string } else { nil } } }
        var hook: String?
        if case .map(let metadata, _)? = map["metadata"], case .map(let annotations, _)? = metadata["annotations"] {
            hook = text(annotations["helm.sh/hook"])
        }
        return (text(map["kind"]) ?? "", hook)
    }

    @Test(arguments: documents) func `a plain document is read without the full reader`(_ document: String) throws {
        let plain = try #require(PlainManifest.read(Array(document.utf8)))
        let full = try #require(fullReading(Array(document.utf8)))
        #expect((plain.kind ?? "") == full.kind)
        #expect(plain.hook == full.hook)
    }

    @Test(arguments: [
        "", "# nothing\n", "- a\n", "a\n", "kind: {a: 1}\n", "kind: 1\n", "kind: |\n  Pod\n", "metadata: x\n", "metadata:\n- a\n",
        "kind: &a Pod\n", "kind: *a\n", "kind: !!str Pod\n", "a: b: c\n", "a:\n  b\n", "a: b\n  c\n", "a: b\n c: d\n", "a:\n  b: 1\n c: 2\n",
        "a:\tb\n", "\ta: b\n", "a: \"b\n", "a: 'b\n", "a: [b\n", "a: |2\n   b\n", "a: |\n    b\n   c\n", "1: a\n", "null: a\n", "<<: a\n", "a: @b\n",
        "a: .inf\n", "a: b\n---\nc: d\n", "%YAML 1.1\n", "a: \u{7}\n", "a: \u{85}b\n", "? a\n: b\n", "a: \"\\q\"\n",
        "metadata:\n  annotations:\n    a: {}\n",
        "metadata:\n  name:\n    a: b\n", "a: b\r\n", "a: {b: c}\n", "a: - b\n", "a: ]\n", "a: b #c: d\n#\n e: f\n",
    ]) func `what is not plain is left to the full reader`(_ document: String) {
        #expect(PlainManifest.read(Array(document.utf8)) == nil)
    }

    @Test func `no mutated document is read otherwise than the full reader reads it`() {
        var random = SplitMix64(7)
        let pieces = [
            " ", "  ", "\n", ":", ": ", "-", "- ", "#", " #", "\"", "'", "|", ">", "[", "]", "{", "}", "&", "*", "a", "1", "\t", "\\", "?", ",", "~",
            "é",
        ]
        .map { Array($0.utf8) }
        var accepted = 0
        for round in 0..<Tier.rounds(20_000) {
            var bytes = Array(PlainManifestTests.documents[round % PlainManifestTests.documents.count].utf8)
            for _ in 0...Int.random(in: 0..<3, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes.remove(at: place)
                case 1: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1..<9, using: &random)))
                default: bytes.insert(contentsOf: pieces.randomElement(using: &random) ?? [], at: place)
                }
                if bytes.isEmpty { break }
            }
            guard let plain = PlainManifest.read(bytes) else { continue }
            accepted += 1
            let text = String(decoding: bytes, as: UTF8.self)
            guard let full = fullReading(bytes) else {
                Issue.record("refused by the full reader:\n\(text)")
                continue
            }
            if (plain.kind ?? "") != full.kind || plain.hook != full.hook { Issue.record("read otherwise:\n\(text)") }
        }
        #expect(accepted > Tier.rounds(2_000))
    }
}
