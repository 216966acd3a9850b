import ConfigModel
import Documents
import FoundationEssentials
import SourceText
import Testing

/// The cases of the YAML test suite, which lie beside the checkout.
///
/// The measure is libyaml and not the newest specification: Kubernetes reads what libyaml reads.
@Suite struct YAMLConformanceTests {
    @Test func `every case reads as libyaml reads it`() throws {
        let cases = try suiteCases()
        guard !cases.isEmpty else {
            print("YAML conformance: no cases beside the checkout, nothing was run")
            return
        }
        var outcome = Outcome()
        for example in cases { outcome.judge(example) }
        let passed = cases.count - outcome.deviations
        print("YAML conformance: \(cases.count) cases, \(passed) as the suite wants them, \(outcome.deviations) known deviations of libyaml")
        #expect(outcome.rejected == rejectedByLibyaml.sorted())
        #expect(outcome.accepted == acceptedByLibyaml.sorted())
        #expect(outcome.different == readDifferentlyByLibyaml.sorted())
        #expect(cases.count > 390)
    }
}

private struct Outcome {
    var rejected: [String] = []
    var accepted: [String] = []
    var different: [String] = []

    var deviations: Int { rejected.count + accepted.count + different.count }

    mutating func judge(_ example: SuiteCase) {
        let document = YAMLDocument.parse(SourceFile(path: example.id, bytes: Array(example.yaml.utf8)))
        if let trouble = spanTrouble(document.tree, document.roots, document.comments, document.source.bytes) {
            Issue.record("\(example.id): \(trouble)")
        }
        switch (document.isSound, example.fails) {
        case (false, false): rejected.append(example.id)
        case (true, true): accepted.append(example.id)
        case (true, false): if events(document) != example.tree { different.append(example.id) }
        case (false, true): break
        }
    }
}

private struct SuiteCase {
    let id: String
    let yaml: String
    let tree: String
    let fails: Bool
}

private func suiteCases() throws -> [SuiteCase] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../shared/conformance/yaml/src")
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path) else { return [] }
    return try names.filter { $0.hasSuffix(".yaml") }.sorted().flatMap { name -> [SuiteCase] in
        let bytes = [UInt8](try Data(contentsOf: folder.appending(path: name)))
        let document = YAMLDocument.parse(SourceFile(path: name, bytes: bytes))
        #expect(document.isSound, "\(name)")
        let items = document.roots.first?.value.list ?? []
        return items.enumerated().map { number, item in
            SuiteCase(
                id: name.prefix(4) + (items.count > 1 ? "/\(number)" : ""), yaml: decoded(item["yaml"]?.value.string ?? ""),
                tree: normalised(decoded(item["tree"]?.value.string ?? "")), fails: item["fail"]?.value.bool ?? false)
        }
    }
}

/// The suite shows blanks, tabs, returns, byte-order marks and missing line ends as visible characters.
private func decoded(_ text: String) -> String {
    var result = text.replacing("␣", with: " ").replacing("↵", with: "").replacing("←", with: "\r").replacing("⇔", with: "\u{FEFF}")
    for length in (0...3).reversed() { result = result.replacing(String(repeating: "—", count: length) + "»", with: "\t") }
    if result.hasSuffix("∎\n") { result = String(result.dropLast(2)) }
    return result
}

/// Without indentation and the marks of explicit documents, which our tree does not keep.
private func normalised(_ tree: String) -> String {
    tree.split(separator: "\n").map { line in
        let line = line.drop { $0 == " " }
        return line.hasPrefix("+DOC") ? "+DOC" : line.hasPrefix("-DOC") ? "-DOC" : String(line)
    }.joined(separator: "\n")
}

/// Our tree in the notation of the suite.
private func events(_ document: YAMLDocument) -> String {
    var lines = ["+STR"]
    let tree = document.tree
    func show(_ index: Int) {
        let node = tree[index]
        let properties = tree.properties(of: index)
        let marks = (properties?.anchor.map { " &\($0)" } ?? "") + (properties?.tag.map { " <\($0)>" } ?? "")
        switch node.kind {
        case .mapping, .sequence:
            let (name, brackets) = node.kind == .mapping ? ("MAP", " {}") : ("SEQ", " []")
            lines.append("+\(name)\(node.isFlow ? brackets : "")\(marks)")
            tree.children(index).forEach(show)
            lines.append("-\(name)")
        case .scalar:
            let signs: [NodeTree.Node.Style: String] = [.plain: ":", .singleQuoted: "'", .doubleQuoted: "\"", .literal: "|", .folded: ">"]
            lines.append("=VAL\(marks) \(signs[node.style] ?? "?")\(escaped(tree.text(index, in: document.source.bytes)))")
        case .alias: lines.append("=ALI " + document.source.text(node.span))
        }
    }
    for root in tree.roots {
        lines.append("+DOC")
        show(root)
        lines.append("-DOC")
    }
    return (lines + ["-STR"]).joined(separator: "\n")
}

private func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\\": result += "\\\\"
        case "\n": result += "\\n"
        case "\t": result += "\\t"
        case "\r": result += "\\r"
        case "\u{8}": result += "\\b"
        case "\0": result += "\\0"
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result
}

/// Valid YAML 1.2 that libyaml 0.2.5 refuses. These three lists are the same for libyaml's own events, read without our tree.
private let rejectedByLibyaml = """
    2JQS 2LFX 2SXE 4ABK 4MUZ/0 4MUZ/1 4MUZ/2 58MP 5MUD 5T43 6BCT 6LVF 6M2F 7Z25 8XYN 96NN/0 96NN/1 9SA2 A2M4 BEC7
    CFD4 DBG4 DE56/2 DE56/3 DK3J DK95/0 DK95/3 DK95/4 DK95/7 FP8R FRK4 HM87/0 HWV9 K3WX M2N8/0 M7A3 MUS6/5 MUS6/6
    NHX8 NJ66 NKF9 Q5MG QT73 R4YG S3PD SM9W/1 UKK6/0 UT92 VJP3/1 W4TN W5VH Y79Y/1 Y79Y/10 ZYU8/0 ZYU8/1 ZYU8/2
    ZYU8/3
    """.split { $0 == " " || $0 == "\n" }.map(String.init)

/// Invalid YAML 1.2 that libyaml takes.
private let acceptedByLibyaml = """
    9C9N 9HCY 9JBA CVW2 DK95/1 EB22 G5U8 MUS6/0 MUS6/1 QB6E RHX7 S98Z SU5Z X4QW Y79Y/3 YJV2
    """.split { $0 == " " || $0 == "\n" }.map(String.init)

/// Where libyaml's events differ from those of the suite.
private let readDifferentlyByLibyaml = """
    3RLN/2 3RLN/5 652Z 6CA3 HM87/1 JEF9/2 L24T/1 MUS6/3 MUS6/4 Y2GN Y79Y/2
    """.split { $0 == " " || $0 == "\n" }.map(String.init)
