import ConfigModel
import Documents
import SourceText
import Testing

/// Edits of TOML: what is written, where, and that nothing else changes.
@Suite struct TOMLEditTests {
    @Test(arguments: tomlEditCases)
    func `edits write what a person would`(_ example: TOMLEditCase) throws {
        for ending in ["\n", "\r\n"] {
            for mark in ["", "\u{FEFF}"] {
                let before = mark + example.before.replacing("\n", with: ending)
                let after = mark + example.after.replacing("\n", with: ending)
                let document = TOMLDocument.parse(SourceFile(path: "f", text: before))
                let change = DocumentChange(path: try ValuePath(parsing: example.path), action: example.action)
                let planned = document.edits(for: [change])
                #expect(planned.refused.map(\.reason) == [], "\(example)")
                #expect(String(decoding: planned.edits.applied(to: document.source.bytes), as: UTF8.self) == after, "\(example)")
            }
        }
    }

    @Test(arguments: [
        ("a = 1\n", "a", DocumentChange.Action.set(.null)), ("a = 1\n", "a.b", .set(.int(1))), ("[[a]]\nb = 1\n", "a", .set(.int(1))),
        ("a = 1\n", "b", .set(.expression("1 # c"))), ("a = [1]\n", "a[3]", .set(.int(1))), ("[a]\nb = 1\n", "a", .set(.int(1))),
    ])
    func `changes that TOML cannot hold are refused`(_ text: String, _ path: String, _ action: DocumentChange.Action) throws {
        let document = TOMLDocument.parse(SourceFile(path: "f", text: text))
        let planned = document.edits(for: [DocumentChange(path: try ValuePath(parsing: path), action: action)])
        #expect(planned.refused.count == 1 && planned.edits.isEmpty)
    }

    @Test func `several changes are made together, each or not at all`() throws {
        let document = TOMLDocument.parse(SourceFile(path: "f", text: "[api]\ninsecure = true\n"))
        let changes = try [("api.insecure", NewValue.bool(false)), ("api", .int(1)), ("accessLog", .map([])), ("log.level", .string("INFO"))].map {
            DocumentChange(path: try ValuePath(parsing: $0), action: .set($1))
        }
        let planned = document.edits(for: changes)
        #expect(planned.refused.map(\.change.path) == [changes[1].path])
        #expect(
            String(decoding: planned.edits.applied(to: document.source.bytes), as: UTF8.self)
                == "accessLog = {}\n\n[api]\ninsecure = false\n\n[log]\nlevel = \"INFO\"\n")
    }
}

struct TOMLEditCase: Sendable, CustomStringConvertible {
    let before: String
    let path: String
    let action: DocumentChange.Action
    let after: String

    init(_ before: String, _ path: String, _ action: DocumentChange.Action, _ after: String) {
        (self.before, self.path, self.action, self.after) = (before, path, action, after)
    }

    var description: String { "\(path) in \(before)" }
}

private let tomlEditCases: [TOMLEditCase] = [
    TOMLEditCase("[api]\n  insecure = true # x\n", "api.insecure", .set(.bool(false)), "[api]\n  insecure = false # x\n"),
    TOMLEditCase("[log]\nlevel = 'DEBUG'\n", "log.level", .set(.string("INFO")), "[log]\nlevel = 'INFO'\n"),
    TOMLEditCase("[a]\n  b = 1\n\n[c]\n", "a.d", .set(.string("x\"y")), "[a]\n  b = 1\n  d = \"x\\\"y\"\n\n[c]\n"),
    TOMLEditCase("[a]\n\n[c]\n", "a.d", .set(.int(2)), "[a]\nd = 2\n\n[c]\n"),
    TOMLEditCase("[a.b]\nx = 1\n", "a.d", .set(.int(2)), "[a]\nd = 2\n\n[a.b]\nx = 1\n"),
    TOMLEditCase(
        "[tls.options.default]\nsniStrict = true\n[http]\n", "tls.options.default.minVersion", .set(.string("VersionTLS12")),
        "[tls.options.default]\nsniStrict = true\nminVersion = \"VersionTLS12\"\n[http]\n"),
    TOMLEditCase(
        "[http.routers.a]\nrule = \"x\"\n\n[udp]\n", "http.routers.b.rule", .set(.string("y")),
        "[http.routers.a]\nrule = \"x\"\n\n[http.routers.b]\nrule = \"y\"\n\n[udp]\n"),
    TOMLEditCase("x = 1\n", "a.b.c", .set(.bool(true)), "x = 1\n\n[a.b]\nc = true\n"),
    TOMLEditCase("# top\n\n[a]\n", "b", .set(.int(1)), "# top\n\nb = 1\n\n[a]\n"),
    TOMLEditCase("a = {b = 1}\n", "a.c", .set(.list([.int(1), .string("x")])), "a = {b = 1, c = [1, \"x\"]}\n"),
    TOMLEditCase("a = { b = 1, c = 2 }\n", "a.b", .remove, "a = { c = 2 }\n"),
    TOMLEditCase("a.b = 1\n", "a.c", .set(.int(2)), "a.b = 1\na.c = 2\n"),
    TOMLEditCase("a.b = 1 # x\nd = 1\n", "a.b", .remove, "d = 1\n"),
    TOMLEditCase("[a]\nb = 1 # x\nc = 2\n", "a.b", .remove, "[a]\nc = 2\n"),
    TOMLEditCase("z = 1\n[a.b]\nc = 1\n[d]\ne = 1\n", "a.b.c", .remove, "z = 1\n[d]\ne = 1\n"),
    TOMLEditCase("[a]\nb = 1\n[a.c]\nd = 1\n[e]\nf = 1\n", "a", .remove, "[e]\nf = 1\n"),
    TOMLEditCase("a = [\n  1, # one\n  2,\n]\n", "a", .append(.int(3)), "a = [\n  1, # one\n  2,\n  3,\n]\n"),
    TOMLEditCase("a = [1, 2]\n", "a", .append(.int(2)), "a = [1, 2]\n"),
    TOMLEditCase("a = [1, 2]\n", "a[0]", .remove, "a = [2]\n"),
    TOMLEditCase("a = [1, 2]\n", "a[1]", .remove, "a = [1]\n"),
    TOMLEditCase("a = [1, 2]\n", "a[1]", .insert(.int(9)), "a = [1, 9, 2]\n"),
    TOMLEditCase("[[s]]\na = 1\n[t]\n", "s", .append(.map([NewValue.Entry("a", .int(2))])), "[[s]]\na = 1\n\n[[s]]\na = 2\n[t]\n"),
    TOMLEditCase("[[s]]\na = 1\n[[s]]\na = 2\n", "s[1].b", .set(.int(3)), "[[s]]\na = 1\n[[s]]\na = 2\nb = 3\n"),
    TOMLEditCase("[a]\nold = 1\n", "a.old", .rename(to: "new key"), "[a]\n\"new key\" = 1\n"),
    TOMLEditCase(
        "[a]\nb = 1\n", "a", .merge(.map([NewValue.Entry("b", .int(2)), NewValue.Entry("c", .map([NewValue.Entry("d", .int(3))]))])),
        "[a]\nb = 2\n\n[a.c]\nd = 3\n"),
]
