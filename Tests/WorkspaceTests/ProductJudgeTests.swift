import TestSupport
import BuiltInTechnologies
import Engine
import Glibc
import Reports
import Rules
import SourceText
import Testing
import Validation
import Workspace

@Suite struct ProductJudgeTests {
    private static let site = "events {}\nhttp {\n    server {\n        listen 80;\n        server_tokens on;\n    }\n}\n"
    private static let rule = """
        id: tokens-shown
        title: A test rule
        why: It is a test.
        select: {kind: nginx.directive, names: [server_tokens]}
        require: 'directive.text == "off"'
        message: tokens
        fix:
          title: Hide them
          safety: safe
          impact: none
          edits:
            - set: directive
              to: "off"
        advice: Hide them.
        """

    private func workspace(_ folder: TestFolder) throws -> Workspace {
        let read = loadRule(SourceFile(path: "test/tokens-shown.yaml", text: Self.rule), .builtIn())
        return try Workspace(
            MemoryTree(texts: ["nginx.conf": Self.site]), rules: RulePack(rules: [try #require(read.rule)]),
            settings: WorkspaceSettings(today: day, environment: ["PATH": folder.path + "/bin:/usr/bin:/bin", "TMPDIR": folder.path]))
    }

    /// Stands for nginx: complains about a file that holds a word.
    private func product(refusing word: String) throws -> TestFolder {
        let folder = try TestFolder([:])
        let script = """
            #!/bin/sh
            for argument; do
                if [ -f "$argument" ] && grep -q '\(word)' "$argument"; then echo 'nginx: [emerg] not this'; exit 1; fi
            done

            """
        try folder.write("bin/nginx", script)
        try #require(chmod("\(folder.path)/bin/nginx", 0o755) == 0)
        return folder
    }

    @Test func `remediation and fixing ask the product alike`() throws {
        for (word, fixes) in [("server_tokens off", 0), ("no such word", 1)] {
            let folder = try product(refusing: word)
            let workspace = try workspace(folder)
            let policy = try workspace.policy(includesReview: false)
            let judge = workspace.productJudge()
            let record = workspace.remediate(policy, judge: judge)
            #expect(record.fixes.count == fixes, "\(record.unfixed)")
            #expect(workspace.fix(policy, judge: judge).fixes.count == fixes)
            #expect(record.unfixed.map(\.reason) == (fixes == 1 ? [] : ["nginx refuses the result: nginx: [emerg] not this"]))
            #expect(judge.missingTools.isEmpty)
        }
    }

    @Test func `nobody is asked unless that is wanted`() throws {
        let workspace = try workspace(try product(refusing: "server_tokens off"))
        #expect(workspace.remediate(try workspace.policy(includesReview: false)).fixes.count == 1)
    }
}
