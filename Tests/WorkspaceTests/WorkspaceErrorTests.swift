import TestSupport
import Rules
import SourceText
import Testing
import Workspace

@Suite struct WorkspaceErrorTests {
    private func refusal(_ body: () throws -> Void) throws -> String {
        let error = #expect(throws: WorkspaceError.self) { try body() }
        return "\(try #require(error))"
    }

    private func open(_ files: [String: String], _ settings: WorkspaceSettings = WorkspaceSettings(today: day)) throws {
        _ = try Workspace(MemoryTree(texts: files), rules: RulePack(rules: []), settings: settings)
    }

    @Test func `what is not there is named with the reason`() throws {
        let text = try refusal { _ = try Workspace(folders: ["/no/such/folder"], rules: RulePack(rules: [])) }
        #expect(text == "cannot read '/no/such/folder': no such file or folder")
        #expect(try refusal { _ = try Workspace(repository: "/no/such/folder", rules: RulePack(rules: [])) }.contains("/no/such/folder"))
    }

    @Test func `rules are looked for once the tree is there`() throws {
        let folder = try TestFolder(["tree/pod.yaml": pod])
        let text = try refusal { _ = try Workspace(folders: [folder.path + "/tree"], rules: try RulePack(folder: folder.path + "/none")) }
        #expect(text.hasPrefix("cannot read '\(folder.path)/none'"))
        try folder.write("empty/README.md", "")
        #expect(try refusal { _ = try RulePack(folder: folder.path + "/empty") } == "the folder '\(folder.path)/empty' holds no rules")
        try folder.write("empty/area/broken.yaml", "id: broken\n")
        #expect(try refusal { _ = try RulePack(folder: folder.path + "/empty") }.contains("area/broken.yaml"))
    }

    @Test func `a broken configuration stops everything`() throws {
        #expect(try refusal { try open([".larboard.yaml": "rulez: {}\n"]) }.contains("unknown key 'rulez'"))
        #expect(try refusal { try open([".larboard.yaml": "rules: {absent: {enabled: false}}\n"]) }.contains("'absent', which does not exist"))
    }

    @Test func `files of a run that cannot be read are named`() throws {
        let missing = "/no/such/file"
        for settings in [
            WorkspaceSettings(configurationFile: missing), WorkspaceSettings(pinsFile: missing), WorkspaceSettings(plans: [missing]),
        ] { #expect(try refusal { try open([:], settings) } == "cannot read '/no/such/file'") }
    }

    @Test(arguments: ["", "tomorrow", "2026-01"])
    func `a date that is none is told`(_ text: String) throws {
        #expect(
            try refusal { try open([:], WorkspaceSettings(environment: ["LARBOARD_TODAY": text])) }
                == "LARBOARD_TODAY is '\(text)', not a date such as 2027-01-31")
    }
}
