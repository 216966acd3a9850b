import ConfigModel
import Documents
import Primitives
import SourceText
import TestSupport
import Testing

/// One change of one file.
struct HCLEditCase: Sendable, CustomTestStringConvertible {
    let name: String
    let before: String
    let changes: [(String, DocumentChange.Action)]
    /// nil when the change must be refused.
    let after: String?
    let reason: String?

    init(_ name: String, _ before: String, _ path: String, _ action: DocumentChange.Action, _ after: String) {
        self.init(name, before, [(path, action)], after)
    }

    init(_ name: String, _ before: String, _ changes: [(String, DocumentChange.Action)], _ after: String) {
        (self.name, self.before, self.changes, self.after, reason) = (name, before, changes, after, nil)
    }

    init(
        refused name: String, _ before: String, _ path: String, _ action: DocumentChange.Action, because reason: String
    ) {
        (self.name, self.before, changes, after, self.reason) = (name, before, [(path, action)], nil, reason)
    }

    var testDescription: String { name }
}

private func planned(_ text: String, _ changes: [(String, DocumentChange.Action)]) throws -> (PlannedEdits, HCLDocument) {
    let document = HCLDocument.parse(SourceFile(path: "main.tf", text: text))
    #expect(document.diagnostics == [])
    let list = try changes.map { DocumentChange(path: try ValuePath(parsing: $0.0), action: $0.1) }
    return (document.edits(for: list), document)
}

private func check(_ entry: HCLEditCase) throws {
    let variants: [(String, (String) -> String)] = [
        ("as written", { $0 }), ("CRLF", { $0.replacing("\n", with: "\r\n") }),
        ("byte-order mark", { "\u{FEFF}" + $0 }),
        ("multi-byte text before", { "# ä€😀\n\nlocals {}\n\n" + $0 }),
        ("four spaces", { $0.replacing("  ", with: "    ") }),
    ]
    for (variant, transform) in variants {
        // Alignment is not doubled with the indent, and a file without indent or line ends does not show its own.
        let isAligned = entry.before.contains("  =") || entry.after?.contains("  =") == true
        if variant == "four spaces", isAligned || !entry.before.contains("\n  ") || entry.before.contains("\t") {
            continue
        }
        if variant == "CRLF", !entry.before.contains("\n") { continue }
        let (result, document) = try planned(transform(entry.before), entry.changes)
        guard let after = entry.after else {
            #expect(result.refused.map(\.reason) == [entry.reason], "\(entry.name), \(variant)")
            #expect(result.edits.isEmpty)
            continue
        }
        #expect(result.refused.map(\.reason) == [], "\(entry.name), \(variant)")
        let edited = result.edits.applied(to: document.source.bytes)
        #expect(String(decoding: edited, as: UTF8.self) == transform(after), "\(entry.name), \(variant)")
        let shifts = entry.changes.contains { change in
            switch change.1 {
            case .remove, .insert, .rename: true
            default: false
            }
        }
        if !shifts {
            let (again, _) = try planned(String(decoding: edited, as: UTF8.self), entry.changes)
            #expect(again.edits.isEmpty && again.refused.isEmpty, "\(entry.name) is idempotent")
        }
    }
}

struct HCLEditTests {
    @Test(arguments: hclSetCases) func `a set fits in`(entry: HCLEditCase) throws { try check(entry) }

    @Test(arguments: hclLiteralCases) func `lists and objects are edited in place`(entry: HCLEditCase) throws {
        try check(entry)
    }

    @Test(arguments: hclRemovalCases) func `removal takes what belongs to it`(entry: HCLEditCase) throws {
        try check(entry)
    }

    @Test(arguments: hclRefusedCases) func `what is not safe is refused with a reason`(entry: HCLEditCase) throws {
        try check(entry)
    }

    @Test func `a broken file is never edited`() throws {
        let document = HCLDocument.parse(SourceFile(path: "main.tf", text: "a = 1\nb = [\n"))
        let result = document.edits(for: [DocumentChange(path: try ValuePath(parsing: "a"), action: .set(.int(2)))])
        #expect(result.edits.isEmpty)
        #expect(
            result.refused.map(\.reason) == ["the file has errors: the list is not closed before the end of the file"])
    }

    @Test func `one refused change leaves the others`() throws {
        let (result, document) = try planned(
            "a = f(1)\nb = 1\n", [("a.x", .set(.int(1))), ("b", .set(.int(2))), ("c[3]", .remove)])
        #expect(result.refused.map(\.reason) == ["the value calls f", "there is nothing to remove"])
        #expect(String(decoding: result.edits.applied(to: document.source.bytes), as: UTF8.self) == "a = f(1)\nb = 2\n")
    }

    /// Random changes of a real file: whatever is made reads as intended, since every edit is checked, and nothing overlaps or crashes.
    @Test func `random changes are made or refused`() throws {
        var random = SplitMix64(7)
        let document = HCLDocument.parse(SourceFile(path: "main.tf", text: hclShowcase))
        var paths: [ValuePath] = []
        func collect(_ value: Traced, _ path: ValuePath) {
            paths.append(path)
            for (index, item) in (value.value.list ?? []).enumerated() { collect(item, path.index(index)) }
            for entry in value.value.mapping?.entries ?? [] { collect(entry.value, path.key(entry.key)) }
        }
        collect(document.roots[0], .root)
        let values: [NewValue] = [
            .int(1), .string("a\"${b}\n"), .list([.int(1), .string("x")]), .map([.init("k", .bool(true))]),
            .expression("var.new"),
            .list([.map([.init("k", .int(1))])]), .null,
        ]
        var made = 0
        for _ in 0..<400 {
            var changes: [DocumentChange] = []
            for _ in 0...random.below(3) {
                var path = paths[random.below(paths.count)]
                if random.below(3) == 0 { path = path.key("fresh") }
                if random.below(4) == 0 { path = path.index(random.below(3)) }
                let value = values[random.below(values.count)]
                let actions: [DocumentChange.Action] = [
                    .set(value), .remove, .append(value), .merge(value), .rename(to: "named"), .insert(value),
                ]
                changes.append(DocumentChange(path: path, action: actions[random.below(actions.count)]))
            }
            let result = document.edits(for: changes)
            let after = HCLDocument.parse(
                SourceFile(path: "main.tf", bytes: result.edits.applied(to: document.source.bytes)))
            #expect(after.isSound, "\(changes)")
            if !result.edits.isEmpty { made += 1 }
        }
        #expect(made > 100, "most random changes are possible: \(made)")
    }
}
