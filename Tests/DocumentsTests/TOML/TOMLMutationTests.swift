import ConfigModel
import Documents
import Primitives
import SourceText
import TestSupport
import Testing

/// Broken files: nothing crashes, spans lie in the file, edits change only what was asked.
@Suite struct TOMLMutationTests {
    @Test func `mutated files are read without a crash and edited only where they are sound`() throws {
        var random = SplitMix64(20_261_126)
        var sound = 0
        var edited = 0
        for round in 0..<Tier.rounds(10_000) {
            var bytes = Array(tomlSeeds[round % tomlSeeds.count].utf8)
            for _ in 0...Int(random.next() % 3) { random.mutate(&bytes) }
            let document = TOMLDocument.parse(SourceFile(path: "x", bytes: bytes))
            for root in document.roots { check(root, bytes.count) }
            for comment in document.comments where comment.span.end > bytes.count { Issue.record("a comment leaves the file") }
            guard document.isSound else { continue }
            sound += 1
            for path in ["added", "tls.options.added", "log.added.x"] {
                let place = try ValuePath(parsing: path)
                let planned = document.edits(for: [DocumentChange(path: place, action: .set(.string("x")))])
                guard planned.refused.isEmpty else { continue }
                let after = TOMLDocument.parse(SourceFile(path: "x", bytes: planned.edits.applied(to: bytes)))
                #expect(after.isSound && after.roots[0].at(place)?.value == "x")
                let removed = after.edits(for: [DocumentChange(path: place, action: .remove)])
                if removed.refused.isEmpty, document.roots[0].at(place) == nil {
                    let back = TOMLDocument.parse(SourceFile(path: "x", bytes: removed.edits.applied(to: after.source.bytes)))
                    #expect(back.isSound && back.comments.map(\.text) == document.comments.map(\.text))
                }
                edited += 1
            }
        }
        #expect(sound > Tier.rounds(1000) && edited > Tier.rounds(1000), "\(sound) sound, \(edited) edited")
    }

    private func check(_ value: Traced, _ count: Int, depth: Int = 0) {
        guard depth < 250 else { return }
        if let span = value.provenance.nearest?.span, span.end > count { Issue.record("a span leaves the file") }
        switch value.value {
        case .list(let items): for item in items { check(item, count, depth: depth + 1) }
        case .map(let mapping): for entry in mapping.entries { check(entry.value, count, depth: depth + 1) }
        default: break
        }
    }

    @Test func `limits hold`() {
        for text in ["[", "a=[", "a={b=", "a.", "[a]\n[a", "\"", "'''", "[[a]]\n", "a=1\n"] {
            _ = TOMLDocument.parse(SourceFile(path: "x", bytes: Array(String(repeating: text, count: 20_000).utf8)))
        }
    }
}

private let tomlSeeds = [
    "# c\n[api]\n  insecure = true # x\n[entryPoints.web]\naddress = ':80'\n[entryPoints.web.forwardedHeaders]\ninsecure = true\ntrustedIPs = [\"10.0.0.0/8\", \"1.1.1.1\",]\n",
    "title = \"a\\u00e9\"\n[[jobs]]\nname = 'x'\nat = 1979-05-27T07:32:00Z\n[[jobs]]\n[jobs.sub]\np = { x = 1, y.z = 2.5 }\n",
    "a.b.c = 1\r\na.b.d = \"\"\"\r\nl\\\r\n m\"\"\"\r\n[tls.options.default]\r\nminVersion = 'VersionTLS10'\r\n",
    "log = {level = \"DEBUG\"}\nnumbers = [\n 1, # one\n [2, 3],\n]\n",
]
