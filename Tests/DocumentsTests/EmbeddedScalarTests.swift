import ConfigModel
import Documents
import Primitives
import SourceText
import TestSupport
import Testing

private let nginx = "http {\n    gzip on;\n\n    server {\n        listen 80;\n    }\n}\n"

/// The same text as a value in each style that can hold it.
private func hosts(_ text: String) -> [(style: String, file: SourceFile)] {
    let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n").replacing("\t", with: "\\t")
    func block(_ indent: String, _ newline: String = "\n") -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map { $0.isEmpty ? "" : indent + $0 }.joined(separator: newline)
    }
    return [
        ("literal", SourceFile(path: "a.yaml", text: "data:\n  conf: |\n\(block("    "))\n  after: 1 # stays\n")),
        ("literal, last in the file", SourceFile(path: "a.yaml", text: "a: 1\ndata:\n  conf: |\n\(block("        "))\n")),
        ("literal with CRLF", SourceFile(path: "a.yaml", text: "data:\r\n  conf: |\r\n\(block("    ", "\r\n"))\r\n  after: 1\r\n")),
        ("double quoted", SourceFile(path: "a.yaml", text: "data: {conf: \"\(escaped)\", after: 1}\n")),
        ("JSON", SourceFile(path: "a.json", text: "{\"data\": {\"conf\": \"\(escaped)\", \"after\": 1}}")),
    ]
}

private func parsed(_ file: SourceFile) -> any Document { parseDocument(file, as: file.path.hasSuffix(".json") ? .json : .yaml) }

private func conf(_ document: any Document) -> Traced? { document.roots.first?["data"]?["conf"] }

@Suite struct EmbeddedScalarTests {
    @Test func `a span of the text is the span of the same bytes in the file`() throws {
        for (style, file) in hosts(nginx) {
            let document = parsed(file)
            let span = try #require(conf(document)?.provenance.nearest?.span, "\(style)")
            let scalar = try #require(EmbeddedScalar(document, span: span), "\(style)")
            #expect(scalar.text == Array(nginx.utf8), "\(style)")
            let start = nginx.utf8.count - "listen 80;\n    }\n}\n".utf8.count
            #expect(file.text(scalar.span(Span(start, start + 10))) == "listen 80;", "\(style)")
        }
    }

    @Test func `a change in the text is a change of its bytes alone, in every style`() throws {
        for (style, file) in hosts(nginx) {
            let document = parsed(file)
            let place = EmbeddedPlace(span: try #require(conf(document)?.provenance.nearest?.span), format: .directives(.nginx))
            let path = ValuePath([.key("http"), .index(0), .key("server_tokens")])
            let planned = document.edits(for: [DocumentChange(path: path, action: .set(.string("off")), embedded: place)])
            #expect(planned.refused.map(\.reason) == [], "\(style)")
            let after = parsed(SourceFile(path: file.path, bytes: planned.edits.applied(to: file.bytes)))
            let expected = nginx.replacing("gzip on;\n", with: "gzip on;\n    server_tokens off;\n")
            #expect(conf(after)?.value == .string(expected), "\(style)")
            #expect(after.roots.first?["data"]?["after"]?.value == document.roots.first?["data"]?["after"]?.value, "\(style)")
            #expect(after.comments.map(\.text) == document.comments.map(\.text), "\(style)")
        }
    }

    @Test func `single quotes, plain and folded scalars take what stays within a line`() throws {
        for (text, wanted) in [
            ("conf: 'server_tokens on; add_header X ''a'';'\n", "conf: 'server_tokens off; add_header X ''a'';'\n"),
            ("conf: server_tokens on; gzip on;\n", "conf: server_tokens off; gzip on;\n"),
            ("conf: >\n  server_tokens on;\n  gzip on;\n", "conf: >\n  server_tokens off;\n  gzip on;\n"),
        ] {
            let document = parsed(SourceFile(path: "a.yaml", text: text))
            let span = try #require(document.roots.first?["conf"]?.provenance.nearest?.span)
            let change = DocumentChange(
                path: ValuePath([.key("server_tokens")]), action: .set(.string("off")),
                embedded: EmbeddedPlace(span: span, format: .directives(.nginx)))
            let planned = document.edits(for: [change])
            #expect(String(decoding: planned.edits.applied(to: Array(text.utf8)), as: UTF8.self) == wanted)
        }
    }

    @Test func `what a style cannot write is refused with a reason`() throws {
        let text = "conf: 'server_tokens on;'\n"
        let document = parsed(SourceFile(path: "a.yaml", text: text))
        let span = try #require(document.roots.first?["conf"]?.provenance.nearest?.span)
        let change = DocumentChange(
            path: ValuePath([.key("gzip")]), action: .set(.string("off")), embedded: EmbeddedPlace(span: span, format: .directives(.nginx)))
        let planned = document.edits(for: [change])
        #expect(planned.edits.isEmpty || parsed(SourceFile(path: "a.yaml", bytes: planned.edits.applied(to: Array(text.utf8)))).isSound)
        #expect(planned.edits.isEmpty == !planned.refused.isEmpty)
    }

    /// Random texts with random edits: the file then holds exactly the edited text, and nothing else changed.
    @Test func `seeded edits of seeded texts come out in each style as on the text itself`() throws {
        var random = SplitMix64(20_261_126)
        let pieces = ["a", "key = value", "  deep", "\"quoted\"", "# note", "x: y", "\\slash", "ü", "", "\ttab", "- item", "100%"]
        var made: [String: Int] = [:]
        for _ in 0..<2_000 {
            let lines = (0..<(1 + random.below(6))).map { _ in pieces[random.below(pieces.count)] }
            let text = lines.joined(separator: "\n") + "\n"
            let bytes = Array(text.utf8)
            let ends = text.indices.map { text.utf8.distance(from: text.startIndex, to: $0) } + [bytes.count]
            let start = ends[random.below(ends.count)]
            let end = min(bytes.count, [start, ends[random.below(ends.count)]].max()!)
            let replacement = [pieces[random.below(pieces.count)], "new\nline", "", "\n"][random.below(4)]
            let inner = try EditList([Edit(Span(start, end), replacement)])
            let expected = String(decoding: inner.applied(to: bytes), as: UTF8.self)
            for (style, file) in hosts(text) {
                let document = parsed(file)
                guard document.isSound, let value = conf(document), value.value == .string(text), let span = value.provenance.nearest?.span,
                    let scalar = EmbeddedScalar(document, span: span)
                else { continue }
                #expect(scalar.text == bytes)
                guard let edits = scalar.edits(for: inner), let list = try? EditList(edits) else { continue }
                let after = parsed(SourceFile(path: file.path, bytes: list.applied(to: file.bytes)))
                // A literal cannot hold every text, such as one that begins with a blank; those are refused where changes are made.
                guard after.isSound, let held = conf(after)?.value.string, held == expected else { continue }
                #expect(after.roots.first?["data"]?["after"]?.value == document.roots.first?["data"]?["after"]?.value)
                made[style, default: 0] += 1
            }
        }
        for (style, count) in made { #expect(count > 800, "\(style): only \(count)") }
        #expect(made.count == 5)
    }
}
