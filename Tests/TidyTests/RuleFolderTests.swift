import SourceText
import Testing

@Suite struct RuleFolderTests {
    @Test func `the rules folder holds rules and nothing else`() {
        guard let repository else { return #expect(Bool(false), "the repository cannot be listed") }
        let known: Set = ["rules/README.md", "rules/CATALOG.md"]
        for path in repository.paths where path.hasPrefix("rules/") && !known.contains(path) {
            let parts = path.split(separator: "/")
            let isTable = parts.count == 3 && parts[1] == "replacements" && path.hasSuffix(".tsv")
            #expect(isTable || (parts.count == 3 && path.hasSuffix(".yaml")), "\(path) is no rule")
        }
    }

    @Test func `every fixture folder says where it comes from`() throws {
        guard let repository else { return #expect(Bool(false), "the repository cannot be listed") }
        let readme = try repository.file("fixtures/README.md").text
        let folders = Set(repository.paths.filter { $0.hasPrefix("fixtures/") }.map { String($0.split(separator: "/")[1]) })
        for folder in folders where folder != "README.md" {
            #expect(readme.contains("`\(folder)`"), "fixtures/README.md does not mention \(folder)")
        }
    }

    @Test func `messages of rules are sentences without a full stop`() throws {
        guard let repository else { return #expect(Bool(false), "the repository cannot be listed") }
        for path in repository.paths where path.hasPrefix("rules/") && path.hasSuffix(".yaml") {
            for line in try repository.file(path).lines where line.hasPrefix("message:") || line.hasPrefix("title:") {
                let text = line.drop { $0 == "\"" || $0 == "'" }
                #expect(!text.hasSuffix(".") && !text.hasSuffix(".\"") && !text.hasSuffix(".'"), "\(path): \(line)")
            }
        }
    }
}
