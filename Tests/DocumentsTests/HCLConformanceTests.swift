import ConfigModel
import Documents
import FoundationEssentials
import SourceText
import Testing

/// The files of HCL's own specification suite, beside the checkout.
struct HCLConformanceTests {
    private static let folder: URL = {
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        return root.appending(path: "shared/conformance/hcl/specsuite/tests")
    }()

    private func files(_ suffix: String) -> [String] {
        let names = try? FileManager.default.subpathsOfDirectory(atPath: HCLConformanceTests.folder.path)
        return (names ?? []).filter { $0.hasSuffix(suffix) }.sorted()
    }

    private func read(_ name: String) throws -> HCLDocument {
        let bytes = try Data(contentsOf: HCLConformanceTests.folder.appending(path: name))
        return HCLDocument.parse(SourceFile(path: name, bytes: Array(bytes)))
    }

    /// Files whose expected diagnostics come from a schema and not from the syntax.
    private static let soundDespiteErrors: Set = ["structure/attributes/unexpected.hcl"]

    @Test func `the specification suite is accepted, or refused at the expected bytes`() throws {
        let cases = files(".t")
        guard !cases.isEmpty else {
            print("HCL specification suite: not found at \(HCLConformanceTests.folder.path), no cases ran")
            return
        }
        for expectation in cases {
            let name = expectation.dropLast(2) + ".hcl"
            let document = try read(String(name))
            let expected = try read(expectation)
            #expect(expected.isSound, "\(expectation) is HCL too")
            let errors = try hclValue(expected, "diagnostics[0].error")?.value.list ?? []
            let spans = errors.map { error in
                [error["from"]?[0]?["byte"]?.value.int, error["to"]?[0]?["byte"]?.value.int]
            }
            let found = document.diagnostics.map { [$0.span.map { Int64($0.start) }, $0.span.map { Int64($0.end) }] }
            if HCLConformanceTests.soundDespiteErrors.contains(String(name)) {
                #expect(found == [], "\(name)")
            } else {
                #expect(found == spans, "\(name): \(document.diagnostics.map(\.message))")
            }
            #expect(hclTilingFault(document) == nil)
        }
        print("HCL specification suite: \(cases.count) files read")
    }
}
