import SourceText
import Testing

/// What is known about a technology stands in its folder, and nothing above asks for one by name.
@Suite struct TechnologyTests {
    /// Words that are also names of something else.
    private static let commonWords: Set<String> = ["properties", "configuration"]

    private static let technologies = swiftFiles(below: "Sources/Technologies")

    /// What technologies call themselves and their systems: `package let name = "sshd"`.
    private static let names: Set<String> = Set(
        technologies.flatMap { file in
            file.lines.compactMap { line -> String? in
                guard line.contains("let name = \""), let start = line.firstIndex(of: "\"") else { return nil }
                return String(line[line.index(after: start)...].prefix { $0 != "\"" })
            }
        }
    ).subtracting(commonWords)

    @Test func `no technology is named above the technologies`() {
        #expect(Self.names.count > 20 && Self.names.contains("sshd") && Self.names.contains("kubernetes"))
        // Which formats there are is the business of Documents, below the technologies.
        let passedOver = ["Sources/Technologies/", "Sources/Documents/", "Sources/larboard-dev/"]
        for file in swiftFiles(below: "Sources") where !passedOver.contains(where: file.path.hasPrefix) {
            for (number, line) in file.lines.enumerated() where !isComment(line) {
                for name in Self.names where line.contains("\"\(name)\"") {
                    Issue.record("\(file.path):\(number + 1): \"\(name)\" is a technology; ask it through Technology")
                }
            }
        }
    }

    @Test func `each technology is in the one list`() throws {
        let list = try #require(Self.technologies.first { $0.path.hasSuffix("BuiltInTechnologies.swift") })
        let conformances = ["ProjectTechnology", "DirectiveProduct", "StructuredProduct", "DocumentReader"]
        var count = 0
        for file in Self.technologies where file.path != list.path {
            for line in file.lines where line.hasPrefix("package struct ") {
                guard let colon = line.firstIndex(of: ":"), conformances.contains(where: line[colon...].contains) else { continue }
                let type = line.dropFirst("package struct ".count).prefix { $0 != ":" }
                count += 1
                #expect(list.lines.contains { $0.contains("\(type)(") }, "\(type) of \(file.path)")
            }
        }
        #expect(count > 20)
    }

    @Test func `only the list, the workspace and the tools of developers depend on technologies`() throws {
        let targets = try Manifest.read.get().targets
        let technologies = Set(targets.filter { $0.folder.hasPrefix("Sources/Technologies/") }.map(\.name)).subtracting(["BuiltInTechnologies"])
        let allowed: Set<String> = ["BuiltInTechnologies", "Workspace", "larboard-dev"]
        for target in targets where target.type != "test" && !technologies.contains(target.name) && !allowed.contains(target.name) {
            #expect(technologies.isDisjoint(with: target.dependencies.map(\.name)), "\(target.name)")
        }
    }
}
