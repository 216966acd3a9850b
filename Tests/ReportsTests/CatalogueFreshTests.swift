import BuiltInTechnologies
import Reports
import Rules
import SourceText
import Testing

@Suite struct CatalogueFreshTests {
    @Test func `the rule catalogue is what the rules say`() throws {
        let root = String(#filePath.split(separator: "/").dropLast(3).reduce(into: "") { $0 += "/" + $1 })
        let folder = try DirectoryTree(root + "/rules")
        let loaded = loadRules(folder, .builtIn())
        #expect(loaded.diagnostics.isEmpty)
        let written = try folder.file("CATALOG.md").text
        #expect(written == catalogue(loaded.rules), "run 'make generate' and commit rules/CATALOG.md")
    }
}
